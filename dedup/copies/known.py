"""Articles that were placed, as those after them are held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.copies.shelf import Shelf
from dedup.copies.sketches import LENGTH, SketchIndex, by_row, least_shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.copies.sketches import Sketches


class Edge(NamedTuple):
    """How close a text is to a known one.

    Attributes:
        number: Of the known text.
        shared: Jaccard similarity of their shingles.
        of_query: Share of the text's shingles that the known one has.
        of_match: Share of the known one's.
    """

    number: int
    shared: float
    of_query: float
    of_match: float


class Query(NamedTuple):
    """A text of the batch that was looked up.

    Attributes:
        row: Its place in the batch.
        shingles: Its shingles, ascending; the first of them are its sketch.
        near: Places of those before it in the batch that may be near copies.
    """

    row: int
    shingles: NDArray[np.uint32]
    near: Sequence[int]


class Known:
    """Texts by number, and which of them are near copies of another.

    A batch is looked up in the index at once, by :meth:`expect`; what is added of the batch itself is taken into the
    index by :meth:`settle`.

    Args:
        alike: Jaccard similarity of near copies.
    """

    def __init__(self, alike: float) -> None:
        self._shelf = Shelf()
        self._alike = alike
        self._index = SketchIndex()
        self._sizes = np.zeros(0, dtype=np.int64)
        self._newest: list[NDArray[np.uint32]] = []
        self._newest_rows: dict[int, int] = {}
        self._expected: dict[int, list[int]] = {}

    def expect(self, sketches: Sketches) -> None:
        """Look a batch up."""
        rows, texts, counts = self._index.find(sketches)
        least = least_shared(self._alike, np.minimum(sketches.sizes[rows], self._sizes[texts]))
        self._expected = by_row(rows, texts, counts >= least)

    def near(self, query: Query) -> list[Edge]:
        """The known texts of which a text of the batch is a near copy; every one that may be is compared exactly."""
        numbers = self._expected.get(query.row, [])
        if query.near:
            numbers = [*numbers, *(self._newest_rows[row] for row in query.near if row in self._newest_rows)]
        found = []
        for number in numbers:
            match = self._shelf.shingles_of(number)
            both = np.concatenate([query.shingles, match])
            both.sort()
            common = int(np.count_nonzero(both[1:] == both[:-1]))
            shared = common / (len(both) - common)
            if shared >= self._alike:
                found.append(Edge(number, shared, common / len(query.shingles), common / len(match)))
        return found

    def add(self, name: str, text: str, query: Query) -> None:
        """Add a text under its id; of what is never asked for its words the text may be empty."""
        self._newest_rows[query.row] = self._shelf.add(name, text, query.shingles)
        self._newest.append(query.shingles[:LENGTH])

    def id_of(self, number: int) -> str:
        """The id of a known text."""
        return self._shelf.id_of(number)

    def text_of(self, number: int) -> str:
        """A known text, as sent."""
        return self._shelf.text_of(number)

    def close(self) -> None:
        """Free the disk."""
        self._shelf.close()

    def settle(self) -> None:
        """Take what was added of the batch into the index."""
        if self._newest:
            sizes = np.array([len(sketch) for sketch in self._newest], dtype=np.int64)
            self._index.add(np.concatenate(self._newest), np.repeat(np.arange(len(sizes)) + len(self._sizes), sizes))
            self._sizes = np.concatenate([self._sizes, sizes])
        self._newest, self._newest_rows = [], {}
