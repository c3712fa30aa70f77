"""A comparison explained: which text had first what both say, why the answer is what it is, and what is in doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.kinds import run_spans
from dedup.detection.precedence import Precedence, Publication, Story, precedence
from dedup.detection.verdict import RESTATED, Direction, DirectionBy, Match, Own, Relation
from dedup.detection.wording import order_of, reason, review_of
from dedup.detection.wordsalone import doubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Article
    from dedup.detection.matching import Compared
    from dedup.detection.relation import RelationModel


def precedence_of(compared: Compared, article: Article, past: Sequence[Publication], own: Own | None) -> Precedence:
    """Tell which of the two had first what they share.

    Args:
        compared: The comparison.
        article: The query.
        past: What the query's story and house published beside it.
        own: Whether the match is the query's own: among one's own versions, their own times count.
    """
    candidate, alignment = compared.candidate, compared.alignment
    restated = [index for index, kind in enumerate(compared.kinds) if kind in RESTATED]
    shared = np.isin(alignment.query.sentence_paragraphs, restated)
    ours = Story(article.published_at, () if own else past)
    theirs = Story(candidate.article.published_at, () if own else candidate.past)
    return precedence(alignment, shared, ours, theirs, compared.containment)


def to_match(  # noqa: PLR0913 - the comparison, and what was decided of it
    compared: Compared,
    relation: Relation,
    told: Precedence,
    model: RelationModel,
    *,
    own: Own | None = None,
    shared_credit: str | None = None,
) -> Match:
    """Explain a comparison, but for quotations and facts: see :func:`dedup.detection.changes.with_ledgers`.

    Args:
        compared: The comparison.
        relation: From :func:`dedup.detection.naming.relation_of`.
        told: From :func:`precedence_of`.
        model: Tells what is not sure.
        own: Whether the match is the query's own.
        shared_credit: Whom both credit, that is neither's source.

    Returns:
        The match, its ledgers empty.
    """
    if unread := doubt(compared.alignment, relation, compared.evidence, model):
        compared = replace(compared, doubt=" ".join(filter(None, (compared.doubt, unread))))
    direction = told.direction if shared_credit is None else Direction.UNKNOWN
    known = direction if told.by is DirectionBy.TIME else Direction.UNKNOWN
    return Match(
        compared.candidate.ref,
        relation,
        1.0 if relation is Relation.UPDATE else compared.derivation,  # its chain shows it, whatever the words do
        compared.containment,
        direction,
        reason(
            compared,
            relation,
            known,
            order_of(told, own, shared_credit),
            in_doubt=model.needs_review(compared.derivation),
        ),
        tuple(compared.paragraphs),
        (),
        (),
        compared.evidence,
        compared.candidate.proposed_by,
        tuple(run_spans(compared.alignment, slice(0, len(compared.alignment.query.hashes)))),
        told.by if shared_credit is None else DirectionBy.NOTHING,
        own,
        shared_credit,
        compared.reading,
        review_of(compared, relation, model),
    )
