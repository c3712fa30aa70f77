"""Sentences: sentencex cuts them, and we keep them at a length that compares well.

Chosen by measurement on the development corpora, per article of 550 words: sentencex 0.08 ms, with offsets, parts
sentences that are glued together, kept up by Wikimedia for over 200 languages; syntok 5.7 ms; pysbd 19 ms and no longer
maintained; blingfire 0.2 ms, but it leaves glued sentences together and loses the offsets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sentencex

from dedup.article import Span
from dedup.text.languages.telling import FALLBACK, primary
from dedup.text.words import WORDS_OF_ONE, any_word

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_WORDS = 4
"""A shorter sentence ("He agreed.") says too little alone and joins its neighbour in the paragraph."""

MOST_WORDS = 60
"""A longer one is cut again: first inside its quotation, which sentencex keeps whole, then by count."""

WINDOW = 4_000
"""Characters given to sentencex at once; longer paragraphs are cut where a sentence seems to end, or a word."""

_SHORT = 100
_LONG_WORD = 20
_CHARACTERS = 2
"""Characters of a word in a script without spaces, most often."""

_OF_ONE = re.compile(f"[{WORDS_OF_ONE}]")
_ENDED = re.compile(r"[.!?][\"')\]]*\s")
_SPACE = re.compile(r"\s+")


def split_sentences(text: str, within: Span, language: str | None = None) -> list[Span]:
    """Cut a stretch of canonical text into sentences.

    Args:
        text: Canonical text.
        within: The stretch, usually one paragraph.
        language: BCP 47 tag; if None, that of :data:`FALLBACK`. What sentencex does not know it cuts by general rules.

    Returns:
        Non-empty spans in order, without white space at their ends.
    """
    if _is_short(text, within):
        return [_stripped(text, within)] if any_word(text, within.start, within.end) else []
    code = primary(language or FALLBACK) or FALLBACK
    pieces = [
        part
        for sentence in _boundaries(text, within, code)
        for part in (_shortened(text, sentence, code) if counted(text, sentence) > MOST_WORDS else [sentence])
    ]
    return _joined(text, pieces)


def _boundaries(text: str, within: Span, language: str) -> list[Span]:
    found = []
    for window in _windows(text, within):
        # A line break inside a paragraph ends no sentence.
        one_line = text[window.start : window.end].replace("\n", " ")
        for boundary in sentencex.get_sentence_boundaries(language, one_line):
            start = window.start + boundary["start_index"]
            span = _stripped(text, Span(start, start + len(boundary["text"])))
            if span.start < span.end:
                found.append(span)
    return found


def _stripped(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))


def _windows(text: str, within: Span) -> Iterator[Span]:
    """Stretches short enough for sentencex, whose time grows with the square of a text full of quotation marks."""
    start = within.start
    while within.end - start > WINDOW:
        ends = [m.end() for m in _ENDED.finditer(text, start + WINDOW // 2, start + WINDOW)]
        cut = ends[-1] if ends else text.rfind(" ", start + WINDOW // 2, start + WINDOW) + 1 or start + WINDOW
        yield Span(start, cut)
        start = cut
    yield Span(start, within.end)


def _shortened(text: str, sentence: Span, language: str) -> list[Span]:
    piece = text[sentence.start : sentence.end]
    without_quotes = re.sub(r"[\"()\[\]]", " ", piece)
    inner = [
        Span(sentence.start + part.start, sentence.start + part.end)
        for part in _boundaries(without_quotes, Span(0, len(without_quotes)), language)
    ]
    return [part for span in inner for part in _counted(text, span)]


def _counted(text: str, span: Span) -> list[Span]:
    gaps = [m.span() for m in _SPACE.finditer(text, *span)]
    starts = [span.start, *(end for _, end in gaps[MOST_WORDS - 1 :: MOST_WORDS])]
    ends = [*(start for start, _ in gaps[MOST_WORDS - 1 :: MOST_WORDS]), span.end]
    pieces = [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
    width = _LONG_WORD * MOST_WORDS  # a script without spaces, or noise without any
    return [Span(at, min(at + width, end)) for start, end in pieces for at in range(start, end, width)]


def _is_short(text: str, within: Span) -> bool:
    """Whether a stretch has too few words to be cut; telling saves most of the time in a text of short lines."""
    length = within.end - within.start
    return length <= _SHORT and counted(text, within) <= LEAST_WORDS


def _joined(text: str, pieces: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for piece in pieces:
        short = joined and (counted(text, piece) < LEAST_WORDS or counted(text, joined[-1]) < LEAST_WORDS)
        if short and counted(text, joined[-1]) + counted(text, piece) <= MOST_WORDS:
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return [piece for piece in joined if any_word(text, piece.start, piece.end)]


def counted(text: str, span: Span) -> int:
    """Words between spaces, or what would be as many where a script or noise has none."""
    piece = text[span.start : span.end]
    unspaced = 0 if piece.isascii() else len(_OF_ONE.findall(piece)) // _CHARACTERS
    return max(len(piece.split()), unspaced, len(piece) // _LONG_WORD)
