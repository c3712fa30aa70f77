"""What each route asks of its caller, declared beside it; a route that declares nothing is refused to everybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar
from weakref import WeakKeyDictionary

from fastapi.routing import iter_route_contexts
from starlette.routing import Match

from dedup.access.callers import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fastapi.routing import RouteContext
    from starlette.routing import BaseRoute
    from starlette.types import Scope as Asked

_KIND = re.compile(r":\w+}")
"""The kind of a part of a path, which its name in documents and metrics does without."""

Endpoint = TypeVar("Endpoint", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of its caller.

    Attributes:
        kind: ``everybody``; ``login``, likewise, but who it is wants to be known; ``scopes``, any of those; ``proof``,
            the sender's own or a scope; ``unlocked``, only as long as nothing is locked.
        scopes: Any of which lets a caller in.
    """

    kind: Literal["everybody", "login", "scopes", "proof", "unlocked"]
    scopes: frozenset[Scope] = frozenset()


EVERYBODY: Final = Access("everybody")
"""Says nothing of what is stored."""

LOGIN: Final = Access("login")
"""Where users come in and go."""

PROOF: Final = Access("proof", frozenset({Scope.HOOKS}))
"""Senders have secrets of their own; those without need a key."""

UNLOCKED: Final = Access("unlocked")
"""Pages with scripts of others, which would share their origin with editors' sessions."""

KNOWN: Final = Access("scopes", frozenset(Scope))
"""Any key or user: also asked before anybody is told that a path has no route."""

_DECLARED: WeakKeyDictionary[Callable[..., Any], Access] = WeakKeyDictionary()


def declare(endpoint: Callable[..., Any], access: Access) -> None:
    """Say what a route asks of its caller."""
    _DECLARED[endpoint] = access


def admits(access: Access) -> Callable[[Endpoint], Endpoint]:
    """Decorate a route with what it asks of its caller; stands below the route's own decorator."""

    def declared(endpoint: Endpoint) -> Endpoint:
        declare(endpoint, access)
        return endpoint

    return declared


def needs(*scopes: Scope) -> Callable[[Endpoint], Endpoint]:
    """Decorate a route with the scopes any of which it needs."""
    return admits(Access("scopes", frozenset(scopes)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One route with what it asks; None where it declares nothing."""

    route: RouteContext
    access: Access | None


ROUTE = "route_path"
"""Where a request's state has the whole path of its route, as it is declared: for metrics and the log."""


def route_of(scope: Asked) -> str | None:
    """The path of the route that takes a request, as it is declared; None where none does."""
    found: str | None = scope.get("state", {}).get(ROUTE)
    return found and _KIND.sub("}", found)


def rules_of(routes: Sequence[BaseRoute]) -> Iterator[Rule]:
    """All routes in the order in which they are tried."""
    for context in iter_route_contexts(routes):
        endpoint = context.endpoint or getattr(context.original_route, "app", None)  # an application that is mounted
        yield Rule(context, None if endpoint is None else _DECLARED.get(endpoint))


def asked_of(rules: Sequence[Rule], scope: Asked) -> Access | None:
    """What the route of a request asks; found by the routes' own matching, in their own order.

    Args:
        rules: All routes.
        scope: Of the request.

    Returns:
        What is declared, which is None where nothing is; :data:`KNOWN` where no route takes the request.
    """
    for rule in rules:
        match, _ = rule.route.matches(scope)
        if match is Match.FULL:
            scope.setdefault("state", {})[ROUTE] = rule.route.path
            return rule.access
    return KNOWN


def methods_at(routes: Sequence[BaseRoute], scope: Asked) -> list[str]:
    """Methods that some route takes at the path of a request: one route names its own alone.

    Args:
        routes: Of the application.
        scope: Of the request.
    """
    rules = (rule.route for rule in rules_of(routes))
    return sorted({one for route in rules if route.matches(scope)[0] is not Match.NONE for one in route.methods or ()})
