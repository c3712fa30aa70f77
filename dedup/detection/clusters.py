"""Clusters without chains: every member has a direct edge to its lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.detection.verdict import Relation

if TYPE_CHECKING:
    from dedup.detection.verdict import Match, Verdict


FOLLOWED = 0.25
"""Share of one of two texts in the other from which on they belong together: one lifted paragraph makes no group, and a
stock paragraph would chain a whole archive."""

FOLLOWED_UNSURE = 0.75
"""The same where the match is not sure: a brief and the story it was cut from belong together, two stories of one
source with one paragraph in common do not."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Where one article of an archive belongs.

    Attributes:
        id: The article.
        lead: The article its cluster is named after; its own id if it leads.
        relation: Of the article to the lead; None for a lead.
        derivation: Of that edge; None for a lead.
        needs_review: The edge is not sure.
        review_reason: Why an editor should look; empty where nobody has to.
    """

    id: str
    lead: str
    relation: Relation | None = None
    derivation: float | None = None
    needs_review: bool = False
    review_reason: str = ""


def membership(article_id: str, verdict: Verdict, *, same_event: bool) -> Membership:
    """Decide which lead an article follows.

    Args:
        article_id: The article.
        verdict: Of the article over the leads alone.
        same_event: Reports of one event belong together too, not only texts made from one another.

    Returns:
        The membership: the first match that is close enough to follow, or a cluster of its own. A verdict composed
        from several leads follows none of them.
    """
    edge = next((match for match in verdict.matches if _follows(match, same_event=same_event)), None)
    if edge is None or edge.article.id in {None, article_id}:  # a run that was stopped may have stored the article
        return Membership(article_id, article_id)
    return Membership(
        article_id, edge.article.id, edge.relation, edge.derivation, edge.needs_review, edge.review_reason
    )


def _follows(match: Match, *, same_event: bool) -> bool:
    if match.relation is Relation.PARTIAL_COPY:
        least = FOLLOWED_UNSURE if match.needs_review else FOLLOWED
        return max(match.containment.of_query, match.containment.of_match) >= least
    return match.relation.is_derived or (same_event and match.relation is Relation.SAME_EVENT)
