"""What routes are given: the service and the counters of this application."""

from typing import Annotated, Protocol

from fastapi import Depends
from starlette.requests import Request

from api.access.gate import CALLER
from api.metrics import Metrics
from dedup.access.callers import LOCAL, Caller
from dedup.access.control import AccessControl
from dedup.access.desks import Sight
from dedup.access.limits import Limits
from dedup.health import Health
from dedup.newsroom.config import NewsroomConfig
from dedup.newsroom.messages import Accepted, Incoming
from dedup.newsroom.running import Newsroom
from dedup.newsroomwiring import seen_by
from dedup.service import DedupService
from dedup.settings import Settings


async def get_caller(request: Request) -> Caller:
    """Who asks, as the gate found."""
    caller: Caller = request.scope[CALLER]
    return caller


def get_seen(request: Request, caller: Annotated[Caller, Depends(get_caller)]) -> tuple[DedupService, Newsroom]:
    """The service and the newsroom as the caller sees them; routes have no others.

    As long as nothing is locked, who is on this machine sees everything.
    """
    service, newsroom = request.app.state.service, request.app.state.newsroom
    if caller is LOCAL:
        return service, newsroom
    return seen_by(Sight(caller.desks), service, newsroom)


Seen = Annotated[tuple[DedupService, Newsroom], Depends(get_seen)]


async def get_service(seen: Seen) -> DedupService:
    """The service, as far as the caller sees it."""
    return seen[0]


async def get_newsroom(seen: Seen) -> Newsroom:
    """The inbox, the alerts and the lists, as far as the caller sees them."""
    return seen[1]


def get_everybodys(request: Request) -> Newsroom:
    """The newsroom as somebody sees it who reads no private source: what changes answers for all is learned there."""
    service, newsroom = request.app.state.service, request.app.state.newsroom
    return seen_by(Sight(frozenset()), service, newsroom)[1]


class Intake(Protocol):
    """Takes in messages; tells nothing of what is stored."""

    @property
    def config(self) -> NewsroomConfig:
        """Who may send."""
        ...

    def accept(self, incoming: Incoming) -> Accepted:
        """Keep a message; see :meth:`dedup.newsroom.running.Newsroom.accept`."""
        ...


class Pulse(Protocol):
    """How the whole service does, in numbers; tells nothing of what is stored."""

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release."""
        ...

    def health(self) -> Health:
        """How much is stored, and whether the indexes are in step."""
        ...


async def get_pulse(request: Request) -> Pulse:
    """How the service does."""
    service: DedupService = request.app.state.service
    return service


async def get_intake(request: Request) -> Intake:
    """Where senders' messages go."""
    newsroom: Newsroom = request.app.state.newsroom
    return newsroom


async def get_metrics(request: Request) -> Metrics:
    """The counters of the application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


async def get_body_limit(request: Request) -> int:
    """Most bytes of one article."""
    limit: int = request.app.state.settings.max_body_bytes
    return limit


async def get_settings(request: Request) -> Settings:
    """What the application was built with."""
    settings: Settings = request.app.state.settings
    return settings


async def get_access(request: Request) -> AccessControl:
    """What knows who is let in."""
    access: AccessControl = request.app.state.access
    return access


async def get_limits(request: Request) -> Limits:
    """What counts how much each caller asks for."""
    limits: Limits = request.app.state.limits
    return limits


async def get_origin(request: Request) -> str:
    """The address that a request comes from, for the audit log."""
    return request.client.host if request.client else "unknown"


async def get_public_address(request: Request) -> str:
    """The address that links for others begin with: the one that is set, or the one this request came to."""
    public: str | None = request.app.state.settings.public_url
    return (public or str(request.base_url)).rstrip("/")


Service = Annotated[DedupService, Depends(get_service)]
SettingsHere = Annotated[Settings, Depends(get_settings)]
Counters = Annotated[Metrics, Depends(get_metrics)]
IntakeHere = Annotated[Intake, Depends(get_intake)]
PulseHere = Annotated[Pulse, Depends(get_pulse)]
NewsroomHere = Annotated[Newsroom, Depends(get_newsroom)]
EverybodysHere = Annotated[Newsroom, Depends(get_everybodys)]
BodyLimit = Annotated[int, Depends(get_body_limit)]
AccessHere = Annotated[AccessControl, Depends(get_access)]
LimitsHere = Annotated[Limits, Depends(get_limits)]
CallerHere = Annotated[Caller, Depends(get_caller)]
Origin = Annotated[str, Depends(get_origin)]
PublicAddress = Annotated[str, Depends(get_public_address)]
