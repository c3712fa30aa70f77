"""What is asked of the models: sentences as vectors, and two texts read together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors


class Encoder(Protocol):
    """Turns sentences into vectors."""

    @property
    def name(self) -> str:
        """What the model is called in settings and answers."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """BCP 47 primary subtags of the languages it knows; None where it is taken to know all."""
        ...

    @property
    def way(self) -> str:
        """What runs it, and in which precision, for whoever looks after it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when the weights, tokenizer or pooling do."""
        ...

    @property
    def scale(self) -> Scale:
        """How its cosines are read; measured when it is first asked for, where that takes measuring."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order, shape (len(texts), dimension)."""
        ...


class Reader(Protocol):
    """Reads two short texts together."""

    @property
    def name(self) -> str:
        """What it is called in answers; changes when its weights do."""
        ...

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Log-odds that the first text of each pair restates the second, in order, shape (len(pairs),)."""
        ...
