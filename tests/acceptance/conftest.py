"""The packaged model, loaded once a worker: what an editor will see, not what a stand-in makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.servers.forking import Forking
from dedup.settings import Settings
from dedup.wiring import build_encoder
from tests.acceptance.desk import Desk
from tests.engines import PgvectorServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dedup.ports.models import Encoder


pytest.register_assert_rewrite("tests.acceptance.follower", "tests.acceptance.shown")  # which say what they found


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The packaged sentence model."""
    return build_encoder(Settings(encoder_threads=1))


@pytest.fixture(scope="session")
def forking() -> Iterator[Forking]:
    """The parent of the servers of all tests."""
    opened = Forking()
    yield opened
    opened.end()


@pytest.fixture
def engine() -> Iterator[PgvectorServer]:
    """A vector engine of one test alone, which may stop it."""
    started = PgvectorServer()
    yield started
    started.end()


@pytest.fixture
def open_desk(tmp_path: Path, store_url: str, encoder: Encoder) -> Iterator[Callable[[], Desk]]:
    """Opens processes over one database."""
    opened: list[Desk] = []

    def another() -> Desk:
        opened.append(Desk(tmp_path / str(len(opened)), store_url, encoder))
        return opened[-1]

    yield another
    for desk in opened:
        desk.service.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()
