"""A migrated store of each kind, and services on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.settings import Settings
from dedup.wiring import build_service
from tests.unit.service.opening import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dedup.ports.models import Encoder
    from dedup.service import DedupService

    Open = Callable[..., DedupService]


@pytest.fixture
def data(tmp_path: Path, store_url: str) -> Settings:
    """A migrated, empty store of each kind, and a folder for the snapshot."""
    return Settings(data_dir=tmp_path / "data", database_url=store_url)


@pytest.fixture
def start(data: Settings) -> Iterator[Open]:
    """Opens services on that store; they are closed at the end."""
    opened = []

    def open_one(encoder: Encoder = MODEL, *, rebuilding: bool = False, settings: Settings = data) -> DedupService:
        opened.append(build_service(settings, encoder, rebuilding=rebuilding))
        return opened[-1]

    yield open_one
    for service in opened:
        service.close()


@pytest.fixture
def service(start: Open) -> DedupService:
    return start()
