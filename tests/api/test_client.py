"""The typed client, against the application and a real socket."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx2
import pandas as pd
import pytest
import uvicorn

from api.app import create_app
from api.client import Client
from api.errors import refusal
from dedup.detection.verdict import Relation
from dedup.errors import (
    ArticleNotFound,
    DedupError,
    InputError,
    InvalidArticle,
    StoreUnavailable,
    TooManyRequests,
)
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = (
    "The harbour master of Ottervik closed the northern pier on Monday after divers found cracks in two of its piles. "
    "Repairs will cost 3.2 million crowns and take until the autumn, and forty boats will use the southern quay."
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a service that runs."""
    folder: Path = tmp_path_factory.mktemp("client")
    app = create_app(Settings(data_dir=folder), lambda settings: build_service(settings, HashingEncoder()))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as opened:
        yield opened


def test_a_story_is_stored_scored_read_and_removed(client: Client) -> None:
    stored = client.store({"id": "pier/1", "text": STORY, "source": "Skerry News"})
    assert (stored.status, stored.verdict.relation) == ("created", Relation.UNRELATED)
    found = client.score(STORY, limit=1)
    assert found.relation is Relation.IDENTICAL
    assert found.matches[0].article.id == "pier/1"
    assert client.score(STORY, sources=["Nobody"]).matches == ()
    assert client.article("pier/1").text == STORY
    assert client.matches("pier/1").said is None
    assert [one.id for one in client.search(q="piles").results] == ["pier/1"]
    assert client.alerts().alerts == []
    assert client.remove("pier/1").versions == 1
    with pytest.raises(ArticleNotFound, match="pier/1"):
        client.article("pier/1")


def test_two_texts_are_compared(client: Client) -> None:
    assert client.compare(STORY, {"text": STORY, "title": "Pier shut"}).relation is Relation.IDENTICAL


def test_many_are_stored_one_bad_line_alone_is_refused(client: Client) -> None:
    rows = [{"id": f"many-{number}", "text": f"{STORY} Edition {number}."} for number in range(3)]
    results = list(client.store_many([rows[0], {"id": "empty", "text": " "}, *rows[1:]]))
    assert [one.status for one in results] == ["created", None, "created", "created"]
    assert results[1].error is not None
    assert "text" in results[1].error.detail


def test_errors_are_those_of_the_engine(client: Client) -> None:
    for without in ({"text": STORY}, {"id": "", "text": STORY}, STORY):
        with pytest.raises(InvalidArticle, match="needs an id"):
            client.store(without)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        client.score({"text": STORY, "paragraphs": [STORY]})
    with pytest.raises(InputError, match="limit"):
        client.score(STORY, limit=100_000)
    with pytest.raises(InputError, match="exactly one"):
        client.search()


def test_what_does_not_listen_is_said() -> None:
    with Client("http://127.0.0.1:9") as nobody, pytest.raises(StoreUnavailable, match="can not be reached"):
        nobody.score(STORY)


def test_an_id_may_hold_what_ends_a_line_elsewhere(client: Client) -> None:
    names = ["line\u2028end", "next"]
    results = list(client.store_many({"id": name, "text": f"{STORY} Told anew as {name}."} for name in names))
    assert [one.id for one in results] == names


def test_a_time_may_be_one_of_python(client: Client) -> None:
    when = datetime(2031, 3, 4, 9, 10, tzinfo=UTC)
    client.store({"id": "timed", "text": STORY, "published_at": when})
    list(client.store_many([{"id": "timed-too", "text": STORY, "published_at": pd.Timestamp(when)}]))
    assert client.article("timed").published_at == client.article("timed-too").published_at == when


def test_a_story_may_have_a_number(client: Client) -> None:
    assert client.store({"id": 0, "text": STORY}).id == "0"
    assert client.store({"id": 5.0, "text": STORY}).id == "5"
    assert [one.id for one in client.store_many([{"id": 6.0, "text": STORY}])] == ["6"]


def test_what_is_not_asked_narrows_nothing(client: Client) -> None:
    client.store({"id": "found", "text": f"{STORY} Gulls watched."})
    assert [one.id for one in client.search(q="gulls", source=None, since=None).results] == ["found"]


@pytest.mark.parametrize("article", [{"text": STORY, "title": object()}, b"bytes", None, {"text": "\ud800"}])
def test_what_can_not_be_sent_is_an_error_of_the_tree(client: Client, article: Any) -> None:  # noqa: ANN401 - wrong ones
    with pytest.raises(InvalidArticle):
        client.score(article)


@pytest.mark.parametrize("content", [b"<html>", b"", b'{"status": "ok"}'])
def test_an_answer_of_something_else_is_said(content: bytes) -> None:
    elsewhere = httpx2.MockTransport(lambda _asked: httpx2.Response(200, content=content or b"\n"))
    with Client("http://dedup.example", transport=elsewhere) as somebody:
        with pytest.raises(DedupError, match="Is wire-dedup at that address"):
            somebody.score(STORY)
        with pytest.raises(DedupError, match="Is wire-dedup at that address"):
            list(somebody.store_many([{"id": "pier", "text": STORY}]))


def test_when_there_is_room_again_is_what_the_service_says() -> None:
    refused = refusal(TooManyRequests("Wait.", 17), {"Retry-After": "17"})
    full = httpx2.MockTransport(
        lambda _asked: httpx2.Response(429, content=bytes(refused.body), headers=refused.headers)
    )
    with Client("http://dedup.example", transport=full) as desk, pytest.raises(TooManyRequests) as caught:
        desk.score(STORY)
    assert caught.value.seconds == 17


@pytest.mark.parametrize("key", ["wd_key\n", " wd_key", "wd_…"])
def test_a_key_is_sent_as_it_is_read_from_a_file(key: str) -> None:
    sent = []

    def answer(asked: httpx2.Request) -> httpx2.Response:
        sent.append(asked.headers.raw)
        return httpx2.Response(200, json={"alerts": [], "next": None})

    with Client("http://dedup.example", key, transport=httpx2.MockTransport(answer)) as desk:
        desk.alerts()
    assert (b"Authorization", f"Bearer {key.strip()}".encode()) in sent[0]


def test_an_address_without_a_scheme_is_told_in_one_sentence() -> None:
    with Client("127.0.0.1:8000") as nobody, pytest.raises(StoreUnavailable, match=r"protocol\. Is it running"):
        nobody.alerts()
