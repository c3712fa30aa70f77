"""One candidate, explained: relation, derivation, direction, quotations and facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.alignment import Alignment, Side, align
from dedup.detection.changes import changed_facts
from dedup.detection.evidence import gather
from dedup.detection.kinds import judge_paragraphs, paragraph_weights, run_spans
from dedup.detection.pairing import Pairing, pair_paragraphs
from dedup.detection.precedence import REST, Precedence, Publication, Story, precedence
from dedup.detection.quotes import quote_ledger
from dedup.detection.series import are_lists_of_others
from dedup.detection.verdict import (
    ArticleRef,
    Containment,
    Direction,
    DirectionBy,
    Kind,
    Match,
    Own,
    ParagraphVerdict,
    QuoteEntry,
    Reading,
    Relation,
)
from dedup.text.units import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.detection.relation import RelationModel
    from dedup.detection.series import Series

DERIVED = 0.5
"""Probability from which on a pair is taken as derived: more likely than not."""

EVENT_LASTS = timedelta(days=14)
"""Time between two publications beyond which they do not report one event but what came of it, or another of its kind:
of reports of one event in basil that are dated rightly, all came within three days."""

NEAR_COPY = 0.7
"""Share of the words of one text in verbatim and edited paragraphs, from which on the pair is a near copy."""

NEAR_COPY_OTHER = 0.35
"""The same for the other text, whose rest was cut away: less than that is a short text lifted from a long one."""

PARTIAL_COPY = 0.2
"""Share from which on a restated text that is no near copy has lifted passages, unless more of it is paraphrased."""

SHORT_WORDS = 60
"""Words of the shorter text below which no verdict but identical is sure: leads of one to three sentences of
independent reports look alike."""

COPIED = frozenset({Kind.VERBATIM, Kind.EDITED})
RESTATED = frozenset({Kind.VERBATIM, Kind.EDITED, Kind.PARAPHRASED})
BACKGROUND = frozenset({Kind.BACKGROUND})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored article that an index or the story chain proposed.

    Attributes:
        article: The article.
        ref: Its name in the answer.
        side: Its text.
        story: Id of the first article of its chain.
        proposed_by: Which indexes proposed it.
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
        pairing: Of their paragraphs.
        evidence: Features by name.
        derivation: Probability that one was made from the other.
        paragraphs: What each paragraph of the query is.
        restated: The text as a whole says the other again; otherwise it is derived by its runs, if at all.
        series: Both are issues of one report in a fixed form.
        doubt: Why an editor should look, in a sentence; empty where the model alone decides that.
        reading: What reading both together showed; None where that was not needed.
    """

    candidate: Candidate
    alignment: Alignment
    pairing: Pairing
    evidence: dict[str, float]
    derivation: float
    paragraphs: list[ParagraphVerdict]
    restated: bool
    series: Series | None = None
    doubt: str = ""
    reading: Reading | None = None

    def share(self, kinds: frozenset[Kind]) -> float:
        """Share of the query's words in paragraphs of some kinds."""
        return float(self._of_query[[p.kind in kinds for p in self.paragraphs]].sum())

    def share_of_match(self, kinds: frozenset[Kind]) -> float:
        """Share of the match's words that those paragraphs of the query have, 0..1.

        A sentence counts if its paragraph is the counterpart of one of them, or if it and one of their sentences are
        each other's closest: a query paragraph may join several.
        """
        side = self.alignment.match
        used = {p.best.paragraph for p in self.paragraphs if p.kind in kinds and p.best is not None}
        sentences = self.alignment.query.document.sentences
        there = [sentences[i].paragraph for i in self.alignment.closest_back.tolist()]
        taken = [
            sentence.paragraph in used or (mutual and self.paragraphs[paragraph].kind in kinds)
            for sentence, paragraph, mutual in zip(
                side.document.sentences, there, self.alignment.mutual_back.tolist(), strict=True
            )
        ]
        return float(side.weights[taken].sum())

    @property
    def derives(self) -> bool:
        """Whether one was likelier made from the other than not."""
        return self.derivation >= DERIVED

    @property
    def _of_query(self) -> NDArray[np.float64]:
        return paragraph_weights(self.alignment.query)


def compare_sides(
    query: Side, candidate: Candidate, model: RelationModel, background: Collection[int] = ()
) -> Compared:
    """Hold a query against one candidate.

    Args:
        query: The query's side.
        candidate: The stored article.
        model: Decides what is derived.
        background: Query paragraphs that are set aside with their counterparts when the evidence is read.

    Returns:
        The comparison.
    """
    alignment = align(query, candidate.side)
    pairing = pair_paragraphs(alignment)
    evidence = gather(_set_aside(alignment, pairing, background) if background else alignment)
    derivation = 1.0 if _is_identical(alignment) else model.derivation.probability(evidence)
    # A lifted passage says nothing about the paragraphs around it; only sentences that were restated do.
    restated = model.derivation.restating(evidence) >= DERIVED
    paragraphs = judge_paragraphs(alignment, pairing, candidate.ref.id, derived=restated)
    return Compared(candidate, alignment, pairing, evidence, derivation, paragraphs, restated=restated)


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
    background = [p.background for p in compared.paragraphs]
    paragraphs = judge_paragraphs(compared.alignment, compared.pairing, compared.candidate.ref.id, derived=restated)
    return replace(
        compared,
        evidence=compared.evidence | {"reading": reading.log_odds},
        derivation=derivation,
        paragraphs=[
            old if marked else new for old, new, marked in zip(compared.paragraphs, paragraphs, background, strict=True)
        ],
        restated=restated,
        reading=reading,
    )


def _set_aside(alignment: Alignment, pairing: Pairing, background: Collection[int]) -> Alignment:
    """The alignment without background; as it is if nothing else is left of one of the texts."""
    counterparts = {
        pairing.match[column].index
        for paragraph, column in zip(pairing.query, pairing.best.tolist(), strict=True)
        if paragraph.index in background
    }
    query, match = alignment.query.without(background), alignment.match.without(counterparts)
    if not query.document.sentences or not match.document.sentences:
        return alignment
    return align(query, match)


def precedence_of(compared: Compared, article: Article, past: Sequence[Publication], own: Own | None) -> Precedence:
    """Tell which of the two had first what they share.

    Args:
        compared: The comparison.
        article: The query.
        past: What the query's story and house published beside it.
        own: Whether the match is the query's own: among one's own versions, their own times count.
    """
    candidate, alignment = compared.candidate, compared.alignment
    containment = Containment(compared.share(RESTATED), compared.share_of_match(RESTATED))
    restated = [p.index for p in compared.paragraphs if p.kind in RESTATED]
    shared = np.isin([sentence.paragraph for sentence in alignment.query.document.sentences], restated)
    ours = Story(article.published_at, () if own else past)
    theirs = Story(candidate.article.published_at, () if own else candidate.past)
    return precedence(alignment, shared, ours, theirs, containment)


def to_match(  # noqa: PLR0913 - the comparison, and what was decided of it
    compared: Compared,
    relation: Relation,
    told: Precedence,
    model: RelationModel,
    *,
    own: Own | None = None,
    shared_credit: str | None = None,
) -> Match:
    """Explain a comparison.

    Args:
        compared: The comparison.
        relation: From :func:`relation_of`.
        told: From :func:`precedence_of`.
        model: Tells what is not sure.
        own: Whether the match is the query's own.
        shared_credit: Whom both credit, that is neither's source.

    Returns:
        The match.
    """
    candidate = compared.candidate
    containment = Containment(compared.share(RESTATED), compared.share_of_match(RESTATED))
    short = len(compared.alignment.query.hashes) < SHORT_WORDS or len(compared.alignment.match.hashes) < SHORT_WORDS
    certain = relation in {Relation.IDENTICAL, Relation.UPDATE, Relation.SERIES, Relation.UNRELATED}
    doubtful = short or model.needs_review(compared.derivation) or bool(compared.doubt)
    return Match(
        candidate.ref,
        relation,
        compared.derivation,
        not certain and doubtful,
        containment,
        told.direction if shared_credit is None else Direction.UNKNOWN,
        _reason(compared, relation, containment, _order(told, own, shared_credit)),
        tuple(compared.paragraphs),
        tuple(_quotes(compared)),
        tuple(changed_facts(compared.alignment, compared.paragraphs, derived=compared.derivation >= DERIVED)),
        compared.evidence,
        candidate.proposed_by,
        tuple(run_spans(compared.alignment, slice(0, len(compared.alignment.query.hashes)))),
        told.by if shared_credit is None else DirectionBy.NOTHING,
        own,
        shared_credit,
        compared.reading,
    )


def relation_of(compared: Compared, article: Article, story: str | None, model: RelationModel) -> Relation:
    """What the query is to a candidate.

    Args:
        compared: The comparison.
        article: The query.
        story: Id of the first article of the query's own chain.
        model: Tells one event from two of a kind.
    """
    if _is_identical(compared.alignment):
        return Relation.IDENTICAL
    if story is not None and story == compared.candidate.story:
        return Relation.UPDATE
    if compared.series is not None:
        return Relation.SERIES
    if compared.derivation >= DERIVED:
        # What both have as background is no part of either story, so shares are of the rest.
        own, own_there = 1 - compared.share(BACKGROUND), 1 - compared.share_of_match(BACKGROUND)
        low, high = sorted(
            (compared.share(COPIED) / max(own, 1e-9), compared.share_of_match(COPIED) / max(own_there, 1e-9))
        )
        if high >= NEAR_COPY and low >= NEAR_COPY_OTHER:
            return Relation.NEAR_COPY
        copied, paraphrased = compared.share(COPIED), compared.share(frozenset({Kind.PARAPHRASED}))
        lifted = not compared.restated or (high >= PARTIAL_COPY and copied >= paraphrased)
        return Relation.PARTIAL_COPY if lifted else Relation.REWRITE
    same = (
        model.one_event.says_yes(compared.evidence)
        and not _is_long_after(article, compared.candidate.article)
        and not are_lists_of_others(compared.alignment.query, compared.alignment.match)
    )
    return Relation.SAME_EVENT if same else Relation.UNRELATED


def _is_long_after(query: Article, match: Article) -> bool:
    first, second = query.published_at, match.published_at
    return first is not None and second is not None and abs(first - second) > EVENT_LASTS


def _is_identical(alignment: Alignment) -> bool:
    """Whether the words are the same; signs of currencies are no words, and say as much."""
    query, match = alignment.query, alignment.match
    return bool(np.array_equal(query.hashes, match.hashes)) and _money(query) == _money(match)


def _money(side: Side) -> list[tuple[str, str]]:
    return [(fact.value, fact.unit) for fact in side.facts if fact.unit in CURRENCIES]


def _order(told: Precedence, own: Own | None, shared_credit: str | None) -> str:
    """Who had it first, as far as it is known, in words."""
    if own is Own.HOUSE:
        return "Both are of one house."
    if shared_credit is not None:
        return f"Both credit {shared_credit}, and may have it from there."
    if own is Own.STORY or told.by is not DirectionBy.TIME:
        return ""
    ours = told.direction is Direction.MATCH_FROM_QUERY
    parts = []
    if told.from_past:
        which = ("Our", "theirs") if ours else ("Their", "ours")
        parts.append("{} story had said it before {} was published.".format(*which))
    elif ours:
        parts.append("It was published after ours, so ours cannot derive from it.")
    if told.rest >= REST:
        parts.append(f"Of what both say, {told.rest:.0%} stood in {'theirs' if ours else 'ours'} first.")
    return " ".join(parts)


_SAYINGS = {
    Relation.IDENTICAL: "The same text, word for word.",
    Relation.NEAR_COPY: "{query:.0%} of this text and {match:.0%} of the other are the same, edited or trimmed.",
    Relation.PARTIAL_COPY: "{query:.0%} of this text was taken from {match:.0%} of the other; the rest is its own.",
    Relation.REWRITE: "{query:.0%} of this text restates {match:.0%} of the other in other words.",
    Relation.UPDATE: "Another version of the same story, from the same chain.",
    Relation.SERIES: "Another issue of a report in a fixed form: {filled} of {slots} figures, days and names differ.",
    Relation.SAME_EVENT: "The same event, told independently as far as the texts show.",
    Relation.UNRELATED: "Another subject.",
}


def _reason(compared: Compared, relation: Relation, containment: Containment, order: str) -> str:
    series = compared.series
    saying = _SAYINGS[relation].format(
        query=containment.of_query,
        match=containment.of_match,
        filled=series.filled if series else 0,
        slots=series.slots if series else 0,
    )
    if compared.reading is not None and relation is not Relation.UNRELATED:
        saying = f"{saying} {told_together(compared.reading)}"
    return " ".join(filter(None, (saying, compared.doubt, order))) if relation.is_derived else saying


def told_together(reading: Reading) -> str:
    """A reading in a sentence: how many passages of which text restate the other."""
    count = str(reading.restating) if reading.restating else "none"
    verb = "restates" if reading.restating == 1 else "restate"
    whose, other = ("this text", "the other") if reading.of == "query" else ("the other text", "this one")
    if reading.read < reading.passages:
        return f"Read together, {count} of the {reading.read} longest passages of {whose} {verb} passages of {other}."
    if reading.read == 1:
        does = "restates" if reading.restating else "does not restate"
        return f"Read together, {whose} {does} passages of {other}."
    return f"Read together, {count} of {reading.read} passages of {whose} {verb} passages of {other}."


def _quotes(compared: Compared) -> list[QuoteEntry]:
    query, match = compared.alignment.query, compared.alignment.match
    return quote_ledger(
        query.document,
        match.document,
        query.quotations,
        match.quotations,
        aligned={(p.index, p.best.paragraph) for p in compared.paragraphs if p.best is not None},
        cosines=compared.alignment.cosines,
        derived=compared.derivation >= DERIVED,
    )
