"""The gate: every request, before anything of it is read, is held against what its route asks for."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders

from api.access.browsers import at_desk, binding, current, form_seed, session_of
from api.access.declared import UNLOCKED, asked_of, rules_of
from api.access.strangers import check_site
from api.limits import drain
from dedup.access.addresses import is_loopback
from dedup.access.callers import LOCAL, NOBODY
from dedup.errors import AccessRefused, DedupError, NotAuthenticated, NotPermitted, TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.access.browsers import SignOn
    from api.access.declared import Access, Rule
    from api.access.strangers import Hosts
    from dedup.access.callers import Caller
    from dedup.access.control import AccessControl
    from dedup.access.limits import Limits
    from dedup.access.users import Logins

CALLER: Final = "dedup.caller"
"""Where in a request's scope its caller stands."""

PEER: Final = "dedup.peer"
"""Where the address stands that the connection came from: the last proxy's, whatever that says."""

RECHECK_SECONDS: Final = 5.0
"""How old an admission may be in an answer that is sent bit by bit: a stream ends soon after its key was revoked."""

_THREADS: Final = 4
"""Apart from those that score: nobody waits at the gate for a long text."""


class Gate:
    """ASGI middleware that refuses who may not call a route; it reads no body and looks at no parameter.

    Args:
        app: What is behind it.
        routes: Of the application; what they declare is read at the first request.
        control: Knows who is let in; asked at each request, since it is opened when the application starts.
        hosts: Names that the service is known by.
        limits: Counts what each caller asks for.
        sso: Knows which proxies say who the user is; None where nobody may.
        answer: Makes the answer to who is refused.
    """

    def __init__(  # noqa: PLR0913 - all that it asks
        self,
        app: ASGIApp,
        *,
        routes: Sequence[BaseRoute],
        control: Callable[[], AccessControl],
        hosts: Hosts,
        limits: Limits,
        sso: SignOn | None = None,
        answer: Callable[[Scope, DedupError], Response],
    ) -> None:
        self._app = app
        self._routes = routes
        self._rules: list[Rule] = []
        self._control = control
        self._hosts = hosts
        self._limits = limits
        self._sso = sso
        self._answer = answer
        self._threads = CapacityLimiter(_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # no route of ours is one
            return
        headers = Headers(scope=scope)
        send = _ours_alone(send)
        scope[PEER] = scope["client"][0] if scope.get("client") else None  # what is behind may believe a proxy
        try:
            self._hosts.check(headers)
            check_site(scope["method"], headers)
            access = self._asked(scope)
            caller = await self._admitted(scope, access)
            self._limits.admit(caller)
        except DedupError as error:
            if "expect" not in headers:  # who asks first has sent nothing yet
                await drain(receive)
            await self._answer(scope, error)(scope, receive, send)
            return
        scope[CALLER] = caller
        current.set(caller)
        if access.kind == "everybody":
            await self._app(scope, receive, send)
            return
        watch = _Watch(lambda: self._admitted(scope, access), caller.desks, receive, binding(scope, caller, send))
        await self._app(scope, watch.receive, watch.send)

    def _asked(self, scope: Scope) -> Access:
        self._rules = self._rules or list(rules_of(self._routes))
        access = asked_of(self._rules, scope)
        if access is None:
            message = "This route does not say who may call it, so nobody may."
            raise NotPermitted(message)
        return access

    async def _admitted(self, scope: Scope, access: Access) -> Caller:
        """The caller of a request.

        Raises:
            AccessRefused: It may not call this.
            StoreError: Nobody can say, since the database does not answer.
        """
        if access.kind == "everybody":
            return NOBODY
        try:
            caller = await to_thread.run_sync(self._identified, scope, limiter=self._threads)
        except NotAuthenticated:
            if access.kind not in {"proof", "login"}:
                raise
            return NOBODY  # what a sender shows need not be a key; its own proof is asked for behind the gate
        if access.kind in {"proof", "login"}:
            return caller
        if access is UNLOCKED and caller is not LOCAL:
            message = "This page loads scripts from elsewhere: it is there only while nothing is locked."
            raise NotPermitted(message)
        if not caller.scopes:
            message = (
                "Log in to see this."
                if at_desk(scope)
                else "This needs an API key: send it as `Authorization: Bearer …`. `dedup keys make` makes one."
            )
            raise NotAuthenticated(message)
        require(caller, access)
        return caller

    def _identified(self, scope: Scope) -> Caller:
        control = self._control()
        server = scope.get("server")
        if server and is_loopback(server[0]) and not control.is_locked():
            return LOCAL  # a proxy that asks for passwords itself passes them on: they are none of ours
        secret = _bearer(Headers(scope=scope), strict=not at_desk(scope))
        if secret is not None:
            return control.key_holder(secret)
        return self._user(scope, control.logins) if at_desk(scope) else NOBODY

    def _user(self, scope: Scope, logins: Logins) -> Caller:
        """The user of a browser; only the desk believes what browsers send by themselves."""
        seed = form_seed(scope)
        if self._sso is not None and (name := self._sso.user_of(scope[PEER], Headers(scope=scope))) is not None:
            return logins.by_name(name, seed)
        session = session_of(scope)
        found = None if session is None else logins.by_session(session)
        return found or replace(NOBODY, seed=seed)


def require(caller: Caller, access: Access) -> None:
    """Refuse a caller who has none of the scopes.

    Raises:
        NotPermitted: It has none.
    """
    if access is not UNLOCKED and not access.scopes & caller.scopes:
        has = ", ".join(sorted(caller.scopes))
        message = f"This needs the scope {' or '.join(sorted(access.scopes))}; the {caller.told} has {has}."
        raise NotPermitted(message)


def challenge(scope: Scope, error: DedupError) -> dict[str, str]:
    """The headers that go with a refusal (RFC 6750, RFC 6585)."""
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.seconds)}
    told = 'Bearer realm="wire-dedup"'
    if isinstance(error, NotPermitted):
        return {"WWW-Authenticate": f'{told}, error="insufficient_scope"'}
    if isinstance(error, NotAuthenticated):
        sent = "authorization" in Headers(scope=scope)
        return {"WWW-Authenticate": f'{told}, error="invalid_token"' if sent else told}
    return {}


def _bearer(headers: Headers, *, strict: bool) -> str | None:
    """The key that a request carries.

    Args:
        headers: Of the request.
        strict: Whether anything else is refused; at the desk, what a proxy asked for itself is passed over.

    Raises:
        NotAuthenticated: It carries two, of which a proxy may have read the other; or something that is no key.
    """
    sent = headers.getlist("authorization")
    if not sent:
        return None
    scheme, _, secret = sent[0].partition(" ")
    is_bearer = scheme.lower() == "bearer"
    if len(sent) == 1 and not is_bearer and not strict:
        return None
    if len(sent) > 1 or not is_bearer or not secret.strip(" "):
        message = "Send one `Authorization: Bearer …` with an API key, and no other."
        raise NotAuthenticated(message)
    return secret.strip(" ")


def _ours_alone(send: Send) -> Send:
    """Have browsers give answers to no page of another site: without a secure address they do not say who asks."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        await send(message)

    return sending


class _Watch:
    """Holds an answer that is sent bit by bit against the gate again, and ends it where it would be refused now."""

    def __init__(
        self, admitted: Callable[[], Awaitable[Caller]], desks: frozenset[str], receive: Receive, send: Send
    ) -> None:
        self._admitted = admitted
        self._desks = desks
        self._receive = receive
        self._send = send
        self._looked = monotonic()
        self._ended = False

    async def receive(self) -> Message:
        """The next of the request; nobody is there any more once the answer was ended."""
        return {"type": "http.disconnect"} if self._ended else await self._receive()

    async def send(self, message: Message) -> None:
        """Send on what may be told."""
        if message["type"] == "http.response.body":
            if message.get("more_body"):
                await self._look()
                if self._ended:
                    return
            elif self._ended:
                message = {**message, "body": b""}
        await self._send(message)

    async def _look(self) -> None:
        if self._ended or monotonic() - self._looked < RECHECK_SECONDS:
            return
        try:
            self._ended = (await self._admitted()).desks != self._desks
        except AccessRefused:
            self._ended = True
        except DedupError:
            return  # the database is away: what was let in goes on until somebody can say
        self._looked = monotonic()
