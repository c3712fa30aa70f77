"""Stories put into a store, and the rows of the desk that show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def put(client: TestClient, name: str, text: str, **fields: str) -> None:
    answer = client.put(f"/v1/articles/{quote(name, safe='')}", json={"text": text, **fields})
    assert answer.status_code in {200, 201}, answer.text


def key_of(client: TestClient, name: str) -> str:
    """The key that a story's page acts on."""
    (key,) = re.findall(r'name="story" value="(\d+)"', client.get(f"/desk/articles/{quote(name, safe='')}").text)
    return str(key)


def rows(page: str) -> list[str]:
    return re.findall(r'class="row(?: lead)?" data-step>(.*?)</a>', page)
