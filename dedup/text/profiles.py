"""Profiles: what a comparison reads off a text in numbers, made once and kept with a stored text.

A lookup reads a dozen stored texts, most of which turn out to be nothing. To cut each into words again, hash them, stem
them and look for its names took longer than to compare it. A profile has all of that in some 12 bytes a word; the text
itself is cut again only for what is shown. What a changed rule would make differently is made anew: a profile begins
with a fingerprint of the code that reads texts.
"""

from __future__ import annotations

import json
import struct
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import orjson

from dedup.text.canonical import canonicalise
from dedup.text.languages.telling import Told
from dedup.text.stems import Stems
from dedup.text.words import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from dedup.article import Span
    from dedup.text.document import Words
    from dedup.text.facts import Fact
    from dedup.text.languages.protocol import Language

_MARK = 8
_DIGEST = 8
_COUNTS = struct.Struct("<8I")


@dataclass(frozen=True)
class Profile:
    """What a comparison reads off a text.

    Attributes:
        told: Which language it is in.
        hashes: Of its words, shape (words,).
        sentence_words: Words of each sentence, shape (sentences,).
        sentence_characters: Characters of each sentence, shape (sentences,).
        paragraphs: The first sentence of each paragraph, and the one behind its last, shape (paragraphs, 2).
        stems: Its stems, and which sentence has which.
        quoted: First word of each quotation, and the one behind its last, shape (quotations, 2).
        slots: The same of each fact, and its kind, shape (facts, 3).
        digests: Of the words of each paragraph that has any, by index.
        mentions: How often each word of a name is said, in lower case, in the order in which they first are.
        mention_stems: The stem of each of them; empty where it tells nothing.
        figures: Numbers and dates that tell a source.
        headline: Stems of the content words of its headline.
    """

    told: Told
    hashes: NDArray[np.uint64]
    sentence_words: NDArray[np.int32]
    sentence_characters: NDArray[np.int64]
    paragraphs: NDArray[np.int64]
    stems: Stems
    quoted: NDArray[np.int64]
    slots: NDArray[np.int64]
    digests: dict[int, bytes]
    mentions: dict[str, int]
    mention_stems: list[str]
    figures: set[str]
    headline: list[str]

    def kept(self) -> bytes:
        """The same as bytes; :meth:`restored` reads them."""
        stems = self.stems
        places = np.bincount(stems.sentences, minlength=len(self.sentence_words))
        numbers = (
            self.hashes,
            self.sentence_words,
            self.sentence_characters,
            self.paragraphs.ravel(),
            places,
            stems.hashes,
            stems.found,
            self.quoted.ravel(),
            self.slots.ravel(),
            list(self.digests),
        )
        counts = (
            len(self.hashes),
            len(self.sentence_words),
            len(self.paragraphs),
            len(stems.texts),
            len(stems.found),
            len(self.quoted),
            len(self.slots),
            len(self.digests),
        )
        words = [
            *([*self.told], stems.texts, [*self.mentions], [*self.mentions.values()], self.mention_stems),
            *(sorted(self.figures), self.headline),
        ]
        return b"".join(
            (
                fingerprint(),
                _COUNTS.pack(*counts),
                *(np.asarray(part, dtype="<u4").tobytes() for part in numbers),
                *self.digests.values(),
                json.dumps(words, separators=(",", ":")).encode("ascii"),
            )
        )

    @classmethod
    def restored(cls, kept: bytes | None) -> Self | None:
        """The profile that was kept; None where there is none, or other code made it."""
        if kept is None or not is_current(kept):
            return None
        words, sentences, paragraphs, stems, places, quotations, facts, digests = _COUNTS.unpack_from(kept, _MARK)
        of_sentences = (sentences, sentences, 2 * paragraphs, sentences)
        edges = np.cumsum((0, words, *of_sentences, stems, places, 2 * quotations, 3 * facts, digests)).tolist()
        begin = _MARK + _COUNTS.size
        numbers = np.frombuffer(kept, dtype="<u4", count=edges[-1], offset=begin)
        hashes, of_words, of_characters, cuts, of_stems, hashed, found, quoted, slots, with_digest = (
            numbers[first:stop] for first, stop in pairwise(edges)
        )
        at = begin + 4 * edges[-1]
        ends = range(at + _DIGEST, at + _DIGEST * digests + 1, _DIGEST)
        told, texts, names, said, name_stems, figures, headline = _parsed(kept[at + _DIGEST * digests :])
        return cls(
            Told(*told),
            hashes.astype(np.uint64),
            of_words.astype(np.int32),
            of_characters.astype(np.int64),
            cuts.astype(np.int64).reshape(-1, 2),
            Stems(
                texts,
                found.astype(np.int64),
                np.repeat(np.arange(sentences), of_stems),
                hashed.astype(np.uint64),
            ),
            quoted.astype(np.int64).reshape(-1, 2),
            slots.astype(np.int64).reshape(-1, 3),
            {index: kept[end - _DIGEST : end] for index, end in zip(with_digest.tolist(), ends, strict=True)},
            dict(zip(names, said, strict=True)),
            name_stems,
            set(figures),
            headline,
        )


def quoted_ranges(words: Words, spans: Sequence[Span]) -> NDArray[np.int64]:
    """The first word of each quotation, and the one behind its last, shape (quotations, 2)."""
    firsts = np.searchsorted(words.starts, [span.start for span in spans], side="left")
    stops = np.searchsorted(words.ends, [span.end for span in spans], side="right")
    return np.stack([firsts, stops], axis=1).astype(np.int64)


def mentions_of(facts: Sequence[Fact]) -> dict[str, int]:
    """How often each word of a name is said, in lower case, in the order in which they first are."""
    found: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "name":
            for part in fact.value.casefold().split():
                found[part] = found.get(part, 0) + 1
    return found


def figures_of(facts: Sequence[Fact]) -> set[str]:
    """Numbers and dates that tell a source: half and a thousand are said of anything."""
    return {fact.value for fact in facts if fact.kind != "name" and not fact.is_size}


def headline_stems(headline: str, language: Language) -> list[str]:
    """Stems of the content words of a headline as it was sent."""
    return sorted(language.stems(words_of(canonicalise(headline).text)))


def _parsed(words: bytes) -> list[Any]:
    try:
        parsed: list[Any] = orjson.loads(words)
    except orjson.JSONDecodeError:  # half of a surrogate pair, which only the slower one takes
        parsed = json.loads(words)
    return parsed


def is_current(kept: bytes | None) -> bool:
    """Whether a profile was kept, by the code that runs."""
    return kept is not None and kept[:_MARK] == fingerprint()


def sentence_characters(kept: bytes | None) -> NDArray[np.uint32] | None:
    """Characters of each sentence, of a profile that was kept; None where there is none, or other code made it."""
    if kept is None or not is_current(kept):
        return None
    words, sentences, *_ = _COUNTS.unpack_from(kept, _MARK)
    return np.frombuffer(kept, dtype="<u4", count=sentences, offset=_MARK + _COUNTS.size + 4 * (words + sentences))


@cache
def fingerprint() -> bytes:
    """Of the code that reads texts, of its tables, and of what it rests on."""
    hashed = blake2b(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode(), digest_size=_MARK)
    for name, source in sorted(_sources(resources.files("dedup.text"), "")):
        hashed.update(name.encode() + source.read_bytes())
    return hashed.digest()


def _sources(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        if one.is_dir() and one.name != "__pycache__":
            yield from _sources(one, f"{path}{one.name}/")
        elif one.is_file():
            yield path + one.name, one
