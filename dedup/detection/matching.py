"""One candidate, compared: is one text made from the other, and which paragraphs?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.alignment import Alignment, align
from dedup.detection.evidence import gather
from dedup.detection.kinds import Held, held_paragraphs, told_paragraph
from dedup.detection.runs import LEAST_RUN
from dedup.detection.shares import paragraph_weights
from dedup.detection.shortened import Shortened, without
from dedup.detection.verdict import RESTATED, ArticleRef, Containment, Kind, ParagraphVerdict, Reading
from dedup.detection.wording import UNSHOWN_DOUBT
from dedup.text.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dedup.article import Article
    from dedup.detection.precedence import Publication
    from dedup.detection.relation import RelationModel
    from dedup.detection.series import Series
    from dedup.detection.side import Side

DERIVED = 0.5
"""Probability from which on a pair is taken as derived: more likely than not."""

UNSHOWN = 0.49
"""Highest probability where no paragraph shows that one text was made from the other: then it is not claimed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that an index or the story chain proposed.

    Attributes:
        article: The article.
        ref: Its name in the answer.
        side: Its text.
        story: Id of the first article of its chain.
        proposed_by: What proposed it.
        past: What its story and its house published beside it.
    """

    article: Article
    ref: ArticleRef
    side: Side
    story: str | None
    proposed_by: tuple[str, ...]
    past: tuple[Publication, ...] = ()


@dataclass(frozen=True)
class Compared:
    """A candidate after the exact comparison.

    Attributes:
        candidate: The stored article.
        alignment: Of the query with it.
        evidence: Features by name.
        derivation: Probability that one was made from the other.
        restated: The text as a whole says the other again; otherwise it is derived by its runs, if at all.
        judged: The paragraphs of the query that are no original, where more than the pair was looked at; None where the
            pair tells.
        series: Both are issues of one report in a fixed form.
        doubt: Why an editor should look, in a sentence; empty where the model alone decides that.
        reading: What reading both together showed; None where that was not needed.
    """

    candidate: Candidate
    alignment: Alignment
    evidence: dict[str, float]
    derivation: float
    restated: bool
    judged: Mapping[int, Held] | None = None
    series: Series | None = None
    doubt: str = ""
    reading: Reading | None = None

    @cached_property
    def held(self) -> Mapping[int, Held]:
        """The paragraphs of the query that are no original, by index."""
        return held_paragraphs(self.alignment, derived=self.restated) if self.judged is None else self.judged

    @cached_property
    def paragraphs(self) -> list[ParagraphVerdict]:
        """What each paragraph of the query is, and where it comes from."""
        return [self.told(index) for index in range(len(self.alignment.query.document.paragraphs))]

    def told(self, index: int) -> ParagraphVerdict:
        """What one of them is, and where it comes from."""
        return told_paragraph(self.alignment, index, self.held.get(index), self.candidate.ref.id)

    @cached_property
    def kinds(self) -> list[Kind]:
        """What each paragraph of the query is; more quickly told than where it comes from."""
        kinds = [Kind.ORIGINAL] * len(self.alignment.query.document.paragraphs)
        for index, held in self.held.items():
            kinds[index] = held.kind
        return kinds

    @property
    def background(self) -> set[int]:
        """Paragraphs of the query that were set aside."""
        return {index for index, held in (self.judged or {}).items() if held.background}

    def judged_by(self, *, derived: bool) -> dict[int, Held]:
        """What each paragraph is by one view of the whole; background stays what it is."""
        aside = {index: held for index, held in (self.judged or {}).items() if held.background}
        return {**held_paragraphs(self.alignment, derived=derived), **aside}

    def share(self, kinds: frozenset[Kind]) -> float:
        """Share of the query's words in paragraphs of some kinds."""
        return float(paragraph_weights(self.alignment.query)[[kind in kinds for kind in self.kinds]].sum())

    def share_of_match(self, kinds: frozenset[Kind]) -> float:
        """Share of the match's words that those paragraphs of the query have, 0..1.

        A sentence counts if its paragraph is the counterpart of one of them, or if it and one of their sentences are
        each other's closest: a query paragraph may join several.
        """
        side = self.alignment.match
        used = {held.counterpart.index for held in self.held.values() if held.kind in kinds}
        paragraphs = self.alignment.query.sentence_paragraphs
        there = [paragraphs[i] for i in self.alignment.closest_back.tolist()]
        taken = [
            own in used or (mutual and self.kinds[paragraph] in kinds)
            for own, paragraph, mutual in zip(
                side.sentence_paragraphs, there, self.alignment.mutual_back.tolist(), strict=True
            )
        ]
        return float(side.weights[taken].sum())

    @property
    def containment(self) -> Containment:
        """How much of each text the other has: the one definition of every share that is shown of a pair."""
        return Containment(min(self.share(RESTATED), 1.0), min(self.share_of_match(RESTATED), 1.0))

    @property
    def is_identical(self) -> bool:
        """Whether the words are the same; signs of currencies are no words, and say as much."""
        return _is_identical(self.alignment)

    @property
    def derives(self) -> bool:
        """Whether one was likelier made from the other than not."""
        return self.derivation >= DERIVED


def compare_sides(  # noqa: PLR0913, PLR0917 - two texts, and what is known of them
    query: Side,
    candidate: Candidate,
    model: RelationModel,
    background: Collection[int] = (),
    alignment: Alignment | None = None,
    shortened: Shortened | None = None,
) -> Compared:
    """Hold a query against one candidate.

    Args:
        query: The query's side.
        candidate: The stored article.
        model: Decides what is derived.
        background: Query paragraphs that are set aside with their counterparts when the evidence is read.
        alignment: Of the two, where they were held against each other before.
        shortened: The query, where it is shortened for several candidates.

    Returns:
        The comparison.
    """
    alignment = alignment or align(query, candidate.side)
    evidence = gather(_set_aside(alignment, background, shortened or Shortened(query)) if background else alignment)
    derivation = 1.0 if _is_identical(alignment) else model.derivation.probability(evidence)
    # A lifted passage says nothing about the paragraphs around it; only sentences that were restated do.
    restated = model.derivation.restating(evidence) >= DERIVED
    return Compared(candidate, alignment, evidence, derivation, restated=restated)


def with_reading(compared: Compared, reading: Reading, model: RelationModel) -> Compared:
    """A comparison with what reading both texts together showed.

    Args:
        compared: What the evidence of the alignment said.
        reading: Of its windows.
        model: Weighs it; without a weighing the comparison stays as it is.
    """
    if model.weighing is None:
        return compared
    derivation = model.weighing.probability(compared.derivation, reading.log_odds)
    restating = model.derivation.restating(compared.evidence)
    restated = model.weighing.probability(restating, reading.log_odds) >= DERIVED
    return replace(
        compared,
        evidence=compared.evidence | {"reading": reading.log_odds},
        derivation=derivation,
        restated=restated,
        judged=None if compared.judged is None else compared.judged_by(derived=restated),
        reading=reading,
    )


def shown(compared: Compared) -> Compared:
    """A comparison whose probability and paragraphs do not contradict each other.

    Where the evidence says that one was made from the other, a paragraph has to show it: if none does, they are read as
    those of a text that was restated, and if none does then, the probability is below one half. A text that has fewer
    words than the shortest run shows nothing, whatever it is close to.
    """
    if not compared.derives or compared.series is not None or compared.is_identical:
        return compared
    if min(len(compared.alignment.query.hashes), len(compared.alignment.match.hashes)) < LEAST_RUN:
        return replace(compared, derivation=UNSHOWN, doubt=compared.doubt or UNSHOWN_DOUBT)
    if compared.containment.of_query > 0:
        return compared
    again = replace(compared, judged=compared.judged_by(derived=True), restated=True)
    if again.containment.of_query > 0:
        return again
    return replace(compared, derivation=UNSHOWN, doubt=compared.doubt or UNSHOWN_DOUBT)


def _set_aside(alignment: Alignment, background: Collection[int], shortened: Shortened) -> Alignment:
    """The alignment without background; as it is if nothing else is left of one of the texts."""
    pairing = alignment.pairing
    counterparts = {
        pairing.match[column].index
        for paragraph, column in zip(pairing.query, pairing.best.tolist(), strict=True)
        if paragraph.index in background
    }
    query, match = shortened.without(background), without(alignment.match, counterparts)
    if not len(query.vectors) or not len(match.vectors):
        return alignment
    return align(query, match)


def _is_identical(alignment: Alignment) -> bool:
    query, match = alignment.query, alignment.match
    return bool(np.array_equal(query.hashes, match.hashes)) and _money(query) == _money(match)


def _money(side: Side) -> list[tuple[str, str]]:
    return [(fact.value, fact.unit) for fact in side.facts if fact.unit in CURRENCIES]
