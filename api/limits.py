"""How large a request may be, checked while it comes in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException

from api.errors import problem_response
from api.schemas import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DRAINED_BYTES: Final = 32 * 1024 * 1024
"""How much of a body that is too large is still read, so that an ordinary client gets to read the answer: it is
written after the upload, and a connection closed before that discards it."""

UNLIMITED_PATHS: Final = frozenset({"/v1/articles:bulk"})
"""Streams: any total length, each line limited."""


class BodyLimit:
    """ASGI middleware that answers 413 to a body over the limit, holding never more of it than that."""

    def __init__(self, app: ASGIApp, limit: int, answers: Mapping[str, Callable[[int], Response]]) -> None:
        """Put it around an application.

        Args:
            app: What is behind it.
            limit: Most bytes of a body.
            answers: How paths below these are answered, given the limit, if not with a problem document.
        """
        self._app = app
        self._limit = limit
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED_PATHS:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if self._declared(headers.get(b"content-length", b"")) > self._limit:
            if b"expect" not in headers:  # who asks first has sent nothing yet
                await drain(receive)
            own = (answer for below, answer in self._answers.items() if scope["path"].startswith(below))
            await next(own, _refused)(self._limit)(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    @staticmethod
    def _declared(header: bytes) -> int:
        return int(header[:19]) if header.isdigit() else 0  # more digits would be too large as well

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                if message.get("more_body"):
                    await drain(receive)
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(self._limit).detail)
            return message

        return counting


async def drain(receive: Receive) -> None:
    """Read on, and throw away: the answer to a request is read once all of it was sent."""
    drained = 0
    while drained < DRAINED_BYTES:
        message = await receive()
        drained += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _refused(limit: int) -> Response:
    return problem_response(_too_large(limit))


def _too_large(limit: int) -> Problem:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return Problem(
        type="about:blank",
        title=status.phrase,
        status=status,
        detail=f"The body is longer than {limit:,} bytes. Send one article a request, or many as NDJSON "
        "to /v1/articles:bulk.",
    )
