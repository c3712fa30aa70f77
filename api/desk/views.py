"""What a page shows of a verdict: paragraphs side by side, with marks that do not rest on colour alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dedup.detection.composition import REWORDED_RUN
from dedup.detection.evidence import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KINDS = {
    "verbatim": "Verbatim",
    "edited": "Edited",
    "paraphrased": "Restated",
    "quoted": "Same quotation",
    "background": "Background",
    "original": "Not found",
}
"""Kinds of paragraphs as an editor reads them."""

RELATIONS = {
    "identical": "Identical",
    "near_copy": "Near copy",
    "partial_copy": "Partial copy",
    "rewrite": "Rewrite",
    "update": "Update",
    "same_event": "Same event",
    "unrelated": "Unrelated",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph: in both texts word for word, or not."""

    text: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One paragraph on the page.

    Attributes:
        number: From 1.
        kind: Of a paragraph of the query; empty on the other side.
        label: The kind in words.
        pieces: Its text.
        partners: Numbers of the paragraphs it belongs to on the other side.
        source: Number of the source, in the composite view.
        closeness: How close it is to its counterpart, in words.
    """

    number: int
    kind: str
    label: str
    pieces: tuple[Piece, ...]
    partners: tuple[int, ...] = ()
    source: int | None = None
    closeness: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts side by side.

    Attributes:
        query: Paragraphs of the text in question.
        match: Paragraphs of the other.
        quotes: Of the ledger, what is not simply kept.
        facts: What was changed.
        evidence: Name, meaning and value of every feature.
    """

    query: tuple[Shown, ...]
    match: tuple[Shown, ...]
    quotes: tuple[Mapping[str, Any], ...]
    facts: tuple[Mapping[str, Any], ...]
    evidence: tuple[tuple[str, str, float], ...]


@dataclass
class _Side:
    """Spans of the other text that are shared, and who uses which paragraph."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    users: dict[int, list[int]] = field(default_factory=dict)


def compared(text: str, match: Mapping[str, Any], other: str, paragraphs: Sequence[tuple[int, int]]) -> Comparison:
    """Show a text against one match.

    Args:
        text: The text in question.
        match: A match of its verdict, as the API answers it.
        other: Text of the match.
        paragraphs: Where its paragraphs stand.
    """
    side = _Side()
    query = []
    for one in match["paragraphs"]:
        best = one["best"]
        if best is not None:
            side.users.setdefault(best["paragraph"], []).append(one["index"] + 1)
            side.spans += [tuple(span["match"]) for span in best["spans"]]
        query.append(_of_query(text, one, () if best is None else (best["paragraph"] + 1,), None))
    there = tuple(
        Shown(
            index + 1,
            "",
            "",
            _pieces(other, start, end, side.spans),
            tuple(side.users.get(index, ())),
        )
        for index, (start, end) in enumerate(paragraphs)
    )
    return Comparison(
        tuple(query),
        there,
        tuple(_plain(quote) for quote in match["quotes"] if quote["status"] != "kept"),
        tuple(match["facts"]),
        tuple((name, FEATURES.get(name, ""), float(value)) for name, value in match["evidence"].items()),
    )


def composed(text: str, verdict: Mapping[str, Any]) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
    """Show each paragraph with its own best source, over all matches.

    Returns:
        The paragraphs, and the ids of the sources in the order of their numbers.
    """
    sources: dict[str, int] = {}
    shown = []
    for one in verdict["paragraphs"]:
        best = one["best"]
        number = None if best is None else sources.setdefault(best["article_id"], len(sources) + 1)
        shown.append(_of_query(text, one, () if best is None else (best["paragraph"] + 1,), number))
    return tuple(shown), tuple(sources)


def _plain(quote: Mapping[str, Any]) -> Mapping[str, Any]:
    """A quotation that was said anew is shown whole, there and here: a diff of single words reads like noise."""
    kept = [len(part["text"].split()) for part in quote["diff"] if part["op"] == "same"]
    return quote if max(kept, default=0) >= REWORDED_RUN else {**quote, "diff": ()}


def share(value: float) -> str:
    """A share in whole per cent; never rounded to nothing or to all."""
    if 0 < value < 0.01:  # noqa: PLR2004 - one per cent
        return "<1 %"
    if 0.99 < value < 1:  # noqa: PLR2004 - see above
        return ">99 %"
    return f"{value:.0%}".replace("%", " %")


def _of_query(text: str, one: Mapping[str, Any], partners: tuple[int, ...], source: int | None) -> Shown:
    best = one["best"]
    spans = [] if best is None else [tuple(span["query"]) for span in best["spans"]]
    boilerplate = bool(one.get("boilerplate"))
    return Shown(
        one["index"] + 1,
        "boilerplate" if boilerplate else one["kind"],
        "Byline or notice" if boilerplate else KINDS[one["kind"]],
        _pieces(text, one["start"], one["end"], spans),
        partners,
        source,
        ""
        if best is None
        else f"words {share(best['lexical'])}, meaning {share(max(0.0, min(1.0, best['semantic'])))}",
    )


def _pieces(text: str, start: int, end: int, spans: Iterable[Sequence[int]]) -> tuple[Piece, ...]:
    """A paragraph cut where shared stretches begin and end."""
    shared = sorted((max(first, start), min(stop, end)) for first, stop in spans if first < end and stop > start)
    found = []
    at = start
    for first, stop in shared:
        if first > at:
            found.append(Piece(text[at:first], shared=False))
        if stop > at:
            found.append(Piece(text[max(first, at) : stop], shared=True))
        at = max(at, stop)
    if at < end:
        found.append(Piece(text[at:end], shared=False))
    return tuple(found)
