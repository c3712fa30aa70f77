"""What a language has to say of a text: the protocol that the rest of the engine reads every language by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from dedup.article import Span
    from dedup.text.document import Document
    from dedup.text.languages.findings import Gender, Mention, Moment, Name, Quantity, Speaker
    from dedup.text.languages.polarity import Polarity


class Speakers(Protocol):
    """Who is meant by what the clauses beside quotations name, in one text."""

    def speaker(self, mention: Mention | None, place: int) -> Speaker:
        """Who a mention is; quotations are to be asked for in their order.

        Args:
            mention: What the clause beside a quotation says.
            place: Where the quotation begins.
        """
        ...


class Language(Protocol):
    """The rules of one language."""

    def __hash__(self) -> int:
        """There is one object a language, by which what it told is remembered."""
        ...

    @property
    def code(self) -> str:
        """BCP 47 primary subtag."""
        ...

    @property
    def read_by(self) -> int | str:
        """The way of reading; raise it when facts or quotations are found differently, and what was kept is read anew.

        No two languages have the same one, so that a text is read anew as well once its language is told otherwise.
        """
        ...

    @property
    def has_capital_nouns(self) -> bool:
        """Whether a word with a capital may be any noun."""
        ...

    @property
    def least_quoted(self) -> int:
        """Words of a quotation; fewer in quotation marks are scare quotes, names or titles."""
        ...

    @property
    def has_comma_outside(self) -> bool:
        """Whether the comma before a said-clause stands behind the closing mark, and not before it."""
        ...

    @property
    def clause_end(self) -> re.Pattern[str]:
        """What ends a clause."""
        ...

    @property
    def according(self) -> str:
        """What names a source or a speaker without a verb, as a regular expression."""
        ...

    @property
    def clipped(self) -> re.Pattern[str]:
        """What begins with an apostrophe, which opens no quotation: "'em", "'90s"."""
        ...

    @property
    def elided(self) -> re.Pattern[str]:
        """What an apostrophe may follow, up to it, without closing a quotation: "the ministers' plan"."""
        ...

    @property
    def pound(self) -> str:
        """How pounds are written that may be money or a weight; empty where a text tells which it means."""
        ...

    @property
    def polarity(self) -> Polarity | None:
        """Words that make a statement its opposite; None where they are not followed."""
        ...

    @property
    def has_spaces(self) -> bool:
        """Whether words are written apart, so that the stem of each is its own."""
        ...

    def stem(self, word: str, following: str = "") -> str:
        """The stem of one word, as :meth:`stems` has it; empty where the word tells nothing.

        Args:
            word: In lower case.
            following: The word behind it, which it makes a stem with where words are not written apart.
        """
        ...

    def stems(self, words: Iterable[str]) -> set[str]:
        """The distinct content words among some words, cut so that their forms are one.

        Args:
            words: In lower case and in order.
        """
        ...

    def quantities(self, text: str, within: Span) -> list[Quantity]:
        """The numbers of a stretch of canonical text, usually a sentence, in order."""
        ...

    def moments(self, text: str, within: Span) -> list[Moment]:
        """The dates and times of a stretch of canonical text, in order."""
        ...

    def names(self, text: str, sentences: list[Span]) -> list[Name]:
        """The names in a text's sentences, in order."""
        ...

    def opens_sentence(self, stretch: str) -> bool:
        """Whether a stretch of speech begins as a sentence of its own does."""
        ...

    def is_title(self, word: str) -> bool:
        """Whether a word of a name, as it is written, is a title or an office."""
        ...

    def surname(self, speaker: str) -> str:
        """What all forms of a speaker's name have, to be compared; empty for a role, which may be anybody's."""
        ...

    def gender_of(self, name: str) -> Gender | None:
        """What the first names of a person say; None for a surname alone and for names that tell nothing."""
        ...

    def says(self, clause: str) -> bool:
        """Whether a clause can be what stands between two parts of one quotation."""
        ...

    def speaker(self, before: str, inner: list[str], after: str, *, ends_sentence: bool) -> Mention | None:
        """Who says a quotation.

        Args:
            before: The text before its opening mark, as far as the quotation before.
            inner: The clauses that interrupt it.
            after: The text behind it, from its closing mark.
            ends_sentence: The quotation ends with a full stop, so that what follows is another sentence.

        Returns:
            The speaker as the clause names them, or None if no clause does.
        """
        ...

    def speaker_behind(self, after: str) -> Mention | None:
        """Who a clause behind a quotation names, if it is a said-clause."""
        ...

    def speakers(self, document: Document, quoted: Sequence[Span]) -> Speakers:
        """Who is meant in one document.

        Args:
            document: The text.
            quoted: What stands in quotation marks.
        """
        ...
