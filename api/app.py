"""The application: built by a function, opened at its start, closed at its end; nothing happens at import."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from api.desk import pages
from api.desk.rendering import problem_page
from api.errors import install_handlers
from api.head import HeadAsGet
from api.limits import BodyLimit
from api.metrics import Metrics, RequestMetrics
from api.openapi import install_openapi
from api.routes import alerts, articles, bulk, health, hooks, inbox, score, search
from api.turns import Turns
from dedup.settings import Settings
from dedup.wiring import build_newsroom, build_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fastapi import FastAPI
    from starlette.responses import Response

    from api.schemas import Problem
    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService

THREADS_PER_CORE = 2
"""Requests worked on at once. The work is bound by the processors: more threads would only share them, each with its
memory; requests beyond that wait their turn."""


def create_app(
    settings: Settings | None = None,
    open_service: Callable[[Settings], DedupService] = build_service,
    open_newsroom: Callable[[Settings, DedupService], Newsroom] = build_newsroom,
) -> FastAPI:
    """Build the application; ``uvicorn --factory api.app:create_app`` serves it.

    Args:
        settings: By default those of the environment.
        open_service: Opens the service when the application starts; the application closes it when it ends.
        open_newsroom: Likewise, what takes in messages and sends out alerts; started and stopped with it.

    Returns:
        The application.
    """
    settings = settings or Settings()
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS_PER_CORE * (os.cpu_count() or 1)
        service = await run_in_threadpool(open_service, settings)
        app.state.service = service
        newsroom = await run_in_threadpool(open_newsroom, settings, service)
        app.state.newsroom = newsroom
        app.state.accepting = CapacityLimiter(hooks.ACCEPTING)
        metrics.watch(service.health)
        newsroom.start(settings.workers)
        yield
        await run_in_threadpool(newsroom.stop)
        await run_in_threadpool(service.close)

    app = FastAPIOffline(
        title="wire-dedup",
        version=version("wire-dedup"),
        lifespan=lifespan,
        redirect_slashes=False,  # a slash at the end is part of an article's id
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.turns = turns = Turns()
    metrics.watch_turns(turns)
    for routes in (score, bulk, search, articles, hooks, inbox, alerts, health):
        app.include_router(routes.router)
    app.include_router(pages.router)
    app.add_api_route("/", _to_the_desk, include_in_schema=False)
    install_handlers(app)
    install_openapi(app)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, answers={"/desk/": _too_large})
    app.add_middleware(RequestMetrics, metrics=metrics)  # outside the limit, so as to count what that answers
    app.add_middleware(HeadAsGet)
    return app


def _to_the_desk() -> RedirectResponse:
    return RedirectResponse("/desk")


def _too_large(problem: Problem) -> Response:
    """The page that says that a file is over the limit."""
    limit = problem.detail.partition(" bytes")[0].rpartition(" ")[2]
    detail = (
        f"A text or file that is checked may have {limit} bytes, and this has more; nothing of it was read. Go back "
        "and check one story of it, or ask for a higher DEDUP_MAX_BODY_BYTES."
    )
    return problem_page(problem.status, "That is too large", detail)
