"""Look-alike letters: words disguised with letters of other scripts, in the letters they are read as.

A copy in which a, e, o, p and c are Cyrillic or Greek reads the same and shares no word with its source. Which letters
look alike is Unicode's table (UTS 39); which words were disguised is decided here. A fold is one character for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

LATIN = "LATIN"

_SUSPECT = re.compile(
    "[\u0131\u0250-\u02af\u0370-\u03ff\u0400-\u058f\u13a0-\u13fd\u1c80-\u1c8f\u1d00-\u1d2f\u1f00-\u1fff\u2c80-\u2cff"
    "\ua4d0-\ua4ff\ua640-\ua69f\uab70-\uabbf]"
)
"""A letter that may look like another one; most texts have none and are done after this look."""

_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_MARK = re.compile(r"[\u0300-\u036f]")
_VARIANT = re.compile("[\u0131\u0250-\u02af\u1d00-\u1d2f]")
_SMALL_CAPITALS = frozenset("\u0432\u043a\u043c\u043d\u0442")
"""Small Cyrillic letters that look like small capitals; in a word that mixes scripts they stand for the letter."""

_GREEK_WORD = 3
"""Letters of a word with a Greek one, at least: shorter ones are units and symbols."""

_TELLING = 3
"""Wholly foreign words that look like others, from which on they were not written so by chance."""

_PASSES = 5
"""Passes over a text, at most; a text in which nothing is folded takes one. Which script a text is in may
show only once its words are folded."""

_TURKISH = "\u0131"
"""A letter of its own in Turkish names: folded only in a text that is disguised otherwise."""


class Undisguised(NamedTuple):
    """A text in the letters it is read as.

    Attributes:
        text: As long as the one before, character for character.
        words: How many words were disguised.
    """

    text: str
    words: int


def undisguised(text: str) -> Undisguised:
    """Fold look-alike letters in words that mix scripts or stand alone in a text of another script.

    Words of another script are left as they are where one letter of them, or of those beside them, looks like none of
    the text's own script: that is a quotation or a name.

    Args:
        text: Canonical text.

    Returns:
        The folded text.
    """
    found = Undisguised(text, 0)
    for _ in range(_PASSES):
        again = _folded_once(found.text)
        if again.text == found.text:
            break
        found = Undisguised(again.text, max(found.words, again.words))
    return found


def _folded_once(text: str) -> Undisguised:
    if _SUSPECT.search(text) is None:
        return Undisguised(text, 0)
    words = [match.group() for match in _WORD.finditer(text)]
    mixed = _without_mixture(words)
    foreign = _without_strangers(words, disguised=bool(mixed))
    weak = _without_variants(words, disguised=bool(mixed or foreign))
    folded = {**mixed, **foreign, **weak}
    if not folded:
        return Undisguised(text, 0)
    pieces, end = [], 0
    for index, match in enumerate(_WORD.finditer(text)):
        pieces += [text[end : match.start()], words[index]]
        end = match.end()
    strangers = sum(len(word) > 1 for word in foreign.values())  # a lone letter may be a unit from another keyboard
    told = len(folded) if mixed or strangers >= _TELLING or weak else 0
    return Undisguised("".join([*pieces, text[end:]]), told)


def _without_mixture(words: list[str]) -> dict[int, str]:
    """Fold the words that mix scripts, in place."""
    main = _main_script(words)
    folded = {}
    for index, word in enumerate(words):
        if word.isascii() or len(scripts := {script_of(letter) for letter in word}) == 1 or _MARK.search(word):
            continue
        found = _folded(word, main)
        if found is None:
            others = [_folded(word, script) for script in sorted(scripts - {main}) if _is_of(word, script)]
            found = min(filter(None, [*others, _folded(word, main, loose=True)]), key=_changes(word), default=None)
        if found is not None:
            words[index] = folded[index] = found
    return folded


def _is_of(word: str, script: str) -> bool:
    """Whether a word is one of a script, most of its letters being of it; of Greek ones, two or three are a symbol."""
    own = sum(script_of(letter) == script for letter in word)
    return 2 * own > len(word) and (script != "GREEK" or own >= _GREEK_WORD)


def _changes(word: str) -> Callable[[str], int]:
    """How many letters of a word a fold changes: a word is of the script that most of its letters have."""
    return lambda folded: sum(one != other for one, other in zip(word, folded, strict=True))


def _without_strangers(words: list[str], *, disguised: bool) -> dict[int, str]:
    """Fold words of another script where all that stand beside one another look like the text's own, in place."""
    main = _main_script(words)
    folded: dict[int, str] = {}
    for script, run in groupby(range(len(words)), lambda index: _script_of_word(words[index])):
        if script in {main, None}:
            continue
        indexes = list(run)
        if script == LATIN and not (disguised and all(words[index].islower() for index in indexes)):
            continue  # a brand or an abbreviation
        if script == "GREEK" and any(len(words[index]) < _GREEK_WORD for index in indexes):
            continue  # a symbol
        found = {index: _folded(words[index], main) for index in indexes}
        if all(found.values()):
            folded |= {index: word for index, word in found.items() if word is not None}
    for index, word in folded.items():
        words[index] = word
    return folded


def _without_variants(words: list[str], *, disguised: bool) -> dict[int, str]:
    """Fold phonetic and other variants of Latin letters, in place: where they are many, or other letters are disguised.

    One word with them may be a transcription.
    """
    found = {
        index: folded
        for index, word in enumerate(words)
        if not word.isascii()
        and (disguised or _TURKISH not in word)
        and (folded := "".join(_variant(letter) or letter for letter in word)) != word
        and (disguised or len(word) >= _GREEK_WORD)
        and folded.isascii()
    }
    if not disguised and len(found) < _TELLING:
        return {}
    for index, word in found.items():
        words[index] = word
    return found


def _main_script(words: list[str]) -> str:
    """The script that most letters have, in words of one script."""
    letters: Counter[str] = Counter()
    for word in words:
        script = _script_of_word(word)
        if script is not None:
            letters[script] += len(word)
    return max(letters, key=lambda script: (letters[script], script == LATIN), default=LATIN)


def _script_of_word(word: str) -> str | None:
    """The script of a word; None if it has several."""
    if word.isascii():
        return LATIN
    scripts = {script_of(letter) for letter in word}
    return scripts.pop() if len(scripts) == 1 else None


def _folded(word: str, target: str, *, loose: bool = False) -> str | None:
    """A word in the letters of one script; None if a letter has no look-alike there, or was meant as it stands."""
    letters = [letter if script_of(letter) == target else look_alike(letter, target) for letter in word]
    if loose:
        letters = [
            letter or (look_alike(original.upper(), target) if original in _SMALL_CAPITALS else None)
            for letter, original in zip(letters, word, strict=True)
        ]
        letters = [
            letter.lower() if letter and original in _SMALL_CAPITALS else letter
            for letter, original in zip(letters, word, strict=True)
        ]
    if None in letters:
        return None
    folded = "".join(filter(None, letters))
    return None if _is_meant(word, folded) else folded


def _is_meant(word: str, folded: str) -> bool:
    """Whether the foreign letters of a word are symbols (of proteins, of units), or an abbreviation with an ending."""
    foreign = [original != letter for original, letter in zip(word, folded, strict=True)]
    count = sum(foreign)
    if 1 < count < len(word) and all(foreign[:count]) and word[:count].isupper() and word[count:].islower():
        return True
    for index, letter in enumerate(word):
        if not foreign[index] or script_of(letter) != "GREEK" or not letter.islower() or letter == "\u03bf":
            continue
        beside = folded[max(0, index - 1) : index] + folded[index + 1 : index + 2]
        if len(word) < _GREEK_WORD or not any(neighbour.islower() for neighbour in beside):
            return True
    return False


@cache
def script_of(letter: str) -> str:
    """The script of a letter, by Unicode's name for it."""
    from confusable_homoglyphs.categories import alias

    return str(alias(letter))


@cache
def look_alike(letter: str, target: str) -> str | None:
    """The letter of another script, in the same case, that one letter looks like; None if there is none."""
    from confusable_homoglyphs.confusables import confusables_data

    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[:1], decomposed[1:]
    for entry in confusables_data.get(base, ()):
        found = str(entry["c"])
        if found == "l" and base.isupper():  # one shape for I and l
            found = "I"
        if len(found) != 1 or not found.isalpha() or script_of(found) != target or found.isupper() != base.isupper():
            continue
        if target == LATIN and not found.isascii():
            continue
        composed = unicodedata.normalize("NFC", found + marks)
        if len(composed) == 1:
            return composed
    return None


@cache
def _variant(letter: str) -> str | None:
    """The plain letter that one of another Latin alphabet, phonetic or small capitals, looks like."""
    return look_alike(letter, LATIN) if _VARIANT.match(letter) and script_of(letter) == LATIN else None
