"""The first screen and the queue: what a row tells, numbers, views, and what editors do, without a browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dedup.newsroom.alerts import NewAlert
from tests.api.deskpages import key_of, put, rows
from tests.api.editing import COPIED, act, put_stories, row, undo, words
from tests.local import HERE
from tests.unit.formats.test_wire import FIRST


@pytest.fixture(scope="module", autouse=True)
def stories(client: TestClient) -> None:
    put_stories(client)


@pytest.fixture
def desk(client: TestClient) -> TestClient:
    """An editor's browser on the same desk, which knows its name."""
    return TestClient(client.app, base_url=HERE, cookies={"desk-editor": "Ada%20Lind"})


def test_a_row_tells_the_story(client: TestClient) -> None:
    told = words(row(client, "copy"))
    assert "The harbour authority closed" in told or FIRST[:30] in told  # its first line: it has no headline
    assert "from NW : Pier closed" in told
    assert "no credit" in told
    assert "1 quotation altered" in told
    assert "1 figure changed" in told
    assert "published 2031-03-03 13:00 UTC" in told
    quiet = row(client, "weather")
    assert "unrelated quiet" in quiet
    assert "published" not in words(quiet)  # nobody said when


def test_numbers_stand_beside_the_choices(client: TestClient) -> None:
    page = client.get("/desk").text
    told = words(page)
    assert "No credit 2" in told
    assert "NW (2)" in told
    assert "Unrelated 2" in told
    assert len(rows(client.get("/desk?credit=missing").text)) == 2
    assert len(rows(client.get("/desk?credit=missing&source=Post").text)) == 1
    assert len(rows(client.get("/desk?relation=unrelated&relation=identical").text)) >= 2
    assert len(rows(client.get("/desk?since=2031-03-03&until=2031-03-03").text)) == 2
    nothing = unescape(client.get("/desk?source=Post&since=2031-03-09").text)
    assert "Nothing here fits" in nothing
    assert 'href="/desk?source=Post">leave that out' in nothing
    assert "Narrowed to source: Post ; published from: 2031-03-09" in words(nothing)  # on paper
    assert "http://127.0.0.1/desk?source=Post&since=2031-03-09 · as of" in words(nothing)
    assert "These days are the wrong way round" in client.get("/desk?since=2031-03-09&until=2031-03-03").text


def test_who_it_is_is_asked_once(client: TestClient) -> None:
    visitor = TestClient(client.app, base_url=HERE)
    asked = visitor.post("/desk/actions", data={"action": "mine", "story": key_of(client, "weather")})
    assert "Who are you?" in asked.text
    assert 'name="action" value="mine"' in asked.text
    again = {name: unescape(value) for name, value in re.findall(r'hidden" name="(\w+)" value="([^"]*)"', asked.text)}
    done = visitor.post("/desk/actions", data={**again, "by": " Bo \x00 Ek "})
    assert "“Snow fell on the northern valleys and lay until noon on Sunday.” assigned to Bo Ek, by Bo Ek." in done.text
    assert "Bo Ek" in visitor.get("/desk").text
    undo(visitor, done.text)
    visitor.post("/desk/name", data={"by": "Eva"})
    assert ">Eva<" in visitor.get("/desk").text


def test_a_word_stands_everywhere_at_once(desk: TestClient) -> None:
    page = act(desk, "different", "copy")
    told = unescape(re.findall(r'class="did".*?<p[^>]*>(.*?)</p>', page, re.DOTALL)[0])
    assert told == f"“{FIRST[: FIRST[:80].rfind(' ')]}…” with “Pier closed” (NW): unrelated, by Ada Lind."
    assert "not near copy Ada Lind" in words(row(desk, "copy")) or "✎ not" in words(row(desk, "copy"))
    assert 'class="unrelated quiet"' in row(desk, "copy")
    shown = words(unescape(desk.get("/desk/articles/copy").text))
    assert "corrected to Unrelated" in shown
    assert "the machine said" in shown
    assert ">Courier<" not in desk.get("/desk/stories/pier").text
    told = desk.get("/v1/articles/copy/matches").json()
    assert (told["said"]["relation"], told["said"]["by"]) == ("unrelated", "Ada Lind")
    assert told["matches"][0]["said"] == told["said"]
    assert told["matches"][0]["relation"] != "unrelated"  # what the machine said stays
    assert len(rows(desk.get("/desk?said=corrected").text)) == 1
    undone = undo(desk, page)
    assert "the machine's word stands again" in undone
    assert desk.get("/v1/articles/copy/matches").json()["said"] is None
    assert "Courier" in desk.get("/desk/stories/pier").text


def test_many_at_once_are_confirmed_and_undone(desk: TestClient) -> None:
    page = act(desk, "confirm", "copy", "again")
    assert "2 stories" in page
    assert len(rows(desk.get("/desk?said=confirmed").text)) == 2
    assert "✓ confirmed Ada Lind" in words(row(desk, "again"))
    assert "review" not in row(desk, "copy")
    undo(desk, page)
    assert "Nothing here fits" in desk.get("/desk?said=confirmed").text


def test_what_was_left_out_is_told(desk: TestClient) -> None:
    page = act(desk, "confirm", "copy", "weather", "copy")
    assert "by Ada Lind. 1 left out: nothing stored is like it" in page
    undo(desk, page)
    both = act(desk, "mine", "copy", "again")
    act(desk, "assign", "copy", assigned="Bo")
    assert "“Pier shut” assigned to nobody, by Ada Lind. 1 not put back: somebody has changed it since." in undo(
        desk, both
    )
    undo(desk, act(desk, "assign", "copy", assigned=""))
    act(desk, "assign", "copy", assigned="")


def test_what_is_put_back_in_different_ways_is_not_told_as_one(desk: TestClient) -> None:
    for name, whose in (("copy", "Bo Ek"), ("again", "Cy Dahl")):
        act(desk, "assign", name, assigned=whose)
    assert "2 stories assigned to Ada Lind, by Ada Lind." in (page := act(desk, "mine", "copy", "again"))
    assert "2 stories as they were before, by Ada Lind." in undo(desk, page)
    assert [whose in row(desk, name) for name, whose in (("copy", "Bo Ek"), ("again", "Cy Dahl"))] == [True, True]
    assert "2 stories assigned to nobody" in act(desk, "assign", "copy", "again", assigned="")
    page = act(desk, "different", "copy", "again")
    assert "2 stories: the machine's word stands again" in undo(desk, page)


def test_corrected_assigned_noted_and_done(desk: TestClient) -> None:
    pages = [
        act(desk, "correct", "copy", relation="update"),
        act(desk, "assign", "copy", assigned="Bo"),
        act(desk, "note", "copy", note="Ask <the> harbour"),
        act(desk, "done", "copy"),
    ]
    told = words(row(desk, "copy"))
    for part in ("Update", "→ Bo", "harbour Ada Lind", "■ done Ada Lind"):
        assert part in told
    assert "Ask &lt;the&gt; harbour" in desk.get("/desk?state=all").text
    assert "/desk/articles/copy?" not in desk.get("/desk").text  # it left the queue
    assert len(rows(desk.get("/desk?state=all&assigned=Bo").text)) == 1
    assert "Reopen" in desk.get("/desk/articles/copy").text
    for page in reversed(pages):
        undo(desk, page)
    told = words(row(desk, "copy", ""))
    for part in ("→ Bo", "Ask", "■ done", "Update"):
        assert part not in told


def test_what_can_not_be_done_says_why(desk: TestClient) -> None:
    assert desk.post("/desk/actions", data={"action": "done"}).status_code == 422
    assert desk.post("/desk/actions", data={"action": "steal", "story": "1"}).status_code == 422
    assert desk.post("/desk/actions", data={"action": "done", "story": "x"}).status_code == 422
    key = key_of(desk, "weather")
    empty = desk.post(
        "/desk/actions", data={"action": "note", "story": key}, headers={"Referer": f"{HERE}/desk?source=NW"}
    )
    assert empty.status_code == 422
    assert "A note needs words" in empty.text
    assert 'href="/desk?source=NW">Back to where that was asked for' in empty.text
    for more in ({"action": "confirm"}, {"action": "correct", "relation": "stolen"}, {"action": "undo", "batch": "x"}):
        answer = desk.post("/desk/actions", data={"story": key, **more})
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.text


@pytest.mark.parametrize("back", ["https://elsewhere.example/desk", "//elsewhere.example/desk", "/other", "\\\\x/desk"])
def test_the_way_back_is_on_the_desk(desk: TestClient, back: str) -> None:
    data = {"action": "mine", "story": key_of(desk, "weather"), "back": back}
    answer = desk.post("/desk/actions", data=data, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk?did=")
    undo(desk, desk.get(answer.headers["location"]).text)


def test_the_way_back_leads_to_the_row(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    key = int(key_of(desk, "pier"))
    data = {"action": "mine", "story": str(key), "back": f"/desk?source=NW&did=3#r{key}"}
    answer = desk.post("/desk/actions", data=data, follow_redirects=False)
    assert re.fullmatch(rf"/desk\?source=NW&did=\d+#r{key}", answer.headers["location"])
    undo(desk, desk.get(answer.headers["location"]).text)
    monkeypatch.setattr("api.desk.pages.PAGE", 1)
    assert f'id="r{key}"' in desk.get(f"/desk?at={key}").text
    assert f'id="r{key}"' in desk.get(f"/desk?before={key}&at={key}").text or key == 1


def test_the_next_story_is_one_of_the_same_list(desk: TestClient) -> None:
    (address,) = re.findall(r'href="(/desk/articles/weather\?[^"]+)" id="r\d+"', desk.get("/desk?source=NW").text)
    page = desk.get(unescape(address)).text
    assert '/desk/articles/pier?version=1&amp;list=source%3DNW" rel="next"' in page
    assert 'rel="prev"' not in page
    assert re.search(r'href="/desk\?source=NW&amp;at=\d+#r\d+" aria-keyshortcuts="u"', page)
    assert desk.get("/desk/articles/pier?list=relation%3Dstolen").status_code == 200  # a broken list is the whole one


def test_views_are_kept_and_forgotten(desk: TestClient) -> None:
    kept = desk.post("/desk/views", data={"name": "No credit, NW & co", "query": "credit=missing&before=3&nonsense=1"})
    assert len(rows(kept.text)) == 2
    assert "No credit, NW &amp; co" in desk.get("/desk").text
    (address,) = set(re.findall(r'href="(/desk\?view=[^"&]+)"', desk.get("/desk").text))
    assert rows(desk.get(unescape(address)).text) == rows(kept.text)
    assert "list=view%3DNo" in kept.text  # stories that are opened from it know it
    assert desk.post("/desk/views", data={"name": " "}).status_code == 422
    desk.post("/desk/views", data={"name": "No credit, NW & co", "forget": "1"})
    gone = desk.get(unescape(address))
    assert gone.status_code == 404
    assert "No such view" in gone.text


def test_a_view_of_somebody_else_is_not_replaced_unasked(desk: TestClient) -> None:
    desk.post("/desk/views", data={"name": "Morning", "query": "credit=missing"})
    other = TestClient(desk.app, base_url=HERE, cookies={"desk-editor": "Bo"})
    for more in ({"query": "source=NW"}, {"forget": "1"}):
        asked = other.post("/desk/views", data={"name": "Morning", **more})
        assert asked.status_code == 409
        assert "Ada Lind kept it" in words(asked.text)
        assert len(rows(desk.get("/desk?view=Morning").text)) == 2
    replaced = other.post("/desk/views", data={"name": "Morning", "query": "source=Post", "sure": "1"})
    assert len(rows(replaced.text)) == 1
    other.post("/desk/views", data={"name": "Morning", "forget": "1"})
    assert desk.get("/desk?view=Morning").status_code == 404


def test_a_note_stays_unless_it_is_emptied_where_it_stands(desk: TestClient) -> None:
    page = act(desk, "note", "weather", note="Ask the harbour")
    assert 'name="note" value="Ask the harbour"' in desk.get("/desk/articles/weather").text
    other = TestClient(desk.app, base_url=HERE, cookies={"desk-editor": "Bo"})
    assert "Ask the harbour Ada Lind" in words(
        act(other, "note", "weather", note="Ask the harbour", noted="Ask the harbour")
    )
    assert "note taken away, by Bo" in act(other, "note", "weather", noted="Ask the harbour")
    assert "somebody has changed it since" in undo(desk, page)


def test_alerts_say_what_an_editor_said(desk: TestClient) -> None:
    payload = {"article": {"id": "copy", "version": "1"}, "match": {"id": "pier"}}
    application: Any = desk.app
    application.state.newsroom.alerts.add(NewAlert("copy", "derived", "near_copy", ("copy",), payload, ()))
    assert desk.get("/v1/alerts/1").json()["said"] is None
    page = act(desk, "different", "copy")
    for said in (desk.get("/v1/alerts/1").json()["said"], desk.get("/v1/alerts").json()["alerts"][0]["said"]):
        assert (said["relation"], said["by"]) == ("unrelated", "Ada Lind")
    undo(desk, page)
    assert desk.get("/v1/alerts/1").json()["said"] is None


def test_answers_are_held_against_the_machine(desk: TestClient) -> None:
    nobody = words(desk.get("/desk/answers").text)
    before = int(found[1]) if (found := re.search(r"On your (\d+) answers", nobody)) else 0
    confirmed, corrected = act(desk, "confirm", "copy"), act(desk, "different", "again")
    told = words(unescape(desk.get("/desk/answers").text))
    assert f"On your {before + 2} answers" in told
    assert re.search(r"[Nn]ear copy the same \d", told)
    assert "Where to draw a line For derivation in a rule for alerts" in told
    for done in (corrected, confirmed):
        undo(desk, done)


def test_what_is_said_of_many_at_once_is_told_of_each(desk: TestClient) -> None:
    put(desk, "late", COPIED.replace("Ane", "Ada"), title="Pier", source="Herald", published_at="2031-03-05T13:00:00Z")
    put(desk, "later", COPIED, title="Pier", source="Globe", published_at="2031-03-06T13:00:00Z")
    assert "2 stories: 1 near copy, 1 identical, by Ada Lind." in (page := act(desk, "confirm", "late", "later"))
    audit = desk.app.state.access.audit  # type: ignore[attr-defined]
    assert sorted(one.subject for one in audit.listing(limit=2)) == ["late: near_copy", "later: identical"]
    assert "2 stories: the machine's word stands again, by Ada Lind." in undo(desk, page)
    act(desk, "correct", "late", relation="rewrite")
    assert "2 stories: unrelated, by Ada Lind." in (page := act(desk, "different", "late", "later"))
    assert "2 stories: 1 rewrite, 1 as the machine said, by Ada Lind." in undo(desk, page)


def test_an_original_that_came_late_has_the_share_that_whoever_took_it_has_everywhere(desk: TestClient) -> None:
    grain = (
        "Grain ships will leave Lundvik by the northern lock from Thursday, the canal office said in a letter to crews."
    )
    ours = "Its lamps were lit by hand until 1961, and the keeper's house is a school for pilots now."
    theirs = "In the market hall of Selm a choir of forty bakers sang until the rain came through the roof at noon."
    put(desk, "sooner", f"{grain}\n\n{theirs}", source="Globe", published_at="2031-03-07T15:00:00Z")
    put(desk, "first", f"{grain}\n\n{ours}", source="Herald", published_at="2031-03-07T09:00:00Z")
    rows = {row["id"]: row for row in desk.get("/desk?as=json&state=all").json()["stories"]}
    taken, original = rows["sooner"], rows["first"]
    assert (taken["relation"], original["relation"]) == ("partial_copy", "partial_copy")
    share, of_this = (f"{round(100 * one)} %" for one in (taken["taken"], original["taken"]))
    assert share != of_this
    told = words(row(desk, "first"))
    assert "taken by Globe" in told
    assert f"{share} of theirs {of_this} of this" in told
    assert share in words(row(desk, "sooner"))
    page = words(unescape(desk.get("/desk/articles/first").text))
    assert f"has {of_this} , {share} of theirs" in page
    assert "Closest: “Grain ships will leave Lundvik by the northern lock from Thursday, the canal…”." in page
    assert "Closest: sooner" not in page
    assert f"has {share}" in words(unescape(desk.get("/desk/articles/sooner").text))
    assert f"{share} taken from" in words(unescape(desk.get("/desk/stories/first").text))
