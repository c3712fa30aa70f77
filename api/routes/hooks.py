"""Senders of wire desks: each message is checked, kept durably, answered; scoring comes after."""

import logging
from http import HTTPStatus
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path
from starlette.requests import Request

from api.access.declared import PROOF, admits
from api.dependencies import CallerHere, Intake, IntakeHere
from api.errors import documented
from api.hooks import admitted, may_send_unsigned
from api.newsroomschemas import AcceptedBody
from dedup.errors import InputError
from dedup.formats.wire import read_wire
from dedup.newsroom.messages import Accepted, Incoming

router = APIRouter(prefix="/v1", tags=["newsroom"])

logger = logging.getLogger(__name__)

ACCEPTING = 4
"""Threads that take in messages, apart from those that score: a sender is never kept waiting by a long text."""

_MOST_SKIPPED = 100


@router.post(
    "/hooks/{sender}",
    summary="Take in a message of a sender",
    response_model_exclude_defaults=True,
    responses=documented(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    openapi_extra={
        "requestBody": {
            "description": "As the sender's kind has it: a format of messages or feeds, our JSON, or text.",
            "required": True,
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
@admits(PROOF)
async def hook(
    request: Request,
    sender: Annotated[str, Path(description="Its name in the senders file.")],
    intake: IntakeHere,
    caller: CallerHere,
) -> AcceptedBody:
    """Keep a message. 2xx means that it is on disk; it is scored after, but for items that are named as skipped.

    The same bytes again are answered the same way. 4xx is final: what is answered so will never be right. 503 asks to
    send it again. A sender with a secret is admitted by its own proof alone; one without needs the scope `hooks`, once
    anything is locked.
    """
    may_send_unsigned(intake.config.senders, sender, caller)  # before anything is read
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    limiter = request.app.state.accepting
    accepted, skipped = await to_thread.run_sync(_accept, intake, sender, headers, body, limiter=limiter)
    return AcceptedBody(id=accepted.id, status="known" if accepted.known else "accepted", skipped=skipped)


def _accept(intake: Intake, name: str, headers: dict[str, str], body: bytes) -> tuple[Accepted, list[str]]:
    sender, known = admitted(intake.config.senders, name, headers, body)
    skipped: list[str] = []
    try:
        items = read_wire(body, known)  # what can never be read gets its answer now
        skipped = [f"{item.guid}: {item.skipped}" for item in items if item.skipped][:_MOST_SKIPPED]
    except InputError:
        raise
    except Exception:
        # Ours to mend, and senders do not try for ever: it is kept, fails in the inbox, and can be worked on again.
        logger.exception("A message of %s could not be read", sender.name)
    media_type = headers.get("content-type")
    return intake.accept(Incoming(sender.name, known, media_type, body, sender.source)), skipped
