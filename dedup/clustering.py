"""Grouping an archive: one pass over the articles, each held against the leads found so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.detection.clusters import Membership, membership
from dedup.errors import InputError, InvalidArticle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dedup.article import Article
    from dedup.service import DedupService


def cluster(
    leads: DedupService,
    articles: Iterable[Article],
    *,
    same_event: bool = False,
    earlier: Callable[[str], str | None] = lambda _: None,
) -> Iterator[Membership | InputError | None]:
    """Group articles by what they were made from.

    Only leads are stored, so an article can only follow a lead, never another follower: groups do not grow along
    chains, and memory grows with the number of groups.

    Args:
        leads: A service over a store of its own, empty at first; or that of a run that was stopped.
        articles: In the order in which the first of a group becomes its lead, usually by time.
        same_event: Reports of one event belong together too, not only texts made from one another.
        earlier: The lead that a run before has found for an id, None for one it came to none of. It is not asked
            anew; where the run's store is gone, its leads are stored again.

    Yields:
        For each article, in order, where it belongs, the error that kept it out, or None where a run before has told.
    """
    for article in articles:
        try:
            known = earlier(article.id) if article.id else None
            if known is None:
                yield _placed(leads, article, same_event=same_event)
                continue
            if known == article.id:
                leads.ingest(article)
            yield None
        except InputError as error:
            yield error


def _placed(leads: DedupService, article: Article, *, same_event: bool) -> Membership:
    if not article.id:
        message = "an article needs an id to be grouped"
        raise InvalidArticle(message)
    found = membership(article.id, leads.score(article), same_event=same_event)
    if found.lead == article.id:
        leads.ingest(article)
    return found
