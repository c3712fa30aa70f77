"""Wire lines: what ANPA 1312 and IPTC 7901 frame, in the hands of a fictional agency."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dedup.formats.wire import read_wire
from tests.unit.formats.test_wire import ANPA, FIRST, SECOND

LINES = """\x01nwb0124 3 i 93  nw 1888\r

Ottervik/harbours/\r
\x02(Note)
2ND LEAD
Pier closed at Ottervik after divers find cracks
By Tamar Ellwood, nw =\r

Ottervik (nw) - Divers found cracks in two piles of the northern pier\r
at Ottervik, the harbour office said on Monday.\r

Ferries will sail from the coal quay until Friday, it added.\r

\x03031030 GMT Mar 31\r
"""


def test_rows_and_headings_of_anpa_are_lines_of_their_own() -> None:
    table = "\t___=\r\n^Harbours=\r\n\x08Ottervik;closed\r\n\x08Lundvik;open\r\n"
    (item,) = read_wire(ANPA.replace("\x03", table + "\x03").encode())
    assert item.article is not None
    assert item.article.text.split("\n\n")[2:] == ["Harbours", "Ottervik;closed", "Lundvik;open"]


def test_a_story_keeps_its_id_when_it_is_written_through_under_another_number() -> None:
    first, second = read_wire(
        ANPA.encode() + ANPA.replace("W2870", "W2899").replace("Pier Closed     ", "Pier Closed 1stLd   ").encode()
    )
    assert first.guid == second.guid == "anpa:BC-EU--Pier:2031-03-03"
    assert (first.version, second.version) == ("W2870", "W2899")


def test_lines_of_iptc_7901() -> None:
    (item,) = read_wire(LINES.encode())
    assert item.guid == "anpa:nwb0124:Ottervik/harbours:2031-03-03"
    assert item.version_created == datetime(2031, 3, 3, 10, 30, tzinfo=UTC)
    assert item.article is not None
    assert item.article.title == "Pier closed at Ottervik after divers find cracks"
    assert item.article.source == "nw"
    assert item.credits == ("By Tamar Ellwood, nw",)
    assert item.article.text == f"Ottervik (nw) - {FIRST}\n\n{SECOND}"


@pytest.mark.parametrize("month", ["Mär", "mars", "MAR", "marzo"])
def test_months_have_names_in_several_languages(month: str) -> None:
    (item,) = read_wire(LINES.replace("GMT Mar", month).encode())
    assert item.version_created == datetime(2031, 3, 3, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("last", ["", "991030 GMT Mar 31", "031030 GMT Foo 31"])
def test_a_time_that_is_none_is_no_reason_to_lose_a_story(last: str) -> None:
    (item,) = read_wire(LINES.replace("031030 GMT Mar 31", last).encode())
    assert item.version_created is None
    assert item.article is not None


def test_text_begins_where_lines_are_indented() -> None:
    sent = (
        "\x01a0105NW\r\nu s BC-Pier-Warden's-Cup   09-12 0344\r\n\x02BC-Pier-Warden's-Cup\nRowing: Lundvik wins cup+\n"
    )
    (item,) = read_wire(
        (sent + "     LUNDVIK - Lundvik won the cup\non Sunday.\n     It rained.\n==Northwater\n\x03").encode()
    )
    assert item.slug == "BC-Pier-Warden's-Cup"
    assert item.article is not None
    assert item.article.title == "Rowing: Lundvik wins cup"
    assert item.article.text == "LUNDVIK - Lundvik won the cup on Sunday.\n\nIt rained.\n\n==Northwater"


def test_a_list_of_headlines_is_a_text() -> None:
    sent = "\x01V4644\x1f\r\nr e AP-Top-Harbour-News  02-09 0121\r\n\x02^AP-Top-Harbour-News,0176<\r\n"
    sent += "^Top harbour news at 11 p.m.<\r\n^Pier closed at Ottervik\r\n^Ferry found adrift\r\n\x03"
    (item,) = read_wire(sent.encode())
    assert item.article is not None
    assert (item.article.title, item.article.text) == (
        "Top harbour news at 11 p.m.",
        "Pier closed at Ottervik\n\nFerry found adrift",
    )


def test_a_kill_is_told_by_its_headings() -> None:
    (story,), (kill,) = (
        read_wire(ANPA.encode()),
        read_wire(ANPA.replace("Pier Closed,49<", "Pier Closed, KILL<").encode()),
    )
    assert (kill.guid, kill.status, kill.article) == (story.guid, "canceled", None)


@pytest.mark.parametrize("line", ["EMBARGOED until 1800 GMT", "(Sperrfrist 1800)", "Eds: Hold for release Friday."])
def test_an_embargo_is_told_by_its_headings(line: str) -> None:
    (item,) = read_wire(LINES.replace("(Note)", line).encode())
    assert item.status == "withheld"
    assert item.article is not None


def test_dashes_and_quotation_marks_are_printed_ones() -> None:
    (item,) = read_wire(ANPA.replace(SECOND, "``No,'' he said _ twice.").encode())
    assert item.article is not None
    assert item.article.text.endswith('\n\n"No," he said \u2014 twice.')
