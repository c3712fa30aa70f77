"""The archive, searched by words and phrases or by meaning."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.access.declared import needs
from api.dependencies import NewsroomHere, Service
from api.errors import documented
from api.parameters import Moment
from api.schemas import FoundBody, SearchBody
from api.turns import turn_for
from dedup.access.callers import Scope
from dedup.detection.verdict import Relation
from dedup.errors import InputError
from dedup.likeness import Within
from dedup.newsroom.archive import Found

router = APIRouter(prefix="/v1", tags=["articles"])

_SEARCHING = documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


@router.get("/search", summary="Search what is stored", responses=_SEARCHING)
@needs(Scope.READ)
async def search(  # noqa: PLR0913, PLR0917 - what is searched, and where
    request: Request,
    service: Service,
    newsroom: NewsroomHere,
    q: Annotated[
        str | None, Query(max_length=1000, description='Words, "phrases" and beginnings*; all of them, newest first.')
    ] = None,
    like: Annotated[str | None, Query(max_length=512, description="Id of a stored article: more like it.")] = None,
    meaning: Annotated[str | None, Query(max_length=4000, description="A sentence: what says the like.")] = None,
    source: Annotated[str | None, Query(max_length=512, description="Only from there.")] = None,
    since: Annotated[Moment | None, Query(description="Only what was published then or later.")] = None,
    until: Annotated[Moment | None, Query(description="Only what was published before.")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**62, description="The next page of words: `next`.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SearchBody:
    """Articles that have some words, the newest first, or that are of like meaning, the closest first.

    Exactly one of `q`, `like` and `meaning`.
    """
    if sum(asked is not None for asked in (q, like, meaning)) != 1:
        message = "Send exactly one of q (words), like (the id of a stored article) and meaning (a sentence)."
        raise InputError(message)
    within, archive = Within(source, since, until, limit), newsroom.archive
    if q is not None:
        found = await run_in_threadpool(archive.search, q, within, before)
        return _body(found, found[-1].row.key if len(found) == limit else None)
    if like is not None:
        stored = await run_in_threadpool(service.article, like)
        return _body(await run_in_threadpool(archive.like_story, stored, within))
    async with turn_for(request):
        return _body(await run_in_threadpool(archive.like, meaning or "", within))


def _body(found: list[Found], following: int | None = None) -> SearchBody:
    return SearchBody(
        results=[
            FoundBody(
                id=one.row.id,
                version=one.row.version,
                title=one.row.title,
                source=one.row.source,
                published_at=one.row.published_at,
                stored_at=one.row.stored_at,
                relation=Relation(one.row.relation),
                excerpt=one.excerpt,
                marks=list(one.marks),
                title_marks=list(one.title_marks),
                closeness=None if one.closeness is None else round(one.closeness, 4),
            )
            for one in found
        ],
        next=following,
    )
