"""Two quotations word by word: what they share, whether one is only cut, and the difference as an editor reads it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.detection.ledger import DiffOp, DiffPart
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.text.document import Document
    from dedup.text.quotations import Quotation

MOST_WORDS = 400
"""Words compared of one quotation: the comparison takes time with the square of them."""

SHARED_RUN = 5
"""Words in a row that make two pieces of speech one utterance; the gold set's README draws its line there too."""

SHARED_WORDS = 0.6
"""Share of the shorter one's words, in order, that does the same without such a run (gold set)."""

LEAST_KEPT = 0.6
"""Share of the shorter one's words that two quotations have in common when each is cut at another end."""

_ELLIPSIS = ("...", "[", "]")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two word sequences share.

    Attributes:
        blocks: Equal stretches as (start in the query, start in the match, words), in the order of both.
        run: Words of the longest.
        shared: Words of all.
    """

    blocks: tuple[tuple[int, int, int], ...]
    run: int
    shared: int

    def positions(self) -> tuple[set[int], set[int]]:
        """The positions of the shared words, in the query and in the match."""
        return (
            {a + step for a, _, size in self.blocks for step in range(size)},
            {b + step for _, b, size in self.blocks for step in range(size)},
        )


def compare(ours: Sequence[str], theirs: Sequence[str]) -> Comparison:
    """Compare the words of two quotations, the first :data:`MOST_WORDS` of each."""
    matcher = SequenceMatcher(None, ours[:MOST_WORDS], theirs[:MOST_WORDS], autojunk=False)
    blocks = tuple((block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size)
    return Comparison(blocks, max((size for *_, size in blocks), default=0), sum(size for *_, size in blocks))


def is_kept(query: Document, match: Document, ours: Quotation, theirs: Quotation, comparison: Comparison) -> bool:
    """Whether both say the same words; what one leaves out at an end, or marks as left out, is only cut.

    Args:
        query: The query's document.
        match: The match's.
        ours: The query's quotation.
        theirs: The match's.
        comparison: Of their words.
    """
    blocks = comparison.blocks
    mine, its = _offsets(query, ours), _offsets(match, theirs)
    if comparison.shared < LEAST_KEPT * min(len(mine), len(its)) or not blocks:
        return False
    for (a, b, size), (next_a, next_b, _) in pairwise(blocks):
        left, left_there = a + size, b + size
        if next_a > left and next_b > left_there:
            return False
        if next_a > left and not _is_cut(match, theirs, left_there, ours.words[left:next_a]):
            return False
        if next_b > left_there and not _is_cut(query, ours, left, theirs.words[left_there:next_b]):
            return False
    (first_a, first_b, _), (last_a, last_b, size) = blocks[0], blocks[-1]
    return min(first_a, first_b) == 0 and min(len(mine) - last_a - size, len(its) - last_b - size) == 0


def word_diff(
    query: Document, match: Document, ours: Quotation, theirs: Quotation, comparison: Comparison
) -> tuple[DiffPart, ...]:
    """The difference, in words as they were sent: removed from the match's quotation, inserted by the query's.

    Args:
        query: The query's document.
        match: The match's.
        ours: The query's quotation.
        theirs: The match's.
        comparison: Of their words.
    """
    mine, its = _offsets(query, ours), _offsets(match, theirs)
    parts: list[DiffPart] = []
    a = b = 0
    for next_a, next_b, size in [*comparison.blocks, (len(mine), len(its), 0)]:
        if next_b > b:
            parts.append(DiffPart(DiffOp.REMOVED, _original(match, its[b:next_b])))
        if next_a > a:
            parts.append(DiffPart(DiffOp.INSERTED, _original(query, mine[a:next_a])))
        if size:
            parts.append(DiffPart(DiffOp.SAME, _original(query, mine[next_a : next_a + size])))
        a, b = next_a + size, next_b + size
    return tuple(parts)


def _is_cut(document: Document, quotation: Quotation, place: int, missing: Sequence[str]) -> bool:
    """Whether a quotation may leave words out before one of its own: at an ellipsis or a stretch's end.

    Where the missing words begin or end like what stands beside the gap, the gap may be a little to the left or right.
    """
    words, offsets = quotation.words, _offsets(document, quotation)
    gap = list(missing)
    places = [place]
    for step in range(1, min(len(gap), place)):
        if words[place - step] != gap[-step]:
            break
        places.append(place - step)
    for step in range(min(len(gap), len(offsets) - place - 1)):
        if words[place + step] != gap[step]:
            break
        places.append(place + step + 1)
    return any(_may_be_cut(document, quotation, offsets[at - 1][1], offsets[at][0]) for at in places)


def _may_be_cut(document: Document, quotation: Quotation, end: int, start: int) -> bool:
    """Whether words may be left out between two neighbours: at an ellipsis or the end of a quoted stretch."""
    between = document.canonical.text[end:start]
    return any(sign in between for sign in _ELLIPSIS) or any(
        end <= piece.end <= start for piece in quotation.pieces[:-1]
    )


def _offsets(document: Document, quotation: Quotation) -> list[tuple[int, int]]:
    text = document.canonical.text
    found = [(start, end) for piece in quotation.pieces for _, start, end in words_with_offsets(text, *piece)]
    return found[:MOST_WORDS]


def _original(document: Document, words: list[tuple[int, int]]) -> str:
    """Some neighbouring words as sent, without the said-clause that may stand between two of them."""
    stretches: list[Span] = []
    for start, end in words:
        if stretches and '"' not in document.canonical.text[stretches[-1].end : start]:
            stretches[-1] = Span(stretches[-1].start, end)
        else:
            stretches.append(Span(start, end))
    originals = [document.canonical.to_original(span) for span in stretches]
    return " ".join(document.canonical.original[span.start : span.end] for span in originals)
