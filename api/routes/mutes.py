"""What editors want no alerts of: two sources, or a story."""

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter

from api.access.declared import needs
from api.dependencies import CallerHere, NewsroomHere, Origin, Service
from api.errors import documented
from api.newsroomschemas import MuteBody, MutesBody, NewMuteBody
from api.parameters import Number
from dedup.access.callers import Scope
from dedup.errors import ArticleNotFound, MuteNotFound
from dedup.newsroom.mutes import Mute

router = APIRouter(prefix="/v1/mutes", tags=["newsroom"])

_READING = documented(HTTPStatus.SERVICE_UNAVAILABLE)
_ONE = documented(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)


@router.get("", summary="What is muted", responses=_READING)
@needs(Scope.READ)
def listing(newsroom: NewsroomHere) -> MutesBody:
    """All mutes that stand, newest first."""
    return MutesBody(mutes=[_body(mute) for mute in newsroom.mutes.standing()])


@router.post("", summary="Mute two sources, or a story", status_code=HTTPStatus.CREATED, responses=_ONE)
@needs(Scope.WRITE)
def add(asked: NewMuteBody, newsroom: NewsroomHere, service: Service, caller: CallerHere, origin: Origin) -> MuteBody:
    """Have no alerts delivered between two sources, whichever took, or about a story; they stay listed.

    A mute of the same that stands already gives way. Kills are always told.
    """
    story = asked.story
    if story is not None:
        story = service.store.story_of(story)
        if story is None:
            message = f"no article {asked.story!r} is stored"
            raise ArticleNotFound(message)
    sources = (asked.sources[0], asked.sources[1]) if asked.sources else None
    by = asked.by or caller.told
    mute = Mute(0, story, sources, by, asked.why, datetime.now(UTC), asked.until)
    return _body(newsroom.mutes.add(mute, caller, origin))


@router.delete("/{number}", summary="Lift a mute", responses=_ONE)
@needs(Scope.WRITE)
def lift(number: Number, newsroom: NewsroomHere, caller: CallerHere, origin: Origin) -> MuteBody:
    """Lift a mute; what it kept back in the last three days is delivered now."""
    lifted = newsroom.mutes.lift(number, caller.told, caller, origin)
    if lifted is None:
        message = f"no mute {number} stands; GET /v1/mutes lists those that do"
        raise MuteNotFound(message)
    return _body(lifted)


def _body(mute: Mute) -> MuteBody:
    return MuteBody(
        number=mute.number,
        sources=list(mute.sources) if mute.sources else None,
        story=mute.story,
        by=mute.by,
        why=mute.why,
        at=mute.at,
        until=mute.until,
    )
