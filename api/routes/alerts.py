"""Alerts that were raised: listed, streamed, and delivered again."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from time import monotonic
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.access.declared import needs
from api.dependencies import NewsroomHere
from api.errors import documented
from api.newsroomschemas import AlertBody, AlertsBody, ReplayedBody
from api.parameters import LARGEST, Moment, Number
from api.schemas import WordBody
from api.streams import Audience, AudienceHere, Cursor, Seat
from api.words import said_of
from dedup.access.callers import Scope
from dedup.detection.verdict import Relation
from dedup.errors import AlertNotFound
from dedup.newsroom.alerts import StoredAlert
from dedup.newsroom.mutes import Muted
from dedup.newsroom.running import Newsroom

router = APIRouter(prefix="/v1", tags=["newsroom"])

HEARTBEAT_SECONDS = 15.0
"""Proxies cut connections on which nothing comes for a minute."""

HELD_SECONDS = 5.0
"""How often a stream looks whether an embargo is over."""

WAKE_SECONDS = 15.0
"""How often a stream of which nothing is to be told looks whether to say that it is still there."""

_LOOKED_BACK = 500

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
    audience: AudienceHere,
    _seat: Seat,
    last_event_id: Annotated[
        str | None,
        Header(
            pattern=r"^[0-9]{1,18}(;[0-9]{1,18}(,[0-9]{1,18}){0,999})?$",
            description="Go on after this event; 0 for all.",
        ),
    ] = None,
) -> StreamingResponse:
    """Server-sent events: one alert an event. Without Last-Event-ID only new ones, and what an embargo holds now."""
    events = _events(request, newsroom, audience, last_event_id)
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


async def _events(request: Request, newsroom: Newsroom, audience: Audience, last: str | None) -> AsyncIterator[bytes]:
    cursor = Cursor.read(last) if last is not None else await run_in_threadpool(_begin, newsroom)
    told, looked = monotonic(), 0.0
    yield b"retry: 3000\n\n"
    first = True
    while not await request.is_disconnected():
        look = bool(cursor.held) and monotonic() - looked >= HELD_SECONDS
        looked = monotonic() if look else looked
        if first or look or audience.is_new_after(cursor.last):
            for event_id, body in await audience.due(cursor, look_at_held=look):
                told = monotonic()
                yield b"id: %b\nevent: alert\ndata: %b\n\n" % (event_id.encode(), body)
        first = False
        if monotonic() - told >= HEARTBEAT_SECONDS:
            told = monotonic()
            yield b": still here\n\n"
        await audience.news(cursor.last, HELD_SECONDS if cursor.held else WAKE_SECONDS)


def _begin(newsroom: Newsroom) -> Cursor:
    """Where a new listener starts; it is told of what is held now, once it may be."""
    recent = newsroom.alerts.listing(limit=_LOOKED_BACK)
    muted = _muted(newsroom, recent)
    held = _held(newsroom, recent)
    back = [alert.id for alert in recent[::-1] if alert.id in muted or not held.isdisjoint(alert.articles)]
    return Cursor(recent[0].id if recent else 0, back)


def told(newsroom: Newsroom, alert: StoredAlert) -> bytes | None:
    """An alert as a stream tells it; None while an embargo holds it, or an editor muted it."""
    if _is_held(newsroom, alert) or alert.id in _muted(newsroom, [alert]):
        return None
    return orjson.dumps(_body(newsroom, alert).model_dump(mode="json", exclude={"deliveries"}))


def _held(newsroom: Newsroom, alerts: Sequence[StoredAlert]) -> frozenset[str]:
    """Which stories of some alerts may not be named."""
    return newsroom.states.held({name for alert in alerts for name in alert.articles}, datetime.now(UTC))


def _is_held(newsroom: Newsroom, alert: StoredAlert) -> bool:
    return bool(_held(newsroom, [alert]))


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
