"""Grouping an archive: one pass over the articles, each held against the leads found so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.ahead import ahead, batched
from dedup.detection.clusters import Membership, membership
from dedup.errors import InputError, InvalidArticle
from dedup.preparation import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dedup.article import Article
    from dedup.service import DedupService

    Preparing = Callable[["Iterator[list[Article | Told]]"], "Iterator[list[Prepared | Told | InputError]]"]

_BATCH = 32
"""Articles that are prepared together elsewhere."""


@dataclass(frozen=True, slots=True)
class Told:
    """An article that a run before has placed, or that none can place.

    Attributes:
        article: The article.
        lead: The lead it was given; None for one without an id.
    """

    article: Article
    lead: str | None


def cluster(
    leads: DedupService,
    articles: Iterable[Article],
    *,
    same_event: bool = False,
    earlier: Callable[[str], str | None] = lambda _: None,
    preparing: Preparing | None = None,
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
        preparing: Prepares batches in order, elsewhere than here, as
            :meth:`dedup.preparation.Preparer.in_batches` does.

    Yields:
        For each article, in order, where it belongs, the error that kept it out, or None where a run before has told.
    """
    asked = (_asked(article, earlier) for article in articles)
    if preparing is None:
        taken: Iterator[Article | Prepared | Told | InputError] = asked
    else:
        taken = (one for batch in ahead(preparing(batched(asked, _BATCH))) for one in batch)
    for one in taken:
        try:
            yield one if isinstance(one, InputError) else _placed(leads, one, same_event=same_event)
        except InputError as error:
            yield error


def _asked(article: Article, earlier: Callable[[str], str | None]) -> Article | Told:
    known = earlier(article.id) if article.id else None
    return article if known is None and article.id else Told(article, known)


def _placed(leads: DedupService, one: Article | Prepared | Told, *, same_event: bool) -> Membership | None:
    if isinstance(one, Told):
        if one.lead is None:
            message = "an article needs an id to be grouped"
            raise InvalidArticle(message)
        if one.lead == one.article.id:
            leads.ingest(one.article)
        return None
    name = str(one.article.id if isinstance(one, Prepared) else one.id)
    verdict = leads.score_prepared(one) if isinstance(one, Prepared) else leads.score(one)
    found = membership(name, verdict, same_event=same_event)
    if found.lead == name:
        _ = leads.ingest_prepared(one) if isinstance(one, Prepared) else leads.ingest(one)
    return found
