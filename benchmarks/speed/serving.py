"""``dedup serve`` that says with each answer how long the sentence model and the reader took: the server under test.

``python -m benchmarks.speed.serving`` reads the environment like the real one. The times stand in the header
``Server-Timing``: milliseconds by the clock, and of processor time of the whole process, which are a request's own
where requests come one by one. Everything else is the application itself.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from api.app import create_app
from dedup.commands.serving import listening, run
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_reader, build_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder, Reader
    from dedup.service import DedupService

# Handed to the thread that works on a request with the request's context.
_spent: ContextVar[dict[str, float] | None] = ContextVar("spent", default=None)


@contextmanager
def _noted(name: str) -> Iterator[None]:
    spent = _spent.get()
    clock, processor = time.perf_counter(), time.process_time()
    yield
    if spent is not None:
        spent[name] = spent.get(name, 0.0) + (time.perf_counter() - clock) * 1000
        spent[f"{name}_cpu"] = spent.get(f"{name}_cpu", 0.0) + (time.process_time() - processor) * 1000


class TimedEncoder:
    """A sentence model whose time is noted."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self.name, self.dimension = inner.name, inner.dimension
        self.languages, self.fingerprint = inner.languages, inner.fingerprint
        self.scale, self.way = inner.scale, inner.way

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts."""
        with _noted("encoder"):
            return self._inner.encode(texts)


class TimedReader:
    """A reader whose time is noted."""

    def __init__(self, inner: Reader) -> None:
        self._inner = inner
        self.name = inner.name

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Log-odds of pairs."""
        with _noted("reader"):
            return self._inner.read(pairs)


class Timing:
    """ASGI middleware that puts the noted times into the answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        spent: dict[str, float] = {}
        _spent.set(spent)
        processor = time.process_time()

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and spent:
                spent["whole_cpu"] = (time.process_time() - processor) * 1000
                told = ", ".join(f"{name};dur={milliseconds:.2f}" for name, milliseconds in spent.items())
                message["headers"] = [*message.get("headers", ()), (b"server-timing", told.encode())]
            await send(message)

        await self._app(scope, receive, telling)


def opened(settings: Settings) -> DedupService:
    """The service, with its models timed and loaded."""
    encoder = build_encoder(settings)
    reader = build_reader(settings, encoder)
    service = build_service(settings, TimedEncoder(encoder), None if reader is None else TimedReader(reader))
    service.warm_up()
    return service


if __name__ == "__main__":
    chosen = Settings()
    with listening(chosen) as sockets:
        run(Timing(create_app(chosen, opened)), chosen, sockets)
