"""Words as a search sees them: one spelling for every database, with the way back to where they stand.

A word is a run of letters and digits, in small letters and without accents. Scripts that put no spaces between words
are cut into their characters, so that a word in them is found as the phrase of its characters. There is no stemming:
who searches an archive for evidence wants the words that were written; ``strik*`` finds all that begin so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_TEXT = 200_000
"""Characters of a text that are searched: some thirty thousand words, forty times a long feature. PostgreSQL keeps the
places of words up to the 16,383rd, so phrases are found up to there."""

LONGEST_WORD = 100
"""Characters of a word that count; PostgreSQL takes no more than two thousand bytes."""

MOST_PHRASES = 32
"""Words and phrases of a query."""

# Thai, Lao, Burmese, Khmer; kana; Han. In them every character is a word of its own.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])(?:(?![{_UNSPACED}])(?:[^\W_]|[\u0300-\u036f]))*")
_PART = re.compile(
    r'["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]*)(?:["\u201c\u201d\u201e\u00ab\u00bb]|$)|(\S+)'
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    Attributes:
        folded: As it is searched.
        span: Where it stands.
    """

    folded: str
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand one after the other.

    Attributes:
        words: As they are searched; one or more.
        is_prefix: The last one may go on.
    """

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched; a text has to have all of it, in headline or body."""

    phrases: tuple[Phrase, ...]


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, as far as it is searched."""
    for match in _WORD.finditer(text, 0, LONGEST_TEXT):
        if folded := _folded(match[0]):
            yield Word(folded, Span(*match.span()))


def read_query(asked: str) -> Query:
    """Read what somebody searches: words, "phrases in quotation marks", and beginnings of words with a star.

    Raises:
        InputError: It has no words, or too many.
    """
    phrases = []
    for match in _PART.finditer(asked):
        part = match[2] if match[1] is None else match[1]
        words = tuple(word.folded for word in words_of(part))
        if words:
            phrases.append(Phrase(words, part.rstrip().endswith("*")))
    if not phrases:
        message = 'There is no word to search for. Send words, or a phrase in quotation marks: "roof collapse".'
        raise InputError(message)
    if len(phrases) > MOST_PHRASES:
        message = f"A search has up to {MOST_PHRASES} words and phrases, and this one has {len(phrases)}."
        raise InputError(message)
    return Query(tuple(phrases))


def places_of(query: Query, text: str, most: int = 200) -> list[Span]:
    """Where words and phrases of a query stand in a text, in order; those that overlap are joined."""
    words = list(words_of(text))
    folded = [word.folded for word in words]
    starts: dict[str, list[int]] = {}
    for number, word in enumerate(folded):
        starts.setdefault(word, []).append(number)
    found: list[Span] = []
    for phrase in query.phrases:
        first = phrase.words[0]
        lone = phrase.is_prefix and len(phrase.words) == 1
        begins = (n for n, word in enumerate(folded) if word.startswith(first))
        fitting = (
            n for n in (begins if lone else starts.get(first, ())) if _fits(phrase, folded[n : n + len(phrase.words)])
        )
        found += [Span(words[n].span.start, words[n + len(phrase.words) - 1].span.end) for n in islice(fitting, most)]
    joined: list[Span] = []
    for span in sorted(found):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _fits(phrase: Phrase, words: Sequence[str]) -> bool:
    if len(words) < len(phrase.words) or tuple(words[:-1]) != phrase.words[:-1]:
        return False
    last = phrase.words[-1]
    return words[-1].startswith(last) if phrase.is_prefix else words[-1] == last


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(one for one in apart if one.isalnum())[:LONGEST_WORD]
