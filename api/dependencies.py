"""What routes are given: the service and the counters of this application."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from api.metrics import Metrics
from dedup.newsroom.running import Newsroom
from dedup.service import DedupService


async def get_service(request: Request) -> DedupService:
    """The service that the application opened at its start."""
    service: DedupService = request.app.state.service
    return service


async def get_metrics(request: Request) -> Metrics:
    """The counters of the application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


async def get_body_limit(request: Request) -> int:
    """Most bytes of one article."""
    limit: int = request.app.state.settings.max_body_bytes
    return limit


async def get_newsroom(request: Request) -> Newsroom:
    """The inbox and the alerts of the application."""
    newsroom: Newsroom = request.app.state.newsroom
    return newsroom


Service = Annotated[DedupService, Depends(get_service)]
Counters = Annotated[Metrics, Depends(get_metrics)]
NewsroomHere = Annotated[Newsroom, Depends(get_newsroom)]
BodyLimit = Annotated[int, Depends(get_body_limit)]
