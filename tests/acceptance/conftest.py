"""The packaged model, loaded once a worker: what an editor will see, not what a stand-in makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.settings import Settings
from dedup.wiring import build_encoder
from tests.acceptance.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.ports import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The packaged sentence model."""
    return build_encoder(Settings(encoder_threads=1))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A system that takes alerts."""
    opened = Receiver()
    yield opened
    opened.close()
