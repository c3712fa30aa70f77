"""A language as data: words and marks, read by the finders beside this module. One file a language fills it in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from babel import Locale

from dedup.text.languages.dates import Calendar
from dedup.text.languages.figures import Figures
from dedup.text.languages.findings import Form, Speaker
from dedup.text.languages.firstnames import COMMON, gender_of, gendered
from dedup.text.languages.naming import Naming
from dedup.text.languages.said import Said
from dedup.text.languages.stems import cut_stem, cut_stems, paired_stem, paired_stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dedup.article import Span
    from dedup.text.document import Document
    from dedup.text.languages.findings import Gender, Mention, Moment, Name, Quantity
    from dedup.text.languages.polarity import Polarity


@dataclass(frozen=True, eq=False)
class Grammar:
    """What a language other than English is made of, as far as it is followed. Words are in lower case.

    Months, weekdays and the marks in numbers are none of it: they come from CLDR, by Babel.

    Attributes:
        code: BCP 47 primary subtag.
        function_words: Words that say nothing of what a text is about, with spaces between them.
        number_words: Numbers in words, each with its value; none for 1, which is an article in most languages.
        magnitudes: Words and abbreviations that multiply, with what by.
        one: Articles that stand for 1 before a magnitude or a measure, with spaces between them.
        units: Unit by a regular expression for how it is written behind a number.
        hedges: What stands before a round number, as regular expressions: above, below, about.
        months: Forms of months that CLDR does not have, with their numbers.
        weekdays: Forms of weekdays that CLDR does not have, as regular expressions by English name.
        before_year: Words before a year that nothing counts.
        clock: How the time of day is written beside "14:30", as a regular expression with ``hour`` and ``minute``.
        date: How a day is written, where that is not day, month, year: a regular expression with those groups.
        titles: What stands before a name and is no part of it: titles, offices, professions.
        starters: Words that begin a sentence with a capital and are no part of a name; function words are known.
        first_names: First names of women and of men, with spaces between them, that its news has beside those known
            everywhere; one on both sides tells nothing.
        links: What stands small inside names: "von", "de la", as a regular expression; empty for no names by capitals.
        case_endings: What a name loses to be compared, as a regular expression.
        verbs: Verbs of speech, as a regular expression.
        according: What gives a speaker without a verb, as a regular expression.
        pronouns: Pronouns that speak, with spaces between them.
        articles: Articles before a role; the definite ones before ``/``, the others behind.
        capitals: Words that have a capital inside a sentence too, beside names and nouns.
        clipped_words: Words that lose their beginning, with an apostrophe in its place, as a regular expression.
        elided_words: What loses its end likewise, up to the apostrophe.
        pound: How pounds are written that may be money or a weight.
        names_by_case: A name begins with a capital, and nothing else does inside a sentence.
        has_capital_nouns: Whether a word with a capital may be any noun.
        has_spaces: Whether words are written apart.
        least_quoted: Words of a quotation.
        has_comma_outside: Whether the comma before a said-clause stands behind the closing mark.
        polarity: Words that make a statement its opposite; None where they are not followed.
        version: Raise it when the language is read differently.
    """

    code: str
    function_words: str
    number_words: Mapping[str, float]
    magnitudes: Mapping[str, float]
    units: Mapping[str, str]
    verbs: str
    one: str = ""
    hedges: tuple[str, str, str] = ("", "", "")
    months: Mapping[str, int] = field(default_factory=dict)
    weekdays: Mapping[str, str] = field(default_factory=dict)
    before_year: str = ""
    clock: str = ""
    date: str = ""
    titles: str = ""
    starters: str = ""
    first_names: tuple[str, str] = ("", "")
    links: str = ""
    case_endings: str = ""
    according: str = ""
    pronouns: str = ""
    articles: str = ""
    capitals: str = ""
    clipped_words: str = ""
    elided_words: str = ""
    pound: str = ""
    names_by_case: bool = True
    has_capital_nouns: bool = False
    has_spaces: bool = True
    least_quoted: int = 3
    has_comma_outside: bool = True
    polarity: Polarity | None = None
    version: int = 2

    @property
    def read_by(self) -> str:
        """The way of reading."""
        return f"{self.code}-{self.version}"

    @cached_property
    def clause_end(self) -> re.Pattern[str]:
        """What ends a clause; a title or an initial with its full stop does not."""
        titles = "".join(rf"(?<!\b{re.escape(word)})" for word in self.abbreviated)
        return re.compile(rf"{titles}(?<!\b[^\W\d_])[.!?](?=\s|$)|[;\u3002\u061f\u061b]", re.IGNORECASE)

    @cached_property
    def abbreviated(self) -> tuple[str, ...]:
        """Titles that are written with a full stop."""
        return tuple(word[:-1] for word in self.titles.split() if word.endswith("."))

    @cached_property
    def clipped(self) -> re.Pattern[str]:
        """What begins with an apostrophe: some words, and years."""
        words = f"|(?:{self.clipped_words})" if self.clipped_words else ""
        return re.compile(rf"'(?:\d\d(?:er)?{words})\b", re.IGNORECASE)

    @cached_property
    def elided(self) -> re.Pattern[str]:
        """What an apostrophe may end."""
        return re.compile(rf"(?:{self.elided_words or '(?!)'})\Z", re.IGNORECASE)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Its function words."""
        return frozenset(self.function_words.split())

    @cached_property
    def locale(self) -> Locale:
        """What CLDR knows of it."""
        return Locale(self.code)

    @cached_property
    def _figures(self) -> Figures:
        return Figures(self)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar(self)

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self)

    @cached_property
    def _said(self) -> Said:
        return Said(self)

    def stem(self, word: str, following: str = "") -> str:
        """The stem of one word, or of a pair of characters without spaces."""
        if self.has_spaces:
            return cut_stem(word, self.small_words)
        return paired_stem(word, following, self.small_words)

    def stems(self, words: Iterable[str]) -> set[str]:
        """The distinct content words, cut to their first letters, or pairs of characters without spaces."""
        return cut_stems(words, self.small_words) if self.has_spaces else paired_stems(words, self.small_words)

    def quantities(self, text: str, within: Span) -> list[Quantity]:
        """The numbers of a stretch of text."""
        return self._figures.find(text, within)

    def moments(self, text: str, within: Span) -> list[Moment]:
        """The dates and times of a stretch of text."""
        return self._calendar.find(text, within)

    def names(self, text: str, sentences: list[Span]) -> list[Name]:
        """The names in a text's sentences."""
        return self._naming.find(text, sentences)

    def opens_sentence(self, stretch: str) -> bool:
        """Whether a stretch of speech begins as a sentence does, with a capital.

        Where nouns have one too, it has to be one of the small words, which have none inside a sentence.
        """
        first = re.match(r"[^\W\d_]+", stretch)
        if first is None or not first[0][0].isupper() or first[0] in self.capitals.split():
            return False
        return not self.has_capital_nouns or first[0].casefold() in self.small_words

    def is_title(self, word: str) -> bool:
        """Whether a word of a name is a title or an office."""
        return self._naming.is_title(word)

    def surname(self, speaker: str) -> str:
        """The last word of a name, without the ending of its case; empty where no capitals tell names."""
        *_, last = ["", *speaker.split()]
        return self._naming.plain(last) if self.names_by_case and last[:1].isupper() else ""

    def gender_of(self, name: str) -> Gender | None:
        """What the first names of a person say."""
        return gender_of(self._naming.plain(name), self._first_names)

    @cached_property
    def _first_names(self) -> Mapping[str, Gender]:
        plain = self._naming.plain
        female, male = ([plain(name) for name in names.split()] for names in self.first_names)
        return gendered(female, male, COMMON)

    def says(self, clause: str) -> bool:
        """Whether a clause can be what stands between two parts of one quotation."""
        return self._said.is_said(clause)

    def speaker(self, before: str, inner: list[str], after: str, *, ends_sentence: bool) -> Mention | None:
        """Who says a quotation."""
        return self._said.speaker(before, inner, after, ends_sentence=ends_sentence)

    def speaker_behind(self, after: str) -> Mention | None:
        """Who a clause behind a quotation names."""
        return self._said.behind(after)

    def speakers(self, document: Document, quoted: Sequence[Span]) -> AsNamed:  # noqa: ARG002 - English follows them
        """Who is meant in one document: whoever a clause names."""
        return AsNamed()


class AsNamed:
    """Speakers as the clauses name them; nobody is looked for behind a pronoun."""

    def speaker(self, mention: Mention | None, place: int) -> Speaker:  # noqa: ARG002 - nothing before it is looked at
        """Who a mention is."""
        if mention is None or mention.form is Form.PRONOUN:
            return Speaker(None, is_person=False)
        return Speaker(mention.text, is_person=mention.form is Form.NAME and " " in mention.text)
