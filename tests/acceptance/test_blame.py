"""Who is said to have taken from whom: a story is as old as its words, whatever version of it is at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.accusing import ARMY, EVENT, accused, direction, wire
from tests.acceptance.desk import body
from tests.acceptance.newsdesk import COPY, CORRECTION, GUID, KILL, PIER, PUBLISH, message

if TYPE_CHECKING:
    from tests.acceptance.desk import Desk


COURIER = str(COPY["guid"])


class TestPublishedAgain:
    AGAIN = message(version="5", versioncreated="2031-03-03T15:00:00+0000")

    @pytest.mark.parametrize("guid", [GUID, "urn:newsml:northwater.example:pier-again"], ids=["same id", "new id"])
    def test_a_killed_story_is_no_copy_of_its_copy(self, desk: Desk, guid: str) -> None:
        desk.send(PUBLISH, COPY, KILL, self.AGAIN | {"guid": guid})
        assert direction(desk, guid, COURIER) == ("match_from_query", "time")
        assert "had said it before" in desk.match(guid, COURIER)["reason"]
        assert accused(desk) == [("Courier", "NW")]
        (killed,) = desk.send(KILL | {"guid": guid, "version": "6", "versioncreated": "2031-03-03T16:00:00+0000"})
        assert COURIER in killed["derivatives"]

    def test_so_it_is_where_it_was_removed_by_hand(self, desk: Desk) -> None:
        desk.send(PUBLISH, COPY)
        desk.service.remove(GUID)
        desk.send(self.AGAIN)
        assert direction(desk, GUID, COURIER) == ("match_from_query", "time")

    def test_words_that_the_killed_story_did_not_have_are_taken(self, desk: Desk) -> None:
        rival = wire("urn:selm:army", "Selm Post", "14:00", *ARMY)
        desk.send(PUBLISH, KILL, rival, self.AGAIN | {"body_html": body(*PIER[:2], *ARMY)})
        assert direction(desk, GUID, "urn:selm:army") == ("query_from_match", "time")
        assert accused(desk) == [("NW", "Selm Post")]

    def test_what_another_source_had_killed_is_no_alibi(self, desk: Desk) -> None:
        desk.send(PUBLISH, KILL, COPY, self.AGAIN | {"guid": "urn:rival:pier", "source": "Rival"})
        assert direction(desk, "urn:rival:pier", COURIER) == ("query_from_match", "time")


class TestLaterVersions:
    LATE = CORRECTION | {"versioncreated": "2031-03-03T12:00:00+0000"}

    def test_a_correction_is_no_copy_of_a_copy(self, desk: Desk) -> None:
        *_, told = desk.send(PUBLISH, COPY, self.LATE)
        assert told["relation"] == "update"
        assert direction(desk, GUID, COURIER) == ("match_from_query", "time")
        assert accused(desk) == [("Courier", "NW")]

    def test_an_update_under_a_new_id_is_none_either(self, desk: Desk) -> None:
        update = wire("urn:nw:update", "NW", "12:00", *PIER[:4], "It will rain on Tuesday.", evolvedfrom=GUID)
        *_, told = desk.send(PUBLISH, COPY, update)
        assert told["relation"] == "update"
        assert direction(desk, "urn:nw:update", COURIER) == ("match_from_query", "time")
        assert accused(desk) == [("Courier", "NW")]

    def test_a_copy_of_a_version_is_a_copy_though_a_later_one_is_here_too(self, desk: Desk) -> None:
        """The correction was made after the copy was published, and came in before it."""
        desk.send(PUBLISH, self.LATE, COPY)
        matches = desk.verdict(COURIER)["matches"]
        assert {(one["article"]["version"], one["direction"]) for one in matches} == {
            ("1", "query_from_match"),
            ("2", "query_from_match"),
        }
        assert accused(desk) == [("Courier", "NW")]

    def test_an_update_that_takes_paragraphs_of_another_paper_took_them(self, desk: Desk) -> None:
        rival = wire("urn:selm:army", "Selm Post", "11:00", EVENT[0], *ARMY)
        update = wire("urn:nw:update", "NW", "12:00", *PIER[:4], *ARMY, evolvedfrom=GUID)
        *_, told = desk.send(PUBLISH, rival, update)
        assert told["relation"] == "update"
        assert desk.match("urn:nw:update", "urn:selm:army")["relation"] in {"partial_copy", "near_copy"}
        assert direction(desk, "urn:nw:update", "urn:selm:army") == ("query_from_match", "time")
        assert accused(desk) == [("NW", "Selm Post")]

    def test_where_each_took_from_the_other_the_answer_says_how_much(self, desk: Desk) -> None:
        rival = wire("urn:selm:army", "Selm Post", "11:00", *PIER[:4], ARMY[0])
        update = wire("urn:nw:update", "NW", "12:00", *PIER[:4], ARMY[0], evolvedfrom=GUID)
        desk.send(PUBLISH, rival, update)
        match = desk.match("urn:nw:update", "urn:selm:army")
        assert match["direction"] == "match_from_query"
        assert "stood in theirs first" in match["reason"]

    def test_versions_outside_the_window_are_of_the_story(self, desk: Desk) -> None:
        old = PUBLISH | {"versioncreated": "2031-01-03T09:30:00+0000"}
        desk.send(old, COPY)
        (told,) = desk.send(self.LATE, sender="near")
        assert told["relation"] == "update"
        assert direction(desk, GUID, COURIER) == ("match_from_query", "time")


class TestOrderOfArrival:
    def test_a_copy_that_came_first_is_the_copy(self, desk: Desk) -> None:
        desk.send(COPY)
        assert desk.verdict(COURIER)["relation"] == "unrelated"
        desk.send(PUBLISH)
        assert direction(desk, GUID, COURIER) == ("match_from_query", "time")
        assert accused(desk) == [("Courier", "NW")]
        assert desk.verdict(COURIER)["relation"] == "near_copy"
        assert direction(desk, COURIER, GUID) == ("query_from_match", "time")
        (killed,) = desk.send(KILL)
        assert killed["derivatives"] == [COURIER]

    def test_each_of_several_copies_that_came_first_is_told(self, desk: Desk) -> None:
        other = COPY | {"guid": "urn:post:pier", "source": "Post", "versioncreated": "2031-03-03T11:30:00+0000"}
        desk.send(COPY, other, PUBLISH, CORRECTION)
        assert accused(desk) == [("Post", "Courier"), ("Courier", "NW"), ("Post", "NW")]

    def test_a_verdict_that_names_a_source_is_left_as_it_was(self, desk: Desk) -> None:
        first = wire("urn:first:pier", "First", "08:00", *PIER[:4])
        desk.send(first, COPY)
        before = desk.verdict(COURIER)
        desk.send(PUBLISH)
        assert desk.verdict(COURIER) == before

    def test_an_original_that_comes_late_is_composed_of_nothing(self, desk: Desk) -> None:
        papers = [wire(f"urn:paper:{n}", f"Paper {n}", "11:00", PIER[n], EVENT[n % 3]) for n in range(4)]
        desk.send(*papers, PUBLISH)
        assert ("NW", "Paper 0") not in accused(desk)
        assert {origin for _, origin in accused(desk)} <= {"NW"}


class TestSentAgain:
    LINK = "https://northwater.example/news/2031/pier-closed"

    @pytest.mark.parametrize(
        "link",
        [
            LINK + "#update",
            LINK.replace("https", "http"),
            LINK + "/",
            LINK + "?utm_source=feed&utm_medium=rss",
            "https://www.northwater.example/news/2031/pier-closed",
            "https://northwater.example/news/2031/northern-pier-stays-closed",
        ],
    )
    def test_under_another_id_it_is_the_sources_own_story(self, desk: Desk, link: str) -> None:
        again = [*PIER[:3], PIER[3].replace("38", "36")]
        desk.send(
            wire(self.LINK, "NW", "09:30", *PIER[:4]),
            COPY,
            wire(link, "NW", "12:00", *again, headline="Pier stays closed"),
        )
        told = desk.verdict(link)
        assert (told["relation"], told["story"]) == ("update", self.LINK)
        assert desk.match(link, self.LINK)["own"] == "story"
        assert direction(desk, link, COURIER) == ("match_from_query", "time")
        assert accused(desk) == [("Courier", "NW")]

    def test_word_for_word_it_is_identical_and_its_own(self, desk: Desk) -> None:
        desk.send(PUBLISH, PUBLISH | {"guid": "urn:nw:again", "versioncreated": "2031-03-03T12:00:00+0000"})
        match = desk.match("urn:nw:again", GUID)
        assert (match["relation"], match["own"]) == ("identical", "story")
        assert desk.alerts() == []

    def test_the_same_words_of_another_source_are_a_copy(self, desk: Desk) -> None:
        desk.send(
            PUBLISH, PUBLISH | {"guid": "urn:nw:again", "source": "NW2", "versioncreated": "2031-03-03T12:00:00+0000"}
        )
        assert desk.match("urn:nw:again", GUID)["own"] is None
        assert accused(desk) == [("NW2", "NW")]

    def test_another_story_at_another_fragment_is_another_story(self, desk: Desk) -> None:
        desk.send(wire(self.LINK + "#1", "NW", "09:30", *PIER[:4]), wire(self.LINK + "#2", "NW", "12:00", *ARMY))
        assert desk.verdict(self.LINK + "#2")["story"] == self.LINK + "#2"

    def test_a_second_report_of_one_source_is_no_version(self, desk: Desk) -> None:
        desk.send(PUBLISH, wire("urn:nw:second", "NW", "12:00", *EVENT))
        told = desk.verdict("urn:nw:second")
        assert told["story"] == "urn:nw:second"
        assert told["relation"] in {"same_event", "unrelated"}
        assert desk.alerts() == []

    def test_a_form_that_is_filled_anew_is_no_version(self, desk: Desk) -> None:
        form = (
            "Shares in {0} closed {1} percent lower at {2} crowns in Corvane on {3}, in a volume of {4} million. The "
            "broader index lost {5} points to {6}. The stock has traded between {7} and {8} crowns this year. The next "
            "results are due on {9}. This report was made by a program from data of the exchange, and read by nobody."
        )
        first = form.format("Kestrel Foundries", 3.1, 44.2, "Monday", 1.7, 12, 2204, 39, 61, "4 May")
        second = form.format("Marrow Cider", 0.4, 9.85, "Tuesday", 0.2, 31, 2173, 8, 12, "17 June")
        desk.send(wire("urn:nw:1", "NW", "09:30", first), wire("urn:nw:2", "NW", "12:00", second))
        assert desk.verdict("urn:nw:2")["story"] == "urn:nw:2"
