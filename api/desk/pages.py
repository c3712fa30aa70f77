"""What came in, as it comes in; and the time line of a story."""

import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from anyio import sleep
from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from api.access.declared import EVERYBODY, admits, needs
from api.dependencies import NewsroomHere, Service
from api.desk import checking, comparing, entering
from api.desk.rendering import HEADERS, STATIC, DeskRoute, named, page, problem_page
from api.desk.timeline import events_of, lanes_of
from dedup.access.callers import Scope
from dedup.detection.verdict import Relation
from dedup.errors import StoreError
from dedup.newsroom.listing import Narrowed

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/desk", include_in_schema=False, route_class=DeskRoute)
router.include_router(comparing.router)
router.include_router(checking.router)
router.include_router(entering.router)

PAGE = 50
POLL_SECONDS = 2.0
HEARTBEATS = 8
MOST_TOLD = 100
"""New stories that are counted; beyond that an editor reloads whatever the number is."""

FAMILY = 200
"""Article versions on one time line."""

WINDOWS = (("", "any time"), ("1", "last hour"), ("6", "last 6 hours"), ("24", "last day"), ("168", "last week"))
_KEYS = Query(ge=0, le=2**62)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says the list is narrowed to."""

    words: Annotated[str, Query(max_length=200)] = ""
    relation: Literal[
        "",
        "derived",
        "identical",
        "near_copy",
        "partial_copy",
        "rewrite",
        "update",
        "series",
        "same_event",
        "unrelated",
    ] = ""
    source: Annotated[str, Query(max_length=512)] = ""
    hours: Annotated[str, Query(pattern=r"^\d{0,4}$")] = ""

    @property
    def chosen(self) -> Mapping[str, str]:
        """Those that are set, for addresses."""
        every = {"words": self.words, "relation": self.relation, "source": self.source, "hours": self.hours}
        return {name: value for name, value in every.items() if value.strip()}

    def narrowed(self) -> Narrowed:
        """The same for the store."""
        derived = self.relation == "derived"
        return Narrowed(
            tuple(one for one in Relation if one.is_derived) if derived else (self.relation,) if self.relation else (),
            self.source or None,
            datetime.now(UTC) - timedelta(hours=int(self.hours)) if self.hours else None,
            self.words.strip() or None,
        )


Chosen = Annotated[Filters, Depends()]


@router.get("")
@needs(Scope.READ)
def incoming(
    service: Service, newsroom: NewsroomHere, filters: Chosen, before: Annotated[int | None, _KEYS] = None
) -> Response:
    """What came in, the newest first."""
    newest = newsroom.listing.newest()
    rows = newsroom.listing.page(filters.narrowed(), before=before, limit=PAGE + 1)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    sources = newsroom.listing.sources()
    return _page_of_list(
        {
            "filters": filters,
            "rows": rows,
            "sources": sorted({*sources, *filter(None, [filters.source])}),
            "newest": newest,
            "stored": service.store.counts().articles,
            "older": _address(filters, before=rows[-1].key) if more else None,
            "first": _address(filters) if before else None,
            "events": f"/desk/events?{urlencode({**filters.chosen, 'after': newest})}",
        }
    )


def _page_of_list(values: Mapping[str, object]) -> Response:
    return page("incoming.html", values, here="incoming", windows=WINDOWS)


def _address(filters: Filters, **more: int) -> str:
    query = urlencode({**filters.chosen, **more})
    return f"/desk?{query}" if query else "/desk"


@router.get("/events")
@needs(Scope.READ)
async def events(
    request: Request, newsroom: NewsroomHere, filters: Chosen, after: Annotated[int, _KEYS] = 0
) -> Response:
    """Server-sent events: how many stories that fit the filters came in since."""

    def counted() -> int:
        return newsroom.listing.came_in(filters.narrowed(), after, MOST_TOLD)

    async def told() -> AsyncIterator[bytes]:
        said, seen, quiet = 0, after, 0
        yield b"retry: 3000\n\n"
        while not await request.is_disconnected():
            try:
                newest = await run_in_threadpool(newsroom.listing.newest)
                count = await run_in_threadpool(counted) if newest > seen else said
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


@router.get("/stories/{_id:path}")
@needs(Scope.READ)
def story(newsroom: NewsroomHere, name: Annotated[str, Depends(named)]) -> Response:
    """Everything that one story became, one lane a source."""
    rows = newsroom.listing.family(name, FAMILY + 1)
    if not rows:
        return problem_page(HTTPStatus.NOT_FOUND, "No such story", f"No story of the id {name} is stored.")
    shown = events_of(rows[:FAMILY], name)
    return page("story.html", story=name, events=shown, lanes=lanes_of(shown), more=len(rows) > FAMILY)


@router.get("/static/{name}")
@admits(EVERYBODY)
def static(name: str) -> Response:
    """Style and script."""
    if name not in STATIC:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such file.")
    return FileResponse(STATIC[name], headers=HEADERS | {"Cache-Control": "max-age=31536000, immutable"})


@router.get("/{rest:path}")
@needs(Scope.READ)
def nowhere(rest: str) -> Response:
    """Any other address below the desk."""
    if not rest:
        return RedirectResponse("/desk", headers=HEADERS)
    raise HTTPException(HTTPStatus.NOT_FOUND, f"The desk has no page at {rest[:200]}.")
