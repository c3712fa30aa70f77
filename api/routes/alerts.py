"""Alerts that were raised: listed, streamed, and delivered again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from anyio import sleep
from fastapi import APIRouter, Header, Query
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from api.dependencies import NewsroomHere
from api.errors import documented
from api.schemas import AlertBody, AlertsBody, ReplayedBody
from dedup.detection.verdict import Relation
from dedup.errors import AlertNotFound
from dedup.newsroom.alerts import StoredAlert
from dedup.newsroom.running import Newsroom

router = APIRouter(prefix="/v1", tags=["newsroom"])

POLL_SECONDS = 0.5
"""How often the stream looks for new alerts; it reads the database, so it works whichever process raised them."""

HEARTBEAT_SECONDS = 15.0
"""Proxies cut connections on which nothing comes for a minute."""

_LOOKED_BACK = 500
_READING = documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
_ONE = documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)


@router.get("/alerts", summary="Alerts that were raised", responses=_READING)
def listing(
    newsroom: NewsroomHere,
    relation: Annotated[Relation | None, Query()] = None,
    since: Annotated[AwareDatetime | None, Query()] = None,
    before: Annotated[int | None, Query(ge=1, description="Only alerts with a lower number: the next page.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> AlertsBody:
    """Alerts, newest first; those about a story under embargo are left out until it is over."""
    found = newsroom.alerts.listing(relation=relation, since=since, before=before, limit=limit)
    shown = [_body(alert) for alert in found if not _is_held(newsroom, alert)]
    return AlertsBody(alerts=shown, next=found[-1].id if len(found) == limit else None)


@router.get(
    "/alerts:stream",
    summary="Alerts as they are raised",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}, **_READING},
)
async def stream(
    request: Request,
    newsroom: NewsroomHere,
    last_event_id: Annotated[int | None, Header(ge=0, description="Go on after this alert.")] = None,
) -> StreamingResponse:
    """Server-sent events: one alert an event, its number as the id. Without Last-Event-ID only new ones."""
    events = _events(request, newsroom, last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


@router.get("/alerts/{alert_id}", summary="One alert", responses=_ONE)
def read(alert_id: int, newsroom: NewsroomHere) -> AlertBody:
    """One alert with its deliveries and every attempt to make them."""
    alert = newsroom.alerts.read(alert_id)
    if _is_held(newsroom, alert):
        message = f"alert {alert_id} is held by an embargo"
        raise AlertNotFound(message)
    return _body(alert)


@router.post("/alerts/{alert_id}:replay", summary="Deliver an alert again", responses=_ONE)
def replay(
    alert_id: int,
    newsroom: NewsroomHere,
    destination: Annotated[str | None, Query(description="Only to this one.")] = None,
) -> ReplayedBody:
    """Deliver an alert once more, to all its destinations or to one."""
    return ReplayedBody(id=alert_id, deliveries=newsroom.alerts.replay(alert_id, destination))


async def _events(request: Request, newsroom: Newsroom, last: int | None) -> AsyncIterator[bytes]:
    cursor, held = await run_in_threadpool(_begin, newsroom, last)
    quiet = 0.0
    yield b"retry: 3000\n\n"
    while not await request.is_disconnected():
        cursor, due = await run_in_threadpool(_due, newsroom, cursor, held)
        for alert in due:
            body = _body(alert).model_dump(mode="json", exclude={"deliveries"})
            yield b"id: %d\nevent: alert\ndata: %b\n\n" % (
                min(alert.id, cursor),
                orjson.dumps(body),
            )
        quiet = 0.0 if due else quiet + POLL_SECONDS
        if quiet >= HEARTBEAT_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"
        await sleep(POLL_SECONDS)


def _begin(newsroom: Newsroom, last: int | None) -> tuple[int, dict[int, StoredAlert]]:
    """Where a stream starts, and the older alerts that an embargo still holds back."""
    recent = newsroom.alerts.listing(limit=_LOOKED_BACK, since=datetime.now(UTC) - timedelta(days=30))
    cursor = last if last is not None else max((alert.id for alert in recent), default=0)
    held = {alert.id: alert for alert in recent if alert.id <= cursor and _is_held(newsroom, alert)}
    return cursor, held


def _due(newsroom: Newsroom, cursor: int, held: dict[int, StoredAlert]) -> tuple[int, list[StoredAlert]]:
    """New alerts, and held ones that may be told now."""
    fresh = newsroom.alerts.listing(after=cursor, limit=100)
    for alert in fresh:
        held[alert.id] = alert
    due = [alert for alert in held.values() if not _is_held(newsroom, alert)]
    for alert in due:
        del held[alert.id]
    return max((alert.id for alert in fresh), default=cursor), due


def _is_held(newsroom: Newsroom, alert: StoredAlert) -> bool:
    return newsroom.states.held_until(alert.articles, datetime.now(UTC)) is not None


def _body(alert: StoredAlert) -> AlertBody:
    deliveries: list[dict[str, Any]] = list(alert.deliveries)
    return AlertBody(
        id=alert.id, created_at=alert.created_at, kind=alert.kind, payload=alert.payload, deliveries=deliveries
    )
