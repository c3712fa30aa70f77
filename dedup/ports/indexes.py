"""What is asked of the indexes, lexical and semantic (Protocols), and what their items are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Signatures, Vectors

ITEMS_PER_ARTICLE = 4096
"""An item key is ``article key * 4096 + slot``; slot 0 is the whole article, slot n + 1 is passage n."""


def item_key(article_key: int, slot: int) -> int:
    """The key of an article's item in the indexes; see :data:`ITEMS_PER_ARTICLE`."""
    return article_key * ITEMS_PER_ARTICLE + slot


def article_key(item: int) -> int:
    """The article an item key belongs to."""
    return item // ITEMS_PER_ARTICLE


class LexicalIndex(Protocol):
    """Proposes items that share many word shingles. Changes inside a store's transaction are part of it."""

    @property
    def scheme(self) -> str:
        """Everything two signatures must agree on to be comparable."""
        ...

    def sign(self, shingles: Sequence[NDArray[np.uint64]]) -> Signatures:
        """Signatures of sets of hashed shingles, in order."""
        ...

    def add(self, keys: Sequence[int], signatures: Signatures) -> None:
        """Add items; a key that is there already is replaced."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Remove items; unknown keys are ignored."""
        ...

    def query(self, signatures: Signatures) -> list[dict[int, float]]:
        """For each signature the keys of items that are like it, each with how much they are, 0..1.

        The more of its shingles an item has, the more; where very many are like it, not all of them.
        """
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands among others.

    Attributes:
        at: When its article was published, or else stored.
        source: Its source label.
    """

    at: datetime
    source: str | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where items are looked for.

    Attributes:
        since: Only what was published, or else stored, then or later.
        until: Only what was until then.
        sources: Only from those.
        before: Only items with a lower key.
    """

    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] | None = None
    before: int | None = None


EVERYWHERE = Bounds()


class SemanticIndex(Protocol):
    """Proposes items whose vectors are close. Derived from the store; :attr:`sequence` says how far.

    One that several processes share is an engine of its own; each of its methods may raise
    :class:`dedup.errors.IndexUnavailable`.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes read and change it too."""
        ...

    @property
    def sequence(self) -> int:
        """The last store operation that is taken in, as far as this process knows."""
        ...

    def refresh(self) -> None:
        """Learn how far other processes have brought a shared one."""
        ...

    def __len__(self) -> int:
        """How many items it holds."""
        ...

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items; a key that is there already is replaced.

        Args:
            keys: Of the items.
            vectors: Of them, shape (len(keys), dimension).
            places: Of them, for searches that are narrowed; empty where none will be.
        """
        ...

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        ...

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first.

        Args:
            vectors: Shape (n, dimension).
            count: Items for each of them.
            within: Where they are looked for. An index may find others too: who asks narrows what it gets.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1.
        """
        ...

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in."""
        ...

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        ...

    def save(self) -> None:
        """Write a snapshot that the next start begins from."""
        ...

    def close(self) -> None:
        """Write a snapshot if there is something new, and stop what runs in the background."""
        ...
