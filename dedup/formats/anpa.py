"""ANPA 1312 and IPTC 7901: the framed text of wire lines and of many FTP deliveries."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from dedup.errors import UnreadableInput
from dedup.formats.items import text_item

if TYPE_CHECKING:
    from dedup.wire import WireItem

_START, _TEXT, _END = b"\x01", b"\x02", b"\x03"
_FRAME = re.compile(rb"\x01([^\x02]{0,400})\x02(.*?)(?:\x03(.*))?\Z", re.DOTALL)
_NUMBER = re.compile(r"[A-Za-z]{1,4}\d{3,5}")
_SLUG = re.compile(r"(?:BC|AM|PM|AP)-[A-Za-z0-9-]+(?:--[^\n,<]{0,80})?")
_DATED = re.compile(r"\b(\d{1,2}-\d{1,2}(?:-\d{2,4})?)\s+(\d{4})(?:GMT)?\b")
_HEADING = re.compile(r"[<=]+\s*\Z")
_MOST_HEADING = 12
"""Lines among which headings stand: a mark further down belongs to a table."""

_LONGEST_HEADING = 250
_HEADLINE_WORDS = 3
_QUOTES = (("``", '"'), ("''", '"'), ("`", "'"))
_ROW = "\x08"
"""Begins a row of a table."""

_CONTROL = re.compile(r"[\x00-\x07\x0b-\x1f\x7f]")


def is_anpa(content: bytes) -> bool:
    """Whether a file is framed as wire lines frame it."""
    return _START in content[:16] and _TEXT in content[:600]


def anpa_items(content: bytes) -> list[WireItem]:
    """Read one framed text. It has no id of its own: service, number, slug and date make one.

    Raises:
        UnreadableInput: It is not framed.
    """
    framed = _FRAME.search(content)
    if framed is None:
        message = "This is no ANPA or IPTC 7901 text: its start-of-text mark is missing."
        raise UnreadableInput(message)
    head, body, tail = (_decoded(part or b"") for part in framed.groups())
    lines, paragraphs = _parted(body)
    slug = next((found.group() for found in map(_SLUG.search, [head, *lines]) if found), None) or _last_line(head)
    number = _NUMBER.search(head)
    dated = _DATED.search(head) or _DATED.search(tail) or _DATED.search(body)
    parts = [number.group() if number else None, slug, "-".join(dated.groups()) if dated else None]
    if not number and not slug:
        parts.append(hashlib.sha256(content).hexdigest()[:16])
    titles = [line for line in lines if not line.lower().startswith(("by ", "eds:", "ap photo", "photo"))]
    titles = [line for line in titles if line != slug and not _SLUG.match(line)]
    headline = next((line for line in titles if len(line.split()) >= _HEADLINE_WORDS), titles[0] if titles else None)
    bylines = [line for line in lines if line.lower().startswith("by ")]
    return [
        text_item(
            "anpa:" + ":".join(filter(None, parts)),
            paragraphs=paragraphs,
            headline=headline or slug,
            source="dpa" if re.search(r"\bdpa\b", head) else "AP" if "(AP)" in body else None,
            slug=slug,
            credits=bylines,
        )
    ]


def _decoded(content: bytes) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def _parted(body: str) -> tuple[list[str], list[str]]:
    """Heading lines and paragraphs: headings come first, and end in a mark or at the first empty line."""
    for old, new in _QUOTES:
        body = body.replace(old, new)
    all_lines = body.split("\n")
    begun = (index for index, line in enumerate(all_lines) if line.strip() and line[0] in {"\t", " ", _ROW})
    top_lines = all_lines[: min(_MOST_HEADING, next(begun, _MOST_HEADING))]
    marked = [index for index, line in enumerate(top_lines) if _is_heading(line)]
    if marked:
        lines, rest = all_lines[: marked[-1] + 1], all_lines[marked[-1] + 1 :]
    else:
        top, _, below = body.lstrip("\n").partition("\n\n")
        lines, rest = ([], body.split("\n")) if len(top) > _LONGEST_HEADING else (top.split("\n"), below.split("\n"))
    headings = [_HEADING.sub("", line).lstrip("^ ").strip() for line in lines]
    return [line for line in headings if line], _paragraphs(rest)


def _is_heading(line: str) -> bool:
    """A line marked as one; indented lines are text."""
    return line.startswith("^") or (not line.startswith(("\t", " ")) and _HEADING.search(line.rstrip()) is not None)


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines joined: an empty one begins a paragraph, one that is indented, and one that is marked as heading or row."""
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip() or line[:1] in {"\t", " ", "^", _ROW}:
            found.append([])
        if line.strip():
            found[-1].append(_HEADING.sub("", line).strip(" \t^<" + _ROW))
        if line[:1] == "^":
            found.append([])
    return [joined for one in found if (joined := " ".join(filter(None, one)))]


def _last_line(head: str) -> str | None:
    lines = [line.strip().rstrip("/") for line in head.split("\n") if line.strip()]
    return lines[-1] if len(lines) > 1 else None
