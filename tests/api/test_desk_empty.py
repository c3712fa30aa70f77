"""A desk with nothing in it, or nothing left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.testclient import TestClient

from tests.api.deskpages import put
from tests.api.editing import act
from tests.local import HERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI


def test_an_empty_queue_and_an_empty_store_are_two_things(make_app: Callable[[], FastAPI]) -> None:
    with TestClient(make_app(), base_url=HERE, cookies={"desk-editor": "Ada"}) as client:
        assert "Nothing has come in yet" in client.get("/desk").text
        assert "Nothing is stored yet" in client.get("/desk/search?q=pier").text
        assert "dedup ingest" in client.get("/desk").text
        put(client, "one", "Snow fell on the northern valleys.")
        page = act(client, "done", "one")
        assert "The queue is empty" in page
        assert "/desk?state=done" in page
