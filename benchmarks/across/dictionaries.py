"""A FreeDict dictionary as Debian packages it for dictd: the likeliest English for a German word.

It is word-by-word translation and nothing more: no grammar, one meaning a word whatever stands around it, and a word
that is not listed is looked up without its ending, then cut into two that are, then left as it stands. Nothing in it
was made for the texts it is tried on.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.records import BenchmarkError
from dedup.text.languages.known import language_of
from dedup.text.rarity import rarity

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path("/usr/share/dictd")
"""Where Debian's packages put dictionaries."""

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_HEADWORD = re.compile(r"(?P<word>[^/<\n]+?) (?:/[^/]*/|<)")
_GRAMMAR = re.compile(r"<[^>]*>?|\[[^\]]*\]|\([^)]*\)|\d+\. ")
_FORM = re.compile(r"\{(?:ich/)?(?:er|sie)(?:/\w+)* (\w+)\}")
_WORD = re.compile(r"\w+|[^\w\s]+")
_ENDINGS = ("en", "es", "er", "em", "e", "n", "s", "t", "te", "ten", "et", "st")
_LINKS = ("", "s", "es", "n", "en", "er")
_LEAST_PART, _LEAST_STEM = 4, 3
_MOST_WORDS = 3
_SECOND = 0.4
_ARTICLES = ("der", "die", "das", "den", "dem", "des")


class Dictionary:
    """A German dictionary of English.

    Args:
        name: Of its two files, as ``freedict-deu-eng``.
        folder: Where they lie.

    Raises:
        BenchmarkError: It is not installed.
    """

    def __init__(self, name: str = "freedict-deu-eng", folder: Path = FOLDER) -> None:
        self._files = folder / f"{name}.index", folder / f"{name}.dict.dz"
        if not all(file.is_file() for file in self._files):
            message = f"there is no {self._files[1]}: install the Debian package dict-{name}, and try again"
            raise BenchmarkError(message)
        self._known: dict[str, str] = {}

    def english(self, text: str) -> str:
        """A text, word by word; what is not listed stays as it stands."""
        return " ".join(self._word(word) for word in _WORD.findall(text))

    def _word(self, word: str) -> str:
        return self._listed(word) or self._without_ending(word) or self._compound(word.lower()) or word

    def _listed(self, word: str) -> str:
        """What a word means as it is written, or else in another case; empty where neither is listed."""
        if word not in self._known:
            spellings = (word, word.lower(), word.capitalize())
            counts = next((self._table[one] for one in spellings if one in self._table), {})
            likeliest = max(counts, key=lambda english: _liking(english, counts[english]), default="")
            self._known[word] = "the" if word.lower() in _ARTICLES else likeliest
        return self._known[word]

    def _without_ending(self, word: str) -> str:
        for ending in _ENDINGS:
            if (
                word.endswith(ending)
                and len(word) - len(ending) >= _LEAST_STEM
                and (found := self._listed(word[: -len(ending)]))
            ):
                return found
        return ""

    def _compound(self, word: str) -> str:
        """The English of two words that it is made of, the longest last one first; empty where there are none."""
        for cut in range(_LEAST_PART, len(word) - _LEAST_PART + 1):
            last = self._listed(word[cut:]) or self._without_ending(word[cut:])
            for link in _LINKS if last else ():
                first = word[:cut].removesuffix(link) if word[:cut].endswith(link) else ""
                if len(first) >= _LEAST_PART - 1 and (found := self._listed(first)):
                    return f"{found} {last}"
        return ""

    @cached_property
    def _table(self) -> dict[str, dict[str, float]]:
        """How often each word is said to mean what; more where it is the first that is said."""
        found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for headword, translations, forms in self._entries():
            for place, english in enumerate(translations):
                for word in (headword, *forms):
                    found[word][english] += 1.0 if place == 0 and word == headword else _SECOND
        return dict(found)

    def _entries(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Headwords of one word, what they mean, and which verb forms are named beside them."""
        index, content = self._files
        data = gzip.decompress(content.read_bytes())
        places = {
            (_number(start), _number(length))
            for _, start, length, *_ in (line.rstrip("\n").split("\t") for line in index.open(encoding="utf-8"))
        }
        for start, length in sorted(places):
            entry = data[start : start + length].decode("utf-8", "replace")
            head = _HEADWORD.match(entry.strip())
            if head is None or not re.fullmatch(r"\w+", head["word"].strip()):
                continue
            _, _, body = entry.strip().partition("\n")
            line = body.partition("\n")[0]
            translations = [_plain(one) for one in line.split(",")]
            usable = [one for one in translations if one and len(one.split()) <= _MOST_WORDS]
            yield head["word"].strip(), usable, _FORM.findall(body)


def _plain(translation: str) -> str:
    text = _GRAMMAR.sub(" ", translation.partition("> ")[0])
    return re.sub(r"\s+", " ", text.replace("sb.", "").replace("sth.", "").removeprefix("to ")).strip()


def _liking(english: str, count: float) -> float:
    """What speaks for a translation: how often it is listed, and how common its words are in English news."""
    stem = language_of("en").stem
    words = [stem(word.lower()) for word in english.split()]
    rarest = max((rarity(word) for word in words if word), default=2.0)
    return count - 0.5 * rarest - 0.3 * (len(english.split()) - 1)


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = 64 * value + _DIGITS.index(digit)
    return value
