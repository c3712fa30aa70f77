"""One line in the log a request, under an id that its answer carries; of what was sent and asked nothing is in it."""

from __future__ import annotations

import logging
import re
import time
import uuid
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from structlog.contextvars import bound_contextvars

from api.access.declared import route_of
from api.metrics import UNMATCHED

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER: Final = "X-Request-ID"
STATE: Final = "request_id"
"""Where a request's state has its id: for answers that are made outside, to what nobody caught."""

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What may be taken over from a proxy or a client: nothing that could be taken for another line or field."""

_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: told at the level ``debug``."""

logger = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware: gives each request an id, in everything that is logged on the way and in the answer.

    Args:
        app: What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its id, and log how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})[STATE] = request_id
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR.value
        began = time.perf_counter()

        async def naming(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, naming)
            except Exception:
                logger.exception("could not be answered")
                raise
            finally:
                self._log(scope, status, time.perf_counter() - began)

    @staticmethod
    def _log(scope: Scope, status: int, seconds: float) -> None:
        """Log the route, not the address: ids of articles, secrets of checks and what was searched are in that."""
        level = logging.DEBUG if scope["path"] in _QUIET and status < HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
        client = scope.get("client")
        told = {
            "method": scope["method"][:20],
            "route": route_of(scope) or UNMATCHED,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "client": client[0] if client else None,
        }
        logger.log(level, "answered", extra=told)
