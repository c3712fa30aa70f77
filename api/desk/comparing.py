"""Why a stored story is what it is, and what editors say of it."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access.declared import needs
from api.dependencies import NewsroomHere, Service
from api.desk.acting import told_of
from api.desk.filters import read_query, resolved
from api.desk.rendering import DeskRoute, link, named
from api.desk.verdicts import Asked, verdict_page
from api.words import with_words
from dedup.access.callers import Scope
from dedup.errors import ArticleNotFound
from dedup.newsroom.running import Newsroom
from dedup.ports import StoredArticle
from dedup.service import DedupService

router = APIRouter(route_class=DeskRoute)


@router.get("/articles/{_id:name}")
@needs(Scope.READ)
def article(  # noqa: PLR0913, PLR0917 - each part of the address
    service: Service,
    newsroom: NewsroomHere,
    name: Annotated[str, Depends(named)],
    version: Annotated[str, Query(max_length=512)] = "",
    match: Annotated[int, Query(ge=1, le=100)] = 1,
    view: Annotated[str, Query(max_length=20)] = "",
    within: Annotated[str, Query(alias="list", max_length=4000)] = "",
    did: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """An article beside what it was made from."""
    stored, told = _stored(service, name, version)
    standing = newsroom.feedback.standing(name, str(stored.article.version))
    told = with_words(told, standing)
    reference = _match(told, match)
    said = newsroom.feedback.of(name, str(reference["id"])) if reference else []
    own = (str(stored.article.version), reference["version"] if reference else "")
    kept = {key: value for key, value in (("version", version), ("list", within)) if value}
    shown = {key: value for key, value in (("match", match if match > 1 else ""), ("view", view)) if value}
    return verdict_page(
        service,
        Asked(
            stored.article,
            told,
            view,
            match,
            {
                "stored": stored,
                "row": newsroom.listing.read(stored.key),
                "said": [one for one in said if (one.query_version, one.match_version) == own],
                "base": f"{link(name)}?{urlencode(kept)}&" if kept else f"{link(name)}?",
                "here_again": f"{link(name)}?{urlencode({**kept, **shown})}",
                "done": told_of(newsroom, did),
                **_neighbours(newsroom, stored.key, within),
            },
        ),
    )


def _neighbours(newsroom: Newsroom, key: int, within: str) -> dict[str, object]:
    """The way back to the list that a story was opened from, and to the stories beside it there."""
    place = read_query(within)
    narrowed = (resolved(place, newsroom.views.all()) or place.filters).narrowed()
    older = newsroom.listing.page(narrowed, before=key, limit=1)
    newer = newsroom.listing.page(narrowed, after=key, limit=1)
    back = f"/desk?{within}&at={key}#r{key}" if within else f"/desk?at={key}#r{key}"
    return {"back": back, "list": within, "older": next(iter(older), None), "newer": next(iter(newer), None)}


def _stored(service: DedupService, name: str, version: str) -> tuple[StoredArticle, Mapping[str, Any]]:
    """A version of an article, by default the newest, and the verdict it got when it came in."""
    versions = [one for one in service.store.versions(name) if version in {"", one.article.version}]
    if not versions:
        which = f"{name} in version {version}" if version else name
        message = f"{which} is not stored. It may have been removed, or killed by its sender."
        raise ArticleNotFound(message)
    return versions[-1], orjson.loads(service.verdict_of(versions[-1]))


def _match(told: Mapping[str, Any], number: int) -> Mapping[str, Any] | None:
    matches = told["matches"]
    reference: Mapping[str, Any] | None = matches[min(number, len(matches)) - 1]["article"] if matches else None
    return reference
