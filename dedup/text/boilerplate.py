"""Boilerplate: datelines, credits and notices that say nothing about where a text comes from.

Every pattern looks at the first or last few hundred characters of a paragraph, so the time is linear in the text. The
rules would rather miss a notice than mark a line of reporting: a name or place alone is never enough, there has to be
an agency, a date, a year, capitals throughout or a set phrase beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dedup.article import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_REACH = 600
"""Characters looked at on either end of a paragraph; the longest notices seen in agency samples have 350."""

_OPENING = 8
"""Datelines and bylines stand in one of the first paragraphs: after a headline, a byline, bullets."""


class Boilerplate(NamedTuple):
    """A stretch of canonical text that is left out of scoring, and what it is.

    The kinds: ``slug``, ``byline``, ``dateline``, ``note`` (what an editor changed), ``credit``, ``copyright``,
    ``photo``, ``promotion``, ``closing``.
    """

    span: Span
    kind: str


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}}\.? {_MONTH})(?:,? \d{{4}})?"
_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+(?: [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+){0,3}"
_NAMED = r"[A-Z\u00c0-\u00de][\w.'-]*(?: [A-Z\u00c0-\u00de][\w.'-]*){0,3}"
_REGION = rf"(?:, {_NAMED})?"
_AGENCY = (
    r"\((?:AP|A\.P\.|AFP|UPI|PTI|ANI|IANS|KYODO|Kyodo|dpa|DPA|ANSA|TASS|Xinhua|Bloomberg|Reuters?|Thomson Reuters"
    r"|[A-Z][\w.& -]{0,30}(?:Wire|News|Press|Agency|Service|Times|Post|Newswires?))\)"
)
_ANY_AGENCY = r"\([A-Z][\w.&' -]{1,30}\)"
_DASH = r" ?-{1,3}(?: |(?=[A-Z\"'(]))"

_HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("slug", re.compile(r"(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|CORRECTION|EXCLUSIVE|REPEAT)(?:[ -]\d{1,2})?-(?=\w)")),
    (
        "note",
        re.compile(
            r"\((?:Adds|Corrects|Updates|Recasts|Repeats|Refiles|Removes|Clarifies|Rewrites|Fixes|Deletes|Changes"
            r"|New throughout|Writes through)\b[^()]{0,400}\)\s*"
        ),
    ),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION}, )?{_DATE},? {_AGENCY}(?:{_DASH}| (?=[A-Z]))")),
    ("dateline", re.compile(rf"(?:{_NAMED}{_REGION},? )?(?:{_DATE},? )?{_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION},? (?:{_DATE},? )?{_ANY_AGENCY}{_DASH}")),
    ("dateline", re.compile(rf"{_CAPITALS}{_REGION}, {_DATE}{_DASH}")),
    ("dateline", re.compile(rf"(?=[A-Z.]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][\w.]+)? -{{1,3}} ?(?=[A-Z\"'])")),
)
_SPEAKER_LINE = re.compile(rf"(?=[A-Z]{{4}}|[A-Z]+ [A-Z]{{3}}){_CAPITALS}(?:, [A-Z][a-z]+)?: (?=[A-Z\"])")

_BYLINE = re.compile(
    rf"(?:By|BY) {_NAMED}(?: {_NAMED})?(?:(?:, | and |, and ){_NAMED}){{0,4}}(?:, (?:[\w'-]+ ){{0,4}}[\w'-]+)?"
    rf"(?: in {_NAMED})?|(?:{_NAMED}, )?(?:[Ss]taff [Ww]riter|[Ss]taff [Rr]eporter)s?|Associated Press(?: [Ww]riters?)?"
)
_PLACE_ALONE = re.compile(
    rf"{_NAMED}{_REGION}(?: \({_NAMED}\)|, {_DATE}):|{_NAMED}{_REGION},? (?:{_DATE},? )?{_AGENCY}:?"
)

_PEOPLE = (
    r"(?:(?:the |de |van |von |al-|bin )?[A-Z\u00c0-\u00de][\w.'-]*|and|in|at|from|&)"
    r"(?:[ ,]+(?:(?:the |de |van |von |al-|bin )?[A-Z\u00c0-\u00de][\w.'-]*|and|in|at|from|desk|newsroom|&)){0,30}"
)
_WORK = r"(?:[Aa]dditional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Rr]eporting and writing|[Ww]riting and editing)"
_CREDITED = rf"{_WORK} by {_PEOPLE}"
_YEAR = r"(?:19|20|21)\d\d"
_RIGHTS = r"(?:[Aa]ll [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED)"
_MAY_NOT = r"This material may not be [^.]{1,120}\."
_COPYRIGHT = r"(?:\u00a9|\([cC]\)|Copyright|COPYRIGHT)"

_TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        re.compile(
            rf"\({_WORK} (?:and [a-z]+ )?by [^()]{{1,400}}\)\s*$"
            rf"|{_CREDITED}(?:[;,.] ?(?:and )?{_CREDITED}){{0,4}}\.?$"
            r"|-{1,2} ?[Ww]ith (?:assistance|reporting|contributions?) (?:from|by) [A-Z][^.]{1,200}\.?$"
            r"|(?:[A-Z][\w.'-]*,? (?:(?:and|in|at|writers?|reporters?|correspondents?) ){0,2}){1,16}"
            r"contributed (?:to this|reporting)[\w ]{0,30}\.?$"
        ),
    ),
    (
        "note",
        re.compile(
            r"\((?:Adds|Corrects|Updates|Recasts|Removes|Clarifies|Refiles)\b[^()]{1,400}\)\.?$"
            r"|\((?:This|The) (?:story|article|version|item|report|[A-Z]\w+ \d+ story)\b[^()]{0,60}"
            r"(?:correct|refile|clarif|update)[^()]{0,300}\)\.?$"
        ),
    ),
    (
        "copyright",
        re.compile(
            rf"\(?{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?,?(?:by )?{_YEAR}(?:-{_YEAR})?\b[^()]{{0,120}}?"
            rf"(?:\.? {_RIGHTS}\.?)?(?:\.? {_MAY_NOT})?\)?$"
            rf"|{_RIGHTS}\.?(?: {_MAY_NOT})?$|{_MAY_NOT}$"
        ),
    ),
    (
        "photo",
        re.compile(
            r"(?:\| |\(|\[)?(?:Photo|Photograph|Photography|Illustration|Image|Picture|Graphic)s?"
            r"(?: by|: ?| courtesy of| credit:?) ?[A-Z][^.()\[\]|]{1,90}[\])]?$"
            r"|\((?:File [Pp]hoto|FILE PHOTO|file photo)(?:[:/] ?[^()]{1,60})?\)$|(?:File photo|FILE PHOTO)\.?$"
        ),
    ),
    (
        "closing",
        re.compile(
            r"\(*-{1,2} ?[A-Z][\w. /-]{1,50}(?:[Nn]ewsroom|[Nn]ewsdesk|[Nn]ews [Dd]esk|[Bb]ureau|[Dd]esk)\b[^a-z]{0,60}"
            r"(?:[Tt]el|[Ff]ax|[^a-z]){0,40}\)*$|(?:-{2,3} ?)?(?:ENDS?|-30-|\(END\)[\w ]{0,30})$"
        ),
    ),
    (
        "promotion",
        re.compile(
            r"(?:\[?\.\.\. ?\]? ?)?(?:Continue [Rr]eading|Read [Mm]ore|READ MORE)(?: at [A-Z]\w+)?"
            r"(?: ?>+| ?\u2192|\.{3})?$"
            r"|To read this article in full, please click here\.?$"
            r"|The post [^\n]{3,200} appeared first on [^\n.]{2,60}\.?$"
            r"|This (?:article|story|post) (?:originally appeared|was originally published|first appeared)"
            r" (?:on|in|at) [^\n]{2,120}$"
        ),
    ),
)
_WHOLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "promotion",
        re.compile(
            r"(?:Read more|READ MORE|Also read|ALSO READ|See also|SEE ALSO|More on this story|Related(?: stories)?): ?"
            r".{0,200}"
            r"|(?:Subscribe|Sign up|Click here to (?:subscribe|sign up|read))\b.{0,160}"
            r"\b(?:newsletters?|emails?|inbox|daily news roundup|podcast|alerts)\b.{0,120}"
            r"|Follow (?:us|@\w+).{0,40}(?: on |@).{0,200}|Get our .{3,160}\b(?:app|podcast|newsletter)s?\b.{0,60}"
            r"|To receive .{3,120}(?:sign up|subscribe).{0,100}"
        ),
    ),
    (
        "copyright",
        re.compile(
            rf"{_COPYRIGHT}(?: \u00a9| \([cC]\))? ?(?:by )?(?:{_YEAR}\b.{{0,300}}|[A-Z][^.]{{0,60}} {_YEAR}\.?)"
            rf"|[^.!?]{{0,100}}\b{_RIGHTS}\.?(?: {_MAY_NOT})?"
        ),
    ),
    (
        "copyright",
        re.compile(r"\(?(?:\u00a9|\([cC]\)) ?[A-Z][\w ,.&'-]{1,80}\)?|.{0,80}No reproduction without permission\.?"),
    ),
    (
        "closing",
        re.compile(r"dpa(?: [a-z]{2,4}){1,7}|[a-z]{2,5}(?:-[a-z]{2,5})?/[a-z]{2,5}(?:/[a-z]{2,5})?|#{3}|-{3,}|\*{3,}"),
    ),
    ("note", re.compile(r"\([^()]{0,120}\b(?:corrects|refiles|clarifies|corrected)\b[^()]{0,300}\)\.?")),
    ("photo", re.compile(r"(?:FILE(?: PHOTO)?|File photo)(?: ?[-:] ?| of ).{0,300}")),
)
_CUES = (
    *("ing by", "with assist", "with report", "with contrib", "contributed", "may not be", "rights", "no reproduction"),
    *(
        "copyright",
        "\u00a9",
        "(c)",
        "photo",
        "illustration",
        "image",
        "picture",
        "graphic",
        "newsroom",
        "bureau",
        "desk",
    ),
    *(
        "end)",
        "-30-",
        "read more",
        "reading",
        "to read",
        "also read",
        "see also",
        "related",
        "click",
        "appeared",
        "originally",
        "sign up",
        "subscribe",
    ),
    *(
        "follow us",
        "follow @",
        "get our",
        "receive",
        "corrects",
        "corrected",
        "refiles",
        "clarifies",
        "(adds",
        "(updates",
        "(recasts",
    ),
    *("(removes", "dpa ", "(this", "(the", "more on", "###", "---", "***"),
)
"""Lower-case words one of which stands in every notice at a paragraph's end or of a whole paragraph: most paragraphs
have none of them and are done after this quick look."""

_SIGNATURE_LENGTH = 20
_SIGNATURE = re.compile(r"/|\bends?\b")
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
    one_speaker = sum(1 for span in paragraphs[:40] if _SPEAKER_LINE.match(text, span.start, span.end)) == 1
    for index, span in enumerate(paragraphs):
        marks += _of_paragraph(text, span, cues, opening=index < _OPENING, colon=one_speaker and index < _OPENING)
    return marks


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
        for kind, pattern in _WHOLE:
            if pattern.fullmatch(piece):
                return kind
    if opening and _BYLINE.fullmatch(piece):
        return "byline"
    return "dateline" if opening and _PLACE_ALONE.fullmatch(piece) else None


def _head(text: str, span: Span, *, colon: bool) -> list[Boilerplate]:
    marks: list[Boilerplate] = []
    start, reach = span.start, min(span.end, span.start + _REACH)
    if not any(sign in text[start : start + _HEAD_LENGTH] for sign in "(-:"):
        return marks
    for kind, pattern in _HEADS:
        if any(mark.kind == kind for mark in marks):
            continue
        found = pattern.match(text, start, reach)
        if found is not None and found.end() > start:
            marks.append(Boilerplate(Span(start, found.end()), kind))
            start = found.end()
    if colon and not marks:
        # "RIYADH: The minister ..." is a dateline; "SMITH: I think ..." on many lines is a transcript.
        found = _SPEAKER_LINE.match(text, start, reach)
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
            ((name, start) for name, pattern in _TAILS if (start := _sentence(pattern, text, floor, kept)) is not None),
            None,
        )
        if found is None:
            return None if kind is None else Boilerplate(Span(end, span.end), kind)
        kind, end = kind or found[0], found[1]


def _sentence(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Where the match begins that runs to the end and is a sentence, a bracket or the paragraph of its own."""
    for found in pattern.finditer(text, start, end):
        before = text[start : found.start()].rstrip()
        if not before or before[-1] in ".!?\"')]>|" or text[found.start()] in "(|[-\u00a9":
            return found.start()
    return None
