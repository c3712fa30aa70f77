"""The desk's pages, without a browser: what they say, what they filter, and that a story is never markup."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from api.desk.views import QUOTATIONS
from dedup.detection.ledger import QuoteStatus
from tests.api.deskpages import put, rows
from tests.local import local_client
from tests.unit.formats import documents, mails, test_pages
from tests.unit.formats.test_wire import ALL, FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from fastapi.testclient import TestClient


HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> \u202egnidaeh\u202c & \"quotes\" 'too' {{ 7 * 7 }}"


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put(client, "pier", FIRST, title="Pier closed", source="NW")
    put(client, "pier/2", FIRST, title="Pier closed again", source="Courier")
    put(client, "hostile", f"{HOSTILE}\n\nDivers found cracks.", title=HOSTILE, source="<b>x</b>")


@pytest.fixture(scope="module")
def unkept(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    """A desk that keeps no checks: other views of one are asked for with the page's own copy."""
    with local_client(make_app(keep_checks=0)) as opened:
        put(opened, "pier", FIRST, title="Pier closed", source="NW")
        yield opened


def test_what_came_in_is_listed_newest_first(client: TestClient) -> None:
    page = client.get("/desk")
    assert page.status_code == 200
    assert rows(page.text)[1:] == ["Pier closed again", "Pier closed"]
    assert "Identical" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=AGAIN", 1),
        ("words=pier%2F2", 1),
        ("words=%25", 0),
        ("words=_", 0),
        ("relation=identical", 1),
        ("relation=derived", 1),
        ("source=NW", 1),
        ("source=NW&relation=identical", 0),
        ("source=Courier&relation=derived&hours=1&words=again", 1),
        ("source=%00", 0),
        ("words=pier%00", 2),
        ("source=nobody", 0),
        ("hours=1", 3),
        ("before=1", 0),
        ("before=4611686018427387904", 3),
        ("relation=", 3),
    ],
)
def test_filters(client: TestClient, query: str, found: int) -> None:
    page = client.get(f"/desk?{query}")
    assert len(rows(page.text)) == found
    if not found:
        assert "Show everything" in page.text


@pytest.mark.parametrize(
    "query", ["hours=soon", "relation=stolen", "before=99999999999999999999", "before=x", f"words={'x' * 201}"]
)
def test_an_address_that_can_not_be_used_is_answered_with_a_page(client: TestClient, query: str) -> None:
    page = client.get(f"/desk?{query}")
    assert page.status_code == 422
    assert "This address can not be used" in page.text
    assert query.partition("=")[0] in page.text
    assert page.headers["content-type"].startswith("text/html")


def test_paging_holds(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.desk.pages.PAGE", 2)
    first = client.get("/desk?words=&hours=1").text
    older = re.search(r'href="(/desk\?hours=1&amp;before=\d+)" rel="next"', first)
    assert older is not None
    assert len(rows(first)) == 2
    last = client.get(unescape(older[1])).text
    assert rows(last) == ["Pier closed"]
    assert "Older" not in last
    assert 'href="/desk?hours=1"' in last
    newer = re.search(r'href="(/desk\?hours=1&amp;after=\d+)" rel="prev"', last)
    assert newer is not None
    assert rows(client.get(unescape(newer[1])).text) == rows(first)
    monkeypatch.setattr("api.desk.pages.PAGE", 3)
    assert "Older" not in client.get("/desk").text


def test_a_story_beside_its_source(client: TestClient) -> None:
    page = client.get("/desk/articles/pier%2F2").text
    assert "Verbatim" in page
    assert "←" in page
    assert f"<mark>{FIRST[:20]}" in page
    assert "Evidence" in page
    assert 'data-to="m1"' in page
    assert "counterpart" in page
    composite = client.get("/desk/articles/pier%2F2?view=composite").text
    assert composite.count('<span class="source"><span class="badge from-0">1<') == composite.count(
        "data-step data-pair>"
    )
    assert composite.count("data-step data-pair>") >= 1
    assert client.get("/desk/articles/pier%2F2?match=99").status_code == 200
    assert client.get("/desk/articles/nobody").status_code == 404


def test_an_older_version_keeps_its_page(client: TestClient) -> None:
    for number in ("1", "2"):
        put(client, "quay", f"The quay was repaired {number} times.", title=f"Quay {number}", version=number)
    assert '<h1 dir="auto">Quay 1<' in client.get("/desk/articles/quay?version=1").text
    assert '<h1 dir="auto">Quay 2<' in client.get("/desk/articles/quay").text
    gone = client.get("/desk/articles/quay?version=3")
    assert gone.status_code == 404
    assert "version 3 is not stored" in gone.text
    assert 'href="/desk/articles/quay?version=1"' in client.get("/desk").text
    client.delete("/v1/articles/quay")


def test_a_story_s_time_line_begins_where_it_began(client: TestClient) -> None:
    for name in ("pier", "pier%2F2"):
        page = client.get(f"/desk/stories/{name}").text
        assert page.index(">NW<") < page.index(">Courier<")
        assert "100 % shared with" in page  # which of the two was first is not known
        assert 'id="e2" data-to="e1" data-unsure' in page
        assert page.count("no time given; came in") == 2  # nobody said when they were published
    missing = client.get("/desk/stories/nobody")
    assert missing.status_code == 404
    assert "No such story" in missing.text


def counts(client: TestClient) -> tuple[int, int]:
    ready = client.get("/readyz").json()
    return ready["articles"], ready["passages"]


def test_a_text_is_checked_and_not_kept(client: TestClient) -> None:
    before = counts(client)
    assert "Identical" in client.post("/desk/check", files={"text": (None, FIRST)}).text
    uploaded = client.post("/desk/check", files={"file": ("x.xml", ALL["nitf"])})
    assert "Pier closed at Ottervik" in uploaded.text
    assert client.post("/desk/check", files={"text": (None, " ")}).status_code == 422
    both = client.post("/desk/check", files={"text": (None, FIRST), "file": ("x.xml", ALL["nitf"])})
    assert "2 of 2 checked" in both.text  # neither beats the other
    assert 'role="alert"' in client.post("/desk/check", files={"file": ("x.xml", b"<newsMessage/>")}).text
    assert counts(client) == before


def test_what_is_noted_of_a_text_is_shown(client: TestClient) -> None:
    noted = "Letters were disguised: "
    assert noted not in client.post("/desk/check", files={"text": (None, FIRST)}).text
    disguised = FIRST.translate(str.maketrans("aeo", "\u0430\u0435\u043e"))
    page = client.post("/desk/check", files={"text": (None, disguised)}).text
    assert noted in page
    assert "Identical" in page


def test_what_a_comparison_left_out_is_said(client: TestClient) -> None:
    cut = "Incomplete: compared in coarser pieces"
    long = "\n\n".join(f"Line {number} of the harbour office." for number in range(1100))
    page = client.post("/desk/check", files={"text": (None, f"{FIRST}\n\n{long}")})
    assert cut in page.text
    assert cut in client.get(f"{page.url.path}?paper=1").text
    form = [("text", (None, f"{FIRST}\n\n{long}")), ("text", (None, FIRST))]
    assert client.post("/desk/check", files=form).text.count(cut) == 1


@pytest.mark.parametrize("kind", sorted(ALL))
def test_every_wire_format_is_checked(unkept: TestClient, kind: str) -> None:
    page = unkept.post("/desk/check", files={"file": (f"story.{kind}", ALL[kind])})
    assert page.status_code == 200
    assert "checked now, not stored" in page.text
    assert unkept.post("/desk/check", files={"text": (None, ALL[kind])}).text == page.text


def test_what_is_pasted_may_be_a_page_or_several_stories(client: TestClient) -> None:
    pasted = client.post("/desk/check", files={"text": (None, f"<article><p>{FIRST}</p></article>")})
    assert 'class="chip identical"' in pasted.text
    two = client.post("/desk/check", files={"text": (None, '[{"text": "One."}, {"text": "Two."}]')})
    assert "2 of 2 checked" in two.text


def test_of_a_page_is_said_how_much_is_its_story(unkept: TestClient) -> None:
    sent = test_pages.page(test_pages.told(test_pages.ROOF, "Market roof falls")).encode()
    shown = unescape(unkept.post("/desk/check", files={"file": ("pier.html", sent)}).text)
    (told,) = re.findall(r"3 of the page's \d+ paragraphs", shown)
    assert "show you better" not in shown
    (again,) = re.findall(r'name="again" value="(.*?)">', shown)
    view = unkept.post("/desk/check", files={"again": (None, unescape(again)), "view": (None, "composite")})
    assert told in unescape(view.text)
    assert "of the page's" not in unkept.post("/desk/check", files={"text": (None, FIRST)}).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pier.eml", mails.mail(FIRST).as_bytes()),
        ("pier.docx", documents.word([FIRST])),
        ("pier.pdf", documents.pdf([[documents.Drawn(20, 700, 8, FIRST)]])),
        ("pier.txt", FIRST.encode()),
        ("pier.txt", b"\xff\xfe" + FIRST.encode("utf-16-le")),
        ("pier.html", f"<html><body><p>{FIRST}</p></body></html>".encode()),
        ("pier.htm", f"<p>{FIRST}</p>".encode()),
        ("pier.json", json.dumps({"text": FIRST}).encode()),
        ("pier.jsonl", json.dumps({"id": "x", "text": FIRST}).encode()),
        ("pier.txt.gz", gzip.compress(FIRST.encode())),
        ("nameless", FIRST.encode()),
    ],
)
def test_files_are_checked_whatever_they_are(client: TestClient, name: str, content: bytes) -> None:
    page = client.post("/desk/check", files={"file": (name, content)})
    assert page.status_code == 200, page.text
    assert 'class="chip identical"' in page.text  # the name of a file makes it no version of the story of that name


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.txt", b"", "no words"),
        ("latin.txt", "Café".encode("latin-1"), "Convert the text"),
        ("broken.json", b'{"text": ', "JSON"),
        ("bad.gz", b"no", "can not be read"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00", "a PNG image"),
    ],
)
def test_what_can_not_be_checked_says_why(client: TestClient, name: str, content: bytes, told: str) -> None:
    page = client.post("/desk/check", files={"file": (name, content)})
    assert page.status_code == 422
    assert told in unescape(page.text)


def test_a_long_text_can_be_pasted(client: TestClient) -> None:
    long = "The council met again. " * 60_000
    assert "characters" in client.post("/desk/check", files={"text": (None, long)}).text
    assert client.post("/desk/check", files={"text": (None, long[:990_000])}).status_code == 200


def test_another_match_of_a_checked_text_is_the_same_text_once_more(unkept: TestClient) -> None:
    page = unkept.post("/desk/check", files={"file": ("x.xml", ALL["nitf"])}).text
    found = re.search(r'name="again" value="([^"]*)"', page)
    assert found is not None
    again = {"again": (None, unescape(found[1]))}
    assert unkept.post("/desk/check", files=again).text == page
    composite = unkept.post("/desk/check", files=again | {"view": (None, "composite")}).text
    assert "Sources of this text" in composite
    assert unkept.post("/desk/check", files={"again": (None, "[]")}).status_code == 422


def test_what_fails_is_a_page(client: TestClient) -> None:
    for path in ("/desk/nowhere", "/desk/articles", "/desk/static/none.css"):
        page = client.get(path)
        assert page.status_code == 404
        assert "Back to what came in" in page.text
    assert client.get("/desk/", follow_redirects=False).headers["location"] == "/desk"


@pytest.mark.parametrize(
    "path", ["/desk", "/desk/articles/hostile", "/desk/articles/hostile?view=composite", "/desk/stories/hostile"]
)
def test_a_hostile_story_is_text(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<b>x" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert "{{ 7 * 7 }}" in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    inline = r'<script(?! type="module" src="/desk/static/\w+\.js\?\w+"></script>)| style=| on\w+='
    assert not re.search(inline, page.text.replace(" onerror=alert", ""))


def test_whatever_became_of_a_quotation_has_a_word_on_the_page_unless_it_is_the_same() -> None:
    assert QUOTATIONS.keys() == {*QuoteStatus} - {QuoteStatus.KEPT}
