"""What arrived: messages, what became of each, and why one was skipped or failed."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from api.access.declared import needs
from api.dependencies import NewsroomHere
from api.errors import documented
from api.newsroomschemas import InboxBody, MessageBody
from api.parameters import LARGEST, Moment, Number
from dedup.access.callers import Scope
from dedup.newsroom.messages import Message, State

if TYPE_CHECKING:
    from datetime import datetime

router = APIRouter(prefix="/v1/inbox", tags=["newsroom"])

_READING = documented(HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
_ONE = documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)


@router.get("", summary="What arrived", responses=_READING)
@needs(Scope.READ)
def listing(  # noqa: PLR0913, PLR0917 - each narrows it
    newsroom: NewsroomHere,
    sender: Annotated[str | None, Query(max_length=600)] = None,
    state: Annotated[State | None, Query()] = None,
    since: Annotated[Moment | None, Query()] = None,
    until: Annotated[Moment | None, Query()] = None,
    before: Annotated[
        int | None, Query(ge=1, le=LARGEST, description="Only messages with a lower number: the next page.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> InboxBody:
    """Messages, newest first, without their text."""
    found = newsroom.inbox.listing(sender=sender, state=state, since=since, until=until, before=before, limit=limit)
    return InboxBody(messages=[_body(message) for message in found], next=found[-1].id if len(found) == limit else None)


@router.get("/{message_id:digits}", summary="One message", responses=_ONE)
@needs(Scope.READ)
def read(message_id: Number, newsroom: NewsroomHere) -> MessageBody:
    """One message, without its text."""
    return _body(newsroom.inbox.read(message_id))


@router.post("/{message_id:digits}:retry", summary="Work on a message again", responses=_ONE)
@needs(Scope.WRITE)
def retry(message_id: Number, newsroom: NewsroomHere) -> MessageBody:
    """Have a message that was given up, failed or skipped worked on again; others are left as they are."""
    return _body(newsroom.inbox.retry(message_id))


def _body(message: Message) -> MessageBody:
    due: datetime | None = message.due_at if message.state in {"waiting", "failed"} else None
    return MessageBody(
        id=message.id,
        sender=message.incoming.sender,
        format=message.incoming.format,
        received_at=message.received_at,
        state=message.state,
        attempts=message.attempts,
        due_at=due,
        reason=message.reason,
        items=list(message.outcome),
    )
