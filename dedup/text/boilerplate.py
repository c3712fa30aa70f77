"""Boilerplate: datelines, credits, notices and site furniture, which say nothing about where a text comes from.

Every pattern looks at the first or last few hundred characters of a paragraph, so the time is linear in the text. The
rules would rather miss a notice than mark a line of reporting: a name or place alone is never enough, there has to be
an agency, a date, a year, capitals throughout or a set phrase beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dedup.article import Span
from dedup.text.furniture.finding import find_furniture
from dedup.text.languages.tables import lines_of, one_of
from dedup.text.notices import (
    BULLET,
    BYLINE,
    EDITORS_NOTE,
    HEADS,
    NOTEBOOK,
    PLACE_ALONE,
    SLUG_LINE,
    SPEAKER_LINE,
    TAILS,
    WHOLE,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_REACH = 600
"""Characters looked at on either end of a paragraph; the longest notices seen in agency samples have 350."""

_OPENING = 8
"""Datelines and bylines stand in one of the first paragraphs: after a headline, a byline, bullets."""


class Boilerplate(NamedTuple):
    """A stretch of canonical text that is left out of scoring, and what it is.

    The kinds: ``slug``, ``byline``, ``dateline``, ``note`` (what an editor changed), ``credit``, ``copyright``,
    ``photo``, ``promotion``, ``closing``, and those of :func:`dedup.text.furniture.finding.find_furniture`.
    """

    span: Span
    kind: str


_CUES = (
    *lines_of("cue"),
    *("\u00a9", "(c)", "-30-", "###", "---", "***"),
    *("dpa ", " efe", "/ritzau/", "(ansa", "(businessdesk", "(anp", "(belga", "(lusa", "(afp"),
)
"""Lower-case words one of which stands in every notice at a paragraph's end or of a whole paragraph: most paragraphs
have none of them and are done after this quick look."""

_SIGNATURE_LENGTH = 24
_SIGNATURE = re.compile(rf"[/=(]|\b{one_of('closing alone')}\b|\Aaap ", re.IGNORECASE)
_NOTEBOOK_CUES = lines_of("notebook cue")
_BEGIN = re.compile(r"(?<=[.!?\"')\]>|])\s*|(?=[(|\[\u00a9-])")
"""Where a notice may begin inside a paragraph: behind a sentence, or at a sign of its own."""

_HEAD_LENGTH = 100


def find_boilerplate(text: str, paragraphs: Sequence[Span]) -> list[Boilerplate]:
    """Mark what is boilerplate: a whole paragraph, or the beginning or end of one.

    Args:
        text: Canonical text.
        paragraphs: Where its paragraphs stand, in order.

    Returns:
        The marked stretches, in order; each lies inside one paragraph, and takes the white space beside it along.
    """
    marks: list[Boilerplate] = []
    lowered = text.lower()
    cues = [cue for cue in _CUES if cue in lowered]
    signed = _SIGNATURE.search(lowered) is not None
    paragraphs, rest = _before_notebook(text, lowered, paragraphs)
    furniture = find_furniture(text, paragraphs)
    one_speaker = sum(1 for span in paragraphs[:40] if SPEAKER_LINE.match(text, span.start, span.end)) == 1
    for index, span in enumerate(paragraphs):
        opening = index < _OPENING
        if index in furniture:
            marks.append(Boilerplate(span, furniture[index]))
        elif opening or cues or (signed and span.end - span.start <= _SIGNATURE_LENGTH):
            marks += _of_paragraph(text, span, cues, opening=opening, colon=one_speaker and opening)
    marks += [Boilerplate(span, "closing") for span in rest]
    dateline = next((mark.span.start for mark in marks if mark.kind == "dateline"), None)
    if dateline is not None:
        above = [span for span in paragraphs[:_OPENING] if span.start < dateline and BULLET.fullmatch(text, *span)]
        marks = sorted({*marks, *(Boilerplate(span, "note") for span in above)})
    return marks


def _before_notebook(text: str, lowered: str, paragraphs: Sequence[Span]) -> tuple[Sequence[Span], Sequence[Span]]:
    """The paragraphs above an agency's notes to editors, and the others."""
    if not any(cue in lowered for cue in _NOTEBOOK_CUES):
        return paragraphs, ()
    begun = (n for n, span in enumerate(paragraphs) if n and NOTEBOOK.fullmatch(text[slice(*span)].replace("\n", " ")))
    end = next(begun, len(paragraphs))
    return paragraphs[:end], paragraphs[end:]


def _of_paragraph(text: str, span: Span, cues: list[str], *, opening: bool, colon: bool) -> list[Boilerplate]:
    lowered = text[max(span.start, span.end - _REACH) : span.end].lower()
    cued = any(cue in lowered for cue in cues)
    if len(lowered) <= _SIGNATURE_LENGTH and not cued:
        cued = _SIGNATURE.search(lowered) is not None
    kind = _whole(text, span, cued=cued, opening=opening)
    if kind is not None:
        return [Boilerplate(span, kind)]
    marks = []
    start = span.start
    if opening:
        head = _head(text, span, colon=colon)
        marks += head
        start = head[-1].span.end if head else start
    tail = _tail(text, Span(start, span.end)) if cued else None
    if tail is not None:
        marks.append(tail)
    return marks


def _whole(text: str, span: Span, *, cued: bool, opening: bool) -> str | None:
    if span.end - span.start > _REACH or not (cued or opening):
        return None
    piece = text[span.start : span.end].replace("\n", " ")
    if cued:
        for kind, pattern in WHOLE:
            if pattern.fullmatch(piece):
                return kind
    if opening and BYLINE.fullmatch(piece):
        return "byline"
    if opening and EDITORS_NOTE.fullmatch(piece):
        return "note"
    if opening and SLUG_LINE.fullmatch(piece):
        return "slug"
    return "dateline" if opening and PLACE_ALONE.fullmatch(piece) else None


def _head(text: str, span: Span, *, colon: bool) -> list[Boilerplate]:
    marks: list[Boilerplate] = []
    start, reach = span.start, min(span.end, span.start + _REACH)
    if not any(sign in text[start : start + _HEAD_LENGTH] for sign in "(-:/"):
        return marks
    for kind, pattern in HEADS:
        if any(mark.kind == kind for mark in marks):
            continue
        found = pattern.match(text, start, reach)
        if found is not None and found.end() > start:
            marks.append(Boilerplate(Span(start, found.end()), kind))
            start = found.end()
    if colon and not marks:
        # "RIYADH: The minister ..." is a dateline; "SMITH: I think ..." on many lines is a transcript.
        found = SPEAKER_LINE.match(text, start, reach)
        if found is not None:
            marks.append(Boilerplate(Span(start, found.end()), "dateline"))
    return marks


def _tail(text: str, span: Span) -> Boilerplate | None:
    """The boilerplate a paragraph ends with: notices one behind the other count as one stretch."""
    floor = max(span.start, span.end - _REACH)
    end, kind = span.end, None
    while True:
        kept = floor + len(text[floor:end].rstrip())
        found = next(
            ((name, start) for name, pattern in TAILS if (start := _sentence(pattern, text, floor, kept)) is not None),
            None,
        )
        if found is None:
            return None if kind is None else Boilerplate(Span(end, span.end), kind)
        kind, end = kind or found[0], found[1]


def _sentence(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Where the match begins that runs to the end and is a sentence, a bracket or the paragraph of its own."""
    begins = (start, *(begin.end() for begin in _BEGIN.finditer(text, start, end)))
    return next((begin for begin in begins if pattern.match(text, begin, end) is not None), None)
