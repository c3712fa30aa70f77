"""Statements: a sentence outside quotation marks, as words with their places, and what stands beside some of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.detection.ledger import Excerpt
from dedup.text.languages.polarity import PAUSE
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dedup.text.document import Document
    from dedup.text.languages.polarity import Polarity
    from dedup.text.quotations import Quotation

_WINDOW = 8
"""Words on either side of a statement that say what it is about."""

_STEM_LENGTH = 6
_BREAK = re.compile(r"[,;:()!?\"]| - |''|\.'")


@dataclass(frozen=True)
class Statement:
    """A sentence outside quotation marks, as words with their places."""

    document: Document
    index: int
    words: list[str]
    spans: list[Span]
    polarity: Polarity

    @classmethod
    def of(cls, document: Document, index: int, quotations: Sequence[Quotation], polarity: Polarity) -> Statement:
        """Read a sentence without what it quotes."""
        text, span = document.canonical.text, document.sentences[index].span
        words: list[str] = []
        spans: list[Span] = []
        last = span.start
        for word, start, end in words_with_offsets(text, *span):
            if any(quote.span.start <= start < quote.span.end for quote in quotations):
                continue
            if words and _BREAK.search(text, last, start):
                words.append(PAUSE)
                spans.append(Span(last, start))
            compound = text[start - 1 : start] == "-" or text[end : end + 1] == "-"
            words.append(f"-{word}" if compound and not word[0].isdigit() else word)
            spans.append(Span(start, end))
            last = end
        return cls(document, index, words, spans, polarity)

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.document.text_of(self.document.sentences[self.index].span).rstrip("\"' ").endswith("?")

    def is_name(self, at: int) -> bool:
        """Whether a word is a part of a name, such as that of an office: capitals inside a sentence say so."""
        return at > 0 and self.document.canonical.text[self.spans[at].start].isupper()

    def about(self, first: int, last: int) -> set[str]:
        """What the words beside a stretch say, as stems and numbers."""
        near = self.words[max(0, first - _WINDOW) : first] + self.words[last + 1 : last + 1 + _WINDOW]
        return self.document.language.stems(near) | {word for word in near if word[0].isdigit()}

    def nearest(self, first: int, last: int) -> tuple[str, str]:
        """The nearest word before and behind a stretch that says something; empty where its clause has none."""
        light = self.polarity.light
        return _speaking(reversed(self.words[:first]), light), _speaking(self.words[last + 1 :], light)

    def beside(self, first: int, last: int) -> tuple[str, set[str], list[str]]:
        """The word before a stretch, auxiliary verbs aside, those that are modal, and the two words behind it."""
        helping = list(takewhile(lambda word: word in self.polarity.auxiliaries, reversed(self.words[:first])))
        before = self.words[first - len(helping) - 1] if first > len(helping) else PAUSE
        said = (*helping, *self.words[first:last])
        modal = {word.removesuffix("not") for word in said if word in self.polarity.modals}
        return before, modal, self.words[last + 1 : last + 3]

    def doubts(self, *stretches: tuple[int, int]) -> int:
        """Words outside some stretches that may turn the sentence round."""
        return sum(
            self.polarity.raises_doubt(word)
            for at, word in enumerate(self.words)
            if not any(first <= at <= last for first, last in stretches)
        )

    def figures(self, first: int, last: int) -> set[str]:
        """The numbers beside a stretch, in figures or words."""
        near = self.words[max(0, first - _WINDOW) : first] + self.words[last + 1 : last + 1 + _WINDOW]
        return {word for word in near if word[0].isdigit() or word in self.polarity.numerals}

    def bounds(self, last: int) -> set[int]:
        """Which ways the words behind a word bound it: 1 where they leave what lies behind, -1 what lies before."""
        return {self.polarity.bound(word) for word in self.words[last + 1 : last + 1 + _WINDOW]} - {0}

    def excerpt(self, first: int, last: int) -> Excerpt:
        """A stretch of it, as sent."""
        canonical = self.document.canonical
        original = canonical.to_original(Span(self.spans[first].start, self.spans[last].end))
        return Excerpt(canonical.original[original.start : original.end], *original)


def _speaking(words: Iterable[str], light: Collection[str]) -> str:
    """The first word that says something, as a stem, before the clause is over."""
    clause = takewhile(lambda word: word != PAUSE, words)
    return next((word[:_STEM_LENGTH] for word in clause if word not in light), "")
