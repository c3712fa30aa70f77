"""The application: built by a function, opened at its start, closed at its end; nothing happens at import."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.access.browsers import SignOn, at_desk
from api.access.declared import EVERYBODY, KNOWN, UNLOCKED, admits, declare
from api.access.gate import Gate, challenge
from api.access.oidc import provider_of
from api.access.strangers import Hosts
from api.desk import pages
from api.desk.entering import LOGGING_IN, entrance
from api.desk.rendering import problem_page, refusal_page
from api.errors import install_handlers, refusal
from api.head import HeadAsGet
from api.limits import BodyLimit
from api.metrics import Metrics, RequestMetrics
from api.openapi import install_openapi
from api.paths import EncodedSlashes
from api.requestlog import RequestLog
from api.routes import alerts, articles, bulk, health, hooks, inbox, mutes, score, search
from api.streams import Streams
from api.tracing import RequestTrace, stage_span, tracer_of, traces_of_environment
from api.turns import Turns
from dedup.access.limits import Limits
from dedup.errors import DedupError, NotAuthenticated
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings
from dedup.wiring import access_of, build_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import FastAPI
    from opentelemetry.sdk.trace import TracerProvider
    from starlette.responses import Response
    from starlette.types import Scope

    from dedup.access.control import AccessControl
    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService

THREADS_PER_CORE = 2
"""Requests worked on at once. The work is bound by the processors: more threads would only share them, each with its
memory; requests beyond that wait their turn."""

DOCUMENTATION = frozenset({"/docs", "/redoc", "/docs/oauth2-redirect"})
"""Pages that explain the API."""


def create_app(
    settings: Settings | None = None,
    open_service: Callable[[Settings], DedupService] = build_service,
    open_newsroom: Callable[[Settings, DedupService], Newsroom] = build_newsroom,
    open_access: Callable[[Settings, DedupService], AccessControl] = access_of,
    open_traces: Callable[[], TracerProvider | None] = traces_of_environment,
) -> FastAPI:
    """Build the application; ``uvicorn --factory api.app:create_app`` serves it.

    Args:
        settings: By default those of the environment.
        open_service: Opens the service when the application starts; the application closes it when it ends.
        open_newsroom: Likewise, what takes in messages and sends out alerts; started and stopped with it.
        open_access: Likewise, what knows who is let in.
        open_traces: Where spans go; none unless the environment says so.

    Returns:
        The application.
    """
    settings = settings or Settings()
    metrics, traces = Metrics(), open_traces()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS_PER_CORE * (os.cpu_count() or 1)
        service = await run_in_threadpool(open_service, settings)
        app.state.service = service
        newsroom = await run_in_threadpool(open_newsroom, settings, service)
        app.state.newsroom = newsroom
        app.state.access = access = await run_in_threadpool(open_access, settings, service)
        access.start()
        app.state.accepting = CapacityLimiter(hooks.ACCEPTING)
        app.state.logging_in = CapacityLimiter(LOGGING_IN)
        app.state.streams = streams = Streams(alerts.told)
        metrics.watch_streams(streams)
        metrics.watch(service.health)
        metrics.watch_newsroom(newsroom)
        service.observed.watch(metrics)
        if traces is not None:
            service.observed.trace(partial(stage_span, tracer_of(traces)))
        newsroom.start(settings.workers)
        async with streams.watched():
            yield
        await run_in_threadpool(newsroom.stop)
        await run_in_threadpool(access.stop)
        await run_in_threadpool(service.close)
        if traces is not None:
            await run_in_threadpool(traces.shutdown)  # sends what was not sent yet

    app = FastAPIOffline(
        title="wire-dedup",
        version=version("wire-dedup"),
        lifespan=lifespan,
        # Its own spans, metrics and logs would hold addresses, and messages that quote what was sent.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        redirect_slashes=False,  # a slash at the end is part of an article's id
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.limits = limits = Limits(settings.per_minute)
    metrics.watch_limits(limits)
    app.state.provider = provider_of(settings)
    app.state.turns = turns = Turns()
    metrics.watch_turns(turns)
    for routes in (score, bulk, search, articles, hooks, inbox, alerts, mutes, health):
        app.include_router(routes.router)
    app.include_router(pages.router)
    app.add_api_route("/", _to_the_desk, include_in_schema=False)
    install_handlers(app)
    install_openapi(app)
    _declare_documentation(app)
    _put_in_front(app, settings, metrics, traces)
    return app


def _put_in_front(app: FastAPI, settings: Settings, metrics: Metrics, traces: TracerProvider | None) -> None:
    """Put before the routes what every request passes, the innermost first."""
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, answers={"/desk/": _too_large})
    if settings.trusted_proxies:  # behind the gate, which looks at who connects
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    app.add_middleware(
        Gate,
        routes=app.routes,
        control=lambda: app.state.access,
        hosts=Hosts(_names(settings)),
        limits=app.state.limits,
        sso=SignOn(settings.user_header, settings.trusted_proxies or "") if settings.user_header else None,
        answer=_refused,
    )
    app.add_middleware(RequestMetrics, metrics=metrics)  # outside the limit, so as to count what that answers
    if traces is not None:
        app.add_middleware(RequestTrace, tracer=tracer_of(traces))  # inside what gives a request its id
    app.add_middleware(RequestLog)
    app.add_middleware(HeadAsGet)
    app.add_middleware(EncodedSlashes)  # outside the gate, which has to see the same path as the routes


def _declare_documentation(app: FastAPI) -> None:
    """Say who may read the description; FastAPI adds these routes itself."""
    for route in app.routes:
        if isinstance(route, Mount):
            declare(route.app, UNLOCKED)
        elif isinstance(route, Route) and (not isinstance(route, APIRoute) or route.path in DOCUMENTATION):
            declare(route.endpoint, KNOWN if route.path == app.openapi_url else UNLOCKED)


def _names(settings: Settings) -> list[str]:
    """The names that the service is known by."""
    public = urlsplit(settings.public_url or "").hostname
    return [*(settings.hosts or "").split(","), settings.host, *([public] if public else [])]


def _refused(scope: Scope, error: DedupError) -> Response:
    """The answer to who may not: a page at the desk, a problem document everywhere else."""
    scope["app"].state.metrics.count_error(error)
    if not at_desk(scope):
        return refusal(error, challenge(scope, error))
    reads = scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    if isinstance(error, NotAuthenticated) and reads:
        return entrance(scope["path"], scope["query_string"].decode("latin-1"))
    return refusal_page(error, challenge(scope, error))


@admits(EVERYBODY)
def _to_the_desk() -> RedirectResponse:
    return RedirectResponse("/desk")


def _too_large(limit: int) -> Response:
    """The page that says that a file is over the limit."""
    detail = (
        f"A text or file that is checked may have {limit:,} bytes, and this has more; nothing of it was read. Go back "
        "and check one story of it, or ask for a higher DEDUP_MAX_BODY_BYTES."
    )
    return problem_page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is too large", detail)
