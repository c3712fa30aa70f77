"""The log: one line a request under an id that its answer carries, and nothing of what was sent in it."""

from __future__ import annotations

import json
import logging
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from api.access.declared import rules_of
from api.app import create_app
from api.requestlog import HEADER
from dedup.commands import logs
from dedup.settings import Settings
from dedup.storage.store import SqlArticleStore
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from dedup.ports.arrays import Vectors
    from dedup.service import DedupService

MARK = "Zwillingsklinke"
"""A word that is in no line of the log, whatever it is sent in."""
SENTENCE = f"The {MARK} of the lock at Farrow Mill jammed on Sunday, and the barges had to wait until the evening came."
STORY = " ".join(f"{SENTENCE} It was the {n}th time since the spring floods." for n in range(6))
ARTICLE = {"id": MARK, "title": MARK, "source": MARK, "text": STORY}
BODIES: list[tuple[str, str]] = [
    ("application/json", json.dumps(ARTICLE)),
    ("application/json", json.dumps({"article": ARTICLE, "query": ARTICLE, "match": ARTICLE})),
    ("application/json", json.dumps({"guid": MARK, "headline": MARK, "body_html": STORY, "type": "text"})),
    ("application/json", f'{{"text": "{MARK}'),
    ("text/plain", STORY),
    ("text/html", f"<h1>{MARK}</h1><p>{STORY}"),
    ("application/xml", f"<nitf><body>{STORY}</nitf"),
    ("application/x-ndjson", json.dumps(ARTICLE) + f'\n{{"{MARK}\n'),
    ("application/x-www-form-urlencoded", f"text={MARK}&name={MARK}&what={MARK}&id={MARK}&number={MARK}"),
]
ENDLESS = ("/desk/events", "/v1/alerts:stream")
SENDERS = '[senders.desk]\nkind = "auto"\nunsigned = true\n'


class StumblingEncoder(HashingEncoder):
    """Stumbles, where it is told to, and quotes what it stumbled over."""

    stumbles = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.stumbles:
            raise ValueError(" ".join(texts))
        return super().encode(texts)


@pytest.fixture
def configured() -> Iterator[Callable[[Settings], None]]:
    """Configures the log; what the tests' own was is put back."""
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("uvicorn.access", *logs._LOUD)}
    handlers, level = root.handlers[:], root.level
    yield logs.configure
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def ask_everything(app: FastAPI, client: TestClient) -> list[int]:
    """Send the mark to every route that ends, by address, query, header and body."""
    statuses: list[int] = []
    query = dict.fromkeys(("q", "words", "like", "source", "before", "since", "limit", "view", "id"), MARK)
    for rule in rules_of(app.routes):
        path = re.sub(r"\{_?(\w+?)(:\w+)?\}", filled, rule.route.path or "")
        for method in sorted(rule.route.methods or ()) if path not in ENDLESS else ():
            for kind, body in BODIES if method in {"POST", "PUT"} else [("text/plain", "")]:
                headers = {"Content-Type": kind, "X-Editor": MARK, HEADER: f"{MARK} !"}
                asked = query if len(statuses) % 2 else {}
                request = client.build_request(method, path, params=asked, headers=headers, content=body)
                answer = client.send(request, follow_redirects=False)
                assert re.fullmatch(r"[0-9a-f]{32}", answer.headers[HEADER]), path
                statuses.append(answer.status_code)
    return statuses


def execute(store: SqlArticleStore, statement: str) -> None:
    with store.database.unbound_transaction() as connection:
        connection.execute(text(statement))


def filled(name: re.Match[str]) -> str:
    return "desk" if name[1] == "sender" else MARK


def test_nothing_of_a_text_is_logged_whatever_happens_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], configured: Callable[[Settings], None]
) -> None:
    (tmp_path / "senders.toml").write_text(SENDERS)
    settings = Settings(
        data_dir=tmp_path / "data", senders=tmp_path / "senders.toml", log_format="json", log_level="debug"
    )
    configured(settings)
    encoder = StumblingEncoder()
    opened: list[DedupService] = []

    def open_service(settings: Settings) -> DedupService:
        opened.append(build_service(settings, encoder))
        return opened[0]

    app = create_app(settings, open_service)
    with local_client(app, raise_server_exceptions=False) as client:
        assert isinstance(opened[0].store, SqlArticleStore)
        full = "CREATE TRIGGER full BEFORE INSERT ON contents BEGIN SELECT RAISE(FAIL, 'no room'); END"
        execute(opened[0].store, full)
        statuses = ask_everything(app, client)
        execute(opened[0].store, "DROP TRIGGER full")
        statuses += ask_everything(app, client)
        encoder.stumbles = True
        statuses += ask_everything(app, client)
        deadline = time.monotonic() + 120
        while app.state.newsroom.inbox.backlog("waiting", "working") and time.monotonic() < deadline:
            time.sleep(0.05)  # the worker stumbles over what the hooks took in
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line for line in lines if MARK in json.dumps(line, ensure_ascii=False)] == []
    answered = [line for line in lines if line["event"] == "answered"]
    assert len(answered) == len(statuses)
    assert sorted(line["status"] for line in answered) == sorted(statuses)
    assert {200, 404, 422, 500, 503} <= set(statuses)
    loud: list[dict[str, Any]] = [line for line in lines if "exception" in line]
    assert {"request_id"} <= set().union(*loud), "what went wrong is told under the request's id"
    assert any("ValueError\n  at " in line["exception"] for line in loud), "with where, and without what"


def test_an_id_that_is_sent_is_kept_and_said_in_every_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], configured: Callable[[Settings], None]
) -> None:
    settings = Settings(data_dir=tmp_path, log_format="json")
    configured(settings)
    encoder = StumblingEncoder()
    encoder.stumbles = True
    app = create_app(settings, lambda settings: build_service(settings, encoder))
    with local_client(app, raise_server_exceptions=False) as client:
        answer = client.post("/v1/score", content=STORY, headers={"Content-Type": "text/plain", HEADER: "proxy-7.1"})
        assert (answer.status_code, answer.headers[HEADER]) == (500, "proxy-7.1")
        assert client.get("/healthz").status_code == 200
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    mine = [line for line in lines if line.get("request_id") == "proxy-7.1"]
    assert [line["event"] for line in mine][-1] == "answered"
    told = {name: mine[-1][name] for name in ("method", "route", "status", "level")}
    assert told == {"method": "POST", "route": "/v1/score", "status": 500, "level": "info"}
    assert all(line.get("route") != "/healthz" for line in lines), "what machines ask is told at debug"


def test_names_from_outside_stay_on_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], configured: Callable[[Settings], None]
) -> None:
    for settings in (Settings(data_dir=tmp_path), Settings(data_dir=tmp_path, log_format="json")):
        configured(settings)
        logging.getLogger("dedup").warning("%s was skipped", "a\n2031-03-04 [error] forged\x1b[2J")
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "\x1b[2J" not in told
        assert "forged" in told
