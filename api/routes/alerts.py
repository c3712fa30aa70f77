"""Alerts that were raised: listed, streamed, and delivered again."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Annotated, Any, Self

import orjson
from anyio import sleep
from fastapi import APIRouter, Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.access.declared import needs
from api.dependencies import NewsroomHere
from api.errors import documented
from api.parameters import LARGEST, Moment, Number
from api.schemas import AlertBody, AlertsBody, ReplayedBody, WordBody
from api.words import said_of
from dedup.access.callers import Scope
from dedup.detection.verdict import Relation
from dedup.errors import AlertNotFound
from dedup.newsroom.alerts import StoredAlert
from dedup.newsroom.mutes import Muted
from dedup.newsroom.running import Newsroom

router = APIRouter(prefix="/v1", tags=["newsroom"])

POLL_SECONDS = 0.5
"""How often the stream looks for new alerts; it reads the database, so it works whichever process raised them."""

HEARTBEAT_SECONDS = 15.0
"""Proxies cut connections on which nothing comes for a minute."""

HELD_SECONDS = 5.0
"""How often it looks whether an embargo is over."""

_LOOKED_BACK = 500
MOST_HELD = 1000
"""Alerts that a stream remembers to tell later: as many as its Last-Event-ID has room for. The oldest is dropped first;
it stays in the list."""

_READING = documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
_ONE = documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
_AGAIN = {**_ONE, **documented(HTTPStatus.CONFLICT)}


@router.get("/alerts", summary="Alerts that were raised", responses=_READING)
@needs(Scope.READ)
def listing(
    newsroom: NewsroomHere,
    relation: Annotated[Relation | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    before: Annotated[
        int | None, Query(ge=1, le=LARGEST, description="Only alerts with a lower number: the next page.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> AlertsBody:
    """Alerts, newest first; those about a story under embargo are left out until it is over, muted ones are not."""
    found = newsroom.alerts.listing(relation=relation, since=since, before=before, limit=limit)
    muted = _muted(newsroom, found)
    held = _held(newsroom, found)
    shown = [_body(newsroom, alert, muted.get(alert.id)) for alert in found if held.isdisjoint(alert.articles)]
    return AlertsBody(alerts=shown, next=found[-1].id if len(found) == limit else None)


@router.get(
    "/alerts:stream",
    summary="Alerts as they are raised",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}, **_READING},
)
@needs(Scope.READ)
async def stream(
    request: Request,
    newsroom: NewsroomHere,
    last_event_id: Annotated[
        str | None,
        Header(
            pattern=r"^[0-9]{1,18}(;[0-9]{1,18}(,[0-9]{1,18}){0,999})?$",
            description="Go on after this event; 0 for all.",
        ),
    ] = None,
) -> StreamingResponse:
    """Server-sent events: one alert an event. Without Last-Event-ID only new ones, and what an embargo holds now."""
    events = _events(request, newsroom, last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


@router.get("/alerts/{alert_id:digits}", summary="One alert", responses=_ONE)
@needs(Scope.READ)
def read(alert_id: Number, newsroom: NewsroomHere) -> AlertBody:
    """One alert with its deliveries and every attempt to make them."""
    alert = newsroom.alerts.read(alert_id)
    if _is_held(newsroom, alert):
        message = f"alert {alert_id} is held by an embargo"
        raise AlertNotFound(message)
    return _body(newsroom, alert, _muted(newsroom, [alert]).get(alert_id))


@router.post("/alerts/{alert_id:digits}:replay", summary="Deliver an alert again", responses=_AGAIN)
@needs(Scope.WRITE)
def replay(
    alert_id: Number,
    newsroom: NewsroomHere,
    destination: Annotated[str | None, Query(description="Only to this one.")] = None,
) -> ReplayedBody:
    """Deliver an alert once more, to all its destinations or to one."""
    return ReplayedBody(id=alert_id, deliveries=newsroom.alerts.replay(alert_id, destination))


@dataclass(slots=True)
class Cursor:
    """How far a listener has heard: what it sends back as Last-Event-ID when it comes again.

    Attributes:
        last: Every alert up to this one was told, or is held.
        held: Numbers of alerts that an embargo holds back, or an editor muted; each is told once it may be.
    """

    last: int
    held: list[int]

    @classmethod
    def read(cls, event_id: str) -> Self:
        """Read the id of an event: ``17``, or ``17;3,9`` where 3 and 9 were held then."""
        last, _, held = event_id.partition(";")
        return cls(int(last), [int(one) for one in held.split(",") if one])

    def __str__(self) -> str:
        """The id of an event."""
        return f"{self.last};{','.join(map(str, self.held))}" if self.held else str(self.last)


async def _events(request: Request, newsroom: Newsroom, last: str | None) -> AsyncIterator[bytes]:
    cursor = await run_in_threadpool(_begin, newsroom, last)
    quiet, looked = 0.0, 0.0
    yield b"retry: 3000\n\n"
    while not await request.is_disconnected():
        look = monotonic() - looked >= HELD_SECONDS
        looked = monotonic() if look else looked
        due = await run_in_threadpool(_due, newsroom, cursor, look_at_held=look)
        for event_id, alert in due:
            body = (await run_in_threadpool(_body, newsroom, alert)).model_dump(mode="json", exclude={"deliveries"})
            yield b"id: %b\nevent: alert\ndata: %b\n\n" % (event_id.encode(), orjson.dumps(body))
        quiet = 0.0 if due else quiet + POLL_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        await sleep(POLL_SECONDS)


def _begin(newsroom: Newsroom, last: str | None) -> Cursor:
    """Where a stream starts; a new listener is told of what is held now, once it may be."""
    if last is not None:
        return Cursor.read(last)
    recent = newsroom.alerts.listing(limit=_LOOKED_BACK)
    muted = _muted(newsroom, recent)
    held = _held(newsroom, recent)
    back = [alert.id for alert in recent[::-1] if alert.id in muted or not held.isdisjoint(alert.articles)]
    return Cursor(recent[0].id if recent else 0, back)


def _due(newsroom: Newsroom, cursor: Cursor, *, look_at_held: bool) -> list[tuple[str, StoredAlert]]:
    """New alerts, and held ones that may be told now, each with the id that is true once it was told."""
    told = []
    for number in list(cursor.held) if look_at_held else ():
        alert = _read(newsroom, number)
        if alert is None or not _is_kept_back(newsroom, alert):
            cursor.held.remove(number)
        if alert is not None and number not in cursor.held:
            told.append((str(cursor), alert))
    for alert in newsroom.alerts.listing(after=cursor.last, limit=100):
        cursor.last = alert.id
        if _is_kept_back(newsroom, alert):
            cursor.held = [*cursor.held, alert.id][-MOST_HELD:]
        else:
            told.append((str(cursor), alert))
    return told


def _read(newsroom: Newsroom, number: int) -> StoredAlert | None:
    """An alert; None where the listener made its number up."""
    with suppress(AlertNotFound):
        return newsroom.alerts.read(number)
    return None


def _held(newsroom: Newsroom, alerts: Sequence[StoredAlert]) -> frozenset[str]:
    """Which stories of some alerts may not be named."""
    return newsroom.states.held({name for alert in alerts for name in alert.articles}, datetime.now(UTC))


def _is_held(newsroom: Newsroom, alert: StoredAlert) -> bool:
    return bool(_held(newsroom, [alert]))


def _is_kept_back(newsroom: Newsroom, alert: StoredAlert) -> bool:
    """Whether a stream does not tell an alert now."""
    return _is_held(newsroom, alert) or alert.id in _muted(newsroom, [alert])


def _muted(newsroom: Newsroom, alerts: list[StoredAlert]) -> Mapping[int, Muted]:
    return newsroom.mutes.of({alert.id: alert.about for alert in alerts if alert.about is not None})


def _body(newsroom: Newsroom, alert: StoredAlert, muted: Muted | None = None) -> AlertBody:
    deliveries: list[dict[str, Any]] = list(alert.deliveries)
    return AlertBody(
        id=alert.id,
        created_at=alert.created_at,
        kind=alert.kind,
        payload=alert.payload,
        deliveries=deliveries,
        said=_said(newsroom, alert),
        muted=muted.told if muted else None,
    )


def _said(newsroom: Newsroom, alert: StoredAlert) -> WordBody | None:
    """What an editor said of the two articles that an alert is about, whichever version of the other one it was."""
    article, match = alert.payload.get("article"), alert.payload.get("match")
    if article is None or match is None:  # a kill is about one article alone
        return None
    words = newsroom.feedback.standing(article["id"], str(article["version"]))
    latest = max((one for pair, one in words.items() if pair[0] == match["id"]), key=lambda one: one.at, default=None)
    told = said_of(latest)
    return None if told is None else WordBody.model_validate(told)
