"""What a page shows of a verdict: paragraphs side by side, with marks that do not rest on colour alone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.desk.marks import Marks, Piece
from api.desk.order import Order, order_of
from api.desk.rows import Row, rows_of
from dedup.detection.evidence import EVIDENCE
from dedup.detection.ledger import REWORDED_RUN
from dedup.detection.wording import percent

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
    "series": "Series",
    "same_event": "Same event",
    "unrelated": "Unrelated",
}

QUOTATIONS = {
    "altered": "Altered",
    "reattributed": "Given to another speaker",
    "translated": "In another language",
    "unquoted": "Here without quotation marks",
    "dropped": "Quoted only there",
    "added": "Quoted only here",
}
"""What became of a quotation, in the order in which an editor wants to know."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One paragraph on the page.

    Attributes:
        number: From 1.
        kind: Of a paragraph of the query; on the other side, that of the strongest paragraph made from it.
        label: The kind in words; empty on the other side.
        pieces: Its text.
        partners: Numbers of the paragraphs it belongs to on the other side.
        source: Number of the source, in the composite view.
        closeness: How close it is to its counterpart, in words.
        left_out: Why it is not counted though it was found, in words.
    """

    number: int
    kind: str
    label: str
    pieces: tuple[Piece, ...]
    partners: tuple[int, ...] = ()
    source: int | None = None
    closeness: str = ""
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One line of the quote ledger.

    Attributes:
        name: What links lead to.
        label: What became of it.
        important: An editor has to see it: said otherwise than there, or by somebody else.
        here: Number of its paragraph in this text.
        there: The same in the other.
        entry: The line itself.
        diff: Of its words; empty where it was said anew, since single words in common would read like noise.
    """

    name: str
    label: str
    important: bool
    here: int | None
    there: int | None
    entry: Mapping[str, Any]
    diff: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ReadTogether:
    """A passage and what answers to it in the other text."""

    label: str
    restates: bool
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts side by side.

    Attributes:
        query: Paragraphs of the text in question.
        match: Paragraphs of the other.
        rows: Both, with what belongs together at the same height.
        order: In which order they come.
        quotes: Of the ledger, what is not simply kept; the important ones first.
        facts: Name and entry of what was changed.
        evidence: Name, meaning and value of every feature.
        passages: That were read together with those of the other text.
    """

    query: tuple[Shown, ...]
    match: tuple[Shown, ...]
    rows: tuple[Row, ...]
    order: Order
    quotes: tuple[Quotation, ...]
    facts: tuple[tuple[str, Mapping[str, Any]], ...]
    evidence: tuple[tuple[str, str, float], ...]
    passages: tuple[ReadTogether, ...]


def compared(
    text: str,
    match: Mapping[str, Any],
    other: str,
    paragraphs: Sequence[tuple[int, int]],
    left_out: Mapping[int, str] | None = None,
) -> Comparison:
    """Show a text against one match.

    Args:
        text: The text in question.
        match: A match of its verdict, as the API answers it.
        other: Text of the match.
        paragraphs: Where its paragraphs stand.
        left_out: Why some are not counted, by index.
    """
    told = left_out or {}
    here, there = Marks(), Marks()
    users: dict[int, list[tuple[int, str]]] = {}
    for one in match["paragraphs"]:
        if one["best"] is not None:
            users.setdefault(one["best"]["paragraph"], []).append((one["index"] + 1, one["kind"]))
            for span in one["best"]["spans"]:
                here.add(*span["query"])
                there.add(*span["match"])
    facts = tuple((f"fact-{number}", fact) for number, fact in enumerate(match["facts"], start=1))
    quotes = _quotations(match["quotes"], [one["start"] for one in match["paragraphs"]], [at for at, _ in paragraphs])
    for name, entry in [*facts, *((quote.name, quote.entry) for quote in quotes if quote.important)]:
        for marks, side in ((here, entry["query"]), (there, entry["match"])):
            if side is not None:
                marks.add(side["start"], side["end"], name)
    ours = tuple(_of_query(text, one, here, left_out=told.get(one["index"], "")) for one in match["paragraphs"])
    theirs = tuple(
        Shown(
            index + 1,
            min((kind for _, kind in users.get(index, ())), key=list(KINDS).index, default=""),
            "",
            there.pieces(other, start, end),
            tuple(number for number, _ in users.get(index, ())),
        )
        for index, (start, end) in enumerate(paragraphs)
    )
    return Comparison(
        ours,
        theirs,
        tuple(rows_of(ours, theirs)),
        order_of(
            [
                (one["index"] + 1, one["best"]["paragraph"] + 1, one["kind"])
                for one in match["paragraphs"]
                if one["best"] is not None and one["best"]["paragraph"] < len(paragraphs)
            ],
            len(match["paragraphs"]),
            len(paragraphs),
        ),
        quotes,
        facts,
        tuple((name, EVIDENCE.get(name, ""), float(value)) for name, value in match["evidence"].items()),
        _read_together(match.get("reading"), text, other),
    )


def _read_together(reading: Mapping[str, Any] | None, text: str, other: str) -> tuple[ReadTogether, ...]:
    """The passages of a reading; verdicts of earlier releases have none."""
    if reading is None:
        return ()
    labels = ("is restated", "is not restated") if reading["of"] == "match" else ("restates it", "does not restate it")
    return tuple(
        ReadTogether(
            labels[0] if one["restates"] else labels[1],
            one["restates"],
            " … ".join(text[start:end] for start, end in one["query"]),
            " … ".join(other[start:end] for start, end in one["match"]),
        )
        for one in reading["spans"]
    )


def composed(
    text: str,
    paragraphs: Sequence[Mapping[str, Any]],
    numbers: Mapping[str | None, int],
    left_out: Mapping[int, str],
) -> tuple[Shown, ...]:
    """Show each paragraph with its own best source, over all matches.

    Args:
        text: The text in question.
        paragraphs: What each counts as, as the API answers it.
        numbers: Of the sources.
        left_out: Why some are not counted, by index.
    """
    shown = []
    for one in paragraphs:
        marks, number = Marks(), None
        if (best := one["best"]) is not None:
            number = numbers[best["article_id"]]
            for span in best["spans"]:
                marks.add(*span["query"])
        shown.append(_of_query(text, one, marks, number, left_out.get(one["index"], "")))
    return tuple(shown)


def _quotations(
    ledger: Iterable[Mapping[str, Any]], query_starts: Sequence[int], match_starts: Sequence[int]
) -> tuple[Quotation, ...]:
    found = []
    for number, quote in enumerate((one for one in ledger if one["status"] in QUOTATIONS), start=1):
        kept = [len(part["text"].split()) for part in quote["diff"] if part["op"] == "same"]
        anew = quote["status"] == "altered" and max(kept, default=0) < REWORDED_RUN
        found.append(
            Quotation(
                f"quote-{number}",
                "Said in other words" if anew else QUOTATIONS[quote["status"]],
                quote["status"] in {"altered", "reattributed"},
                _paragraph(quote["query"], query_starts),
                _paragraph(quote["match"], match_starts),
                quote,
                () if anew else quote["diff"],
            )
        )
    return tuple(sorted(found, key=lambda quote: list(QUOTATIONS).index(quote.entry["status"])))


def _paragraph(excerpt: Mapping[str, Any] | None, starts: Sequence[int]) -> int | None:
    """Number of the paragraph that an excerpt begins in."""
    return None if excerpt is None or not starts else max(1, bisect_right(starts, excerpt["start"]))


def _kind(one: Mapping[str, Any]) -> str:
    return "boilerplate" if one.get("boilerplate") else str(one["kind"])


def _of_query(text: str, one: Mapping[str, Any], marks: Marks, source: int | None = None, left_out: str = "") -> Shown:
    best = one["best"]
    kind = _kind(one)
    return Shown(
        one["index"] + 1,
        kind,
        KINDS.get(kind, "Byline or notice"),
        marks.pieces(text, one["start"], one["end"]),
        () if best is None else (best["paragraph"] + 1,),
        source,
        ""
        if best is None
        else f"words {percent(best['lexical'])} · meaning {percent(max(0.0, min(1.0, best['semantic'])))}",
        left_out,
    )
