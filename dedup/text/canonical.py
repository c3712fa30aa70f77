"""Canonical text: one spelling for what looks the same, with the way back to what the caller sent."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.text.repairs import Repair

_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u301d\u301e\u301f\uff02"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_LINE_BREAKS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r"
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_ONE_TO_ONE = str.maketrans(
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_LINE_BREAKS, "\n")
    | dict.fromkeys(_SPACES, " ")
)
_LOOKED_UP = frozenset(map(chr, _ONE_TO_ONE))
_PLAIN_ASCII = bytes(code for code in (ord("\n"), *range(0x20, 0x7F)) if code not in _ONE_TO_ONE)
"""Characters that are canonical as they stand."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class CanonicalText:
    """A text in canonical characters that knows where each came from.

    Attributes:
        original: The text as sent.
        text: NFKC, with quotation marks, dashes, spaces and line breaks unified and invisible characters removed.
        starts: For each canonical character, where its original begins, shape (len(text),); None if nothing moved.
        ends: For each canonical character, where its original ends, shape (len(text),); None if nothing moved.
    """

    original: str
    text: str
    starts: NDArray[np.int32] | None = None
    ends: NDArray[np.int32] | None = None

    def to_original(self, span: Span) -> Span:
        """Where a non-empty canonical span stands in the text as sent."""
        if self.starts is None or self.ends is None:
            return span
        return Span(int(self.starts[span.start]), int(self.ends[span.end - 1]))

    def to_canonical(self, span: Span) -> Span:
        """The canonical characters made from an original span; empty if all of it was removed."""
        if self.starts is None or self.ends is None:
            return span
        start = int(np.searchsorted(self.ends, span.start, side="right"))
        end = int(np.searchsorted(self.starts, span.end, side="left"))
        return Span(start, max(start, end))


def unified(text: str) -> str:
    """A text with one character for those that look the same; as long as before.

    Each of the few that it has is replaced by itself, which is five times as quick as looking every character up.
    """
    for character in _LOOKED_UP.intersection(text):
        text = text.replace(character, _ONE_TO_ONE[ord(character)])
    return text


def canonicalise(original: str, repairs: Sequence[Repair] = ()) -> CanonicalText:
    """Bring a text into canonical characters.

    Args:
        original: Any string; unpaired surrogates, control and bidirectional characters are allowed and removed.
        repairs: What stands for stretches of it, in order.

    Returns:
        The canonical text with its way back.
    """
    if not repairs and original.isascii() and not original.encode("ascii").translate(None, _PLAIN_ASCII):
        return CanonicalText(original, original)
    # A line break of two characters is one break, and each character keeps its place.
    text = unified(original.replace("\r\n", " \n"))
    if not repairs and INVISIBLE.search(text) is None and unicodedata.is_normalized("NFKC", text):
        return CanonicalText(original, text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, piece in _repaired(text, repairs):
        pieces.append(piece)
        if len(piece) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
    return CanonicalText(original, "".join(pieces), np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))


def _repaired(text: str, repairs: Sequence[Repair]) -> list[tuple[int, int, str]]:
    """The clusters of a text, with what stands for its broken stretches in their place."""
    if not repairs:
        return _clusters(text)
    found: list[tuple[int, int, str]] = []
    position = 0
    for start, end, meant in [*repairs, (len(text), len(text), "")]:
        found += [(position + first, position + last, piece) for first, last, piece in _clusters(text[position:start])]
        if piece := canonicalise(meant).text:
            found.append((start, end, piece))
        position = end
    return found if unicodedata.is_normalized("NFKC", "".join(piece for _, _, piece in found)) else _composed(found)


_COMBINING_REACH = 64
_PLAIN = re.compile(r"[\n\x20-\x7e]*[\n\x20-\x7e](?![^\n\x20-\x7e])")


def _clusters(text: str) -> list[tuple[int, int, str]]:
    """Cut a text into (start, end, normalised piece): plain runs, and characters with their combining marks."""
    found: list[tuple[int, int, str]] = []
    pieces: dict[str, str] = {}
    position, length = 0, len(text)
    while position < length:
        plain = _PLAIN.match(text, position)
        if plain is not None:
            found.append((position, plain.end(), plain.group()))
            position = plain.end()
            continue
        end = _cluster_end(text, position)
        cluster = text[position:end]
        piece = pieces.get(cluster)
        if piece is None:
            piece = unicodedata.normalize("NFKC", INVISIBLE.sub("", cluster)).translate(_ONE_TO_ONE)
            pieces[cluster] = piece
        if piece:
            found.append((position, end, piece))
        position = end
    if unicodedata.is_normalized("NFKC", "".join(piece for _, _, piece in found)):
        return found
    return _composed(found)


def _cluster_end(text: str, start: int) -> int:
    """Where a character with the marks, or Hangul's later letters, that combine with it ends."""
    end = start + 1
    while end < len(text) and (unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
        end += 1
    return end


def _composed(clusters: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Join clusters whose pieces combine: half-width letters, or a letter and a mark with something unseen within."""
    found: list[tuple[int, int, str]] = []
    for start, end, piece in clusters:
        before = found[-1] if found else None
        if before is not None and len(before[2]) < _COMBINING_REACH:
            joined = unicodedata.normalize("NFKC", before[2] + piece)
            if joined != before[2] + piece:
                found[-1] = (before[0], end, joined)
                continue
        found.append((start, end, piece))
    return found
