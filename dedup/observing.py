"""What the engine does, told to whoever counts it: how long each stage took, and what was decided."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.detection.verdict import Verdict
    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder, Reader

Stage = Literal["encode", "propose", "judge", "read", "store", "message", "deliver"]
"""Sentences to vectors; which stored articles are compared; comparing them, reading included; passages before the
reader; the transaction with what the indexes take in; a message of the inbox, all of these included; an alert on its
way to a destination."""

Spans = Callable[[Stage, int], AbstractContextManager[object]]
"""Opens a span of a trace around a stage of so many items."""


class Observer(Protocol):
    """Counts; must be quick, and safe to call from several threads."""

    def took(self, stage: Stage, seconds: float, items: int) -> None:
        """A stage is over: how long it took for so many sentences, passages or articles."""
        ...

    def judged(self, verdict: Verdict) -> None:
        """A text was held against the store."""
        ...


class Observed:
    """Passes on what is done to an observer, once there is one."""

    def __init__(self) -> None:
        self._observer: Observer | None = None
        self._spans: Spans | None = None

    def trace(self, spans: Spans) -> None:
        """Open a span around each stage from now on."""
        self._spans = spans

    def watch(self, observer: Observer) -> None:
        """Tell an observer from now on."""
        self._observer = observer

    @contextmanager
    def stage(self, name: Stage, items: int = 1) -> Iterator[None]:
        """Time what is done within; what fails is timed too."""
        began = time.perf_counter()
        try:
            with nullcontext() if self._spans is None else self._spans(name, items):
                yield
        finally:
            if self._observer is not None:
                self._observer.took(name, time.perf_counter() - began, items)

    def judged(self, verdict: Verdict) -> None:
        """Pass a verdict on."""
        if self._observer is not None:
            self._observer.judged(verdict)


class TimedEncoder:
    """An encoder whose work is timed: :class:`dedup.ports.models.Encoder`."""

    def __init__(self, encoder: Encoder, observed: Observed) -> None:
        self._encoder = encoder
        self._observed = observed

    @property
    def name(self) -> str:
        """The name of the encoder."""
        return self._encoder.name

    @property
    def dimension(self) -> int:
        """Of its vectors."""
        return self._encoder.dimension

    @property
    def languages(self) -> frozenset[str] | None:
        """Those that it knows."""
        return self._encoder.languages

    @property
    def way(self) -> str:
        """What runs it, and in which precision, for whoever looks after it."""
        return self._encoder.way

    @property
    def fingerprint(self) -> str:
        """Of its weights."""
        return self._encoder.fingerprint

    @property
    def scale(self) -> Scale:
        """How its cosines are read."""
        return self._encoder.scale

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, timed."""
        with self._observed.stage("encode", len(texts)):
            return self._encoder.encode(texts)


class TimedReader:
    """A reader whose work is timed: :class:`dedup.ports.models.Reader`."""

    def __init__(self, reader: Reader, observed: Observed) -> None:
        self._reader = reader
        self._observed = observed

    @property
    def name(self) -> str:
        """The name of the reader."""
        return self._reader.name

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Read, timed."""
        with self._observed.stage("read", len(pairs)):
            return self._reader.read(pairs)
