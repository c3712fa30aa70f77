"""Who is said to have taken from whom where a house, nobody known, or a third party had it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.accusing import ARMY, EVENT, accused, direction, wire
from tests.acceptance.newsdesk import COPY, CORRECTION, GUID, KILL, PIER, PUBLISH

if TYPE_CHECKING:
    from tests.acceptance.desk import Desk


class TestHouses:
    def days_later(self, source: str) -> dict[str, Any]:
        return wire("urn:selm:print", source, "06:00", *PIER[1:4]) | {"versioncreated": "2031-03-06T06:00:00+0000"}

    @pytest.mark.parametrize("source", ["Selm Post", "Selm Post Online"])
    def test_print_and_online_editions_of_one_house(self, desk: Desk, source: str) -> None:
        desk.send(wire("urn:selm:online", "Selm Post Online", "09:30", *PIER[1:4], EVENT[1]), self.days_later(source))
        assert desk.match("urn:selm:print", "urn:selm:online")["own"] == "story"
        assert desk.alerts() == []

    @pytest.mark.parametrize("source", ["Selm Press", "Selm Post Weekly", "Selm"])
    def test_alike_names_are_no_house(self, desk: Desk, source: str) -> None:
        desk.send(wire("urn:selm:online", "Selm Post Online", "09:30", *PIER[1:4], EVENT[1]), self.days_later(source))
        assert desk.match("urn:selm:print", "urn:selm:online")["own"] is None
        assert accused(desk) == [(source, "Selm Post Online")]

    def test_a_paragraph_of_the_own_house_is_no_alert(self, desk: Desk) -> None:
        desk.send(
            wire("urn:selm:online", "Selm Post Online", "09:30", *ARMY, *EVENT),
            wire("urn:selm:other", "Selm Post", "12:00", *PIER[:4], ARMY[0]),
        )
        match = desk.match("urn:selm:other", "urn:selm:online")
        assert (match["own"], match["reason"].endswith("Both are of one house.")) == ("house", True)
        assert desk.alerts() == []


class TestNotKnown:
    def test_without_a_time_nobody_is_accused(self, desk: Desk) -> None:
        desk.send(PUBLISH, wire("urn:selm:pier", "Selm Post", None, *PIER[:4]))
        (alert,) = desk.alerts()
        assert alert.payload["credit"]["told"] == "Shares text with NW; which came first is not known."
        assert alert.payload["credit"]["found"] is None
        assert desk.match("urn:selm:pier", GUID)["direction_by"] != "time"
        desk.send(CORRECTION)
        assert len(desk.alerts()) == 1

    def test_a_part_of_the_other_is_shown_as_such_and_not_accused(self, desk: Desk) -> None:
        desk.send(PUBLISH, wire("urn:selm:pier", "Selm Post", None, PIER[0], PIER[1]))
        assert direction(desk, "urn:selm:pier", GUID) == ("query_from_match", "containment")
        assert accused(desk) == []

    def test_a_kill_says_what_is_not_known(self, desk: Desk) -> None:
        desk.send(PUBLISH, COPY, wire("urn:selm:pier", "Selm Post", None, *PIER[:4]), KILL)
        (alert,) = desk.alerts(None)
        assert alert.payload["told"].endswith(
            "1 stored article derives from it. 1 stored article shares text with it; which came first is not known."
        )


class TestThirdParty:
    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            (("SELM (AP) - The port gave no date.",), ("The pier will stay shut, the Associated Press reported.",)),
            (("The harbour master told Reuters so.",), ("He told Reuters that oak was hard to find.",)),
            (("By Ada Quill, dpa",), ("(dpa)",)),
            (("The port gave no date, the Keldrum News Agency reported.",), ("He told the Keldrum News Agency so.",)),
        ],
    )
    def test_who_both_credit_it_is_said_and_nobody_accused(
        self, desk: Desk, ours: tuple[str, ...], theirs: tuple[str, ...]
    ) -> None:
        desk.send(
            wire("urn:post:pier", "Post", "09:30", *PIER[1:4], *ours),
            wire("urn:selm:pier", "Selm Post", "12:00", *PIER[1:4], *theirs),
        )
        match = desk.match("urn:selm:pier", "urn:post:pier")
        assert match["direction"] == "unknown"
        assert match["reason"].endswith(f"Both credit {match['shared_credit']}, and may have it from there.")
        (alert,) = desk.alerts()
        assert alert.payload["credit"]["told"] == f"Both carry {match['shared_credit']}."
        assert accused(desk) == []

    def test_credit_lines_of_the_messages_count(self, desk: Desk) -> None:
        desk.send(
            wire("urn:post:pier", "Post", "09:30", *PIER[1:4], byline="Staff and AP"),
            wire("urn:selm:pier", "Selm Post", "12:00", *PIER[1:4], copyrightholder="AP"),
        )
        match = desk.match("urn:selm:pier", "urn:post:pier")
        assert (match["shared_credit"], match["direction"]) == ("AP", "unknown")
        (alert,) = desk.alerts()
        assert alert.payload["credit"]["told"] == "Both carry AP."

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("He told Reuters so.", "The port gave no date."),
            ("He told Reuters so.", "He told dpa so."),
            ("An AP photographer fell into the harbour.", "An AP photographer fell into the harbour."),
            ("He told Ada Quill so.", "He told Ada Quill so."),
            ("SELM (Post) - It rained.", "It rained, the Post reported."),
        ],
    )
    def test_anything_else_is_no_third_party(self, desk: Desk, ours: str, theirs: str) -> None:
        desk.send(
            wire("urn:post:pier", "Post", "09:30", *PIER[1:4], ours),
            wire("urn:selm:pier", "Selm Post", "12:00", *PIER[1:4], theirs),
        )
        assert desk.match("urn:selm:pier", "urn:post:pier")["shared_credit"] is None
        assert accused(desk) == [("Selm Post", "Post")]
