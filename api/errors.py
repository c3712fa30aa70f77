"""Every error as a problem document (RFC 9457): one table, and the handlers that write it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.access.declared import methods_at
from api.requestlog import HEADER, STATE
from api.schemas import Problem
from dedup import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from pydantic_core import ErrorDetails
    from starlette.requests import Request

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER = "5"
"""Seconds after which a caller may try a store again that did not answer."""

_PLAIN_WORDS = {
    HTTPStatus.NOT_FOUND: "Nothing is at this path; /docs shows what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This path takes other methods: those in the Allow header.",
}
_NAMESPACE = "urn:wire-dedup:problem:"
_MOST_ERRORS = 20
_LONGEST_MESSAGE = 1000
_CLIENT_CLOSED_REQUEST = 499


Responses: TypeAlias = dict[int | str, dict[str, Any]]
"""What FastAPI takes as a route's ``responses``."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """How one class of errors is answered."""

    status: HTTPStatus
    slug: str
    title: str


PROBLEMS: dict[type[errors.DedupError], ProblemType] = {
    errors.DedupError: ProblemType(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "The request failed"),
    errors.InputError: ProblemType(HTTPStatus.BAD_REQUEST, "bad-input", "The input can not be used"),
    errors.EmptyText: ProblemType(HTTPStatus.UNPROCESSABLE_ENTITY, "empty-text", "The text has no words"),
    errors.TextTooLong: ProblemType(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text-too-long", "The text is too long"),
    errors.UnreadableInput: ProblemType(HTTPStatus.BAD_REQUEST, "unreadable-input", "The input can not be read"),
    errors.InvalidArticle: ProblemType(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-article", "The article is not valid"),
    errors.ArticleNotFound: ProblemType(HTTPStatus.NOT_FOUND, "article-not-found", "No such article is stored"),
    errors.MessageNotFound: ProblemType(HTTPStatus.NOT_FOUND, "message-not-found", "No such message is in the inbox"),
    errors.AlertNotFound: ProblemType(HTTPStatus.NOT_FOUND, "alert-not-found", "No such alert was raised"),
    errors.AlertMuted: ProblemType(HTTPStatus.CONFLICT, "alert-muted", "The alert is muted"),
    errors.DestinationDisabled: ProblemType(
        HTTPStatus.CONFLICT, "destination-disabled", "The destination wants no more"
    ),
    errors.MuteNotFound: ProblemType(HTTPStatus.NOT_FOUND, "mute-not-found", "No such mute stands"),
    errors.InvalidMute: ProblemType(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-mute", "That can not be muted so"),
    errors.DestinationNotFound: ProblemType(
        HTTPStatus.NOT_FOUND, "destination-not-found", "Alerts go to no such destination"
    ),
    errors.SenderRefused: ProblemType(HTTPStatus.FORBIDDEN, "sender-refused", "The sender may not send this"),
    errors.AccessRefused: ProblemType(HTTPStatus.FORBIDDEN, "access-refused", "Refused"),
    errors.NotAuthenticated: ProblemType(HTTPStatus.UNAUTHORIZED, "not-authenticated", "Who asks is not known"),
    errors.NotPermitted: ProblemType(HTTPStatus.FORBIDDEN, "not-permitted", "Who asks may not do this"),
    errors.ForeignRequest: ProblemType(HTTPStatus.FORBIDDEN, "foreign-request", "Another site sent this"),
    errors.StrangeHost: ProblemType(HTTPStatus.MISDIRECTED_REQUEST, "strange-host", "No such host is served here"),
    errors.TooManyAttempts: ProblemType(
        HTTPStatus.TOO_MANY_REQUESTS, "too-many-attempts", "Too many wrong passwords were tried"
    ),
    errors.TooManyRequests: ProblemType(
        HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests", "More was asked for than may be in a minute"
    ),
    errors.InvalidAccess: ProblemType(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-access", "That can not be made so"),
    errors.KeyNotFound: ProblemType(HTTPStatus.NOT_FOUND, "key-not-found", "No such API key was made"),
    errors.UserNotFound: ProblemType(HTTPStatus.NOT_FOUND, "user-not-found", "No such user was made"),
    errors.CalibrationRefused: ProblemType(
        HTTPStatus.CONFLICT, "calibration-refused", "Derivations are not recalibrated by that"
    ),
    errors.VersionConflict: ProblemType(
        HTTPStatus.CONFLICT, "version-conflict", "That version is stored with another text"
    ),
    errors.StoreError: ProblemType(HTTPStatus.SERVICE_UNAVAILABLE, "store", "The store can not be used"),
    errors.SchemaOutdated: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE, "schema-outdated", "The database needs its migrations"
    ),
    errors.ModelMismatch: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE, "model-mismatch", "The store was built with another model"
    ),
    errors.StoreUnavailable: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE, "store-unavailable", "The database does not answer"
    ),
    errors.IndexUnavailable: ProblemType(
        HTTPStatus.SERVICE_UNAVAILABLE, "index-unavailable", "The vector engine does not answer"
    ),
    errors.InboxFull: ProblemType(HTTPStatus.SERVICE_UNAVAILABLE, "inbox-full", "Too many messages wait"),
    errors.EncoderError: ProblemType(HTTPStatus.SERVICE_UNAVAILABLE, "encoder", "A model can not be run"),
}
"""The answer to each class of the error tree; a test holds it complete."""

INVALID_REQUEST = ProblemType(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", "The request is not valid")
NOT_READY = ProblemType(HTTPStatus.SERVICE_UNAVAILABLE, "not-ready", "The indexes are not in step with the store")


def problem_of(error: Exception) -> Problem:
    """The problem document of an error.

    Args:
        error: One of the error tree, or anything unexpected, whose message is then kept to the log.

    Returns:
        What the caller is told.
    """
    if not isinstance(error, errors.DedupError):
        return problem(PROBLEMS[errors.DedupError], "Something went wrong on our side; the log says what.")
    kind = next(PROBLEMS[base] for base in type(error).__mro__ if base in PROBLEMS)
    return problem(kind, str(error))


def problem(kind: ProblemType, detail: str, errors: list[dict[str, Any]] | None = None) -> Problem:
    """A problem document of one kind."""
    return Problem(
        type=_NAMESPACE + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=detail[:_LONGEST_MESSAGE],
        errors=errors,
    )


def problem_response(body: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem document as a response."""
    return Response(problem_json(body), body.status, headers=dict(headers or {}), media_type=PROBLEM_TYPE)


def problem_json(body: Problem) -> bytes:
    """A problem document as JSON in ASCII: a message may repeat half a surrogate pair that somebody sent."""
    return json.dumps(body.model_dump(exclude_none=True)).encode()


def documented(*statuses: HTTPStatus) -> Responses:
    """What OpenAPI says of the errors of a route.

    Args:
        *statuses: Those the route can answer besides 500.

    Returns:
        FastAPI's ``responses``.
    """
    return {
        int(status): {
            "description": " or ".join(_titles(status)) or status.phrase,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in (*statuses, HTTPStatus.INTERNAL_SERVER_ERROR)
    }


def _titles(status: HTTPStatus) -> list[str]:
    return [kind.title for kind in (*PROBLEMS.values(), INVALID_REQUEST, NOT_READY) if kind.status is status]


def install_handlers(app: FastAPI) -> None:
    """Make every failing request answer with a problem document."""
    app.add_exception_handler(errors.DedupError, _dedup_error)
    app.add_exception_handler(ValidationError, _validation_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ClientDisconnect, _client_gone)
    app.add_exception_handler(Exception, _unexpected)


def _dedup_error(request: Request, error: Exception) -> Response:
    request.app.state.metrics.count_error(error)
    return refusal(error)


def refusal(error: Exception, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to an error of the tree.

    Args:
        error: It.
        headers: What goes with it besides.
    """
    body = problem_of(error)
    unavailable = body.status == HTTPStatus.SERVICE_UNAVAILABLE
    if not isinstance(error, errors.InputError):
        logger.error("%s: %s", type(error).__name__, error)
    return problem_response(body, {**(headers or {}), **({"Retry-After": RETRY_AFTER} if unavailable else {})})


def _validation_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ValidationError | RequestValidationError):
        raise TypeError(error)
    found: Sequence[ErrorDetails] = error.errors()
    listed = [
        {"at": ".".join(str(part)[:100] for part in item["loc"]), "message": item["msg"][:_LONGEST_MESSAGE]}
        for item in found[:_MOST_ERRORS]
    ]
    detail = "; ".join(f"{item['at']}: {item['message']}" if item["at"] else item["message"] for item in listed)
    return problem_response(problem(INVALID_REQUEST, detail, listed))


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    status = HTTPStatus(error.status_code)
    detail = str(error.detail)
    if detail == status.phrase and status in _PLAIN_WORDS:
        detail = _PLAIN_WORDS[status]
    body = Problem(type="about:blank", title=status.phrase, status=status, detail=detail)
    headers = dict(error.headers or {})
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods_at(request.app.routes, request.scope))
    return problem_response(body, headers)


def _client_gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=_CLIENT_CLOSED_REQUEST)  # nobody reads it; the log shows why there is no answer


def _unexpected(request: Request, error: Exception) -> Response:
    request.app.state.metrics.count_error(error)
    return problem_response(problem_of(error), {HEADER: getattr(request.state, STATE)})
