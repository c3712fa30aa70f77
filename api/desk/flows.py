"""Who takes from whom, over a time: pairs of sources, days and hours, and what became of our own stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from api.access.declared import needs
from api.dependencies import NewsroomHere
from api.desk.filters import Filters
from api.desk.flowcharts import Strip, bands_of, columns_of, span_told, strip_of
from api.desk.rendering import DeskRoute, page, problem_page
from api.desk.tables import csv_answer
from dedup.access.callers import Scope
from dedup.newsroom.flows import MOST, Afterlife, Flows, Tally, afterlife_of, midnight, read_flows
from dedup.newsroom.running import Newsroom
from dedup.newsroom.takings import COPIES, TAKEN, Headline

router = APIRouter(route_class=DeskRoute)

PAIRS = 20
"""Pairs on the page; the file has all."""

STORIES = 20
"""Stories on the page, likewise."""

DAYS = 7
"""Days that are counted where nobody says: up to the newest taking, so that an archive shows something too."""

SPANS = (1, 7, 30, 365)
"""Days that are one step away."""

_REWRITTEN = tuple(one for one in TAKEN if one not in COPIES)
_ADDED = {"origin", "taker", "original", "hour", "credit"}
"""Filters that every such list is without, so that they can stand at the end of its address."""

_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]


class Asked(BaseModel):
    """What is counted, as the address has it."""

    model_config = ConfigDict(frozen=True)

    since: _Day = None
    until: _Day = None
    ours: Annotated[str, Field(max_length=512)] = ""


class AskedSheet(Asked):
    """The same as a table to take away."""

    of: Literal["pairs", "stories", "days"] = "pairs"


@dataclass(frozen=True, slots=True)
class Story:
    """One of our stories, and what became of it.

    Attributes:
        id: Of the article.
        headline: Its newest version; None where it is gone.
        tally: What was taken.
        takers: Who took it, most first.
        strip: When, drawn.
    """

    id: str
    headline: Headline | None
    tally: Tally
    takers: Mapping[str, int]
    strip: Strip


class Links:
    """Where the stories of each figure are listed: a list with the same filters counts the same.

    Args:
        flows: What was counted.
    """

    def __init__(self, flows: Flows) -> None:
        every = Filters(state="all", taken_from=flows.first, taken_to=flows.last, way="taken")
        kinds = {"": TAKEN, "copies": COPIES, "rewrites": _REWRITTEN}
        self._lists = {kind: every.but(relation=relations) for kind, relations in kinds.items()}
        # A page has hundreds of these, and most of an address is the same.
        self._addresses = {kind: one.address() for kind, one in self._lists.items()}

    def __call__(self, kind: str = "", **chosen: object) -> str:
        """An address.

        Args:
            kind: ``copies`` or ``rewrites`` alone.
            chosen: More filters.
        """
        if chosen.keys() <= _ADDED:
            return f"{self._addresses[kind]}&{urlencode(chosen, doseq=True)}" if chosen else self._addresses[kind]
        return self._lists[kind].but(**chosen).address()


@router.get("/flows")
@needs(Scope.READ)
def flows(newsroom: NewsroomHere, asked: Annotated[Asked, Query()]) -> Response:
    """Who takes from whom."""
    first, last = _days(newsroom, asked)
    counted = read_flows(newsroom.takings, first, last)
    ours, life = _ours(newsroom, asked, counted)
    address = partial(_address, since=asked.since, until=asked.until, ours=asked.ours)
    values: dict[str, object] = {
        "asked": asked,
        "first": first,
        "last": last,
        "flows": counted,
        "listed": Links(counted),
        "address": address,
        "spans": _spans(last, asked.ours),
        "pairs": list(counted.pairs.items())[:PAIRS],
        "bands": bands_of(counted.pairs),
        "days": columns_of(_every_day(counted)),
        "hours": columns_of({hour: counted.hours.get(hour, Tally()) for hour in range(24)}),
        "ours": ours,
        "life": life,
        "stories": _stories(newsroom, life),
        "names": _names(newsroom, counted, ours),
        "most": MOST,
        "day_told": "{:%-d %b}".format,
        "day_chosen": lambda day: {"taken_from": day, "taken_to": day},
        "hour_told": "{:02d}:00".format,
        "hour_chosen": lambda hour: {"hour": str(hour)},
        "span": span_told,
    }
    return page("flows.html", values, here="flows")


@router.get("/flows.csv")
@needs(Scope.READ)
def sheet(newsroom: NewsroomHere, asked: Annotated[AskedSheet, Query()]) -> Response:
    """The same to take away, whole."""
    first, last = _days(newsroom, asked)
    if first > last:
        detail = f"From {first} to {last} is no time: the days are the wrong way round."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "No such time", detail)
    counted = read_flows(newsroom.takings, first, last)
    figures = ["copies", "rewrites", "all", "median_delay_seconds", "credited", "not_credited"]
    rows: list[list[object]]
    if asked.of == "pairs":
        head = ["from", "taken_by", *figures]
        rows = [[*pair, *_figures(tally)] for pair, tally in counted.pairs.items()]
    elif asked.of == "days":
        head = ["day_utc", *figures]
        rows = [[day, *_figures(tally)] for day, tally in _every_day(counted).items()]
    else:
        head = ["id", "headline", "source", "published_at", "taken_by", "first_delay_seconds", *figures]
        _, life = _ours(newsroom, asked, counted)
        rows = [_story_row(one) for one in _stories(newsroom, life, len(life.stories) if life else 0)]
    named = f"flows-{asked.of}-{counted.first}-{counted.last}"
    return csv_answer(named, head, (dict(zip(head, row, strict=True)) for row in rows))


def _days(newsroom: Newsroom, asked: Asked) -> tuple[date, date]:
    """The days that are counted: those asked for, or up to the newest taking; a date ahead of today may be wrong."""
    last = asked.until
    if last is None:
        today = datetime.now(UTC).date()
        ahead = asked.since is not None and asked.since > today
        newest = (None if ahead else newsroom.takings.newest(midnight(today + timedelta(days=1)))) or (
            newsroom.takings.newest()
        )
        last = max(newest.date() if newest else today, asked.since or date.min)
    return asked.since or (last - timedelta(days=DAYS - 1) if last.toordinal() > DAYS else date.min), last


def _ours(newsroom: Newsroom, asked: Asked, counted: Flows) -> tuple[str, Afterlife | None]:
    """Whose stories' afterlife is shown, and what it was; nobody's where nobody is chosen."""
    name = asked.ours or newsroom.ours or ""
    labels = newsroom.config.houses.get(name, [name])
    return name, afterlife_of(counted, labels) if name else None


def _names(newsroom: Newsroom, counted: Flows, ours: str) -> list[str]:
    """Houses and sources that may be ours: those that something was taken from, by name."""
    origins = {origin for origin, _ in counted.pairs}
    return sorted({*newsroom.config.houses, *origins, *filter(None, [ours])}, key=str.casefold)


def _stories(newsroom: Newsroom, life: Afterlife | None, most: int = STORIES) -> list[Story]:
    if life is None:
        return []
    chosen = list(life.stories.items())[:most]
    headlines = newsroom.takings.headlines([name for name, _ in chosen])
    return [
        Story(name, headlines.get(name), tally, life.takers_of[name], strip_of(tally.delays)) for name, tally in chosen
    ]


def _every_day(counted: Flows) -> dict[date, Tally]:
    """Days with their tallies, those without takings too, from the first one on that has any."""
    if not counted.days:
        return {}
    first, last = min(counted.days), max(counted.days)
    wanted = counted.last - counted.first
    if wanted <= timedelta(days=max(SPANS)):
        first, last = counted.first, counted.last
    steps = range((last - first).days + 1)
    days = [first + timedelta(days=step) for step in steps] if len(steps) <= 2 * max(SPANS) else sorted(counted.days)
    return {day: counted.days.get(day, Tally()) for day in days}


def _spans(last: date, ours: str) -> list[tuple[int, str]]:
    """Addresses of some lengths of time that end with the same day."""
    steps = [(days, timedelta(days=days - 1)) for days in SPANS if last.toordinal() > days]
    return [(days, _address(since=last - step, until=last, ours=ours)) for days, step in steps]


def _address(path: str = "/desk/flows", **values: object) -> str:
    query = urlencode({name: str(value) for name, value in values.items() if value})
    return f"{path}?{query}" if query else path


def _figures(tally: Tally) -> list[object]:
    return [tally.copies, tally.rewrites, tally.count, tally.delay, tally.credited, tally.uncredited]


def _story_row(story: Story) -> list[object]:
    head = story.headline
    told = [head.title, head.source, head.published_at] if head else [None] * 3
    takers = "; ".join(f"{name} ({count})" for name, count in story.takers.items())
    first = story.tally.delays[0] if story.tally.delays else None
    return [story.id, *told, takers, first, *_figures(story.tally)]
