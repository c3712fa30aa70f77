"""Is the process alive, is it ready, what has it counted."""

from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from api.access.declared import EVERYBODY, admits, needs
from api.dependencies import AccessHere, CallerHere, Counters, PulseHere, Service, SettingsHere
from api.errors import NOT_READY, RETRY_AFTER, documented, problem, problem_response
from api.schemas import HealthBody, ReadyBody
from dedup.access.callers import Scope
from dedup.errors import NotPermitted

router = APIRouter(tags=["operation"])


@router.get("/healthz", summary="Alive", responses=documented())
@admits(EVERYBODY)
async def healthz() -> HealthBody:
    """The process answers. Says nothing of the store."""
    return HealthBody()


@router.get(
    "/readyz",
    summary="Ready",
    response_model=ReadyBody,
    responses=documented(HTTPStatus.SERVICE_UNAVAILABLE),
)
@admits(EVERYBODY)
def readyz(pulse: PulseHere, access: AccessHere, settings: SettingsHere) -> Response:
    """The store answers, and no index is further behind than it may be; how much there is, while nothing is locked."""
    pulse.require_current()
    health = pulse.health()
    locked = access.is_locked()
    if not health.is_ready(settings.max_lag_seconds):
        detail = (
            "The semantic index is behind the store. Wait, or run `dedup reindex`."
            if locked
            else f"The semantic index has taken in operation {health.indexed_sequence} of {health.sequence}, of which "
            f"the next has waited for {health.behind_seconds:.0f} seconds, and holds {health.indexed_items} of "
            f"{health.passages} passages. Wait, or run `dedup reindex`."
        )
        return problem_response(problem(NOT_READY, detail), {"Retry-After": RETRY_AFTER})
    if locked:
        return JSONResponse({"status": "ready"})
    ready = ReadyBody(articles=health.articles, passages=health.passages, sequence=health.sequence, model=health.model)
    return JSONResponse(ready.model_dump())


@router.get(
    "/metrics",
    summary="Prometheus metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(HTTPStatus.SERVICE_UNAVAILABLE),
    },
)
@needs(Scope.READ, Scope.ADMIN)
def metrics(counters: Counters, service: Service, caller: CallerHere) -> Response:
    """Requests, durations, verdicts and what is stored, in the Prometheus text format.

    Figures are of everything that is stored: while a source is private they are for `admin` alone.
    """
    if Scope.ADMIN not in caller.scopes and service.store.private():
        message = "Some sources are private, and these figures are of all: this needs the scope admin."
        raise NotPermitted(message)
    return Response(generate_latest(counters.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
