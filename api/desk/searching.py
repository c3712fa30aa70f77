"""The archive, searched by words or by meaning."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.access.declared import needs
from api.dependencies import NewsroomHere, Service
from api.desk.marks import Marks
from api.desk.rendering import DeskRoute, link, page
from api.desk.tables import COLUMNS, csv_answer, json_answer, row_of
from api.desk.verdicts import name_of
from api.turns import turn_for
from dedup.access.callers import Scope
from dedup.article import Span
from dedup.errors import InputError
from dedup.likeness import Within
from dedup.newsroom.archive import Archive, Found
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService

router = APIRouter(route_class=DeskRoute)

PAGE = 20

MOST_TAKEN = 1000
"""Results that are taken along, each read for its excerpt."""

_READ_AT_ONCE = 200
_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class Asked(BaseModel):
    """What is searched, as the address has it."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Field(max_length=4000)] = ""
    by: Annotated[str, Field(pattern="^(meaning)?$")] = ""
    like: Annotated[str, Field(max_length=512)] = ""
    source: Annotated[str, Field(max_length=512)] = ""
    since: _Day = None
    until: _Day = None
    before: Annotated[int | None, Field(ge=1, le=2**62)] = None
    taken_as: Annotated[Literal["", "csv", "json"], Field(alias="as")] = ""
    listed: Annotated[str, Field(max_length=4000, alias="list")] = ""

    @property
    def within(self) -> Within:
        """Where it is searched."""
        until = None if self.until is None or self.until == date.max else self.until + timedelta(days=1)
        return Within(self.source or None, _midnight(self.since), _midnight(until), PAGE)

    @property
    def query(self) -> str:
        """The same page of the search, as the stories that it leads to have it."""
        values = self.model_dump(by_alias=True, exclude={"taken_as"})
        return urlencode({name: value for name, value in values.items() if value})

    def address(self, **other: object) -> str:
        """Where the same is searched, with some of it otherwise."""
        values = {**self.model_dump(by_alias=True, exclude={"before", "taken_as"}), **other}
        return f"/desk/search?{urlencode({name: value for name, value in values.items() if value})}"


@router.get("/search")
@needs(Scope.READ)
async def search(
    request: Request, service: Service, newsroom: NewsroomHere, asked: Annotated[Asked, Query()]
) -> Response:
    """What was found, each with its hits marked."""
    if asked.by == "meaning" and asked.q.strip() and not asked.like:
        async with turn_for(request):
            return await run_in_threadpool(_answered, service, newsroom, asked)
    return await run_in_threadpool(_answered, service, newsroom, asked)


def _answered(service: DedupService, newsroom: Newsroom, asked: Asked) -> Response:
    values: dict[str, object] = {
        "asked": asked,
        "found": (),
        "searched": bool(asked.like or asked.q.strip()),
        "sources": sorted(filter(None, {*newsroom.listing.sources(), asked.source}), key=str.casefold),
    }
    archive = newsroom.archive
    try:
        if asked.like:
            stored = service.article(asked.like)
            found = archive.like_story(stored, asked.within)
            values["story"] = stored.article
            values["back"] = link(asked.like, list=asked.listed)
            values["called"] = name_of(stored.article)
        elif asked.by == "meaning" and asked.q.strip():
            found = archive.like(asked.q, asked.within)
        elif asked.q.strip():
            found = (
                _everything(archive, asked) if asked.taken_as else archive.search(asked.q, asked.within, asked.before)
            )
            values["older"] = asked.address(before=found[-1].row.key) if len(found) == PAGE else None
        else:
            found = []
    except InputError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return page("search.html", values, status=status, here="search", error=str(error))
    if asked.taken_as:
        return _taken(asked, found)
    values["stored"] = bool(found) or service.store.counts().articles > 0
    return page("search.html", values | {"found": [_shown(one) for one in found]}, here="search")


def _everything(archive: Archive, asked: Asked) -> list[Found]:
    """All that has the words, the newest first, up to :data:`MOST_TAKEN`."""
    within, found, before = replace(asked.within, limit=_READ_AT_ONCE), list[Found](), asked.before
    while len(found) <= MOST_TAKEN and (more := archive.search(asked.q, within, before)):
        found += more
        before = more[-1].row.key
    return found


def _taken(asked: Asked, found: list[Found]) -> Response:
    rows = ({**row_of(one.row), "closeness": one.closeness, "excerpt": one.excerpt} for one in found[:MOST_TAKEN])
    if asked.taken_as == "csv":
        return csv_answer("search", (*COLUMNS, "closeness", "excerpt"), rows)
    return json_answer("search", {"stories": list(rows), "whole": len(found) <= MOST_TAKEN})


def _shown(one: Found) -> dict[str, object]:
    """A result with its hits as pieces."""
    title = one.row.title or one.row.lead or one.row.id
    return {
        "row": one.row,
        "closeness": one.closeness,
        "title": _pieces(title, one.title_marks if one.row.title else ()),
        "excerpt": _pieces(one.excerpt, one.marks),
    }


def _pieces(text: str, spans: tuple[Span, ...]) -> dict[str, object]:
    marks = Marks()
    for span in spans:
        marks.add(*span)
    return {"pieces": marks.pieces(text, 0, len(text))}


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
