"""Alerts on the desk: what was raised, to whom it went, once more, and what nobody wants to hear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.access.browsers import sent_form
from api.access.declared import needs
from api.dependencies import CallerHere, NewsroomHere, Origin
from api.desk.acting import ask_for_name, remember
from api.desk.rendering import HEADERS, DeskRoute, editor, page, plain_name, problem_page
from api.desk.verdicts import field_of
from api.parameters import Number
from dedup.access.callers import Caller, Scope
from dedup.errors import DestinationNotFound, InvalidMute, MuteNotFound
from dedup.newsroom.alerts import StoredAlert
from dedup.newsroom.mutes import Mute, Muted
from dedup.newsroom.running import Newsroom

router = APIRouter(route_class=DeskRoute)

PAGE = 50
_FIELDS = 20
_DIGITS = 18

State = Literal["", "waiting", "held", "muted", "delivered", "failed", "disabled"]

STATES: dict[State, str] = {
    "": "All",
    "waiting": "On their way",
    "held": "Under embargo",
    "muted": "Muted",
    "delivered": "Delivered",
    "failed": "Given up",
    "disabled": "Not wanted",
}
"""Alerts that can be looked for, by what became of a delivery."""

LASTING = (("", "until it is lifted"), ("1", "for a day"), ("7", "for a week"), ("30", "for 30 days"))
"""How long something is muted, in days."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert as a list shows it.

    Attributes:
        alert: It.
        deliveries: The latest to each destination.
        muted: Why it is not sent.
        held: An embargo holds it.
    """

    alert: StoredAlert
    deliveries: Sequence[Mapping[str, Any]]
    muted: Muted | None
    held: bool

    @property
    def sides(self) -> tuple[Mapping[str, Any], Mapping[str, Any], str]:
        """Who took, from whom, and the word between them: which took is not always known."""
        article, match = self.alert.payload["article"], self.alert.payload["match"]
        if self.alert.payload["credit"]["found"] is None:
            return article, match, "and"
        return (match, article, "from") if match["direction"] == "match_from_query" else (article, match, "from")

    @property
    def relation(self) -> str:
        """Of the two; nothing, where there are none."""
        return self.alert.relation or ""


@router.get("/alerts")
@needs(Scope.READ)
def alerts(
    newsroom: NewsroomHere,
    state: Annotated[State, Query()] = "",
    before: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    mute: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:
    """What was raised, the newest first, and where it goes."""
    found = newsroom.alerts.listing(before=before, state=state or None, limit=PAGE + 1)
    older = f"/desk/alerts?{urlencode({'state': state, 'before': found[PAGE - 1].id})}" if len(found) > PAGE else None
    disabled = newsroom.alerts.disabled()
    places = [
        {"name": name, "kind": one.kind, "disabled": disabled.get(name), "test": newsroom.deliverer.tests.get(name)}
        for name, one in newsroom.config.destinations.items()
    ]
    values = {
        "alerts": _raised(newsroom, found[:PAGE]),
        "mutes": newsroom.mutes.standing(),
        "places": places,
        "rules": newsroom.config.rules,
        "states": STATES,
        "state": state,
        "older": older,
        "first": f"/desk/alerts?{urlencode({'state': state})}" if before else None,
        "muting": _muting(newsroom, mute),
    }
    return page("alerts.html", values, here="alerts")


@router.get("/alerts/{alert_id}")
@needs(Scope.READ)
def alert(
    newsroom: NewsroomHere,
    alert_id: Number,
    mute: Annotated[int, Query(ge=0, le=2**62)] = 0,
    again: Annotated[int, Query(ge=0, le=1000)] = 0,
) -> Response:
    """One alert with every attempt to deliver it."""
    found = newsroom.alerts.read(alert_id)
    (raised,) = _raised(newsroom, [found])
    values = {
        "one": raised,
        "alert": found,
        "known": set(newsroom.config.destinations),
        "lasting": LASTING,
        "again": again,
        "muting": _muting(newsroom, mute),
    }
    return page("alert.html", values, here="alerts")


@router.post("/alerts")
@needs(Scope.WRITE)
async def act(request: Request, newsroom: NewsroomHere, caller: CallerHere, origin: Origin) -> Response:
    """Mute, lift, deliver again, send a test; then go back to where it was asked for."""
    async with sent_form(request, caller, max_files=0, max_fields=_FIELDS) as form:
        return await run_in_threadpool(_act, _Acting(newsroom, caller, origin), form)


@dataclass(frozen=True, slots=True)
class _Acting:
    """Who acts, and how it is written down."""

    newsroom: Newsroom
    caller: Caller
    origin: str


def _act(acting: _Acting, form: FormData) -> Response:
    given = "" if acting.caller.name else plain_name(field_of(form, "by"))
    by = given or editor()
    if not by:
        return ask_for_name(form, "/desk/alerts")
    number = _number(form, "alert")
    back = f"/desk/alerts/{number}" if number else "/desk/alerts"
    action, newsroom, name = field_of(form, "action"), acting.newsroom, field_of(form, "destination")
    if action in {"test", "enable"} and name not in newsroom.config.destinations:
        message = f"There is no destination {name[:80]!r}; the page has those that there are."
        raise DestinationNotFound(message)
    if action == "replay" and number:
        back += f"?again={newsroom.alerts.replay(number, name or None)}"
    elif action == "test":
        newsroom.deliverer.test(name, by)
    elif action == "enable":
        newsroom.alerts.enable(name)
    elif action in {"mute", "lift", "restore"}:
        back += f"?mute={_mute(acting, form, action, by).number}"
    else:
        detail = "Go back, and choose what is to be done; nothing was changed."
        return problem_page(HTTPStatus.UNPROCESSABLE_ENTITY, "Nothing chosen", detail)
    answer = RedirectResponse(back, HTTPStatus.SEE_OTHER, HEADERS)
    return remember(answer, given) if given else answer


def _mute(acting: _Acting, form: FormData, action: str, by: str) -> Mute:
    mutes, caller, origin = acting.newsroom.mutes, acting.caller, acting.origin
    if action == "mute":
        story, sources = _what(acting.newsroom.alerts.read(_number(form, "alert")), field_of(form, "what"))
        now, days = datetime.now(UTC), field_of(form, "days")
        until = now + timedelta(days=int(days)) if days in dict(LASTING) and days else None
        return mutes.add(Mute(0, story, sources, by, field_of(form, "why"), now, until), caller, origin)
    number = _number(form, "mute")
    done = mutes.lift(number, by, caller, origin) if action == "lift" else mutes.restore(number, caller, origin)
    if done is None:
        message = "That was done already, or somebody has muted the same anew. The list says what is muted now."
        raise MuteNotFound(message)
    return done


def _what(alert: StoredAlert, what: str) -> tuple[str | None, tuple[str, str] | None]:
    """What of an alert is muted: a story, or two sources."""
    about = alert.about
    if about is None:
        message = "That a story was killed is always told."
        raise InvalidMute(message)
    kind, _, number = what.partition("-")
    things: Sequence[Any] = {"story": about.stories, "pair": about.pairs}.get(kind, ())
    if not number.isdecimal() or len(number) > 2 or int(number) >= len(things):  # noqa: PLR2004 - digits
        message = "Say what is to be muted: the two sources, or one of the stories."
        raise InvalidMute(message)
    thing = things[int(number)]
    return (thing, None) if kind == "story" else (None, thing)


def _muting(newsroom: Newsroom, number: int) -> dict[str, object] | None:
    """What was just muted or lifted, and the way back."""
    mute = newsroom.mutes.read(number) if number else None
    if mute is None:
        return None
    stands = any(one.number == number for one in newsroom.mutes.standing())
    return {"number": number, "stands": stands, "told": mute.told, "why": mute.why, "by": mute.by}


def _raised(newsroom: Newsroom, found: Sequence[StoredAlert]) -> list[Raised]:
    muted = newsroom.mutes.of({one.id: one.about for one in found if one.about is not None})
    went = newsroom.alerts.deliveries([one.id for one in found])
    held = newsroom.states.held({name for one in found for name in one.articles}, datetime.now(UTC))
    return [
        Raised(
            one,
            list({delivery["destination"]: delivery for delivery in went[one.id]}.values()),
            muted.get(one.id),
            not held.isdisjoint(one.articles),
        )
        for one in found
    ]


def _number(form: FormData, name: str) -> int:
    value = field_of(form, name)
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= _DIGITS else 0
