"""Two services that differ by what one desk keeps to itself, asked the same by somebody of another desk."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from api.app import create_app
from dedup.access.callers import Scope
from dedup.access.keys import new_key
from dedup.newsroom.delivery import Deliverer
from dedup.settings import Settings
from dedup.wiring import build_access, build_service, open_database
from tests.api.access.locked import OPERATOR, bearer
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from dedup.access.control import AccessControl

PRIVATE = "Zarquon Courier"
"""The source that is private to the desk ``zarquon``."""

MARKS = ("arquon", "uillon", "zq:")
"""In the name of the source, the texts, headlines and ids, notes and names that only that desk knows."""

SENDERS = f"""
[senders.wire]
kind = "json"
unsigned = true
[senders.zarquon]
kind = "json"
unsigned = true
source = "{PRIVATE}"
[[alerts]]
name = "taken"
to = ["all", "chat"]
[destinations.all]
kind = "webhook"
url = "http://127.0.0.1:9/all"
secret_file = "secret"
[destinations.chat]
kind = "slack"
url = "http://127.0.0.1:9/none"
"""
TO_ONE = """
[destinations.zarquon]
kind = "slack"
url = "http://127.0.0.1:9/zarquon"
desk = "zarquon"
[[alerts]]
name = "Zarquon's own"
to = ["zarquon"]
sources = ["Zarquon Courier"]
[houses]
"Quillon House" = ["Zarquon Courier"]
"""

HARBOUR = (
    "The harbour office of Kelmsand closed its eastern gate on Monday after divers found a crack in the wall.",
    "Engineers said that the crack had grown by four centimetres since the winter storms of last year.",
    "Ferries to the outer islands will leave from the western pier until the repair is finished in June.",
)
MUSEUM = (
    "The museum of Tarrowfeld bought eleven drawings by the painter Oda Linnet at an auction in the capital.",
    "Its director said that the drawings had hung in a private house for ninety years and were unknown until now.",
    "They will be shown from October on, beside letters that the painter wrote to her sister in Brask.",
)
QUILLON = (
    "Quillon Abernath signed the secret lease of the Zarquon vault in front of two witnesses from the bank.",
    "The Quillon papers name nobody else, and the vault has not been opened since the Zarquon trial began.",
)


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


class World(NamedTuple):
    """One of the two services.

    Attributes:
        app: The application.
        client: Connects from this machine.
        access: Knows who is let in.
        mine: What somebody of the desk shows.
        other: What somebody of another desk shows, who may do everything else.
    """

    app: FastAPI
    client: TestClient
    access: AccessControl
    mine: dict[str, str]
    other: dict[str, str]

    def put(self, name: str, source: str, hour: int, *paragraphs: str, **more: Any) -> None:  # noqa: ANN401 - fields
        body = {"text": text(*paragraphs), "source": source, "published_at": f"2031-03-03T{hour:02}:00:00Z", **more}
        answer = self.client.put(f"/v1/articles/{name}", json=body, headers=self.mine)
        assert answer.status_code == 201, answer.text

    def leave_a_gap(self, hour: int) -> None:
        name, words = f"gone-{hour}", "Nobody will know that this was ever here, or anything of what it said."
        self.put(name, "Gone", hour, words)
        assert self.client.delete(f"/v1/articles/{name}", headers=self.mine).status_code == 200

    def send(self, sender: str, **item: Any) -> None:  # noqa: ANN401 - fields
        assert self.client.post(f"/v1/hooks/{sender}", json=item, headers=self.mine).status_code == 200
        while self.app.state.newsroom.worker.work_once():
            pass

    def act(self, path: str, **fields: Any) -> None:  # noqa: ANN401 - fields
        answer = self.client.post(path, data=fields, headers=self.mine, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def keys(self) -> dict[str, int]:
        rows = self.app.state.newsroom.listing
        return {row.id: row.key for row in rows.rows(range(1, 40)).values()}


@contextmanager
def world(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, private: bool, database_url: str | None = None
) -> Iterator[World]:
    """A service with what everybody may read, and with what one desk keeps to itself, or without."""
    monkeypatch.setattr(Deliverer, "run", lambda *_: None)  # what is delivered when is not the question
    folder.mkdir(exist_ok=True)
    (folder / "secret").write_text("whsec_" + base64.b64encode(b"s" * 32).decode())
    (folder / "senders.toml").write_text(SENDERS + TO_ONE * private)
    settings = Settings(data_dir=folder / "data", database_url=database_url, senders=folder / "senders.toml", workers=0)
    database = open_database(settings)
    access = build_access(database, settings)
    keys = {}
    for name, desk in (("mine", "zarquon"), ("other", "sport")):
        secret, key = new_key(name, list(Scope), datetime.now(UTC), desks=[desk])
        access.keys.add(key, OPERATOR, "here")
        keys[name] = bearer(secret)
    if private:
        access.sources.make_private(PRIVATE, frozenset({"zarquon"}), OPERATOR, "here")
    app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))
    with local_client(app) as client:
        opened = World(app, client, access, keys["mine"], keys["other"])
        fill(opened, private=private)
        yield opened
    database.dispose()


def fill(world: World, *, private: bool) -> None:
    """Have something of everything come in; what a desk keeps to itself between what everybody may read."""
    world.put("harbour", "Northern Wire", 8, *HARBOUR, title="Gate closed")
    world.put("museum", "Corvane Courier", 9, *MUSEUM, title="Eleven drawings")
    secret = (("zq:lease", 10, (*QUILLON, *MUSEUM[:2])), ("zq:harbour", 11, (*HARBOUR, QUILLON[0])))
    for name, hour, paragraphs in secret:
        if private:
            world.put(name, PRIVATE, hour, *paragraphs, title="The Zarquon lease")
        else:  # a key is never given out twice: others have the same numbers in both
            world.leave_a_gap(hour)
    if private:
        world.put("zq:update", PRIVATE, 12, *HARBOUR[:2], QUILLON[1], evolved_from="harbour")
    else:
        world.leave_a_gap(12)
    # Made from what is private, and from what is not, by somebody whom everybody may read.
    world.put("lease", "Harbour Post", 13, *MUSEUM, "A lease was signed in front of two witnesses from the bank.")
    world.put("ferries", "Harbour Post", 14, *HARBOUR)
    world.send(
        "wire",
        id="copy",
        text=text(*MUSEUM),
        title="Drawings",
        source="Brask Mail",
        published_at="2031-03-03T15:00:00Z",
    )
    keys = world.keys()
    world.act("/desk/actions", action="note", story=keys["copy"], note="look at this", by="Ada")
    world.act("/desk/actions", action="confirm", story=keys["copy"], by="Ada")
    view = {"name": "Copies", "query": "relation=near_copy"}
    answer = world.client.post("/desk/views", data=view, headers=world.other, follow_redirects=False)
    assert answer.status_code == 303
    mute = {"sources": ["Corvane Courier", "Brask Mail"], "why": "licensed", "by": "Ada"}
    assert world.client.post("/v1/mutes", json=mute, headers=world.mine).status_code == 201
    if not private:
        return
    world.send(
        "zarquon",
        id="zq:sent",
        text=text(*MUSEUM, QUILLON[0]),
        title="Zarquon drawings",
        published_at="2031-03-03T16:00:00Z",
    )
    world.send(
        "wire",
        id="zq:own",
        text=text(*HARBOUR, QUILLON[1]),
        title="Zarquon gate",
        source=PRIVATE,
        published_at="2031-03-03T17:00:00Z",
    )
    keys = world.keys()
    world.act("/desk/actions", action="confirm", story=keys["zq:sent"], by="Zarquon Zeller")
    world.act("/desk/actions", action="note", story=keys["zq:own"], note="Quillon knows", by="Zarquon Zeller")
    world.act("/desk/views", name="Zarquon view", query=f"source={PRIVATE}")
    world.act("/desk/check", text=text(*QUILLON, *MUSEUM))
    for muted in ({"sources": [PRIVATE, "Corvane Courier"]}, {"story": "zq:sent"}):
        body = {**muted, "why": "Zarquon said so", "by": "Zarquon Zeller"}
        assert world.client.post("/v1/mutes", json=body, headers=world.mine).status_code == 201
