"""English, as the rest of the engine reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.text.languages.english.dates import find_moments
from dedup.text.languages.english.names import find_names
from dedup.text.languages.english.numbers import find_quantities
from dedup.text.languages.english.persons import Persons
from dedup.text.languages.english.polarity import POLARITY
from dedup.text.languages.english.speakers import (
    CLAUSE_END,
    TITLE,
    between_speakers,
    has_speech_verb,
    speaker_of,
    surname,
)
from dedup.text.languages.firstnames import gender_of
from dedup.text.languages.stems import cut_stem, cut_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.article import Span
    from dedup.text.document import Document
    from dedup.text.languages.findings import Gender, Mention, Moment, Name, Quantity

_FUNCTION_WORD_LIST = """
about after again against also although among another because been before being between both could does doing
down during each even ever every from further have having here himself however into itself just least less like
made make many more most much must never only other over perhaps rather said same says several shall should
since some still such than that their them themselves then there these they this those though through told thus
toward under until upon very well were what when where whether which while whom whose will with within without
would your according added asked called came come going including later makes saying taken took want wants yours"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())
_OPENS_SENTENCE = re.compile(r"(?!I\b)[A-Z]")


class English:
    """English. Texts in a language that has no rules of its own are read by these, too."""

    code = "en"
    read_by = 1
    has_capital_nouns = False
    has_spaces = True
    least_quoted = 3
    has_comma_outside = False
    clause_end = CLAUSE_END
    clipped = re.compile(r"'(?:\d\ds?|tis|twas|em|til|till|cause|bout|n|round|neath)\b", re.IGNORECASE)
    elided = re.compile(r"s\Z")
    pound = "pound"
    according = "according to"
    polarity = POLARITY

    def stem(self, word: str, following: str = "") -> str:  # noqa: ARG002 - the stem of a word is its own
        """The stem of one word."""
        return cut_stem(word, _FUNCTION_WORDS)

    def stems(self, words: Iterable[str]) -> set[str]:
        """The distinct content words, cut to their first letters."""
        return cut_stems(words, _FUNCTION_WORDS)

    def quantities(self, text: str, within: Span) -> list[Quantity]:
        """The numbers of a stretch of text."""
        return find_quantities(text, within)

    def moments(self, text: str, within: Span) -> list[Moment]:
        """The dates and times of a stretch of text."""
        return find_moments(text, within)

    def names(self, text: str, sentences: list[Span]) -> list[Name]:
        """The names in a text's sentences."""
        return find_names(text, sentences)

    def opens_sentence(self, stretch: str) -> bool:
        """Whether a stretch of speech begins as a sentence does: with a capital that is not "I"."""
        return _OPENS_SENTENCE.match(stretch) is not None

    def is_title(self, word: str) -> bool:
        """Whether a word of a name is a title or an office."""
        return TITLE.fullmatch(f"{word} ") is not None

    def surname(self, speaker: str) -> str:
        """The last word of a name, in lower case."""
        return surname(speaker)

    def gender_of(self, name: str) -> Gender | None:
        """What the first names of a person say."""
        return gender_of(name.casefold())

    def says(self, clause: str) -> bool:
        """Whether a clause can be what stands between two parts of one quotation."""
        return has_speech_verb(clause)

    def speaker(self, before: str, inner: list[str], after: str, *, ends_sentence: bool) -> Mention | None:
        """Who says a quotation."""
        return speaker_of(before, inner, after, ends_sentence=ends_sentence)

    def speaker_behind(self, after: str) -> Mention | None:
        """Who a clause behind a quotation names."""
        return between_speakers(after)

    def speakers(self, document: Document, quoted: Sequence[Span]) -> Persons:
        """Who is meant in one document, pronouns and roles led back to names."""
        return Persons(document, quoted)


ENGLISH = English()
