"""Users come in and go: the page to log in on, and the way out."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the annotations
from starlette.responses import RedirectResponse, Response

from api.access.browsers import (
    give_session,
    give_sign_on,
    sent_form,
    session_of,
    sign_on_of,
    take_session,
    take_sign_on,
)
from api.access.declared import LOGIN, admits
from api.access.oidc import OpenId  # noqa: TC001 - FastAPI reads the annotations
from api.dependencies import AccessHere, CallerHere, Origin  # noqa: TC001 - likewise
from api.desk.rendering import HEADERS, DeskRoute, page
from api.desk.verdicts import field_of
from dedup.errors import AccessRefused, NotAuthenticated, NotPermitted, TooManyAttempts

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")

router = APIRouter(route_class=DeskRoute)

LOGGING_IN = 2
"""Passwords that are hashed at once, at 64 MiB each, apart from everything else."""

_OURS = re.compile(r"/desk([/?][!-~]*)?")


@router.get("/login")
@admits(LOGIN)
def login_form(
    request: Request,
    access: AccessHere,
    caller: CallerHere,
    to: Annotated[str, Query(alias="next", max_length=2000)] = "/desk",
    out: Annotated[str, Query(pattern="^1?$")] = "",
) -> Response:
    """The page to log in on; who is known, or need not be, goes on."""
    if caller.scopes:
        return RedirectResponse(_safe(to), HTTPStatus.SEE_OTHER, HEADERS)
    provider: OpenId | None = request.app.state.provider
    public = (request.app.state.settings.public_url or "").rstrip("/")
    return page(
        "login.html",
        to=_safe(to),
        somebody=any(
            user.removed_at is None and (user.password or provider is None) for user in access.users.listing()
        ),
        provider=provider,
        ending=provider.ending(f"{public}/desk/login") if provider and out else None,
    )


@router.get("/sso")
@admits(LOGIN)
async def sign_on(
    request: Request, caller: CallerHere, to: Annotated[str, Query(alias="next", max_length=2000)] = "/desk"
) -> Response:
    """Send a browser to the identity provider."""
    provider: OpenId | None = request.app.state.provider
    if provider is None:
        return RedirectResponse("/desk/login", HTTPStatus.SEE_OTHER, HEADERS)
    if caller.scopes:
        return RedirectResponse(_safe(to), HTTPStatus.SEE_OTHER, HEADERS)
    answer = Response(status_code=HTTPStatus.SEE_OTHER, headers=HEADERS)
    seed = give_sign_on(request, answer)
    try:
        answer.headers["Location"] = await _asked(request, provider.address, seed, _safe(to))
    except NotAuthenticated as error:
        return _not_in(request, error, _safe(to))
    return answer


@router.get("/sso/back")
@admits(LOGIN)
async def signed_on(request: Request, access: AccessHere, origin: Origin) -> Response:
    """Open a session for whom the identity provider sends back."""
    provider: OpenId | None = request.app.state.provider
    if provider is None:
        return RedirectResponse("/desk/login", HTTPStatus.SEE_OTHER, HEADERS)
    try:
        claimed, to = await _asked(request, provider.claimed, sign_on_of(request.scope), dict(request.query_params))
        session = await _asked(request, access.logins.sign_on, claimed, origin)
    except (NotAuthenticated, NotPermitted) as error:
        refused = _not_in(request, error, "/desk")
        take_sign_on(request, refused)
        return refused
    answer = RedirectResponse(_safe(to), HTTPStatus.SEE_OTHER, HEADERS)
    give_session(request, answer, session)
    take_sign_on(request, answer)
    return answer


async def _asked(request: Request, ask: Callable[..., Made], *given: object) -> Made:
    """Ask what may take as long as a provider takes, apart from everything else."""
    limiter: CapacityLimiter = request.app.state.logging_in
    return await to_thread.run_sync(ask, *given, limiter=limiter)


def _not_in(request: Request, error: AccessRefused, to: str) -> Response:
    status = HTTPStatus.UNAUTHORIZED if isinstance(error, NotAuthenticated) else HTTPStatus.FORBIDDEN
    request.app.state.metrics.count_error(error)
    return page(
        "login.html", status=status, to=to, somebody=False, provider=request.app.state.provider, error=str(error)
    )


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
        refused = page(
            "login.html",
            status=status,
            to=to,
            somebody=True,
            error=str(error),
            typed=name[:64],
            provider=request.app.state.provider,
        )
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
    page_after = "/desk/login?out=1" if request.app.state.provider else "/desk/login"
    answer = RedirectResponse(page_after, HTTPStatus.SEE_OTHER, HEADERS | gone)
    take_session(request, answer)
    return answer


def entrance(path: str, query: str) -> Response:
    """The way to the page to log in on, and back."""
    asked = quote(path, safe="/") + (f"?{query}" if query else "")
    return RedirectResponse(f"/desk/login?next={quote(asked, safe='')}", HTTPStatus.SEE_OTHER, HEADERS)


def _safe(to: str) -> str:
    """Where to go after: a page of the desk, and nowhere else."""
    return to if _OURS.fullmatch(to) else "/desk"
