"""What editors' answers say of the machine."""

from fastapi import APIRouter
from starlette.responses import Response

from api.access.declared import needs
from api.dependencies import NewsroomHere
from api.desk.rendering import DeskRoute, page
from dedup.access.callers import Scope
from dedup.newsroom.learning import FEWEST, evaluate

router = APIRouter(route_class=DeskRoute)


@router.get("/answers")
@needs(Scope.READ)
def answers(newsroom: NewsroomHere) -> Response:
    """How often editors left the machine's word as it was, what a derivation is worth, and where to draw a line."""
    return page("answers.html", {"found": evaluate(newsroom.feedback.latest()), "fewest": FEWEST})
