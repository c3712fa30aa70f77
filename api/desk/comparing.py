"""Why a stored story is what it is, and what editors say of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from api.access.declared import needs
from api.dependencies import NewsroomHere, PublicAddress, Service
from api.desk.acting import told_of
from api.desk.counting import side_to_count
from api.desk.filters import Did, read_query, resolved
from api.desk.rendering import DeskRoute, link, named
from api.desk.seen import Seen
from api.desk.verdicts import Asked, chosen_match, leads_of, taken_from, verdict_page
from api.words import with_words
from dedup.access.callers import Scope
from dedup.errors import ArticleNotFound
from dedup.newsroom.feedback import Feedback
from dedup.newsroom.running import Newsroom
from dedup.ports.records import StoredArticle
from dedup.service import DedupService
from dedup.text.document import restore_document

router = APIRouter(route_class=DeskRoute)


class OfStory(Seen, Did):
    """What of a stored story's verdict is shown, and the list or search that it was opened from."""

    version: Annotated[str, Field(max_length=512)] = ""
    within: Annotated[str, Field(max_length=4000, alias="list")] = ""
    found: Annotated[str, Field(max_length=8000)] = ""

    @property
    def seen(self) -> Seen:
        """What is shown, without the rest."""
        return Seen.model_construct(**{name: getattr(self, name) for name in Seen.model_fields})


@router.get("/articles/{_id:name}")
@needs(Scope.READ)
def article(
    service: Service,
    newsroom: NewsroomHere,
    public: PublicAddress,
    name: Annotated[str, Depends(named)],
    asked: Annotated[OfStory, Query()],
) -> Response:
    """An article beside what it was made from."""
    stored, told = _stored(service, name, asked.version)
    own = str(stored.article.version)
    told = with_words(told, newsroom.feedback.standing(name, own))
    came = (("version", asked.version), ("list", asked.within), ("found", asked.found))
    kept = {key: value for key, value in came if value}
    shown = Asked(
        stored.article,
        side_to_count(restore_document(stored.article.text, stored.layout), stored.layout),
        told,
        asked.seen,
        place=link(name),
        kept=urlencode(kept),
        public=public,
        lasting=urlencode({"version": own}),
        leads=leads_of(newsroom.listing, told),
        taken=taken_from(newsroom.listing, stored.article, told),
    )
    more = {
        "stored": stored,
        "row": newsroom.listing.read(stored.key),
        "said": _said(newsroom, told, asked.seen, name, own),
        "here_again": shown.address(asked.seen.query()),
        "done": told_of(newsroom, asked),
        "list": asked.within,
        "found": asked.found,
        **_neighbours(newsroom, stored.key, asked),
    }
    return verdict_page(service, replace(shown, more=more))


def _said(newsroom: Newsroom, told: Mapping[str, Any], seen: Seen, name: str, version: str) -> list[Feedback]:
    """What editors said of these two versions."""
    if not told["matches"]:
        return []
    reference = told["matches"][chosen_match(told, seen)[0] - 1]["article"]
    said = newsroom.feedback.of(name, str(reference["id"]))
    return [one for one in said if (one.query_version, one.match_version) == (version, reference["version"])]


def _neighbours(newsroom: Newsroom, key: int, asked: OfStory) -> dict[str, object]:
    """The way back to the list or search that a story was opened from, and to the stories beside it in the list."""
    if asked.found:
        return {"back": f"/desk/search?{asked.found}#r{key}"}
    within = asked.within
    place = read_query(within)
    narrowed = (resolved(place, newsroom.views.all()) or place.filters).narrowed()
    older = newsroom.listing.page(narrowed, before=key, limit=1)
    newer = newsroom.listing.page(narrowed, after=key, limit=1)
    back = f"/desk?{within}&at={key}#r{key}" if within else f"/desk?at={key}#r{key}"
    return {"back": back, "older": next(iter(older), None), "newer": next(iter(newer), None)}


def _stored(service: DedupService, name: str, version: str) -> tuple[StoredArticle, Mapping[str, Any]]:
    """A version of an article, by default the newest, and the verdict it got when it came in."""
    versions = [one for one in service.store.versions(name) if version in {"", one.article.version}]
    if not versions:
        which = f"{name} in version {version}" if version else name
        message = f"{which} is not stored. It may have been removed, or killed by its sender."
        raise ArticleNotFound(message)
    return versions[-1], orjson.loads(service.verdict_of(versions[-1]))
