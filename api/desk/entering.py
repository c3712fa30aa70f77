"""Users come in and go: the page to log in on, and the way out."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations
from starlette.responses import RedirectResponse, Response

from api.access.browsers import give_session, sent_form, session_of, take_session
from api.access.declared import LOGIN, admits
from api.dependencies import AccessHere, CallerHere, Origin  # noqa: TC001 - likewise
from api.desk.rendering import HEADERS, DeskRoute, page
from api.desk.verdicts import field_of
from dedup.errors import NotAuthenticated, TooManyAttempts

router = APIRouter(route_class=DeskRoute)

LOGGING_IN = 2
"""Passwords that are hashed at once, at 64 MiB each, apart from everything else."""

_OURS = re.compile(r"/desk([/?][!-~]*)?")


@router.get("/login")
@admits(LOGIN)
def login_form(
    access: AccessHere, caller: CallerHere, to: Annotated[str, Query(alias="next", max_length=2000)] = "/desk"
) -> Response:
    """The page to log in on; who is known, or need not be, goes on."""
    if caller.scopes:
        return RedirectResponse(_safe(to), HTTPStatus.SEE_OTHER, HEADERS)
    return page("login.html", to=_safe(to), somebody=any(user.removed_at is None for user in access.users.listing()))


@router.post("/login")
@admits(LOGIN)
async def login(request: Request, access: AccessHere, caller: CallerHere, origin: Origin) -> Response:
    """Open a session."""
    async with sent_form(request, caller, max_files=0, max_fields=3) as form:
        name, password, to = field_of(form, "name"), field_of(form, "password"), _safe(field_of(form, "next"))
    if caller.scopes:
        return RedirectResponse(to, HTTPStatus.SEE_OTHER, HEADERS)
    limiter: CapacityLimiter = request.app.state.logging_in
    try:
        session = await to_thread.run_sync(access.logins.login, name, password, origin, limiter=limiter)
    except (NotAuthenticated, TooManyAttempts) as error:
        late = isinstance(error, TooManyAttempts)
        status = HTTPStatus.TOO_MANY_REQUESTS if late else HTTPStatus.UNAUTHORIZED
        refused = page("login.html", status=status, to=to, somebody=True, error=str(error), typed=name[:64])
        if isinstance(error, TooManyAttempts):
            refused.headers["Retry-After"] = str(error.seconds)
        return refused
    answer = RedirectResponse(to, HTTPStatus.SEE_OTHER, HEADERS)
    give_session(request, answer, session)
    return answer


@router.post("/logout")
@admits(LOGIN)
async def logout(request: Request, access: AccessHere, caller: CallerHere, origin: Origin) -> Response:
    """End a session."""
    async with sent_form(request, caller, max_files=0, max_fields=0):
        pass
    session = session_of(request.scope)
    if caller.kind == "user" and session is not None and session == caller.seed:
        await to_thread.run_sync(access.logins.logout, session, caller, origin)
    gone = {"Clear-Site-Data": '"cache"'}  # texts that were checked
    answer = RedirectResponse("/desk/login", HTTPStatus.SEE_OTHER, HEADERS | gone)
    take_session(request, answer)
    return answer


def entrance(path: str, query: str) -> Response:
    """The way to the page to log in on, and back."""
    asked = quote(path, safe="/") + (f"?{query}" if query else "")
    return RedirectResponse(f"/desk/login?next={quote(asked, safe='')}", HTTPStatus.SEE_OTHER, HEADERS)


def _safe(to: str) -> str:
    """Where to go after: a page of the desk, and nowhere else."""
    return to if _OURS.fullmatch(to) else "/desk"
