"""Every route, asked by everybody: the list of routes is the application's own, so a new one can not be forgotten."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.routing import Mount

from api.access.declared import Access, Rule, needs, rules_of
from api.access.gate import Gate
from api.access.strangers import Hosts
from api.app import create_app
from api.errors import refusal
from dedup.access.callers import Scope
from dedup.access.keys import new_key
from dedup.access.limits import Limits
from dedup.settings import Settings
from tests.api.access.locked import OPERATOR, Locked, bearer, locked_service
from tests.local import HERE, local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import Receive, Send
    from starlette.types import Scope as Asked

RULES = list(rules_of(create_app(Settings()).routes))
NOT_GOOD = ("nothing", "wrong", "unknown", "expired", "revoked")


def calls() -> Iterator[tuple[str, str, Rule]]:
    """Every method and path of every route."""
    for rule in RULES:
        path = re.sub(
            r"\{_?(\w+?)(:\w+)?\}", lambda name: "7" if name[1].endswith("id") else "x", rule.route.path or ""
        )
        for method in sorted(rule.route.methods or ()):
            yield method, path, rule


CALLS = list(calls())
READING = ("/v1/score", "/v1/compare", "/desk/check", "/desk/log")
"""What is sent there changes nothing."""

IDS = [f"{method} {path}" for method, path, _ in CALLS]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locked]:
    with locked_service(tmp_path_factory.mktemp("locked")) as opened:
        yield opened


async def let_in(scope: Asked, receive: Receive, send: Send) -> None:
    """Stands behind the gate; whoever gets here was let in."""
    await Response(status_code=204)(scope, receive, send)


def at_gate(locked: Locked, app: FastAPI | None = None) -> TestClient:
    """The gate alone, so that it shows whom it lets in, whatever the route would say."""
    routes = (app or locked.app).routes
    gate = Gate(
        let_in,
        routes=routes,
        control=lambda: locked.access,
        hosts=Hosts([]),
        limits=Limits(),
        answer=lambda _, error: refusal(error),
    )

    async def of_the_application(scope: Asked, receive: Receive, send: Send) -> None:
        scope["app"] = locked.app
        await gate(scope, receive, send)

    return TestClient(of_the_application, base_url=HERE)


def expected(access: Access, shown: str) -> int:
    if access.kind in {"everybody", "login", "proof"}:
        return 204
    if access.kind == "unlocked":
        return 401 if shown in NOT_GOOD[1:] else 403
    if shown in NOT_GOOD:
        return 401
    return 204 if shown in access.scopes else 403


def test_every_route_declares_who_may_call_it() -> None:
    assert [rule.route.path for rule in RULES if rule.access is None] == []
    assert len(RULES) > 25


@pytest.mark.parametrize(("method", "path", "rule"), CALLS, ids=IDS)
def test_every_route_lets_in_whom_it_says(locked: Locked, method: str, path: str, rule: Rule) -> None:
    assert rule.access is not None
    client = at_gate(locked)
    for shown, headers in locked.shown.items():
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == expected(rule.access, shown), (shown, answer.text)


@pytest.mark.parametrize(("method", "path", "rule"), CALLS, ids=IDS)
def test_the_application_stands_behind_its_gate(locked: Locked, method: str, path: str, rule: Rule) -> None:
    assert rule.access is not None
    if rule.access.kind == "everybody":
        assert locked.client.request(method, path, follow_redirects=False).status_code in {200, 307, 404}
        return
    if rule.access.kind == "login":  # what is sent there without the page's token is refused behind the gate
        assert locked.client.request(method, path).status_code == (200 if method == "GET" else 403)
        return
    for shown in NOT_GOOD:
        answer = locked.client.request(method, path, headers=locked.shown[shown])
        assert answer.status_code in {401, 403}
        assert "WWW-Authenticate" in answer.headers or rule.access.kind == "proof"
        is_page = path.startswith("/desk")
        assert answer.headers["content-type"].startswith("text/html" if is_page else "application/problem+json")


def test_what_has_no_route_is_told_to_nobody_unknown(locked: Locked) -> None:
    for method, path in (("GET", "/none"), ("PATCH", "/v1/score"), ("OPTIONS", "/v1/articles/a"), ("TRACE", "/")):
        assert locked.client.request(method, path).status_code == 401
    known = locked.shown["admin"]
    assert locked.client.get("/none", headers=known).status_code == 404
    answer = locked.client.patch("/v1/score", headers=known)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


def test_a_route_that_declares_nothing_is_refused_to_everybody(locked: Locked) -> None:
    app = FastAPI(openapi_url=None)

    @app.get("/forgotten")
    def forgotten() -> None:
        """Declares nothing."""

    @app.get("/declared")
    @needs(Scope.READ)
    def declared() -> None:
        """Declares what it needs."""

    app.routes.append(Mount("/below", app=let_in))
    client = at_gate(locked, app)
    for headers in locked.shown.values():
        for path in ("/forgotten", "/below/any"):
            assert client.get(path, headers=headers).status_code == 403
    assert client.get("/declared", headers=locked.shown["read"]).status_code == 204


@pytest.mark.parametrize(
    "sent",
    [
        ["Basic cmVhZDpyZWFk"],
        ["Bearer"],
        ["Bearer "],
        ["{key}"],
        ["Token {key}"],
        ["Bearer {key},Bearer {key}"],
        ["Bearer {key} {key}"],
        ["Bearer {key}", "Bearer {key}"],
        ["Bearer {key}", "Basic cmVhZDpyZWFk"],
        ["Bearer {key}\t"],
        ["Bearer \xe9"],
    ],
)
def test_only_one_plain_bearer_is_believed(locked: Locked, sent: list[str]) -> None:
    key = locked.shown["read"]["Authorization"].removeprefix("Bearer ")
    headers = [(b"authorization", one.replace("{key}", key).encode("latin-1")) for one in sent]
    answer = locked.client.get("/v1/inbox", headers=headers)
    assert answer.status_code == 401
    assert key not in answer.text


def test_names_of_headers_and_the_scheme_are_the_same_in_any_case(locked: Locked) -> None:
    key = locked.shown["read"]["Authorization"].removeprefix("Bearer ")
    for name, scheme in (("AUTHORIZATION", "BEARER"), ("authorization", "bearer"), ("Authorization", "Bearer ")):
        assert locked.client.get("/v1/inbox", headers={name: f"{scheme} {key}"}).status_code == 200
    for elsewhere in ({"X-API-Key": key}, {"Cookie": f"Authorization=Bearer {key}"}):
        assert locked.client.get(f"/v1/inbox?api_key={key}", headers=elsewhere).status_code == 401


PIECES = (
    *("/", "//", "v1", "V1", "desk", "static", "articles", "articles:bulk", "healthz", "metrics", "score", "alerts"),
    *(
        "..",
        "%2e%2e",
        "%2f",
        "%2F",
        ";",
        "?",
        "%23",
        "%00",
        "a",
        ":stream",
        "docs",
        "openapi.json",
        ".",
        "\\",
        "%",
        "x.css",
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.sampled_from(PIECES), max_size=8),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "PROPFIND"]),
)
def test_no_way_of_writing_a_path_leads_past_the_gate(locked: Locked, parts: list[str], method: str) -> None:
    path = "/" + "".join(parts)
    answer = locked.client.request(method, HERE + path)
    open_to_all = answer.request.url.path in {"/healthz", "/readyz"} or "/static/" in path
    assert answer.status_code in {401, 403} | ({200, 404, 405} if open_to_all else set()), (method, path)


def test_a_read_key_changes_nothing(locked: Locked) -> None:
    text = {"text": "The pier at Ottervik closed on Monday after divers found cracks in it."}
    assert locked.client.put("/v1/articles/kept", json=text, headers=locked.shown["write"]).status_code == 201
    for method, path, _ in CALLS:
        if method not in {"GET", "HEAD"} and not path.startswith(
            ("/v1/score", "/v1/compare", "/desk/check", "/desk/log")
        ):
            for target in {path, path.replace("articles/7", "articles/kept")}:
                answer = locked.client.request(method, target, headers=locked.shown["read"])
                assert answer.status_code == 403, (method, target)
    assert locked.client.get("/v1/articles/kept", headers=locked.shown["read"]).json()["text"] == text["text"]
    assert locked.client.get("/v1/articles/kept", headers=locked.shown["write"]).status_code == 403


def test_a_body_is_not_looked_at_before_its_sender(locked: Locked) -> None:
    for headers in ({}, locked.shown["read"]):
        answer = locked.client.put("/v1/articles/a", content=b"{" * 100_000, headers=headers)
        assert answer.status_code in {401, 403}
        answer = locked.client.post("/v1/articles:bulk", content=b"{\n" * 100_000, headers=headers)
        assert answer.status_code in {401, 403}


def test_readiness_tells_nobody_how_much_there_is(locked: Locked) -> None:
    assert locked.client.get("/readyz").json() == {"status": "ready"}


def test_a_removal_is_written_down_with_it(locked: Locked) -> None:
    locked.client.put("/v1/articles/gone", json={"text": "A ferry left."}, headers=locked.shown["write"])
    assert locked.client.delete("/v1/articles/gone", headers=locked.shown["write"]).status_code == 200
    assert locked.client.delete("/v1/articles/gone", headers=locked.shown["write"]).status_code == 404
    (entry,) = locked.access.audit.listing(limit=10, action="article.delete")
    assert (entry.who, entry.subject, entry.origin, entry.outcome) == ("key write", "gone", "testclient", "done")


def test_the_last_use_of_a_key_is_written(locked: Locked) -> None:
    assert locked.client.get("/v1/inbox", headers=locked.shown["read"]).status_code == 200
    locked.app.state.access.stop()  # writes down what is left
    used = {key.name: key.used_at for key in locked.access.keys.listing()}
    assert used["read"] is not None
    assert used["revoked"] is None


def test_what_is_not_locked_is_open_to_this_machine_alone(make_app: Callable[[], FastAPI]) -> None:
    app = make_app()
    with local_client(app) as here:
        for method, path, rule in CALLS:
            assert rule.access is not None
            if method == "GET" and not path.endswith(("events", "alerts:stream")):
                assert here.get(path).status_code not in {401, 403, 421}, path
        for base in ("http://[::1]", "http://[::ffff:127.0.0.1]", "http://localhost", "http://127.8.9.1"):
            assert TestClient(app, base_url=base).get("/v1/inbox").status_code == 200, base
        # The address that the connection came in on decides, not what the request says.
        for base in ("http://192.0.2.7", "http://[2001:db8::7]", "http://0.0.0.0"):
            away = TestClient(app, base_url=base)
            assert away.get("/v1/inbox", headers={"Host": "localhost"}).status_code == 401, base
            assert away.get("/docs").status_code == 403
            assert away.get("/healthz").status_code == 200


def test_a_key_locks_a_service_that_runs(make_app: Callable[[], FastAPI], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.access.control.LOOK_SECONDS", 0.0)
    app = make_app()
    with local_client(app) as client:
        assert client.get("/v1/inbox").status_code == 200
        assert client.get("/docs").status_code == 200
        secret, key = new_key("first", [Scope.READ], datetime.now(UTC))
        app.state.access.keys.add(key, OPERATOR, "here")
        assert client.get("/v1/inbox").status_code == 401
        assert client.get("/docs").status_code == 403
        assert client.get("/v1/inbox", headers=bearer(secret)).status_code == 200
        app.state.access.keys.revoke("first", datetime.now(UTC), OPERATOR, "here")
        assert client.get("/v1/inbox", headers=bearer(secret)).status_code == 401
        assert client.get("/v1/inbox").status_code == 401
