"""What a text is called that was compared with another: its relation, by probability and shares of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.alignment import align
from dedup.detection.events import LEAD_FOUND, SAID_ALIKE, odds_by_time, odds_of_search
from dedup.detection.evidence import gather
from dedup.detection.matching import DERIVED
from dedup.detection.series import are_lists_of_others
from dedup.detection.verdict import COPIED, Kind, Relation
from dedup.detection.wordsalone import tell_one_event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.article import Article
    from dedup.detection.alignment import Alignment
    from dedup.detection.matching import Compared
    from dedup.detection.relation import RelationModel

WHOLE = 0.95
"""Share of the query that was taken, from which on nothing is left of its own, so that it is no partial copy: a text
that was cut from a longer one, however long that is, is a near copy. Of the gold set's partial copies 0.73 at most."""

NEAR_COPY = 0.7
"""Share of the words of one text in verbatim and edited paragraphs, from which on the pair is a near copy."""

NEAR_COPY_OTHER = 0.35
"""The same for the other text, where the query has a part of its own: less than that is a passage in both."""

PARTIAL_COPY = 0.2
"""Share from which on a restated text that is no near copy has lifted passages, unless more of it is paraphrased."""

EVENT_IN_DOUBT = 0.5
"""Probability of one event from which on a pair is in doubt, so that what a third text tells may settle it."""

ASKED = 3
"""Other texts that are asked about it, at most, the ones closest to the query."""

BACKGROUND = frozenset({Kind.BACKGROUND})
PARAPHRASED = frozenset({Kind.PARAPHRASED})


def relation_of(
    compared: Compared, article: Article, story: str | None, model: RelationModel, *, given: bool
) -> Relation:
    """What the query is to a candidate.

    Args:
        compared: The comparison.
        article: The query.
        story: Id of the first article of the query's own chain.
        model: Tells one event from two of a kind.
        given: Both were given to be compared, and not found in a store.
    """
    if compared.is_identical:
        return Relation.IDENTICAL
    if story is not None and story == compared.candidate.story:
        return Relation.UPDATE
    if compared.series is not None:
        return Relation.SERIES
    if compared.derivation >= DERIVED:
        return _derived_name(compared)
    by_time = odds_by_time(article.published_at, compared.candidate.article.published_at, given=given)
    same = _tell_one_event(compared.alignment, compared.evidence, by_time, model)
    return Relation.SAME_EVENT if same else Relation.UNRELATED


def with_third_texts(
    related: Sequence[tuple[Relation, Compared]], article: Article, model: RelationModel
) -> list[tuple[Relation, Compared]]:
    """Settle candidates that may tell the query's event by what they tell of a third text that surely does.

    Reports of one event take it from different sides: two may share too little to show it that both show it of a third.

    Args:
        related: All candidates with what the query is to them.
        article: The query.
        model: Tells one event from two of a kind.

    Returns:
        The same, some unrelated ones as reports of the same event.
    """
    known = [one for relation, one in related if relation is Relation.SAME_EVENT or relation.is_derived]
    if not known:
        return list(related)
    known = sorted(known, key=lambda one: -model.one_event.probability(one.evidence))[:ASKED]
    return [
        (Relation.SAME_EVENT, one)
        if relation is Relation.UNRELATED and _is_in_doubt(one, article, model) and _agrees(one, known, model)
        else (relation, one)
        for relation, one in related
    ]


def holds_in_a_store(one: Compared, article: Article, model: RelationModel) -> bool:
    """Whether a candidate that two texts by themselves show to tell one event does so although it was searched for.

    Args:
        one: A candidate that is called ``same_event``.
        article: The query.
        model: Tells one event from two of a kind.
    """
    other = one.candidate.article
    searched = odds_of_search(article, other)
    by_time = odds_by_time(article.published_at, other.published_at)
    return model.one_event.says_yes(one.evidence, by_time + searched)


def _is_in_doubt(one: Compared, article: Article, model: RelationModel) -> bool:
    by_time = odds_by_time(article.published_at, one.candidate.article.published_at)
    return not one.alignment.by_words and model.one_event.probability(one.evidence, by_time) >= EVENT_IN_DOUBT


def _agrees(one: Compared, known: Sequence[Compared], model: RelationModel) -> bool:
    for other in known:
        alignment = align(other.alignment.match, one.alignment.match)
        by_time = odds_by_time(other.candidate.article.published_at, one.candidate.article.published_at)
        if _tell_one_event(alignment, gather(alignment), by_time, model):
            return True
    return False


def _tell_one_event(alignment: Alignment, evidence: Mapping[str, float], by_time: float, model: RelationModel) -> bool:
    return (
        model.one_event.says_yes(evidence, by_time)
        and (evidence["lead"] >= LEAD_FOUND or evidence["quoted"] >= SAID_ALIKE)
        and not are_lists_of_others(alignment.query, alignment.match)
        and (not alignment.by_words or tell_one_event(alignment))
    )


def _derived_name(compared: Compared) -> Relation:
    """What a derived text is called, by shares of the words that are no background: that is no part of either story."""
    own, own_there = 1 - compared.share(BACKGROUND), 1 - compared.share_of_match(BACKGROUND)
    copied, paraphrased = compared.share(COPIED), compared.share(PARAPHRASED)
    here, there = copied / max(own, 1e-9), compared.share_of_match(COPIED) / max(own_there, 1e-9)
    low, high = sorted((here, there))
    if high >= NEAR_COPY and low >= NEAR_COPY_OTHER:
        return Relation.NEAR_COPY
    if (copied + paraphrased) / max(own, 1e-9) >= WHOLE:
        return Relation.NEAR_COPY if here >= NEAR_COPY else Relation.REWRITE
    lifted = copied and (not compared.restated or (high >= PARTIAL_COPY and copied >= paraphrased))
    return Relation.PARTIAL_COPY if lifted else Relation.REWRITE
