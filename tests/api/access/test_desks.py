"""What one desk keeps to itself: no route tells anybody of another, by anything that differs from its not being there.

The list of routes is the application's own: one that is asked nothing here fails.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import anyio
import orjson
import pytest

import api
from api.access.declared import rules_of
from api.app import create_app
from api.routes import alerts
from api.streams import Cursor, Streams
from dedup.access.callers import Scope
from dedup.access.desks import Sight
from dedup.access.keys import new_key
from dedup.newsroom.listing import Narrowed
from dedup.newsroomwiring import seen_by
from dedup.settings import Settings
from tests.api.access.desks import HARBOUR, MARKS, MUSEUM, PRIVATE, QUILLON, World, text, world
from tests.api.access.locked import OPERATOR, bearer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response

SECRET: Final = text(*QUILLON, *MUSEUM[:2])
"""The text of one of the private articles."""

NAMES: Final = ("zq:lease", "zq:harbour", "zq:update", "zq:sent", "zq:own")
NUMBERS: Final = range(1, 16)


def get(path: str, *queries: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [("GET", path, {"params": query}) for query in (queries or ({},))]


def each(
    path: str, *queries: dict[str, Any], of: tuple[str | int, ...] = (*NAMES, "copy", "lease", "harbour", "nothing")
) -> Any:  # noqa: ANN401
    return [one for name in of for one in get(path.format(quote(str(name), safe="")), *queries)]


def score(**request: Any) -> tuple[str, str, dict[str, Any]]:  # noqa: ANN401 - JSON
    return ("POST", "/v1/score", {"json": request})


_LISTS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"state": "all"},
    {"state": "all", "source": PRIVATE},
    {"state": "all", "q": "Zarquon"},
    {"state": "all", "relation": "near_copy"},
    {"state": "all", "as": "csv"},
    {"state": "all", "as": "json"},
    {"view": "Zarquon view"},
    {"view": "Copies"},
    {"state": "all", "at": 3},
    {"state": "all", "before": 5},
    {"state": "all", "after": 2},
    *({"state": "all", "did": number} for number in NUMBERS),
)
_SEARCHES: Final[tuple[dict[str, Any], ...]] = (
    {"q": "Quillon"},
    {"q": "harbour"},
    {"q": "drawings", "source": PRIVATE},
    {"q": "drawings", "before": 9},
    {"like": "copy"},
    {"like": "harbour"},
    {"like": "zq:lease"},
)

ASKED: Final = {
    "GET /openapi.json": get("/openapi.json"),
    "POST /v1/score": [
        score(article={"text": SECRET}),
        score(article={"text": text(*HARBOUR)}, limit=100),
        score(article={"text": text(*MUSEUM)}, sources=[PRIVATE]),
        score(article={"text": text(*MUSEUM), "id": "zq:lease"}),
        score(article={"text": text(*HARBOUR[:2]), "evolved_from": "zq:harbour", "source": PRIVATE}),
        score(article={"text": text(*HARBOUR[:2]), "evolved_from": "harbour"}),
        ("POST", "/v1/score", {"content": SECRET, "headers": {"Content-Type": "text/plain"}}),
    ],
    "POST /v1/compare": [
        (
            "POST",
            "/v1/compare",
            {"json": {"query": {"text": SECRET, "id": "zq:lease"}, "match": {"text": text(*MUSEUM)}}},
        )
    ],
    "GET /v1/search": [
        *get("/v1/search", *_SEARCHES, *({"meaning": one} for one in (*QUILLON, *HARBOUR))),
        *get("/v1/search", {"meaning": "drawings", "source": PRIVATE}),
    ],
    "GET /v1/articles/{article_id}/matches": each("/v1/articles/{}/matches"),
    "GET /v1/articles/{article_id}": each("/v1/articles/{}"),
    "DELETE /v1/articles/{article_id}": [("DELETE", f"/v1/articles/{name}", {}) for name in NAMES],
    "GET /v1/inbox": get("/v1/inbox", {}, {"sender": "zarquon"}, {"state": "done"}, {"limit": 1}),
    "GET /v1/inbox/{message_id}": each("/v1/inbox/{}", of=tuple(NUMBERS)),
    "POST /v1/inbox/{message_id}:retry": [("POST", f"/v1/inbox/{number}:retry", {}) for number in NUMBERS],
    "GET /v1/alerts": get("/v1/alerts", {}, {"relation": "near_copy"}, {"limit": 1}, {"before": 9}),
    "GET /v1/alerts/{alert_id}": each("/v1/alerts/{}", of=tuple(NUMBERS)),
    "POST /v1/alerts/{alert_id}:replay": [("POST", f"/v1/alerts/{number}:replay", {}) for number in range(2, 16)],
    "GET /v1/mutes": get("/v1/mutes"),
    "POST /v1/mutes": [("POST", "/v1/mutes", {"json": {"story": name, "why": "x"}}) for name in NAMES],
    "DELETE /v1/mutes/{number}": [("DELETE", f"/v1/mutes/{number}", {}) for number in range(2, 16)],
    "GET /healthz": get("/healthz"),
    "GET /readyz": get("/readyz"),
    "GET /desk": get("/desk", *_LISTS),
    "GET /desk/articles/{_id}": each(
        "/desk/articles/{}", {}, {"match": 2}, {"as": "json"}, {"as": "csv"}, {"paper": "1"}, {"beside": "zq:lease"}
    ),
    "GET /desk/stories/{_id}": each("/desk/stories/{}", {}, {"as": "csv"}, {"of": "zq:lease"}),
    "GET /desk/check": get("/desk/check"),
    "POST /desk/check": [("POST", "/desk/check", {"data": {"text": one}}) for one in (SECRET, text(*HARBOUR))],
    "POST /desk/actions": [
        ("POST", "/desk/actions", {"data": {"action": action, "by": "Ben", **fields}})
        for action, fields in (
            ("note", {"story": "3", "note": "x"}),
            ("confirm", {"story": "4"}),
            ("done", {"story": "5"}),
            ("assign", {"story": "9", "assigned": "Ben"}),
            # From the last: what takes one back has a number too, which another would be asked for.
            *(("undo", {"batch": str(number)}) for number in range(15, 1, -1)),
        )
    ],
    "GET /desk/name": get("/desk/name"),
    "POST /desk/name": [("POST", "/desk/name", {"data": {"by": "Ben"}})],
    "POST /desk/views": [("POST", "/desk/views", {"data": {"name": "Zarquon view", "forget": "1"}})],
    "GET /desk/answers": get("/desk/answers"),
    "POST /desk/answers/calibration": [
        ("POST", "/desk/answers/calibration", {"data": {"action": action}}) for action in ("apply", "reset")
    ],
    "GET /desk/alerts": get("/desk/alerts", {}, {"state": "waiting"}, *({"mute": number} for number in NUMBERS)),
    "GET /desk/alerts/{alert_id}": each("/desk/alerts/{}", {}, {"mute": 2}, of=tuple(NUMBERS)),
    "POST /desk/alerts": [
        ("POST", "/desk/alerts", {"data": {"action": action, "by": "Ben", **fields}})
        for action, fields in (
            ("test", {"destination": "zarquon"}),
            ("enable", {"destination": "zarquon"}),
            *(("replay", {"alert": str(number)}) for number in range(2, 16)),
            *(("lift", {"mute": str(number)}) for number in range(2, 16)),
            *(("restore", {"mute": str(number)}) for number in range(2, 16)),
            *(("mute", {"alert": str(number), "what": "story-0", "why": "x"}) for number in range(2, 16)),
        )
    ],
    "GET /desk/search": get(
        "/desk/search", *_SEARCHES, {"q": "harbour", "as": "csv"}, {"q": QUILLON[0], "by": "meaning"}
    ),
    "GET /desk/flows": get("/desk/flows", {}, {"ours": PRIVATE}, {"ours": "Corvane Courier"}),
    "GET /desk/flows.csv": get("/desk/flows.csv", {}, {"of": "days"}, {"of": "stories", "ours": "Corvane Courier"}),
    "GET /desk/{rest}": get("/desk/zq:lease"),
    "GET /": get("/"),
}
"""What somebody of another desk asks of each route; nothing that is asked for first matters later."""

BY_OTHERS: Final = {
    "GET /static-offline-docs/{path}": "not there once anything is locked",
    "GET /docs": "likewise",
    "GET /docs/oauth2-redirect": "likewise",
    "GET /redoc": "likewise",
    "POST /v1/articles:bulk": "test_another_s_id_and_another_s_source_are_refused_without_a_word_of_them",
    "PUT /v1/articles/{article_id}": "likewise",
    "POST /v1/hooks/{sender}": "a sender's own proof; answers with nothing of what is stored",
    "GET /v1/alerts:stream": "test_streams_tell_nothing",
    "GET /desk/events": "likewise",
    "GET /metrics": "test_figures_of_everything_are_for_the_operator",
    "GET /desk/checks/{secret}": "test_a_check_is_for_those_who_see_as_much",
    "POST /desk/checks/{secret}/forget": "takes a secret, and answers the same whatever is there",
    "GET /desk/login": "before anybody is known",
    "GET /desk/sso": "likewise",
    "GET /desk/sso/back": "likewise",
    "POST /desk/login": "likewise",
    "POST /desk/logout": "likewise",
    "GET /desk/static/{name}": "styles and scripts",
}
"""Routes that are asked elsewhere, or tell nothing of what is stored."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, World]]:
    with (
        pytest.MonkeyPatch.context() as patch,
        world(tmp_path_factory.mktemp("with"), patch, private=True) as there,
        world(tmp_path_factory.mktemp("without"), patch, private=False) as gone,
    ):
        yield there, gone


def test_every_route_is_asked() -> None:
    routes = {
        f"{method} {rule.route.path_format or rule.route.path}"
        for rule in rules_of(create_app(Settings()).routes)
        for method in (rule.route.methods or {"GET"}) - {"HEAD"}
    }
    assert routes == ASKED.keys() | BY_OTHERS.keys()
    assert not ASKED.keys() & BY_OTHERS.keys()


def test_routes_have_no_other_service_than_the_one_that_their_caller_sees() -> None:
    whole = re.compile(r"state\.(service|newsroom)\b|build_service|build_newsroom")
    reaching = {path.name for path in Path(api.__file__).parent.rglob("*.py") if whole.search(path.read_text())}
    assert reaching == {"app.py", "dependencies.py"}


@pytest.mark.parametrize("route", ASKED)
def test_another_desk_is_answered_as_if_it_were_not_there(route: str, worlds: tuple[World, World]) -> None:
    for method, path, asked in ASKED[route]:
        answers = [ask(one, method, path, asked) for one in worlds]
        assert answers[0] == answers[1], (method, path, asked)
        if not any(mark in unquote(path) + str(asked) for mark in MARKS):
            assert [mark for mark in MARKS if mark in answers[0]] == []


def ask(opened: World, method: str, path: str, asked: dict[str, Any]) -> str:
    """An answer, without what is never twice the same: moments, and the addresses of checks."""
    headers = opened.other | asked.get("headers", {})
    answer = opened.client.request(method, path, follow_redirects=False, **{**asked, "headers": headers})
    return told(answer)


def told(answer: Response) -> str:
    headers = f"{answer.status_code} {answer.headers.get('location', '')} {answer.headers.get('content-type', '')}"
    body = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "MOMENT", f"{headers}\n{answer.text}")
    body = re.sub(r"\d\d:\d\d(:\d\d)?", "TIME", body)
    body = re.sub(r"\bdid=\d+", "did=NUMBER", body)  # what is done is numbered across desks, as are keys
    return re.sub(r"checks/[\w-]{32}", "checks/SECRET", body)


def test_the_desk_itself_sees_it_everywhere(worlds: tuple[World, World]) -> None:
    there, _ = worlds
    for name in ("zq:lease", "zq:sent", "zq:own"):
        assert "Quillon" in ask_as(there, there.mine, f"/v1/articles/{name}")
        assert ask_as(there, there.mine, f"/v1/articles/{name}/matches").startswith("200")
        assert "Quillon" in ask_as(there, there.mine, f"/desk/articles/{quote(name, safe='')}")
    for path, asked in (
        ("/v1/search", {"q": "Quillon"}),
        ("/v1/search", {"like": "copy"}),
        ("/v1/search", {"meaning": QUILLON[0]}),
        ("/v1/inbox", {}),
        ("/v1/alerts", {}),
        ("/v1/mutes", {}),
        ("/desk", {"state": "all"}),
        ("/desk", {"view": "Zarquon view"}),
        ("/desk/stories/harbour", {}),
        ("/desk/alerts", {}),
        ("/desk/search", {"q": "Quillon"}),
        ("/desk/flows", {}),
        ("/desk/flows.csv", {}),
        # Judged by what all see who may read it; shown to the desk with what the desk had by then.
        ("/v1/articles/copy/matches", {}),
        ("/desk/articles/copy", {}),
    ):
        answer = ask_as(there, there.mine, path, asked)
        assert "arquon" in answer or "zq:" in answer, (path, asked)
    sent = {"article": {"text": SECRET}}
    answer = there.client.post("/v1/score", json=sent, headers=there.mine).json()
    assert answer["matches"][0]["article"]["id"] == "zq:lease"
    assert answer["relation"] == "identical"


def test_what_a_desk_answers_is_counted_for_nobody_else(worlds: tuple[World, World]) -> None:
    there, gone = worlds
    counted = [ask_as(there, there.mine, "/desk/answers"), ask_as(there, there.other, "/desk/answers")]
    assert counted[0] != counted[1] == ask_as(gone, gone.other, "/desk/answers")


def ask_as(opened: World, shown: dict[str, str], path: str, asked: dict[str, Any] | None = None) -> str:
    return told(opened.client.get(path, params=asked, headers=shown))


@pytest.fixture
def mine(worlds: tuple[World, World]) -> World:
    return worlds[0]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Another one, in which something may be changed."""
    with pytest.MonkeyPatch.context() as patch, world(tmp_path_factory.mktemp("apart"), patch, private=True) as opened:
        yield opened


def test_another_s_id_and_another_s_source_are_refused_without_a_word_of_them(apart: World) -> None:
    def put(name: str, **body: str) -> Response:
        return apart.client.put(f"/v1/articles/{name}", json=body, headers=apart.other)

    whole = text(*QUILLON, *MUSEUM[:2])
    same = {"text": whole, "source": PRIVATE, "title": "The Zarquon lease", "published_at": "2031-03-03T10:00:00Z"}
    answers = [put("zq:lease", text=whole), put("zq:lease", text="Something else that is no such text at all.")]
    assert {answer.status_code for answer in answers} == {409}
    assert answers[0].content == answers[1].content  # whether it was guessed right is not told
    assert "Quillon" not in answers[0].text
    assert put("zq:lease", **same).status_code == 403
    assert put("new", text=text(*HARBOUR), source=PRIVATE).status_code == 403
    lines = [{"id": "zq:lease", "text": whole}, {"id": "new", "text": whole}]
    lines.append({"id": "x", "text": whole, "source": PRIVATE})
    headers = apart.other | {"Content-Type": "application/x-ndjson"}
    answer = apart.client.post("/v1/articles:bulk", content=b"\n".join(map(orjson.dumps, lines)), headers=headers)
    told_of = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [one.get("status") or one["error"]["status"] for one in told_of] == [409, "created", 403]
    assert not any(mark in answer.text.replace("zq:lease", "", 1) for mark in ("Quillon", "zq:harbour"))
    assert apart.client.get("/v1/articles/zq:lease", headers=apart.mine).json()["text"] == whole
    # Nor does what was stored get told by what it was held against.
    stored = apart.client.get("/v1/articles/new/matches", headers=apart.other).text
    assert "zq:" not in stored
    assert "Zarquon Courier" not in stored


def test_figures_of_everything_are_for_the_operator(mine: World) -> None:
    secret, key = new_key("reading", [Scope.READ], datetime.now(UTC), desks=["sport"])
    mine.access.keys.add(key, OPERATOR, "here")
    assert mine.client.get("/metrics", headers=bearer(secret)).status_code == 403
    figures = mine.client.get("/metrics", headers=mine.other)  # has admin
    assert figures.status_code == 200
    assert not any(mark in figures.text for mark in ("Quillon", "zq:", PRIVATE))


def test_streams_tell_nothing(mine: World) -> None:
    service, newsroom = mine.app.state.service, mine.app.state.newsroom
    streams, heard = Streams(alerts.told), {}
    for name, desk in (("mine", "zarquon"), ("other", "sport")):
        _, seen = seen_by(Sight(frozenset({desk})), service, newsroom)
        audience, cursor = streams.audience(frozenset({desk}), seen), Cursor(0, [])
        told_now = anyio.run(partial(audience.due, cursor, look_at_held=True))
        kept = [newsroom.alerts.read(number).payload for number in cursor.held]
        heard[name] = str([*(orjson.loads(body)["payload"] for _, body in told_now), *kept])
        assert (seen.listing.came_in(Narrowed(source=PRIVATE), 0) > 0) is (name == "mine")
    assert "Zarquon" in heard["mine"]
    assert heard["other"] != "[]"
    assert not any(mark in heard["other"] for mark in MARKS)


def test_a_check_is_for_those_who_see_as_much(mine: World) -> None:
    def check(shown: dict[str, str]) -> str:
        answer = mine.client.post("/desk/check", data={"text": SECRET}, headers=shown, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"]).partition("?")[0]

    ours, theirs = check(mine.mine), check(mine.other)
    assert "Zarquon" in mine.client.get(ours, headers=mine.mine).text
    refused = mine.client.get(ours, headers=mine.other)
    nothing = mine.client.get("/desk/checks/" + "A" * 32, headers=mine.other)
    assert refused.status_code == nothing.status_code == 404
    assert told(refused) == told(nothing)
    found = mine.client.get(theirs, headers=mine.other)
    assert found.status_code == 200
    assert "The Zarquon lease" not in found.text
    assert mine.client.get(theirs, headers=mine.mine).status_code == 404  # of the desk ``sport`` they are not


def test_what_becomes_private_is_gone_from_verdicts_at_once_and_back_when_it_is_opened(apart: World) -> None:
    def matched(name: str, shown: dict[str, str]) -> set[str]:
        answer = apart.client.get(f"/v1/articles/{name}/matches", headers=shown)
        return {match["article"]["source"] for match in answer.json()["matches"]}

    assert "Corvane Courier" in matched("copy", apart.other)
    assert apart.client.get("/v1/articles/museum", headers=apart.other).status_code == 200
    forgotten = apart.access.sources.make_private("Corvane Courier", frozenset({"city"}), OPERATOR, "here")
    assert forgotten >= 2
    for shown in (apart.mine, apart.other):
        assert apart.client.get("/v1/articles/museum", headers=shown).status_code == 404
        for path in ("/v1/articles/copy/matches", "/v1/articles/lease/matches", "/desk?state=all", "/v1/alerts"):
            assert "Corvane Courier" not in apart.client.get(path, headers=shown).text, path
    assert "Corvane Courier" not in matched("copy", apart.other)
    listed = apart.client.get("/desk", params={"state": "all", "as": "json"}, headers=apart.other).json()["stories"]
    assert "copy" in {row["id"] for row in listed}  # judged anew, and back
    apart.access.sources.open("Corvane Courier", OPERATOR, "here")
    assert apart.client.get("/v1/articles/museum", headers=apart.other).status_code == 200
    assert "arquon" not in apart.client.get("/v1/articles/museum/matches", headers=apart.other).text
