"""The API over the real service; a hashing encoder stands in for the model except where verdicts matter."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.api.wire import SampleWire
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from api.openapi import Example


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Callable[..., FastAPI]:
    """Makes applications over an empty store each, with settings that differ from the defaults."""

    def make(**others: Any) -> FastAPI:  # noqa: ANN401 - settings
        folder = tmp_path_factory.mktemp("data")
        shutil.copy(sqlite_template, folder)
        settings = Settings(data_dir=folder, **others)
        return create_app(settings, lambda settings: build_service(settings, HashingEncoder()))

    return make


@pytest.fixture(scope="module")
def client(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    """A client of an application that the tests of one module share."""
    with local_client(make_app()) as opened:
        yield opened


@pytest.fixture(scope="session")
def run_example(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Example], tuple[int, Any]]:
    """Runs an example over the sample wire with the packaged model."""
    return SampleWire(tmp_path_factory.mktemp("examples")).run
