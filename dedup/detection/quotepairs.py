"""Which quotation of one text is which of the other.

Words decide first and alone where they can; meaning pairs only what is left, one to one, closest first. A quotation
that a said-clause cuts into sentences is compared part by part.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from dedup.article import Span
from dedup.detection.unquoted import Narrative
from dedup.detection.worddiff import MOST_WORDS, SHARED_RUN, SHARED_WORDS, Comparison, compare
from dedup.text.namesakes import SPELLED_ALIKE
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dedup.text.document import Document
    from dedup.text.languages.findings import Gender
    from dedup.text.quotations import Quotation

MOST_QUOTATIONS = 200
"""Quotations compared on each side, the first ones; more than the longest feature in the corpora has."""

SAME_WORDS = 0.75
"""Share of the shorter quotation's words, in order, from which on two persons are given one utterance: what they have
in common below that is a phrase of the day."""

ALIKE_ALIGNED = 0.3
"""Cosine of the sentences from which quotations in aligned paragraphs are one utterance reworded: on the gold set
nearly every quotation left over in aligned paragraphs is."""

ALIKE = 0.58
"""The same for quotations in paragraphs not known to be aligned: two people at one press conference reach 0.56."""

ALIKE_DERIVED = 0.44
"""The same where one text is known to be made from the other (gold set)."""

COMMON_WORD = 0.05
"""What a content word in common adds where several quotations stand in one sentence and share its cosine."""

MOSTLY_QUOTED = 0.5
"""Share of a sentence's words inside the quotation, below which its cosine says more about who speaks."""


class Pair(NamedTuple):
    """One utterance in both texts: indexes of the parts, or of the quotations, in the query and in the match."""

    query: int
    match: int


class Known(NamedTuple):
    """What is known of the two texts beside their words."""

    aligned: frozenset[tuple[int, int]]
    cosines: NDArray[np.float32]
    alike: float
    across: bool = False


@dataclass(frozen=True)
class QuotedSide:
    """One text and its quotations.

    Attributes:
        document: The text.
        quotations: Its quotations, at most :data:`MOST_QUOTATIONS`.
        parts: What of them stands in different sentences.
        sentences: The sentences of each part.
        whole: The index of the quotation each part is of.
    """

    document: Document
    quotations: Sequence[Quotation]
    parts: tuple[Quotation, ...]
    sentences: tuple[range, ...]
    whole: tuple[int, ...]

    @classmethod
    def of(cls, document: Document, quotations: Sequence[Quotation]) -> QuotedSide:
        """Cut some quotations into parts."""
        first = quotations[:MOST_QUOTATIONS]
        cut = [(*part, index) for index, quotation in enumerate(first) for part in _parts(document, quotation)]
        return cls(
            document,
            first,
            tuple(part for part, _, _ in cut),
            tuple(sentences for _, sentences, _ in cut),
            tuple(index for _, _, index in cut),
        )

    @cached_property
    def counts(self) -> list[Counter[str]]:
        """How often each part says each word that is compared."""
        return [Counter(part.words[:MOST_WORDS]) for part in self.parts]

    @cached_property
    def stretches(self) -> list[frozenset[tuple[str, ...]]]:
        """The stretches of :data:`SHARED_RUN` words of each part."""
        return [_stretches(part.words[:MOST_WORDS]) for part in self.parts]

    @cached_property
    def stems(self) -> list[set[str]]:
        """The content words of each part."""
        return [self.document.language.stems(part.words) for part in self.parts]

    @cached_property
    def mostly_quoted(self) -> list[bool]:
        """Whether the sentences of each part are quotation for the most part."""
        return [_mostly_quoted(self, part) for part in range(len(self.parts))]

    @cached_property
    def vocabularies(self) -> list[frozenset[str]]:
        """The words of each quotation."""
        return [frozenset(quotation.words) for quotation in self.quotations]

    def surname(self, speaker: str | None) -> str:
        """The surname of a speaker, by the rules of the text's language; empty where there is none."""
        return self.document.language.surname(speaker or "")

    def gender_of(self, speaker: str | None) -> Gender | None:
        """What the first names of a speaker say, likewise."""
        return self.document.language.gender_of(speaker or "")

    @cached_property
    def narrative(self) -> Narrative:
        """What the text says outside of them."""
        return Narrative(self.document, self.quotations)


def _stretches(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(words[step:] for step in range(SHARED_RUN)), strict=False))


def _parts(document: Document, quotation: Quotation) -> Iterator[tuple[Quotation, range]]:
    """A quotation cut into what stands in different sentences, each with its sentences."""
    groups: list[tuple[list[Span], range]] = []
    for piece in quotation.pieces:
        sentences = _sentences(document, piece)
        short = len(words_with_offsets(document.canonical.text, *piece)) < document.language.least_quoted
        # After a said-clause another sentence may begin: he said, adding, "If they".
        begins = document.language.opens_sentence(document.text_of(piece))
        joined = bool(groups) and (not sentences or sentences.start < groups[-1][1].stop) and not begins
        if groups and (short or joined):
            pieces, before = groups[-1]
            groups[-1] = ([*pieces, piece], range(before.start, max(before.stop, sentences.stop)))
        else:
            groups.append(([piece], sentences))
    for pieces, sentences in groups:
        words = tuple(word for piece in pieces for word, _, _ in words_with_offsets(document.canonical.text, *piece))
        if len(words) >= document.language.least_quoted:
            span = Span(pieces[0].start, pieces[-1].end)
            yield replace(quotation, span=span, words=words, pieces=tuple(pieces)), sentences


def _sentences(document: Document, piece: Span) -> range:
    """The sentences a stretch of text stands in."""
    first = bisect_right(document.sentences, piece.start, key=lambda sentence: sentence.span.end)
    stop = bisect_left(document.sentences, piece.end, key=lambda sentence: sentence.span.start)
    return range(first, max(first, stop))


def pair_by_words(ours: QuotedSide, theirs: QuotedSide) -> list[Pair]:
    """Pairs by shared words; a second quotation joins one that is taken if it stands for another part of it."""
    candidates: list[tuple[float, int, int, Pair, Comparison]] = []
    sets = [frozenset(quotation.words) for quotation in theirs.parts]
    for i, one in enumerate(ours.parts):
        own = frozenset(one.words)
        for j, other in enumerate(theirs.parts):
            if 2 * len(own & sets[j]) < min(len(own), len(sets[j]), SHARED_RUN) or not may_agree(ours, theirs, i, j):
                continue
            comparison = compare(one.words, other.words)
            share = comparison.shared / min(len(one.words), len(other.words))
            if agree(comparison, share) and (share >= SAME_WORDS or not is_given_to_another(ours, theirs, one, other)):
                weight = share * min(1.0, comparison.shared / SHARED_RUN)
                longer = abs(len(one.words) - len(other.words))
                candidates.append((-weight, -comparison.shared, longer, Pair(i, j), comparison))
    candidates.sort(key=lambda candidate: candidate[:4])
    taken_ours: dict[int, set[int]] = {}
    taken_theirs: dict[int, set[int]] = {}
    pairs = []
    for *_, pair, comparison in candidates:
        mine, its = comparison.positions()
        taken, taken_there = taken_ours.setdefault(pair.query, set()), taken_theirs.setdefault(pair.match, set())
        if 2 * len(mine & taken) <= len(mine) and 2 * len(its & taken_there) <= len(its):
            taken |= mine
            taken_there |= its
            pairs.append(pair)
    return pairs


def may_agree(ours: QuotedSide, theirs: QuotedSide, i: int, j: int) -> bool:
    """Whether two parts may agree: a bound, since words in the same order are no more than those in any order."""
    if not ours.stretches[i].isdisjoint(theirs.stretches[j]):
        return True
    shared = sum((ours.counts[i] & theirs.counts[j]).values())
    share = shared / min(len(ours.parts[i].words), len(theirs.parts[j].words))
    return share >= 1.0 or (share >= SHARED_WORDS and shared >= SHARED_RUN)


def agree(comparison: Comparison, share: float) -> bool:
    """Whether two parts share enough words to be one utterance.

    Args:
        comparison: Of their words.
        share: Of the shorter one's words, in order.
    """
    if comparison.run >= SHARED_RUN:
        return True
    if share == 1.0:
        return comparison.run == comparison.shared
    return share >= SHARED_WORDS and comparison.shared >= SHARED_RUN


def pair_by_meaning(ours: QuotedSide, theirs: QuotedSide, pairs: list[Pair], known: Known) -> list[Pair]:
    """Pairs of parts that no pair of ``pairs`` has, by the cosines of the sentences they stand in."""
    taken, taken_there = {pair.query for pair in pairs}, {pair.match for pair in pairs}
    scores = []
    for i, one in enumerate(ours.parts):
        for j, other in enumerate(theirs.parts):
            if i in taken or j in taken_there or not ours.sentences[i] or not theirs.sentences[j]:
                continue
            near = (one.paragraph, other.paragraph) in known.aligned
            common = len(ours.stems[i] & theirs.stems[j])
            if not ((ours.mostly_quoted[i] and theirs.mostly_quoted[j]) or (near and (common or known.across))):
                continue
            mine, its = ours.sentences[i], theirs.sentences[j]
            block = known.cosines[mine.start : mine.stop, its.start : its.stop]
            cosine = float(max(block.max(axis=1).mean(), block.max(axis=0).mean()))
            if cosine >= (ALIKE_ALIGNED if near else known.alike) and not is_other_speaker(ours, theirs, one, other):
                scores.append((not near, -cosine - COMMON_WORD * common, Pair(i, j)))
    found = []
    for *_, pair in sorted(scores):
        if pair.query not in taken and pair.match not in taken_there:
            taken.add(pair.query)
            taken_there.add(pair.match)
            found.append(pair)
    return found


def _mostly_quoted(side: QuotedSide, part: int) -> bool:
    """Whether the sentences of a part are quotation for the most part, its own or another's beside it."""
    mine = side.sentences[part]
    quoted = sum(
        len(other.words)
        for other, sentences in zip(side.parts, side.sentences, strict=True)
        if sentences.start < mine.stop and mine.start < sentences.stop
    )
    return quoted >= MOSTLY_QUOTED * int(side.document.sentence_words[mine.start : mine.stop].sum())


def is_other_speaker(ours: QuotedSide, theirs: QuotedSide, one: Quotation, other: Quotation) -> bool:
    """Whether two names are two people: a surname spelled slightly otherwise is not.

    Args:
        ours: The text that one quotation is from.
        theirs: The text that the other is from.
        one: A quotation.
        other: Another.
    """
    mine, its = ours.surname(one.speaker), theirs.surname(other.speaker)
    if not mine or not its or mine == its:
        return False
    if set((one.speaker or "").casefold().split()) & set((other.speaker or "").casefold().split()):
        return False
    return SequenceMatcher(None, mine, its).ratio() < SPELLED_ALIKE


def is_given_to_another(ours: QuotedSide, theirs: QuotedSide, one: Quotation, other: Quotation) -> bool:
    """Whether two persons are named for one utterance; a role, an organisation or nobody may be the same one.

    The arguments are those of :func:`is_other_speaker`.
    """
    if not (one.by_name and other.by_name):
        return False
    mine, its = ours.surname(one.speaker), theirs.surname(other.speaker)
    if mine == its:
        genders = {ours.gender_of(one.speaker), theirs.gender_of(other.speaker)} - {None}
        return len(genders) > 1  # brother and sister
    meant = its in map(ours.surname, one.rivals) or mine in map(theirs.surname, other.rivals)
    return not meant and is_other_speaker(ours, theirs, one, other)
