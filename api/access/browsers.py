"""What browsers send by themselves: session cookies, and the tokens by which a form is known to be of our own page.

A cookie goes along with whatever a page has a browser send. So the desk alone believes one, and takes no form without a
token that only its own pages hold: an HMAC under the session, or, before there is one, under a cookie that comes with
the page to log in on.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from dedup.access.callers import NOBODY, Caller
from dedup.access.users import SESSION_LASTS
from dedup.errors import ForeignRequest, NotAuthenticated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.datastructures import FormData, Headers
    from starlette.types import Message, Scope, Send

SESSION: Final = "dedup-session"
FORM: Final = "dedup-form"
SECURE: Final = "__Host-"
"""Before a cookie's name where the address is secure: browsers let no other site of the domain set such a one."""

TOKEN: Final = "form_token"  # noqa: S105 - the name of a field
"""Field in which a form carries its token."""

current: ContextVar[Caller] = ContextVar("caller", default=NOBODY)
"""The caller of the request that is answered, for templates."""

_FRESH: Final = "dedup.fresh-seed"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class SignOn:
    """Single sign-on: proxies that say who the user is.

    Args:
        header: In which they do.
        proxies: Their addresses or networks, with commas between.
    """

    def __init__(self, header: str, proxies: str) -> None:
        self._header = header
        self._networks = [ipaddress.ip_network(one.strip(), strict=False) for one in proxies.split(",")]

    def user_of(self, peer: str | None, headers: Headers) -> str | None:
        """Whom a proxy names; None where it names nobody, or the connection is not a proxy's.

        Raises:
            NotAuthenticated: It names two.
        """
        named = headers.getlist(self._header)
        try:
            address = ipaddress.ip_address(peer or "")
        except ValueError:
            return None
        if not named or not any(address in network for network in self._networks):
            return None
        if len(named) > 1:
            message = f"{self._header} came twice: have the proxy remove what others send in it."
            raise NotAuthenticated(message)
        return named[0]


SIGN_ON: Final = "dedup-sign-on"
"""Cookie of a log-in that goes on at an identity provider."""

SIGN_ON_SECONDS: Final = 600


def at_desk(scope: Scope) -> bool:
    """Whether a request is for a page of the desk."""
    path: str = scope["path"]
    return path == "/desk" or path.startswith("/desk/")


def session_of(scope: Scope) -> str | None:
    """The session that a browser sends."""
    return _cookie(scope, SESSION)


def form_seed(scope: Scope) -> str:
    """What the forms of a browser without a session are bound to; a new one where it sends none."""
    found = _cookie(scope, FORM)
    if found is None:
        found = scope[_FRESH] = scope.get(_FRESH) or secrets.token_urlsafe(32)
    return found


def binding(scope: Scope, caller: Caller, send: Send) -> Send:
    """Send with the answer what forms are bound to, where the browser has none yet."""
    fresh = scope.get(_FRESH)
    if fresh is None or caller.seed != fresh:
        return send

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            cookie = _set(Request(scope), FORM, fresh)
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return sending


def form_token() -> str:
    """The token that the forms of the page which is rendered carry; empty where none is asked for."""
    return _token(current.get())


@asynccontextmanager
async def sent_form(
    request: Request, caller: Caller, *, max_files: int, max_fields: int, max_part_size: int = 2**16
) -> AsyncIterator[FormData]:
    """A form that was sent; the desk reads none otherwise.

    Args:
        request: It.
        caller: Who sent it.
        max_files: Most files.
        max_fields: Most fields beside the token.
        max_part_size: Most bytes of a field.

    Raises:
        ForeignRequest: It is not from a page that was made for this caller.
    """
    async with request.form(max_files=max_files, max_fields=max_fields + 1, max_part_size=max_part_size) as form:
        sent, right = form.get(TOKEN), _token(caller)
        if right and not (
            isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), right.encode())
        ):
            message = "Not from here, or from a page that is out of date: open it again, and send it once more."
            raise ForeignRequest(message)
        yield form


def sign_on_of(scope: Scope) -> str | None:
    """What the log-in at an identity provider that a browser has begun was begun with."""
    return _cookie(scope, SIGN_ON)


def give_sign_on(request: Request, answer: Response) -> str:
    """Have a browser keep what its log-in at an identity provider is begun with, for some minutes."""
    seed = secrets.token_urlsafe(32)
    answer.headers.append("Set-Cookie", _set(request, SIGN_ON, seed, SIGN_ON_SECONDS))
    return seed


def take_sign_on(request: Request, answer: Response) -> None:
    """Have a browser forget it: what comes back a second time fits nothing."""
    answer.headers.append("Set-Cookie", _set(request, SIGN_ON, "", 0))


def give_session(request: Request, answer: Response, session: str) -> None:
    """Have a browser keep a session."""
    answer.headers.append("Set-Cookie", _set(request, SESSION, session, int(SESSION_LASTS.total_seconds())))


def take_session(request: Request, answer: Response) -> None:
    """Have a browser forget its session."""
    answer.headers.append("Set-Cookie", _set(request, SESSION, "", 0))


def _token(caller: Caller) -> str:
    return "" if caller.seed is None else hmac.new(caller.seed.encode(), b"form", hashlib.sha256).hexdigest()


def _cookie(scope: Scope, name: str) -> str | None:
    sent = Request(scope).cookies
    value = sent.get(SECURE + name) or sent.get(name) or ""
    return value if _PLAIN.fullmatch(value) else None


def _set(request: Request, name: str, value: str, seconds: int | None = None) -> str:
    secure = _is_secure(request)
    carrier = Response()
    carrier.set_cookie(SECURE + name if secure else name, value, seconds, secure=secure, httponly=True, samesite="lax")
    return carrier.headers["set-cookie"]


def _is_secure(request: Request) -> bool:
    """Whether the browser's connection is: a proxy that is believed says so, or the address by which it asks."""
    public = urlsplit(request.app.state.settings.public_url or "")
    here = request.headers.get("host", "").lower()
    return request.url.scheme == "https" or (public.scheme == "https" and here == public.netloc.lower())
