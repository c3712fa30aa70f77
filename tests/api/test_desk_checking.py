"""Several texts, files and pages checked at once: each with its own outcome, the bad ones said one by one."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from api.desk import sent
from api.desk.sent import MOST
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.api.deskpages import put
from tests.api.test_desk import counts
from tests.fakes import HashingEncoder
from tests.local import local_client
from tests.unit.channels.test_fetching import Site
from tests.unit.formats import test_pages
from tests.unit.formats.test_wire import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi.testclient import TestClient

STORY = test_pages.page(test_pages.told(test_pages.ROOF, "Market roof falls"))
LATIN = f"<html><body><p>{FIRST}</p><p>Søren Åkerblom førte ordet.</p></body></html>"
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "story": (200, {"Content-Type": "text/html; charset=utf-8"}, STORY.encode()),
    "latin": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, LATIN.encode("latin-1")),
    "odd": (200, {"Content-Type": "text/html; charset=klingon"}, LATIN.encode()),
    "words": (200, {"Content-Type": "text/plain"}, FIRST.encode()),
    "gone": (404, {}, b""),
    "picture": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "empty": (200, {"Content-Type": "text/html"}, b"<html><body></body></html>"),
    "long": (200, {"Content-Type": "text/plain"}, b"x " * 60_000),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    opened = Site(ANSWERS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data_dir=folder, allow_private_destinations=True, max_body_bytes=100_000)
    with local_client(create_app(settings, lambda given: build_service(given, HashingEncoder()))) as opened:
        put(opened, "pier", FIRST, title="Pier closed", source="NW")
        yield opened


def post(client: TestClient, *fields: tuple[str, Any], status: int = 200) -> str:
    answer = client.post("/desk/check", files=list(fields))
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def pasted(text: str) -> tuple[str, Any]:
    return "text", (None, text)


def outcomes(page: str) -> list[str]:
    rows = re.findall(r"<tr.*?</tr>", page.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


def test_several_at_once_each_with_its_own_outcome(client: TestClient, site: Site) -> None:
    before = counts(client)
    page = post(
        client,
        pasted(FIRST),
        pasted(" "),
        pasted("Snow lay on the hills."),
        pasted("¡!"),
        ("file", ("two.jsonl", b'{"id": "a", "text": "Rain."}\n{"id": "b"}\n{"text": "Hail fell on the harbour."}')),
        ("file", ("picture.png", b"\x89PNG\r\n\x1a\n\x00")),
        ("file", ("empty.txt", b"")),
        ("address", (None, f"{site.address}/story\n\n {site.address}/gone \n{site.address}/story")),
    )
    assert "5 of 10 checked" in page
    told = outcomes(page)
    for row, parts in zip(
        told,
        (
            ("text 1", "Pier closed", "Identical", "100 %"),
            ("text 2", "Snow lay", "Unrelated"),
            ("text 3", "Not checked:", "no words"),
            ("/story", "Page", "of the page's"),
            ("/gone", "Not checked:", "404"),
            ("two.jsonl, story 1", "Rain"),
            ("two.jsonl, story 2", "Not checked:"),
            ("two.jsonl, story 3", "Hail"),
            ("picture.png", "Not checked:", "PNG image"),
            ("empty.txt", "Not checked:", "no words"),
        ),
        strict=True,
    ):
        for part in parts:
            assert part in row, (part, row)
    form = page.partition('class="check"')[2]
    assert "¡!" in form  # what was bad is there to be mended, and nothing else
    assert "/gone" in form
    assert "Snow" not in form
    assert "/story" not in form
    two = client.post("/desk/check", files=[pasted(FIRST), pasted("Snow lay on the hills.")]).text
    (again, *_) = re.findall(r'name="again" value="([^"]*)"', two)
    assert 'class="chip identical"' in post(client, ("again", (None, unescape(again))))
    assert counts(client) == before


@pytest.mark.parametrize(
    ("path", "told"),
    [("story", "3 of the page's"), ("latin", "Søren Åkerblom"), ("odd", "Søren Åkerblom"), ("words", "Identical")],
)
def test_an_address_is_fetched_and_its_story_kept(client: TestClient, site: Site, path: str, told: str) -> None:
    page = post(client, ("address", (None, f"{site.address}/{path}")))
    assert told in page
    assert "not stored; kept until" in page


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("gone", "404: there is no such page"),
        ("picture", "image/png"),
        ("empty", "no words"),
        ("long", "100,000 bytes"),
    ],
)
def test_what_an_address_lacks_is_said_and_it_stays(client: TestClient, site: Site, path: str, told: str) -> None:
    page = post(client, ("address", (None, f"{site.address}/{path}")), status=422)
    assert told in page
    assert f"{site.address}/{path}</textarea>" in page


def test_what_lies_inside_is_not_fetched(make_app: Any) -> None:  # noqa: ANN401 - the fixture of all API tests
    with local_client(make_app()) as closed:
        for address in ("http://127.0.0.1:9/", "localhost/x", "file:///etc/passwd", "http://[::1]:1/"):
            page = post(closed, ("address", (None, address)), status=422)
            assert "can not be fetched" in page
            assert address in page


def test_a_page_that_is_fetched_slowly_holds_up_no_more_than_others_like_it(
    client: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dedup.channels.fetching.SECONDS", 0.3)
    monkeypatch.setattr(sent, "AT_ONCE", 1)
    page = post(client, ("address", (None, "\n".join(f"{site.address}/drip?{n}" for n in range(3)))))
    assert page.count("did not send the page") == 3


def test_too_many_and_nothing(client: TestClient) -> None:
    assert "nothing to check" in post(client, pasted(" \n"), status=422)
    many = post(client, *[pasted(f"Story {number}.") for number in range(MOST + 1)], status=422)
    assert f"At most {MOST}" in many
    assert "Story 7." in many
    files = [("file", (f"{number}.txt", b"x")) for number in range(MOST + 1)]
    assert f"At most {MOST} are checked at once, and these are {MOST + 1}" in post(client, *files, status=422)
    lines = "\n".join(f'{{"text": "Story {number} of many."}}' for number in range(MOST + 5))
    page = post(client, ("file", ("many.jsonl", lines.encode())))
    assert f"{MOST} of {MOST + 1} checked" in page
    assert f"At most {MOST} stories" in page


def test_what_is_wrong_with_many_parts_of_one_file_is_said_once_with_their_number(client: TestClient) -> None:
    """A file with nothing but frames of a wire line, and marks that none of it lies between."""
    frames = b"\x01nwb\x02\x03" * 50
    page = post(client, ("file", ("line.tst", frames)), status=422)
    assert page.count("it has no text") == 1
    assert "50 items of line.tst were left out, each because it has no text." in page
    lines = b'{"id": "a"}\n' * 9 + b'{"id": "b", "text": "Rain."}\n{"id": "c", "text": "Hail."}\n{"id": "d"}\n{]\n'
    page = post(client, ("file", ("line.tst", frames)), ("file", ("lines.jsonl", lines)))
    assert "2 of 63 checked" in page
    told = outcomes(page)
    assert [row.partition(" Not checked: ")[0] for row in told if "Not checked" in row] == [
        "line.tst",
        "lines.jsonl",
        "lines.jsonl, story 13",
    ]
    assert "10 stories of lines.jsonl: " in told[1]


def test_one_more_text_without_scripts(client: TestClient) -> None:
    page = post(client, pasted("First."), ("address", (None, "a.example")), ("more", (None, "1")))
    assert page.count("<textarea") == 3
    assert "First." in page
    assert "a.example" in page
    assert 'for="text2"' in page


def test_a_busy_desk_gives_back_what_was_typed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.turns.PATIENCE", -1.0)
    page = post(client, pasted("Snow lay on the hills."), status=503)
    assert "Send it again later" in page
    assert "Snow lay on the hills.</textarea>" in page
