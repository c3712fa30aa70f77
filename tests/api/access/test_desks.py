"""What one desk keeps to itself: no route tells anybody of another, by anything that differs from its not being there.

The list of routes is the application's own: one that is asked nothing here fails.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
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
from tests.api.access.asked import ASKED, BY_OTHERS, SECRET
from tests.api.access.desks import HARBOUR, MARKS, MUSEUM, PRIVATE, QUILLON, World, text, world
from tests.api.access.locked import OPERATOR, bearer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from httpx2 import Response


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
