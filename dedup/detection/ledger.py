"""What was changed between two texts: the quote ledger and the facts that differ. Part of the verdict's data.

All offsets point into the text the caller sent (for the query) or that was stored as sent (for a match).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

REWORDED_RUN = 5
"""Words in a row: an altered quotation that shares no such run with its counterpart was said in other words."""


class QuoteStatus(StrEnum):
    """What became of a quotation."""

    KEPT = "kept"
    ALTERED = "altered"
    TRANSLATED = "translated"
    REATTRIBUTED = "reattributed"
    UNQUOTED = "unquoted"
    DROPPED = "dropped"
    ADDED = "added"


class FactKind(StrEnum):
    """What sort of fact differs.

    A conversion is a measure that was given in another unit, and is not what the first one comes to. A reversal is a
    statement that became its opposite: a "not" that came or went, "rose" for "fell".
    """

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    CONVERSION = "conversion"
    REVERSAL = "reversal"


class DiffOp(StrEnum):
    """What happened to the words of one piece of a diff, seen from the match to the query."""

    SAME = "same"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a text, with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of words that stayed, went or came."""

    op: DiffOp
    text: str


@dataclass(frozen=True, slots=True)
class QuoteEntry:
    """One line of the quote ledger.

    Attributes:
        status: What became of the quotation between match and query.
        query: The quotation in the query; where its words stand there without quotation marks, those; None if dropped.
        match: The quotation in the match; None if added.
        diff: Where words were altered, those removed from the match and inserted by the query.
        query_speaker: Who says it in the query, as far as the text names one.
        match_speaker: Who says it in the match.
    """

    status: QuoteStatus
    query: Excerpt | None = None
    match: Excerpt | None = None
    diff: tuple[DiffPart, ...] = ()
    query_speaker: str | None = None
    match_speaker: str | None = None

    @property
    def is_reworded(self) -> bool:
        """Whether it was said in other words, not only with some of them changed."""
        kept = (len(part.text.split()) for part in self.diff if part.op is DiffOp.SAME)
        return self.status is QuoteStatus.ALTERED and max(kept, default=0) < REWORDED_RUN


@dataclass(frozen=True, slots=True)
class FactEntry:
    """A fact that differs between two aligned paragraphs."""

    kind: FactKind
    query: Excerpt
    match: Excerpt
    query_paragraph: int
    match_paragraph: int
