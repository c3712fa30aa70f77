"""What came in, as it comes in; and the time line of a story."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Literal
from urllib.parse import urlencode

import orjson
from anyio import sleep
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from api.access.declared import EVERYBODY, admits, needs
from api.dependencies import NewsroomHere, Service
from api.desk import acting, alerting, answers, checking, comparing, entering, flows, keeping, searching
from api.desk.counting import match_numbers
from api.desk.filters import WINDOWS, Filters, Place, choices_of, resolved
from api.desk.rendering import HEADERS, STATIC, DeskRoute, link, named, page, problem_page
from api.desk.tables import MOST_TAKEN, READ_AT_ONCE, every_row, list_answer
from api.desk.timeline import events_of, lanes_of
from api.streams import AudienceHere, Seat
from dedup.access.callers import Scope
from dedup.errors import StoreError
from dedup.newsroom.listing import Listed, Listing

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)
router.include_router(comparing.router)
router.include_router(checking.router)
router.include_router(keeping.router)
router.include_router(entering.router)
router.include_router(acting.router)
router.include_router(alerting.router)
router.include_router(searching.router)
router.include_router(flows.router)
router.include_router(answers.router)

PAGE = 50
POLL_SECONDS = 2.0
HEARTBEATS = 8
MOST_TOLD = 100
"""New stories that are counted; beyond that an editor reloads whatever the number is."""

FAMILY = 200
"""Article versions on one time line."""


@router.get("")
@needs(Scope.READ)
def incoming(service: Service, newsroom: NewsroomHere, asked: Annotated[Place, Query()]) -> Response:
    """What came in, the newest first."""
    views = newsroom.views.all()
    filters = resolved(asked, views)
    if filters is None:
        detail = f"No view is called {asked.view}. Somebody may have taken it away; the list has those that there are."
        return problem_page(HTTPStatus.NOT_FOUND, "No such view", detail)
    if asked.taken_as:
        return _taken(newsroom.listing, filters, asked)
    kept = {"view": asked.view} if asked.view else filters.chosen
    newest = newsroom.listing.newest()
    rows, more = _rows(newsroom.listing, filters, asked)
    newer = bool(rows) and bool(newsroom.listing.page(filters.narrowed(), after=rows[0].key, limit=1))
    facets = newsroom.listing.facets(filters.narrowed())
    place = {"before": asked.before} if asked.before else {"after": asked.after} if asked.after else {}
    values = {
        "filters": filters,
        "view": asked.view,
        "views": views,
        "rows": rows,
        "facets": facets,
        "choices": choices_of(filters, facets),
        "sources": _sources(filters, facets.source, () if facets.whole else newsroom.listing.sources()),
        "newest": newest,
        "stored": service.store.counts().articles,
        "list": _query(kept, **place),
        "older": _address(kept, before=rows[-1].key) if more else None,
        "newer": _address(kept, after=rows[0].key) if newer else None,
        "first": _address(kept) if place or newer else None,
        "events": f"/desk/events?{_query(filters.chosen, after=newest)}",
        "done": acting.told_of(newsroom, asked),
        "taken": _address(kept, **{"as": ""}),
    }
    return page("incoming.html", values, here="incoming", windows=WINDOWS)


def _taken(listing: Listing, filters: Filters, asked: Place) -> Response:
    """All that fits, the newest first, as a table."""

    def read(before: int | None) -> Sequence[Listed]:
        return listing.page(narrowed, before=before, limit=READ_AT_ONCE)

    narrowed = filters.narrowed()
    rows = list(islice(every_row(read, asked.before), MOST_TAKEN + 1))
    shown, whole = rows[:MOST_TAKEN], len(rows) <= MOST_TAKEN
    before = None if whole else shown[-1].key
    return list_answer(asked.taken_as, asked.view or "incoming", shown, whole=whole, before=before)


def _rows(listing: Listing, filters: Filters, asked: Place) -> tuple[list[Listed], bool]:
    """The rows of a page, and whether there are older ones; the page moves to where a story is that it must show."""
    narrowed = filters.narrowed()
    if asked.after is not None:
        rows = list(listing.page(narrowed, after=asked.after, limit=PAGE))
        more = bool(rows) and bool(listing.page(narrowed, before=rows[-1].key, limit=1))
    else:
        rows = list(listing.page(narrowed, before=asked.before, limit=PAGE + 1))
        more, rows = len(rows) > PAGE, rows[:PAGE]
    if asked.at is not None and rows and more and asked.at < rows[-1].key:
        return _rows(listing, filters, Place(before=asked.at + 1))
    if asked.at is not None and rows and asked.at > rows[0].key and (asked.before or asked.after):
        return _rows(listing, filters, Place(after=asked.at - 1))
    return rows, more


def _sources(filters: Filters, counted: Mapping[str | None, int], every: Sequence[str]) -> list[tuple[str, int | None]]:
    """Sources with their numbers, by name; those that only older stories have, which are not counted, without."""
    names = {*filter(None, counted), *filter(None, [filters.source]), *every}
    missing = None if every else 0
    return [(name, counted.get(name) or missing) for name in sorted(names, key=str.casefold)]


def _query(kept: object, **more: object) -> str:
    return urlencode({**kept, **more}, doseq=True)  # type: ignore[dict-item]


def _address(kept: object, **more: object) -> str:
    query = _query(kept, **more)
    return f"/desk?{query}" if query else "/desk"


@router.get("/events")
@needs(Scope.READ)
async def events(
    request: Request, newsroom: NewsroomHere, audience: AudienceHere, _seat: Seat, asked: Annotated[Place, Query()]
) -> Response:
    """Server-sent events: how many stories that fit the filters came in since."""
    after = asked.after or 0

    def counted() -> int:
        return newsroom.listing.came_in(asked.filters.narrowed(), after, MOST_TOLD)

    async def told() -> AsyncIterator[bytes]:
        said, seen, quiet = 0, after, 0
        yield b"retry: 3000\n\n"
        while not await request.is_disconnected():
            try:
                newest = await audience.newest_listed(newsroom.listing.newest)
                count = await audience.asked(counted) if newest > seen else said
            except StoreError as error:
                logger.warning("the desk's news end: %s", error)
                return  # the browser comes back by itself
            seen = newest
            if count != said:
                yield b"event: new\ndata: %d\n\n" % count
                said, quiet = count, 0
            elif (quiet := quiet + 1) % HEARTBEATS == 0:
                yield b": still here\n\n"
            await sleep(POLL_SECONDS)

    headers = {**HEADERS, "X-Accel-Buffering": "no"}
    return StreamingResponse(told(), headers=headers, media_type="text/event-stream")


class OfFamily(BaseModel):
    """From which version of which story a time line was opened, and that from where; and what it is taken as."""

    of: Annotated[str, Field(max_length=512)] = ""
    of_version: Annotated[str, Field(max_length=512)] = ""
    within: Annotated[str, Field(max_length=4000, alias="list")] = ""
    found: Annotated[str, Field(max_length=8000)] = ""
    taken_as: Annotated[Literal["", "csv", "json"], Field(alias="as")] = ""


@router.get("/stories/{_id:name}")
@needs(Scope.READ)
def story(
    service: Service,
    newsroom: NewsroomHere,
    name: Annotated[str, Depends(named)],
    asked: Annotated[OfFamily, Query()],
) -> Response:
    """Everything that one story became, one lane a source."""
    rows = newsroom.listing.family(name, FAMILY + 1)
    if not rows and (stored := service.store.versions(name)):  # a version of a story that has another one's id
        rows = newsroom.listing.family(stored[-1].story, FAMILY + 1)
    if not rows:
        return problem_page(HTTPStatus.NOT_FOUND, "No such story", f"No story of the id {name} is stored.")
    if asked.taken_as:
        return list_answer(asked.taken_as, f"time-line-{name}", rows[:FAMILY], whole=len(rows) <= FAMILY)
    of = asked.of or name
    versions = [one for one in service.store.versions(of) if asked.of_version in {"", one.article.version}]
    numbers = match_numbers(orjson.loads(service.verdict_of(versions[-1]))) if versions else {}
    shown = events_of(rows[:FAMILY], name, numbers)
    values = {"story": name, "of": of, "events": shown, "lanes": lanes_of(shown), "more": len(rows) > FAMILY}
    back = link(of, asked.of_version, list=asked.within, found=asked.found) if asked.of else None
    return page("story.html", values, asked=asked, back=back)


@router.get("/static/{name}")
@admits(EVERYBODY)
def static(name: str) -> Response:
    """Style and script."""
    if name not in STATIC:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such file.")
    return FileResponse(STATIC[name], headers=HEADERS | {"Cache-Control": "max-age=31536000, immutable"})


@router.get("/{rest:name}")
@needs(Scope.READ)
def nowhere(rest: str) -> Response:
    """Any other address below the desk."""
    if not rest:
        return RedirectResponse("/desk", headers=HEADERS)
    raise HTTPException(HTTPStatus.NOT_FOUND, f"The desk has no page at {rest[:200]}.")
