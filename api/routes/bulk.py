"""Backfill: articles in as NDJSON, results out as NDJSON while the rest is still coming."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

import orjson
from anyio import sleep
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse

from api.access.declared import needs
from api.bodies import NDJSON, Accepts, decoded
from api.dependencies import BodyLimit, CallerHere, Counters, LimitsHere, Service
from api.errors import documented, problem_json, problem_of
from api.ndjson import Line, LineCutter
from api.openapi import request_body
from api.schemas import read_article
from dedup.access.callers import Scope
from dedup.article import Article
from dedup.errors import InputError, TextTooLong

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from starlette.types import Receive, Send
    from starlette.types import Scope as Asked

    from api.metrics import Metrics
    from dedup.service import DedupService
    from dedup.storing import Ingested

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/v1", tags=["articles"])

BATCH = 32
"""Most lines that are taken in together."""


class DuplexResponse(StreamingResponse):
    """A streamed answer that reads the request while it is sent.

    Starlette's own listens for a disconnect meanwhile, which swallows the parts of the body that are still to come.
    """

    async def __call__(self, scope: "Asked", receive: "Receive", send: "Send") -> None:  # noqa: ARG002 - ASGI's signature
        """Send the answer; a client that went away gets no more of it."""
        with suppress(ClientDisconnect, OSError):
            await self.stream_response(send)


@router.post(
    "/articles:bulk",
    summary="Store and score many articles",
    response_class=DuplexResponse,
    responses={
        200: {
            "description": "One result a line",
            "content": {NDJSON[0]: {"schema": {"$ref": "#/components/schemas/BulkResult"}}},
        },
        **documented(HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    },
    openapi_extra=request_body("One article a line.", dict.fromkeys(NDJSON)),
)
@needs(Scope.WRITE)
async def bulk(  # noqa: PLR0913, PLR0917 - what it needs
    request: Request,
    service: Service,
    counters: Counters,
    limit: BodyLimit,
    caller: CallerHere,
    limits: LimitsHere,
) -> DuplexResponse:
    """Store and score one article a line, in order.

    Results are sent while the body is still coming. A line that can not be stored gets an `error` and the rest go on;
    empty lines are skipped. If the store fails, the last result says so and the lines after it were not read: send
    them again. Repeating a stream is harmless, what is stored already is `unchanged`. A key that may ask for so much a
    minute is not refused in the middle: its stream is read as fast as that.
    """
    Accepts(*NDJSON).check(request)
    pace = _Pace(partial(limits.take, caller), partial(limits.wait, caller))
    return DuplexResponse(_results(request, service, counters, limit, pace), media_type=NDJSON[0])


@dataclass(frozen=True, slots=True)
class _Pace:
    """How fast a stream may be read.

    Attributes:
        take: Takes so many places at most, and says how many.
        wait: Seconds until there is one.
    """

    take: "Callable[[int], int]"
    wait: "Callable[[], float]"

    async def places(self, most: int) -> int:
        """How many lines may be worked on, at least one, once one may."""
        taken = self.take(most)
        while not taken:
            await sleep(self.wait())
            taken = self.take(most)
        return taken


async def _results(
    request: Request, service: "DedupService", counters: "Metrics", limit: int, pace: _Pace
) -> "AsyncIterator[bytes]":
    """The results, a batch at a time: whatever lines have come by then, so a slow sender is not kept waiting."""
    cutter = LineCutter(limit)
    async for chunk in request.stream():
        lines = list(cutter.feed(chunk) if chunk else cutter.finish())
        while lines:
            places = await pace.places(min(len(lines), BATCH))
            batch, lines = lines[:places], lines[places:]
            results, failed = await run_in_threadpool(_ingest, batch, service, counters)
            yield results
            if failed:
                return


def _ingest(lines: "Sequence[Line]", service: "DedupService", counters: "Metrics") -> tuple[bytes, bool]:
    """Store some lines.

    Returns:
        Their results, and whether the store failed at the last of them.
    """
    items = [(line.number, _article(line)) for line in lines]
    outcomes = service.ingest_many([item for _, item in items if isinstance(item, Article)])
    results = []
    for number, item in items:
        try:
            outcome = next(outcomes) if isinstance(item, Article) else item
        except Exception as error:  # the status is sent already: the line is the only place left to say it
            logger.exception("A bulk request stopped at line %d", number)
            results.append(_failed(number, error))
            return b"".join(results), True
        results.append(
            _failed(number, outcome) if isinstance(outcome, InputError) else _stored(number, outcome, counters)
        )
    return b"".join(results), False


def _article(line: Line) -> Article | InputError:
    if line.content is None:
        return TextTooLong("The line is longer than one article may be.")
    try:
        return read_article(decoded(line.content))
    except InputError as error:
        return error


def _stored(number: int, ingested: "Ingested", counters: "Metrics") -> bytes:
    verdict = orjson.loads(ingested.verdict)
    if ingested.status == "created":
        counters.count_verdict(verdict["relation"])
    result = {"line": number, "id": ingested.id, "version": ingested.version, "status": ingested.status}
    result |= {name: verdict[name] for name in ("relation", "derivation", "needs_review")}
    result["review_reason"] = verdict.get("review_reason", "")  # what was stored by older versions has none
    return orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE)


def _failed(number: int, error: Exception) -> bytes:
    return b'{"line":%d,"error":%b}\n' % (number, problem_json(problem_of(error)))
