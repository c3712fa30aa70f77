"""Names of a language that is given as data: runs of capitalised words, without titles and offices."""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.languages.findings import Name
from dedup.text.words import CAPITALS

if TYPE_CHECKING:
    from dedup.text.languages.grammar import Grammar

_WORD = rf"(?:[{CAPITALS}]\.(?= ?[{CAPITALS}])|[{CAPITALS}][\w']*(?:-[{CAPITALS}]?[\w']+)*)"
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{2,}(?:[\u30fb=][\u30a1-\u30fa\u30fc]{2,})+")
"""A foreign name in Japanese, its parts with a point between them."""

_MOST_WORDS = 6
_LEAST_LETTERS = 4


class Naming:
    """Finds the names of one language.

    Args:
        grammar: The language.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    @cached_property
    def run(self) -> re.Pattern[str]:
        """A run of capitalised words, with what stands small inside names."""
        links = f"(?:{self._grammar.links})?" if self._grammar.links else ""
        return re.compile(rf"(?<![\w-]){_WORD}(?: {links}{_WORD}){{0,{_MOST_WORDS - 1}}}")

    def find(self, text: str, sentences: list[Span]) -> list[Name]:
        """The names in a text's sentences, in order.

        One word alone is a name where it is part of a longer one, and, in a language whose nouns are small, where it
        does not begin its sentence.
        """
        if not self._grammar.names_by_case:
            return [
                Name(Span(*found.span()), found.group(), index)
                for index, sentence in enumerate(sentences)
                for found in _KATAKANA.finditer(text, *sentence)
            ]
        runs = [
            (span, index, first)
            for index, sentence in enumerate(sentences)
            for found in self.run.finditer(text, *sentence)
            if (span := self.bare(text, Span(*found.span()))) is not None
            for first in [span.start == found.start() and _begins(text, found.start(), sentence)]
        ]
        longer = [text[span.start : span.end] for span, _, _ in runs if " " in text[span.start : span.end]]
        # Where every noun has a capital, only the last word of a name can stand for it.
        first = -1 if self._grammar.has_capital_nouns else 0
        parts = {self.plain(part): name for name in longer for part in name.split()[first:] if part[0].isupper()}
        names = []
        for span, index, begins in runs:
            value = self.plain(text[span.start : span.end])
            if " " not in value:
                full = parts.get(value)
                if full is not None:
                    value = self.plain(full)
                elif begins or self._grammar.has_capital_nouns:
                    continue
            names.append(Name(span, value, index))
        return names

    def bare(self, text: str, span: Span) -> Span | None:
        """A run without titles, offices and what only begins a sentence; None if nothing is left."""
        start, end = span
        while start < end:
            word = re.compile(r"\S+").match(text, start, end)
            if word is None or not self._is_no_part(word.group()):
                break
            start = word.end() + 1
            linked = re.compile(self._grammar.links or "(?!)").match(text, start, end)
            start = linked.end() if linked is not None else start
        return Span(start, end) if start < end else None

    def is_title(self, word: str) -> bool:
        """Whether a word, as it is written, is one of the titles, with its full stop or without."""
        return not self._titles.isdisjoint({word.casefold(), f"{word.casefold()}."})

    @cached_property
    def _titles(self) -> frozenset[str]:
        return frozenset(self._grammar.titles.split())

    def _is_no_part(self, word: str) -> bool:
        plain = word.casefold()
        return plain in self._no_parts or plain.rstrip(".") in self._grammar.small_words

    @cached_property
    def _no_parts(self) -> frozenset[str]:
        grammar = self._grammar
        calendar = (
            form.casefold()
            for forms in (grammar.locale.months["format"]["wide"], grammar.locale.days["format"]["wide"])
            for form in forms.values()
        )
        return frozenset([*self._titles, *grammar.starters.split(), *calendar])

    def plain(self, name: str) -> str:
        """A name as it is compared: without capitals, accents and the endings of its case."""
        words = name.casefold().replace(".", "").split()
        if ending := self._grammar.case_endings:
            words = [re.sub(rf"(?:{ending})\Z", "", one) if len(one) >= _LEAST_LETTERS else one for one in words]
        folded = unicodedata.normalize("NFKD", " ".join(words))
        return "".join(character for character in folded if not unicodedata.combining(character))


def _begins(text: str, start: int, sentence: Span) -> bool:
    before = text[sentence.start : start].rstrip()[-1:]
    return not before or before in ".!?:\"'(-"
