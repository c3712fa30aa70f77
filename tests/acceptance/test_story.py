"""What becomes of a story whose messages come late, out of order or at the same moment, and who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.desk import Desk, body
from tests.acceptance.newsdesk import COPY, CORRECTION, EMBARGOED, GUID, KILL, PIER, PUBLISH, REWRITE, message

if TYPE_CHECKING:
    from collections.abc import Callable


def test_what_has_nothing_but_a_byline_is_skipped_with_the_reason(desk: Desk) -> None:
    (told,) = desk.send(message(body_html=body("By Ada Quill")))
    assert told["became"] == "skipped"
    assert "no words" in told["reason"]
    (stored,) = desk.send(CORRECTION)
    assert stored["became"] == "stored"


def test_a_kill_names_who_took_from_the_original_though_a_correction_came_since(desk: Desk) -> None:
    late = CORRECTION | {"versioncreated": "2031-03-03T12:00:00+0000"}
    *_, killed = desk.send(PUBLISH, COPY, late, KILL)
    assert killed["derivatives"] == [COPY["guid"]]
    assert [one.payload["article"]["source"] for one in desk.alerts()] == ["Courier"]


def test_a_kill_names_who_has_words_that_a_correction_took_out(desk: Desk) -> None:
    rumour = (
        "The harbour master was seen selling oak piles from the pier to a builder in Selm, two dockers said, and used "
        "the money to pay for a sailing boat that lies in the coal quay under another name."
    )
    first = message(body_html=body(*PIER[:3], rumour))
    without = CORRECTION | {"body_html": body(*PIER[:3])}
    lifted = COPY | {"body_html": body("Selm has a new sailing club. It meets on Thursdays in the old school.", rumour)}
    *_, killed = desk.send(first, lifted, without, KILL)
    assert killed["derivatives"] == [COPY["guid"]]


def test_a_kill_that_comes_before_its_story_names_who_took_it_once_the_text_is_here(desk: Desk) -> None:
    copied, killed, late = desk.send(COPY, KILL, PUBLISH)
    assert (copied["became"], killed["became"], killed["derivatives"]) == ("stored", "killed", [])
    assert (late["became"], late["derivatives"]) == ("skipped: killed before", [COPY["guid"]])
    (alert,) = desk.alerts(None)
    assert [one["id"] for one in alert.payload["derivatives"]] == [COPY["guid"]]
    desk.send(CORRECTION)
    assert len(desk.alerts(None)) == 1


def test_a_kill_lists_every_copy(desk: Desk) -> None:
    desk.send(PUBLISH)
    for number in range(30):
        own = f"The mayor of town {number} told {number * 7 + 3} guests of paper number {number} about it."
        desk.send(COPY | {"guid": f"urn:newsml:paper:{number}", "body_html": COPY["body_html"] + body(own)})
    assert len(desk.send(KILL)[0]["derivatives"]) == 30


def test_a_kill_does_not_publish_what_was_under_embargo(desk: Desk) -> None:
    later = {"versioncreated": "2031-03-04T00:00:00+0000"}
    copied = EMBARGOED | later | {"guid": "urn:newsml:courier.example:report", "source": "Courier", "embargoed": None}
    ours = EMBARGOED | later | {"guid": "urn:newsml:feature", "source": "Magazine", "headline": "Secret feature"}
    desk.send(EMBARGOED, copied | {"headline": "Piers crumble"}, ours)
    (alert, _) = desk.alerts()
    assert desk.held(alert)
    kill = {"pubstatus": "canceled", "embargoed": None, "version": "2", "versioncreated": "2031-03-05T00:00:00+0000"}
    desk.send(EMBARGOED | kill)
    assert desk.held(alert)
    (killed,) = desk.alerts(None)
    assert not desk.held(killed)
    called = {one["id"]: (one["title"], one["lead"]) for one in killed.payload["derivatives"]}
    assert called == {copied["guid"]: ("Piers crumble", None), "urn:newsml:feature": (None, None)}
    assert EMBARGOED["headline"] not in str(killed.payload)
    assert "Secret feature" not in str(killed.payload)


def test_an_embargo_of_another_match_holds_nothing_up(desk: Desk) -> None:
    event = message(
        guid="urn:newsml:magazine:pier",
        source="Magazine",
        embargoed="2099-01-01T00:00:00+00:00",
        versioncreated="2031-03-03T08:00:00+0000",
        body_html=body(
            "Ottervik lost its northern pier to rot this week, and its fishermen say they saw it coming.",
            "Six of them tell of winters in which the planks sang, of a harbour office that did not listen.",
        ),
    )
    desk.send(event, PUBLISH, COPY)
    (alert,) = desk.alerts()
    assert not desk.held(alert)
    assert "urn:newsml:magazine:pier" not in str(alert.payload)


def test_an_alert_shows_the_words_of_the_version_that_was_taken(desk: Desk) -> None:
    corrected = CORRECTION | {"body_html": body("A line that an editor put first later on.") + PUBLISH["body_html"]}
    desk.send(PUBLISH, corrected, COPY)
    (alert,) = desk.alerts()
    for shown in alert.payload["paragraphs"][:3]:
        assert shown["source_text"].removeprefix("OTTERVIK (NW) - ") == shown["text"].removeprefix("OTTERVIK - ")


def test_a_copy_that_came_before_its_original_is_found_by_who_took_from_whom(desk: Desk) -> None:
    desk.send(COPY | {"copyrightnotice": "Courier / Northwater"}, PUBLISH)
    (alert,) = desk.alerts("from us")
    assert (alert.payload["article"]["source"], alert.payload["match"]["source"]) == ("NW", "Courier")
    assert alert.payload["match"]["direction"] == "match_from_query"
    assert alert.payload["credit"]["found"] is False
    assert alert.payload["notes"] == []


def test_the_credit_fields_of_a_copy_count_though_its_original_came_later(desk: Desk) -> None:
    desk.send(COPY | {"byline": "NW and staff"}, PUBLISH)
    (alert,) = desk.alerts("from us")
    assert (alert.payload["credit"]["found"], alert.payload["credit"]["field"]) == (True, "NW and staff")


def test_no_alert_calls_an_own_version_a_copy_however_alike_they_are(desk: Desk) -> None:
    headline = {"headline": "Northern pier closed", "version": "2", "versioncreated": "2031-03-03T10:00:00+0000"}
    same = REWRITE | {"body_html": PUBLISH["body_html"]}
    desk.send(PUBLISH, PUBLISH | headline, same)
    assert desk.alerts() == []
    assert {one.payload["match"]["id"] for one in desk.alerts("updates")} == {GUID}


def test_a_kill_that_comes_while_its_story_is_scored(open_desk: Callable[[], Desk]) -> None:
    slow, quick = open_desk(), open_desk()
    slow.encoder.first = lambda: quick.send(KILL)
    (told,) = slow.send(PUBLISH)
    assert told["became"] == "skipped: killed before"
    assert slow.service.store.versions(GUID) == []
    state = slow.newsroom.states.read(GUID)
    assert state is not None
    assert state.status == "canceled"


def test_a_story_that_comes_while_its_older_version_is_killed(open_desk: Callable[[], Desk]) -> None:
    slow, quick = open_desk(), open_desk()
    slow.send(PUBLISH)
    again = message(version="9", versioncreated="2031-03-03T18:00:00+0000")
    slow.encoder.first = lambda: quick.send(again)
    (told,) = slow.send(KILL)
    assert told["became"] == "superseded"
    assert [one.article.version for one in slow.service.store.versions(GUID)] == ["1", "9"]


def test_the_newer_of_two_versions_stays_the_newest(open_desk: Callable[[], Desk]) -> None:
    slow, quick = open_desk(), open_desk()
    slow.encoder.first = lambda: quick.send(CORRECTION)
    (told,) = slow.send(PUBLISH)
    assert told["became"] == "stored as an older version"
    state = slow.newsroom.states.read(GUID)
    assert state is not None
    assert state.version == "2"


def test_two_workers_with_one_version_store_it_once(open_desk: Callable[[], Desk]) -> None:
    slow, quick = open_desk(), open_desk()
    slow.encoder.first = lambda: quick.send(PUBLISH | {"slugline": "SENT-AGAIN"})
    slow.send(PUBLISH)
    assert [one.article.version for one in slow.service.store.versions(GUID)] == ["1"]


def test_a_kill_without_a_time_is_not_lost_to_a_clock_that_is_ahead(desk: Desk) -> None:
    (_, killed) = desk.send(PUBLISH, {key: value for key, value in KILL.items() if key != "versioncreated"})
    assert killed["became"] == "killed"
    assert desk.service.store.versions(GUID) == []
