"""ANPA 1312 and IPTC 7901: the framed text of wire lines and of many FTP deliveries."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from dedup.errors import UnreadableInput
from dedup.formats.items import text_item
from dedup.formats.telex import is_telex, telex_frames
from dedup.text.languages.tables import lines_of, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.wire import WireItem

_START, _TEXT = b"\x01", b"\x02"
_FRAME = re.compile(rb"\x01([^\x01\x02]{0,400})\x02([^\x03]*)(?:\x03([^\x01]*))?")
_NUMBER = re.compile(r"[A-Za-z]{1,4}\d{3,5}")
_SLUG = re.compile(r"(?:BC|AM|PM|AP)-[\w'.-]+(?:--[^\n,<]{0,80})?")
_DAY = re.compile(r"\b(\d{1,2}-\d{1,2})\s+\d{4}\b")
_SENT = re.compile(r"\b(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)\s+(?P<hour>\d\d)(?P<minute>\d\d)")
_SENT_7901 = re.compile(
    r"\b(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s+(?:GMT\s+|UTC\s+)?(?P<named>[^\W\d_]{3})\w*\.?\s+(?P<year>\d\d)\b"
)
_MONTHS = {name: int(number) for number, *names in map(str.split, lines_of("sent in month")) for name in names}
_HEADING = ("<", "=")
"""What a heading ends in."""

_MOST_HEADING = 12
"""Lines among which headings stand: a mark further down belongs to a table."""

_LONGEST_HEADING = 250
_HEADLINE_WORDS = 3
_OPENED = re.compile(
    r"[^\n!?()]{2,60}\((?=[^()]{0,8}[A-Za-z])[\w/-]{2,14}\)[ \t]{0,3}[-\u2013\u2014_]{1,2}(?=[ \t]|\Z)"
)
"""A dateline: no heading begins with one."""

_TOLD = re.compile(r"\w{2}[.!?][\"'\u201d)]{0,2}[ \t]*\Z")
"""The end of a sentence; where nothing stands below, its lines are the text."""

_BYLINE = tuple(f"{word} " for word in lines_of("byline"))
_NO_HEADLINE = re.compile(rf"\(?(?:{one_of('no headline')}|ap photo|associated press)\b.*|\(.*\)", re.IGNORECASE)
_KILL = re.compile(rf"(?:.*, ?)?{one_of('kill')}\b[ .!]*", re.IGNORECASE)
_EMBARGO = re.compile(rf"\W{{0,3}}{one_of('embargo')}", re.IGNORECASE)
_SOURCES = (("dpa", r"\bdpa\b"), ("Kyodo", r"KYODO"), ("AP", r"\(AP\)|Associated Press|AP-WF"))
_AGENCY = re.compile(r"\(([A-Za-z]{2,8})(?:/\w{2,8})?\)")
_OPENING = 120
"""Characters in which a first paragraph names its agency."""

_PRINTED = (("``", '"'), ("''", '"'), ("`", "'"), (" _ ", " \u2014 "))
_ROW = "\x08"
"""Begins a row of a table."""

_CONTROL = re.compile(r"[\x00-\x07\x0b-\x1f\x7f]")


class _Story(NamedTuple):
    """A framed text, cut into what its lines are."""

    head: str
    headings: list[str]
    paragraphs: list[str]
    tail: str
    marked: bool
    """Whether headings are marked as ANPA marks them: then the headline is the first, in IPTC 7901 the last."""


def is_anpa(content: bytes) -> bool:
    """Whether a file is framed as wire lines frame it, or begins as they do."""
    return (_START in content[:16] and _TEXT in content[:600]) or is_telex(content)


def anpa_items(content: bytes) -> list[WireItem]:
    """Read framed texts. They have no ids of their own: slug and date make one, with the number where slugs recur.

    AP's slugs name one story of a day, whose later versions come under other numbers.

    Raises:
        UnreadableInput: It is not framed.
    """
    found = [frame.groups() for frame in _FRAME.finditer(content)]
    if not found and is_telex(content):
        found = [*telex_frames(content)]
    frames = [[_decoded(part or b"") for part in frame] for frame in found]
    if not frames:
        message = "This is no ANPA or IPTC 7901 text: its start-of-text mark or first line is missing."
        raise UnreadableInput(message)
    return [_item(_parted(*frame)) for frame in frames]


def _item(story: _Story) -> WireItem:
    head, headings, paragraphs, tail, marked = story
    named = next((found.group() for found in map(_SLUG.search, [head, *headings]) if found), None)
    slug = named or _last_line(head)
    number = _NUMBER.search(head)
    created = _sent(tail) or _sent(paragraphs[-1] if paragraphs else "") or _sent(head)
    day = _DAY.search(head)
    date = day[1] if day else created.date().isoformat() if created else None
    if day and created:
        date = f"{created.year}-{day[1]}"
    parts = [slug, date] if named and date else [number.group() if number else None, slug, date]
    if not date or not any(parts[:2]):  # numbers begin anew every day
        parts.append(hashlib.sha256("\n".join([*headings, *paragraphs]).encode()).hexdigest()[:16])
    bylines = [line for line in headings if line.lower().startswith(_BYLINE)]
    titles = [line for line in headings if line not in {slug, *bylines} and not _NO_HEADLINE.fullmatch(line)]
    titles = [line for line in titles if not _SLUG.match(line)]
    titles = titles if marked else titles[::-1]
    headline = next((line for line in titles if len(line.split()) >= _HEADLINE_WORDS), titles[0] if titles else None)
    return text_item(
        "anpa:" + ":".join(filter(None, parts)),
        paragraphs=paragraphs,
        headline=headline or slug,
        source=_source(story),
        status=_status(headings),
        version=number.group() if number and named and date else None,
        times=(created.isoformat() if created else None,),
        slug=slug,
        credits=bylines,
    )


def _status(headings: list[str]) -> str | None:
    """What the headings say; an embargo stands there in words, so the text waits for a version without one."""
    if any(map(_KILL.fullmatch, headings)):
        return "canceled"
    return "withheld" if any(map(_EMBARGO.match, headings)) else None


def _source(story: _Story) -> str | None:
    opening = story.paragraphs[0][:_OPENING] if story.paragraphs else ""
    said = "\n".join([story.head, *story.headings, opening, story.tail])
    known = next((name for name, pattern in _SOURCES if re.search(pattern, said)), None)
    agency = _AGENCY.search(opening)
    return known or (agency[1] if agency else None)


def _sent(text: str) -> datetime | None:
    """When a text was sent, as its last line says; in UTC."""
    found = _SENT.search(text) or _SENT_7901.search(text)
    if found is None:
        return None
    parts = found.groupdict()
    named = parts.pop("named", None)
    month = parts.pop("month", None) or _MONTHS.get((named or "").lower(), 0)
    try:
        return datetime(2000 + int(parts.pop("year")), int(month), **{k: int(v) for k, v in parts.items()}, tzinfo=UTC)
    except ValueError:
        return None


def _decoded(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _parted(head: str, body: str, tail: str) -> _Story:
    """Heading lines and paragraphs: headings come first, and end in a mark, at an indented line or an empty one."""
    for old, new in _PRINTED:
        body = body.replace(old, new)
    lines = body.split("\n")
    begun = next((n for n, line in enumerate(lines) if line.strip() and line[0] in {"\t", " ", _ROW}), None)
    top = lines[: min(_MOST_HEADING, _MOST_HEADING if begun is None else begun)]
    marks = [index for index, line in enumerate(top) if _is_heading(line)]
    if marks:
        cut = marks[-1] + 1
    elif begun is not None and begun <= _MOST_HEADING:
        cut = begun
    else:
        cut = _below_headings(body)
    headings = [_unmarked(line).rstrip("+").lstrip("^ ").strip() for line in lines[:cut]]
    paragraphs = _paragraphs(lines[cut:])
    if not paragraphs:  # a list of headlines is marked as headings are, but for their ends
        open_lines = [line for line in lines[:cut] if line[:1] == "^" and not line.rstrip().endswith(_HEADING)]
        paragraphs = _paragraphs(open_lines)
    marked = any(line[:1] == "^" for line in top)
    return _Story(head, [line for line in headings if line], paragraphs, tail, marked)


def _below_headings(body: str) -> int:
    """Lines above the text, where no mark and no indent tells: those above a dateline, or else above an empty line."""
    text = body.lstrip("\n")
    empty = len(body) - len(text)
    above = text.partition("\n\n")[0].rstrip("\n")
    lines = above.split("\n")
    opened = next((index for index, line in enumerate(lines) if _OPENED.match(line)), None)
    if opened is not None:
        return empty + opened
    alone = _TOLD.search(above) is not None and above == text.rstrip("\n")
    return 0 if alone or len(above) > _LONGEST_HEADING else empty + len(lines)


def _is_heading(line: str) -> bool:
    """A line marked as one; indented lines are text."""
    return line.startswith("^") or (not line.startswith(("\t", " ")) and line.rstrip().endswith(_HEADING))


def _unmarked(line: str) -> str:
    return line.rstrip().rstrip("".join(_HEADING))


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """Lines joined: an empty one begins a paragraph, one that is indented, and one that is marked as heading or row."""
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or line.startswith(("\t", " ", "^", _ROW, "==")):
            found.append([])
        if line.strip():
            found[-1].append(_unmarked(line).strip(" \t^<" + _ROW))
        if line[:1] == "^":
            found.append([])
    return [joined for one in found if (joined := " ".join(filter(None, one)))]


def _last_line(head: str) -> str | None:
    lines = [line.strip().strip("/") for line in head.split("\n") if line.strip()]
    return lines[-1] if len(lines) > 1 else None
