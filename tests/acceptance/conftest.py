"""The packaged model, loaded once a worker: what an editor will see, not what a stand-in makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.settings import Settings
from dedup.wiring import build_encoder

if TYPE_CHECKING:
    from dedup.ports import Encoder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The packaged sentence model."""
    return build_encoder(Settings(encoder_threads=1))
