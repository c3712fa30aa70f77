"""Readings: the facts and quotations of a text, found once and kept with it as plain values.

Finding them takes longer than comparing two texts, and a lookup compares a dozen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dedup.article import Span
from dedup.text.facts import Fact
from dedup.text.quotations import Quotation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.text.document import Document


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read off a text.

    Attributes:
        facts: In order; none overlap.
        quotations: In order.
        read_by: The way of reading (:attr:`dedup.text.languages.protocol.Language.read_by`).
    """

    facts: list[Fact]
    quotations: list[Quotation]
    read_by: int | str

    def kept(self) -> dict[str, Any]:
        """The same as plain values for JSON; :func:`readings_kept` reads them."""
        return {
            "read_by": self.read_by,
            "facts": [
                [fact.kind, *fact.span, fact.value, fact.unit, fact.sentence, fact.hedge, fact.is_size]
                for fact in self.facts
            ],
            "quotations": [
                [*one.span, one.words, one.speaker, one.paragraph, one.pieces, one.by_name, sorted(one.rivals)]
                for one in self.quotations
            ],
        }


def readings_kept(layout: Mapping[str, Any], document: Document) -> Readings | None:
    """The readings kept with a stored text; None where there are none, or other ones than are made today.

    Args:
        layout: What was kept of the text's cuts, with what :meth:`Readings.kept` gave.
        document: The text.
    """
    if layout.get("read_by") != document.language.read_by:
        return None
    return Readings(
        [
            Fact(kind, Span(start, end), value, unit, sentence, hedge, is_size)
            for kind, start, end, value, unit, sentence, hedge, is_size in layout["facts"]
        ],
        [
            Quotation(
                Span(start, end),
                tuple(words),
                speaker,
                paragraph,
                tuple(Span(*piece) for piece in pieces),
                by_name,
                frozenset(rivals),
            )
            for start, end, words, speaker, paragraph, pieces, by_name, rivals in layout["quotations"]
        ],
        document.language.read_by,
    )
