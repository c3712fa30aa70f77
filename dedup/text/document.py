"""A document: canonical text cut into paragraphs, sentences and passages."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.article import Article, Paragraph, Passage, Sentence, Span
from dedup.text.boilerplate import Boilerplate, find_boilerplate
from dedup.text.bounds import joined_paragraphs, joined_sentences
from dedup.text.canonical import CanonicalText, canonicalise
from dedup.text.languages.known import language_of
from dedup.text.languages.telling import LONGEST, Told, tell
from dedup.text.lookalikes import undisguised
from dedup.text.paragraphs import split_paragraphs
from dedup.text.passages import passages_of
from dedup.text.repairs import Repair, find_repairs
from dedup.text.sentences import split_sentences
from dedup.text.words import words_with_offsets, words_with_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.text.languages.protocol import Language

    _Found = tuple[list[str], NDArray[np.int32], NDArray[np.int32]]
    """What :func:`dedup.text.words.words_with_places` gives."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document's sentences, in order.

    Attributes:
        texts: Lower-cased words.
        starts: Offsets into the canonical text, shape (words,).
        ends: Offsets into the canonical text, shape (words,).
        sentences: Index of the sentence each stands in, shape (words,).
    """

    texts: list[str]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentences: NDArray[np.int32]


@dataclass(frozen=True)
class Document:
    """An article's text, cut up.

    Offsets inside are canonical; :meth:`dedup.text.canonical.CanonicalText.to_original` leads back.

    Attributes:
        canonical: The text, look-alike letters folded.
        paragraphs: What is shown.
        sentences: What is aligned.
        passages: What is indexed.
        boilerplate: What is left out of scoring.
        disguised: How many words were spelled with look-alike letters.
        repairs: What was read differently than it was sent.
        coarse: Paragraphs or sentences were joined, since there were too many; known while the text comes in.
    """

    canonical: CanonicalText
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    boilerplate: tuple[Boilerplate, ...] = field(default=())
    disguised: int = 0
    repairs: tuple[Repair, ...] = field(default=())
    coarse: bool = False
    _words: Words | None = field(default=None, repr=False, compare=False)
    _told: Told | None = field(default=None, repr=False, compare=False)

    def text_of(self, span: Span) -> str:
        """The canonical text of a span."""
        return self.canonical.text[span.start : span.end]

    def sentence_texts(self) -> list[str]:
        """The canonical text of every sentence, in order; what the encoder reads."""
        return [" ".join(self.text_of(sentence.span).split()) for sentence in self.sentences]

    @cached_property
    def words(self) -> Words:
        """The words of the sentences; boilerplate has none."""
        return _words_of(self.canonical.text, self.sentences) if self._words is None else self._words

    @cached_property
    def sentence_words(self) -> NDArray[np.int32]:
        """How many words each sentence has, shape (sentences,)."""
        return np.bincount(self.words.sentences, minlength=len(self.sentences)).astype(np.int32)

    @cached_property
    def told(self) -> Told:
        """Which language it is in, and whether that is sure."""
        return self._told or tell(self.words.texts, lambda: " ".join(self.sentence_texts()), None)

    @property
    def language(self) -> Language:
        """The rules it is read by: of the language it is in, and English ones where that is not sure."""
        return rules_of(self.told)

    def layout(self) -> dict[str, Any]:
        """The cuts as plain numbers; :func:`restore_document` reads them."""
        cuts: dict[str, Any] = {
            "paragraphs": [[*p.span, p.sentences.start, p.sentences.stop] for p in self.paragraphs],
            "sentences": [[*s.span, s.paragraph] for s in self.sentences],
            "passages": [[p.sentences.start, p.sentences.stop] for p in self.passages],
        }
        cuts["language"] = [*self.told]
        # Offsets hold as long as the same stretches stand for the same text, whatever is repaired today.
        repairs = [[start, end, *map(ord, meant)] for start, end, meant in self.repairs]
        return cuts | {"repairs": repairs} if repairs else cuts


def rules_of(told: Told) -> Language:
    """The rules that a text is read by: of the language it is in, and English ones where that is not sure."""
    return language_of(told.code if told.sure else "")


def read_document(article: Article) -> Document:
    """Cut an article's text into paragraphs, sentences and passages.

    Args:
        article: Any article; its text may be empty.

    Returns:
        The document; without words it has no sentences and no passages.
    """
    repairs = find_repairs(article.text)
    canonical, disguised = _read(article.text, repairs)
    found_words = words_with_places(canonical.text)
    first_words = found_words[0][: int(np.searchsorted(found_words[1], LONGEST))]
    told = tell(first_words, lambda: canonical.text, article.language)
    language = told.code if told.sure else None
    own = None if article.paragraph_spans is None else [*map(canonical.to_canonical, article.paragraph_spans)]
    found = split_paragraphs(canonical.text, own, language)
    spans = joined_paragraphs(found)
    boilerplate = find_boilerplate(canonical.text, spans)
    marks = _by_paragraph(boilerplate, spans)
    cut: list[Sentence] = []
    for index, span in enumerate(spans):
        body = _without(span, marks.get(index, ()))
        if body is not None:
            cut += [Sentence(s, index) for s in split_sentences(canonical.text, body, language)]
    sentences = joined_sentences(cut)
    edges = np.searchsorted([sentence.paragraph for sentence in sentences], np.arange(len(spans) + 1)).tolist()
    paragraphs = [Paragraph(i, span, range(edges[i], edges[i + 1])) for i, span in enumerate(spans)]
    words = _words_of(canonical.text, sentences, found_words)
    lengths = np.bincount(words.sentences, minlength=len(sentences))
    passages = passages_of(paragraphs, sentences, lengths.tolist())
    return Document(
        canonical,
        tuple(paragraphs),
        tuple(sentences),
        tuple(passages),
        boilerplate=tuple(boilerplate),
        disguised=disguised,
        repairs=tuple(repairs),
        coarse=len(spans) < len(found) or len(sentences) < len(cut),
        _words=words,
        _told=told,
    )


def _read(text: str, repairs: Sequence[Repair]) -> tuple[CanonicalText, int]:
    """A text in canonical characters and the letters it is read as, and how many words were disguised."""
    canonical = canonicalise(text, repairs)
    letters = undisguised(canonical.text)
    return replace(canonical, text=letters.text), letters.words


def restore_document(text: str, layout: Mapping[str, Any]) -> Document:
    """The document a stored article was cut into, whatever the rules are today.

    Args:
        text: The article's text as sent.
        layout: What :meth:`Document.layout` gave when it was stored.

    Returns:
        The document, without its boilerplate marks.
    """
    repairs = [Repair(start, end, "".join(map(chr, meant))) for start, end, *meant in layout.get("repairs", ())]
    return Document(
        _read(text, repairs)[0],
        tuple(
            Paragraph(index, Span(start, end), range(first, stop))
            for index, (start, end, first, stop) in enumerate(layout["paragraphs"])
        ),
        tuple(Sentence(Span(start, end), paragraph) for start, end, paragraph in layout["sentences"]),
        tuple(Passage(range(first, stop)) for first, stop in layout["passages"]),
        repairs=tuple(repairs),
        _told=Told(*layout["language"]) if "language" in layout else None,
    )


def _words_of(text: str, sentences: Sequence[Sentence], found: _Found | None = None) -> Words:
    """The words of some sentences, found in one go; sentence by sentence only where a cut went through a word.

    Args:
        text: Canonical text.
        sentences: In order.
        found: The words of the whole text, where they are known.
    """
    if not sentences:
        nothing = np.zeros(0, dtype=np.int32)
        return Words([], nothing, nothing, nothing)
    first = np.array([sentence.span.start for sentence in sentences], dtype=np.int32)
    last = np.array([sentence.span.end for sentence in sentences], dtype=np.int32)
    edges = int(first[0]), int(last[-1])
    if found is None or any(_is_cut(found, edge) for edge in edges):
        found = words_with_places(text, *edges)
    texts, starts, ends = found
    indexes = (np.searchsorted(first, starts, side="right") - 1).astype(np.int32)
    inside = (indexes >= 0) & (starts < last[indexes])
    if (ends > last[indexes])[inside].any():
        parts = [words_with_offsets(text, *sentence.span) for sentence in sentences]
        one_by_one = [word for part in parts for word in part]
        starts = np.array([start for _, start, _ in one_by_one], dtype=np.int32)
        ends = np.array([end for _, _, end in one_by_one], dtype=np.int32)
        indexes = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part) for part in parts])
        return Words([word for word, _, _ in one_by_one], starts, ends, indexes)
    if inside.all():
        return Words(texts, starts, ends, indexes)
    texts = list(compress(texts, inside.tolist()))
    return Words(texts, starts[inside], ends[inside], indexes[inside])


def _is_cut(found: _Found, edge: int) -> bool:
    """Whether a place lies within one of the words of a text."""
    _, starts, ends = found
    before = int(np.searchsorted(starts, edge))
    return before > 0 and int(ends[before - 1]) > edge


def _by_paragraph(boilerplate: list[Boilerplate], spans: list[Span]) -> dict[int, list[Boilerplate]]:
    starts = [span.start for span in spans]
    marks: dict[int, list[Boilerplate]] = {}
    for mark in boilerplate:
        marks.setdefault(bisect_right(starts, mark.span.start) - 1, []).append(mark)
    return marks


def _without(span: Span, boilerplate: Sequence[Boilerplate]) -> Span | None:
    """What is left of a paragraph once the boilerplate at its beginning and end is taken off."""
    start, end = span
    for mark in boilerplate:
        if mark.span.start <= start < mark.span.end:
            start = mark.span.end
        if mark.span.start < end <= mark.span.end:
            end = mark.span.start
    return Span(start, end) if start < end else None


def has_words(document: Document) -> bool:
    """Whether there is anything to score."""
    return re.search(r"\w", document.canonical.text) is not None and bool(document.words.texts)
