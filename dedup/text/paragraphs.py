"""Paragraphs: the caller's own, or found in a text that came in one piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.sentences import counted, split_sentences
from dedup.text.words import CAPITALS, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG_PARAGRAPH = 250
"""Words from which on a paragraph of a text in one piece is cut at sentence ends; news paragraphs have 20 to 60."""

LONE_PARAGRAPH = 120
"""The same for a text that is one single paragraph: its paragraph breaks were lost on the way."""

CUT_WORDS = 60
"""How many words a paragraph has that was cut out of a long one, at least."""

_WRAP_WIDTH = 120
_FULL, _MOST = 0.7, 0.7
"""Share of the longest line that a wrapped one has at least, and share of the lines that look wrapped."""
_BLANK_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_END_OF_LATIN = "\u0250"
_LATIN, _CAPITALS = ("".join(one for one in letters if one < _END_OF_LATIN) for letters in (SMALL, CAPITALS))
_GLUED = re.compile(
    rf"(?<=[{_LATIN}0-9][.!?])(?=[{_CAPITALS}][{_LATIN}])|(?<=[{_LATIN}][.!?][\"'])(?=[{_CAPITALS}][{_LATIN}])"
    rf"|(?<=[{_LATIN}0-9][.!?])(?=[\"'][{_CAPITALS}])"
)
"""In Latin letters alone: Russian writes abbreviations and the name behind them without a space."""
_ADDRESS = re.compile(r"[/@]|www\.|\.(?:com|org|net|co|gov|edu|io|uk|js|py)$", re.IGNORECASE)
_ADDRESS_REACH = 40


def split_paragraphs(text: str, own: Sequence[Span] | None = None, language: str | None = None) -> list[Span]:
    """Find the paragraphs of a canonical text.

    Blank lines part paragraphs; single line breaks do too, unless the text is hard-wrapped; so do sentences glued
    without a space, the trace of a lost break. Very long ones are cut at sentence ends. The caller's own paragraphs
    stay as they are, unless the whole article is one of them or they are the lines of a hard-wrapped text.

    Args:
        text: Canonical text.
        own: The caller's paragraphs, as spans of ``text``.
        language: BCP 47 tag, for the ends of sentences, as :func:`split_sentences` takes it.

    Returns:
        Non-empty spans in order, without white space at their ends.
    """
    if own is not None and len(own) > 1 and not is_hard_wrapped([[text[s.start : s.end] for s in own]]):
        return [span for piece in own if (span := _stripped(text, piece))]
    whole = [Span(0, len(text))] if own is not None and len(own) > 1 else _lines(text)
    pieces = [span for piece in whole for span in _unglued(text, piece)]
    limit = LONE_PARAGRAPH if len(pieces) == 1 else LONG_PARAGRAPH
    return [span for piece in pieces for span in _cut(text, piece, limit, language)]


def _stripped(text: str, span: Span) -> Span | None:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    return Span(start, end) if start < end else None


def _parts(text: str, span: Span, breaks: Iterator[tuple[int, int]]) -> Iterator[Span]:
    start = span.start
    for end, following in [*breaks, (span.end, span.end)]:
        part = _stripped(text, Span(start, end))
        if part is not None:
            yield part
        start = following


def _lines(text: str) -> list[Span]:
    blocks = list(_parts(text, Span(0, len(text)), (m.span() for m in _BLANK_LINE.finditer(text))))
    if is_hard_wrapped([text[b.start : b.end].split("\n") for b in blocks]):
        return blocks
    line_break = re.compile("\n")
    lines: list[Span] = []
    for block in blocks:
        if "\n" in text[block.start : block.end]:
            lines += _parts(text, block, (m.span() for m in line_break.finditer(text, *block)))
        else:
            lines.append(block)
    return lines


def is_hard_wrapped(blocks: list[list[str]]) -> bool:
    """Whether line breaks inside blocks come from a fixed width: lines of nearly one length, not ended as sentences."""
    inner = [len(line.strip()) for lines in blocks for line in lines[:-1]]
    longest = max(inner, default=0)
    if not inner or longest > _WRAP_WIDTH:
        return False
    unended = sum(1 for lines in blocks for line in lines[:-1] if not re.search(r"[.!?][\"')]*\s*$", line))
    full = sum(1 for length in inner if length >= _FULL * longest)
    most = _MOST * len(inner)
    return full >= most and unended >= most


def _unglued(text: str, span: Span) -> list[Span]:
    breaks = [m.span() for m in _GLUED.finditer(text, *span) if not _in_address(text, m.start())]
    return list(_parts(text, span, iter(breaks))) if breaks else [span]


def _in_address(text: str, position: int) -> bool:
    """Whether a full stop stands inside a web address or a file name ("example.Com/About")."""
    before = text[max(0, position - _ADDRESS_REACH) : position].split()
    after = text[position : position + _ADDRESS_REACH].split()
    return _ADDRESS.search(before[-1] + (after[0] if after else "")) is not None


def _cut(text: str, span: Span, limit: int, language: str | None) -> list[Span]:
    if counted(text, span) <= limit:
        return [span]
    pieces: list[Span] = []
    start, count = span.start, 0
    for sentence in split_sentences(text, span, language):
        count += counted(text, sentence)
        if count >= CUT_WORDS:
            pieces += _parts(text, Span(start, sentence.end), iter(()))
            start, count = sentence.end, 0
    rest = _stripped(text, Span(start, span.end))
    if rest is not None:
        pieces.append(rest)
    return pieces
