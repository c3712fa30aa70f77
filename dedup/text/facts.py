"""Facts: numbers with their units, money, percentages, dates and names, each brought to a value that compares."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dedup.text.amounts import same_amount
from dedup.text.languages.findings import same_moment
from dedup.text.namesakes import same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Span
    from dedup.text.document import Document
    from dedup.text.languages.findings import Hedge


MOST_FACTS = 10_000
"""Numbers and dates read from one text, and names: the first ones. A page of statistics has a few hundred."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        kind: What it is.
        span: Offsets into the canonical text.
        value: What is compared: "20 %" and "twenty percent" have one value.
        unit: What a number counts or measures ("%", "usd", "km", "people"); weekday, date, month, year or time for a
            date; empty for a name.
        sentence: Index of the sentence it stands in.
        hedge: Whether a number is said to be "about", "above" or "below" what it names.
        is_size: A number tells a size in words ("a third", "a thousand") and counts nothing.
    """

    kind: Literal["number", "date", "name"]
    span: Span
    value: str
    unit: str
    sentence: int
    hedge: Hedge = ""
    is_size: bool = False


def find_facts(document: Document) -> list[Fact]:
    """The facts of a document's sentences, in order; none overlap."""
    return _with_names(document, _measured(document))


def facts_within(document: Document, sentences: Sequence[int], whole: Sequence[Fact]) -> list[Fact]:
    """The facts of a document that has some sentences of another one.

    A number or a date is read in its sentence, and is what it is there. What a name is depends on the others.

    Args:
        document: With these sentences alone.
        sentences: Which ones of the other document they are, ascending.
        whole: The facts of that.
    """
    if len(whole) >= MOST_FACTS:
        return find_facts(document)
    index_of = {sentence: index for index, sentence in enumerate(sentences)}
    measured = [fact for fact in whole if fact.kind != "name" and fact.sentence in index_of]
    return _with_names(document, [replace(fact, sentence=index_of[fact.sentence]) for fact in measured])


def _measured(document: Document) -> list[Fact]:
    text, language = document.canonical.text, document.language
    facts: list[Fact] = []
    for index, sentence in enumerate(document.sentences):
        span = sentence.span
        if len(facts) >= MOST_FACTS:
            break
        moments = language.moments(text, span)
        facts += [Fact("date", moment.span, moment.value, moment.unit, index) for moment in moments]
        facts += [
            Fact("number", quantity.span, quantity.value, quantity.unit, index, quantity.hedge, quantity.is_size)
            for quantity in language.quantities(text, span)
            if not _overlaps(quantity.span, [moment.span for moment in moments])
        ]
    return facts


def _with_names(document: Document, measured: list[Fact]) -> list[Fact]:
    spans = [sentence.span for sentence in document.sentences]
    taken = sorted(fact.span for fact in measured)
    names = [
        Fact("name", name.span, name.value, "", name.sentence)
        for name in document.language.names(document.canonical.text, spans)[:MOST_FACTS]
        if not _overlaps(name.span, taken)
    ]
    return sorted([*measured, *names], key=lambda fact: fact.span)


def same_value(one: Fact, other: Fact) -> bool:
    """Whether two facts of one kind say the same, as far as each says it.

    A date without a year agrees with the date in any year, a surname with the full name, a round number with what it
    rounds, and a measure with what it is in another unit.
    """
    if one.kind != other.kind:
        return False
    if one.kind == "date":
        return same_moment(one.value, other.value)
    if one.kind == "name":
        return same_name(one.value, other.value)
    return same_amount(one, other)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    """Whether a span meets one of some spans that are in order and do not overlap."""
    position = bisect_right(taken, span)
    before = taken[position - 1] if position else None
    after = taken[position] if position < len(taken) else None
    return (before is not None and before.end > span.start) or (after is not None and after.start < span.end)
