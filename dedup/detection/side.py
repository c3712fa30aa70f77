"""One of two texts that are compared, with everything that is read from it: each of it once, when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.detection.ownwords import OwnWords
from dedup.detection.quotepairs import QuotedSide
from dedup.detection.runs import LEAST_RUN, Stretches, covered
from dedup.detection.scale import RAW, Whole
from dedup.detection.slots import FactSide
from dedup.detection.topics import Topic
from dedup.detection.vocabulary import Vocabulary
from dedup.text.document import rules_of
from dedup.text.facts import find_facts
from dedup.text.forms import Form, places_of
from dedup.text.profiles import Profile, figures_of, headline_stems, mentions_of, quoted_ranges
from dedup.text.quotations import find_unspoken, with_speakers
from dedup.text.readings import Readings
from dedup.text.shingles import paragraph_digests, word_hashes
from dedup.text.stems import Stems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.article import Span
    from dedup.detection.scale import Scale
    from dedup.text.document import Document
    from dedup.text.facts import Fact
    from dedup.text.languages.protocol import Language
    from dedup.text.languages.telling import Told
    from dedup.text.quotations import Found, Quotation


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph that has sentences: its index among all, and which sentences are its own."""

    index: int
    sentences: range


@dataclass(frozen=True)
class Side:
    """One of the two texts, with everything the comparison reads from it.

    Attributes:
        document: The text, cut up.
        vectors: Unit vectors of its sentences, shape (sentences, dimension); zero for those that were not encoded.
            What is made of their cosines is read by ``scale``.
        unknown_language: The text's language, where the sentence model does not know it and the vectors mean nothing.
        kept: What was read off the text before; None reads it when asked for.
        headline: As it was sent; empty where there is none.
        scale: Of the sentence model.
        profile: What was made of it before; None reads it off the text.
    """

    document: Document
    vectors: NDArray[np.float32]
    unknown_language: str = ""
    kept: Readings | None = None
    headline: str = ""
    scale: Scale = RAW
    profile: Profile | None = None

    @cached_property
    def by_words(self) -> NDArray[np.bool_]:
        """Which sentences were not encoded, so that only their words can be compared, shape (sentences,)."""
        return np.asarray(~self.vectors.any(axis=1))

    @cached_property
    def hashes(self) -> NDArray[np.uint64]:
        """A hash of each word, shape (words,)."""
        return word_hashes(self.document.words.texts) if self.profile is None else self.profile.hashes

    @property
    def sentence_words(self) -> NDArray[np.int32]:
        """How many words each sentence has, shape (sentences,)."""
        return self.document.sentence_words if self.profile is None else self.profile.sentence_words

    @property
    def characters(self) -> int:
        """How many the text has."""
        return len(self.document.canonical.text)

    @cached_property
    def parts(self) -> list[Part]:
        """Its paragraphs that have sentences."""
        edges = self._paragraph_edges.tolist()
        return [Part(index, range(first, stop)) for index, (first, stop) in enumerate(edges) if first < stop]

    @property
    def _paragraph_edges(self) -> NDArray[np.int64]:
        if self.profile is not None:
            return self.profile.paragraphs
        spans = [(p.sentences.start, p.sentences.stop) for p in self.document.paragraphs]
        return np.array(spans, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def sentence_paragraphs(self) -> list[int]:
        """The paragraph that each sentence stands in."""
        return [part.index for part in self.parts for _ in part.sentences]

    @property
    def told(self) -> Told:
        """Which language it is in."""
        return self.document.told if self.profile is None else self.profile.told

    @property
    def language(self) -> Language:
        """The rules it is read by."""
        return self.document.language if self.profile is None else rules_of(self.profile.told)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Its words."""
        return Vocabulary.of(self.hashes)

    @cached_property
    def stem_vocabulary(self) -> Vocabulary:
        """Its stems."""
        return Vocabulary.of(self.stems.hashes)

    @cached_property
    def part_words(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first word of each of :attr:`parts`, and the one behind its last, shape (parts,) both."""
        edges = np.array([(part.sentences.start, part.sentences.stop) for part in self.parts], np.int64).reshape(-1, 2)
        return self.word_edges[edges[:, 0]], self.word_edges[edges[:, 1]]

    @cached_property
    def stretches(self) -> Stretches:
        """Its stretches of :data:`dedup.detection.runs.LEAST_RUN` words."""
        return Stretches.of(self.hashes, LEAST_RUN, self.vocabulary)

    @cached_property
    def word_edges(self) -> NDArray[np.int64]:
        """Where the words of each sentence begin, and where the last one ends, shape (sentences + 1,)."""
        return np.concatenate([[0], np.cumsum(self.sentence_words, dtype=np.int64)])

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Share of the text's words in each sentence, shape (sentences,); sums to 1."""
        words = self.sentence_words.astype(np.float64)
        return np.asarray(words / max(float(words.sum()), 1.0))

    @cached_property
    def whole(self) -> Whole:
        """The text as the mean of its sentences."""
        return Whole(self.weights, self.vectors)

    @cached_property
    def paragraph_weights(self) -> NDArray[np.float64]:
        """Share of the text's words in each paragraph, shape (paragraphs,); sums to 1."""
        return self.by_paragraph(self.weights)

    def by_paragraph(self, of_sentences: NDArray[Any]) -> NDArray[np.float64]:
        """What each paragraph's sentences come to, shape (paragraphs,)."""
        spans = [(p.sentences.start, p.sentences.stop) for p in self.document.paragraphs]
        return np.array([of_sentences[first:stop].sum() for first, stop in spans], float)

    @cached_property
    def paragraph_digests(self) -> dict[int, bytes]:
        """A digest of the words of each paragraph that has any, by index."""
        return paragraph_digests(self.document) if self.profile is None else self.profile.digests

    @cached_property
    def stems(self) -> Stems:
        """The distinct content words and numbers of each sentence."""
        return Stems.of(self.document.words, self.language) if self.profile is None else self.profile.stems

    @property
    def readings(self) -> Readings:
        """Its facts and quotations."""
        if self.kept is not None:
            return self.kept
        return Readings(self.facts, self.quotations, self.language.read_by)

    @cached_property
    def _unspoken(self) -> list[Found]:
        return find_unspoken(self.document)

    @cached_property
    def quotations(self) -> list[Quotation]:
        """Its quotations."""
        return with_speakers(self.document, self._unspoken) if self.kept is None else self.kept.quotations

    @cached_property
    def facts(self) -> list[Fact]:
        """Its numbers, dates and names."""
        return find_facts(self.document) if self.kept is None else self.kept.facts

    @property
    def _quoted_spans(self) -> list[Span]:
        """Where its quotations stand; who says them, which takes longer to read, need not be known for that."""
        if self.kept is None:
            return [found.quotation.span for found in self._unspoken]
        return [quotation.span for quotation in self.kept.quotations]

    @cached_property
    def placed_facts(self) -> FactSide:
        """A query's facts, as they are held against those of others; a stored text's are placed for each match.

        What is kept with a text that stays in memory would take nearly twice as much of it.
        """
        return FactSide.of(self.document, self.facts)

    @cached_property
    def quoted(self) -> QuotedSide:
        """A query's quotations, as they are held against those of others; see :attr:`placed_facts`."""
        return QuotedSide.of(self.document, self.quotations)

    def layout(self) -> dict[str, Any]:
        """How the text is cut and what was read off it, as plain values; a store keeps them."""
        return self.document.layout() | self.readings.kept()

    @cached_property
    def form(self) -> Form:
        """Its words, with one token in the place of each fact."""
        return Form.of(self.hashes, self.fact_places)

    @cached_property
    def form_stretches(self) -> Stretches:
        """The stretches of :attr:`form`."""
        return Stretches.of(self.form.tokens, LEAST_RUN)

    @cached_property
    def fact_places(self) -> NDArray[np.int64]:
        """Where its facts stand, and their kinds; see :func:`dedup.text.forms.places_of`."""
        return places_of(self.document.words, self.facts) if self.profile is None else self.profile.slots

    @cached_property
    def words_of_facts(self) -> NDArray[np.bool_]:
        """Which words stand in a fact, shape (words,)."""
        return covered(len(self.hashes), self.fact_places[:, :2])

    @cached_property
    def mentions(self) -> dict[str, int]:
        """How often each word of a name is said, in lower case, in the order in which they first are."""
        return mentions_of(self.facts) if self.profile is None else self.profile.mentions

    @cached_property
    def mention_stems(self) -> list[str]:
        """The stem of each of those words; empty where it is too short to be a content word."""
        return list(map(self.language.stem, self.mentions)) if self.profile is None else self.profile.mention_stems

    @cached_property
    def figures(self) -> set[str]:
        """Its numbers and dates that tell a source: half and a thousand are said of anything."""
        return figures_of(self.facts) if self.profile is None else self.profile.figures

    @cached_property
    def topic(self) -> Topic:
        """What it is about."""
        return Topic(self.stems, self.word_edges, self._headline_stems, self.mentions, self.mention_stems)

    @property
    def _headline_stems(self) -> list[str]:
        return headline_stems(self.headline, self.language) if self.profile is None else self.profile.headline

    @cached_property
    def quoted_words(self) -> NDArray[np.bool_]:
        """Which words stand inside a quotation, shape (words,)."""
        return covered(len(self.hashes), self._quoted_ranges)

    @property
    def _quoted_ranges(self) -> NDArray[np.int64]:
        if self.profile is None:
            return quoted_ranges(self.document.words, self._quoted_spans)
        return self.profile.quoted

    @cached_property
    def own(self) -> OwnWords:
        """Its words outside quotations."""
        return OwnWords.outside(self.quoted_words, self.word_edges)

    def profiled(self) -> Profile:
        """Everything that a comparison reads off the text, so that a store can keep it."""
        spans = np.array([sentence.span for sentence in self.document.sentences], dtype=np.int64).reshape(-1, 2)
        return self.profile or Profile(
            self.document.told,
            self.hashes,
            self.sentence_words,
            spans[:, 1] - spans[:, 0],
            self._paragraph_edges,
            self.stems,
            self._quoted_ranges,
            self.fact_places,
            self.paragraph_digests,
            self.mentions,
            self.mention_stems,
            self.figures,
            self._headline_stems,
        )
