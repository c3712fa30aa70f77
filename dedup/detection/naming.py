"""What a text is called that was compared with another: its relation, by probability and shares of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.events import odds_by_time
from dedup.detection.matching import DERIVED
from dedup.detection.series import are_lists_of_others
from dedup.detection.verdict import COPIED, Kind, Relation
from dedup.detection.wordsalone import tell_one_event

if TYPE_CHECKING:
    from dedup.article import Article
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

BACKGROUND = frozenset({Kind.BACKGROUND})
PARAPHRASED = frozenset({Kind.PARAPHRASED})


def relation_of(compared: Compared, article: Article, story: str | None, model: RelationModel) -> Relation:
    """What the query is to a candidate.

    Args:
        compared: The comparison.
        article: The query.
        story: Id of the first article of the query's own chain.
        model: Tells one event from two of a kind.
    """
    if compared.is_identical:
        return Relation.IDENTICAL
    if story is not None and story == compared.candidate.story:
        return Relation.UPDATE
    if compared.series is not None:
        return Relation.SERIES
    if compared.derivation >= DERIVED:
        return _derived_name(compared)
    same = (
        model.one_event.says_yes(
            compared.evidence, odds_by_time(article.published_at, compared.candidate.article.published_at)
        )
        and not are_lists_of_others(compared.alignment.query, compared.alignment.match)
        and (not compared.alignment.by_words or tell_one_event(compared.alignment))
    )
    return Relation.SAME_EVENT if same else Relation.UNRELATED


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
