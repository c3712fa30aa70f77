"""Wire lines that lost their control characters: IPTC 7901 told by its first line, and ``ZCZC … NNNN``."""

from __future__ import annotations

import re

_LINE = rb"[A-Za-z]{2,4} ?\d{3,5} [0-9] [A-Za-z]{1,4} {1,3}\d{1,5}(?: {1,4}[\w./-]{1,24}){0,6}"
"""Service and number, priority, category, words; then date, desk and keyword as services like."""

_FIRST = re.compile(rb"[\s\xef\xbb\xbf]{0,8}(" + _LINE + rb")[ \t]*\r?\n")
_ZCZC = re.compile(rb"[\s\xef\xbb\xbf]{0,8}ZCZC((?:[ \t]{1,4}[\w/.-]{1,24}){0,4})[ \t]*\r?\n")
_NNNN = re.compile(rb"^[ \t]*NNNN[ \t]*\r?$", re.MULTILINE)
_DATED = re.compile(rb"\d{6} (?:GMT |UTC )?[A-Za-z]{3}")
_SHORT = 80
"""Characters of a last line that says when a text was sent."""


def is_telex(content: bytes) -> bool:
    """Whether a text begins as wire lines do."""
    if _ZCZC.match(content):
        return True
    first = _FIRST.match(content)
    return first is not None and bool(content[first.end() :].strip())


def telex_frames(content: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Head, text and last line of each story."""
    if _ZCZC.match(content):
        return [_parted(piece) for piece in _NNNN.split(content) if piece.strip()]
    return [_parted(content)]


def _parted(piece: bytes) -> tuple[bytes, bytes, bytes]:
    """A story cut where its head ends; what it closes with is the tail where that is a time."""
    head = b""
    for pattern in (_ZCZC, _FIRST):
        if (found := pattern.match(piece)) is not None:
            head = (head + b" " + found[1]).strip()
            piece = piece[found.end() :]
    lines = piece.rstrip().rsplit(b"\n", 1)
    last = lines[-1].strip()
    dated = len(lines) > 1 and len(last) <= _SHORT and _DATED.search(last) is not None
    return head, lines[0] if dated else piece, last if dated else b""
