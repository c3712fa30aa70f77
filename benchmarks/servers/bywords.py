"""Serve as ``dedup serve`` does, with words in place of the sentence model: ``python -m benchmarks.servers.bywords``.

So a life is spent on storing, indexing, replaying and answering, which a kill may break, and not on loading a model,
which it can not. What else it is to do it is told by the environment.
"""

from __future__ import annotations

from api.app import create_app
from benchmarks.hashing import HashingEncoder
from dedup.commands.serving import listening, run
from dedup.settings import Settings
from dedup.wiring import build_service

DIMENSION = 64


def main() -> None:
    """Serve until killed, or told to stop."""
    settings = Settings()
    encoder = HashingEncoder(DIMENSION)
    with listening(settings) as sockets:
        run(create_app(settings, lambda given: build_service(given, encoder)), settings, sockets)


if __name__ == "__main__":
    main()
