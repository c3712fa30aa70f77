"""Statements: a sentence outside quotation marks, as words with their places, and what stands beside some of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.detection.ledger import Excerpt
from dedup.text.languages.polarity import PAUSE
from dedup.text.languages.stems import LETTERS
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.text.document import Document
    from dedup.text.languages.polarity import Polarity
    from dedup.text.quotations import Quotation

MOST_WORDS = 120
"""Words of a sentence that are read: what is longer is a list."""

WINDOW = 8
"""Words on either side of a statement that say what it is about."""

_MEASURED = 3
"""Words before a word among which a figure is what it measures."""

_NEAREST = 2
"""Words on either side of a statement that may be the same beside two."""

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

    def about(self, first: int, last: int, window: int = WINDOW) -> set[str]:
        """What the words beside a stretch say, as stems and numbers."""
        near = self.words[max(0, first - window) : first] + self.words[last + 1 : last + 1 + window]
        return self.document.language.stems(near) | {word for word in near if word[0].isdigit()}

    def nearest(self, first: int, last: int) -> tuple[list[str], list[str]]:
        """The nearest words before and behind a stretch that say something, in its clause, nearest first."""
        return self._speaking(reversed(self.words[:first])), self._speaking(self.words[last + 1 :])

    def _speaking(self, words: Iterable[str]) -> list[str]:
        clause = takewhile(lambda word: word != PAUSE, words)
        polarity = self.polarity
        said = (w.removeprefix("-") for w in clause if not polarity.says_little(w) and w not in polarity.joints)
        return [word[:LETTERS] for word in islice(said, _NEAREST)]

    def beside(self, first: int, last: int) -> tuple[str, set[str], list[str]]:
        """The word before a stretch, auxiliary verbs aside, those that are modal, and the two words behind it."""
        helping = list(takewhile(lambda word: word in self.polarity.auxiliaries, reversed(self.words[:first])))
        before = self.words[first - len(helping) - 1] if first > len(helping) else PAUSE
        said = (*helping, *self.words[first:last])
        modal = {self.polarity.modals[word] for word in said if word in self.polarity.modals}
        return before, modal, self.words[last + 1 : last + 3]

    def doubts(self, *stretches: tuple[int, int], window: int = MOST_WORDS) -> int:
        """Words outside some stretches that may turn the sentence round, so far from the first of them."""
        least, most = stretches[0][0] - window, stretches[0][1] + window
        return sum(
            self.polarity.raises_doubt(word)
            for at, word in enumerate(self.words)
            if least <= at <= most and not any(first <= at <= last for first, last in stretches)
        )

    def is_under_negation(self, first: int) -> bool:
        """Whether a negator stands before a word in its clause, however far: "would not confirm or deny"."""
        before = takewhile(lambda word: word != PAUSE, reversed(self.words[:first]))
        return any(map(self.polarity.is_negator, before))

    def figures(self, first: int, last: int) -> set[str]:
        """The numbers beside a stretch, in figures or words."""
        return self._figures(self.words[max(0, first - WINDOW) : first] + self.words[last + 1 : last + 1 + WINDOW])

    def measured(self, first: int) -> set[str]:
        """The numbers right before a word, of which it says the measure: "60 degrees hotter"."""
        return self._figures(self.words[max(0, first - _MEASURED) : first])

    def _figures(self, words: Iterable[str]) -> set[str]:
        return {word for word in words if word[0].isdigit() or word in self.polarity.numerals}

    def bounds(self, last: int) -> set[int]:
        """Which ways the words behind a word bound it: 1 where they leave what lies behind, -1 what lies before."""
        return {self.polarity.bound(word) for word in self.words[last + 1 : last + 1 + WINDOW]} - {0}

    def excerpt(self, first: int, last: int) -> Excerpt:
        """A stretch of it, as sent."""
        canonical = self.document.canonical
        original = canonical.to_original(Span(self.spans[first].start, self.spans[last].end))
        return Excerpt(canonical.original[original.start : original.end], *original)
