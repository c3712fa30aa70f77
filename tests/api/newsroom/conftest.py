"""A newsroom of its own for each test here, and a client of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.newsroom.opening import Opened
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path)


@pytest.fixture
def client(opened: Opened) -> Iterator[TestClient]:
    with local_client(opened.app()) as client:
        yield client
