"""Which ids end in a version, and which in a number of their own."""

import json
from typing import Any

import pytest

from dedup.formats.wire import read_wire
from dedup.wire import WireItem, story_sent_as
from tests.unit.formats.test_wire import FIRST, NINJS, NITF

DATED = "urn:newsml:nw.example:20310303"


def item(**changed: Any) -> WireItem:  # noqa: ANN401 - JSON
    sent = {name: value for name, value in (NINJS | changed).items() if value is not None}
    return read_wire(json.dumps(sent).encode())[0]


@pytest.mark.parametrize(
    ("guid", "version", "story"),
    [
        (f"{DATED}:pier:2", "2", f"{DATED}:pier"),  # RFC 3085: the revision is the last part
        (f"{DATED}:pier:2U", "2", f"{DATED}:pier"),
        (f"{DATED}T093000Z:pier:2", "2", f"{DATED}T093000Z:pier"),
        (f"{DATED}:pier:2", "3", f"{DATED}:pier:2"),
        (f"{DATED}:2", "2", f"{DATED}:2"),  # the item itself
        ("urn:nw.example:2031-03-03:2", "2", "urn:nw.example:2031-03-03:2"),
        ("tag:nw.example,2031:2", "2", "tag:nw.example,2031:2"),
        ("nw:2", "2", "nw:2"),
    ],
)
def test_only_a_newsml_urn_loses_the_version_at_its_end(guid: str, version: str, story: str) -> None:
    assert item(guid=guid, version=version, evolvedfrom=None).guid == story


def test_a_newsml_urn_says_its_version_where_the_item_does_not() -> None:
    first, second = (item(guid=f"{DATED}:4711:{number}", version=None, evolvedfrom=None) for number in (0, 1))
    assert (first.guid, first.version) == (f"{DATED}:4711", "0")
    assert (second.guid, second.version) == (f"{DATED}:4711", "1")
    long = item(guid=f"{DATED}:desk:4711:1", version=None, evolvedfrom=None)
    assert (long.guid, long.version) == (f"{DATED}:desk:4711:1", None)


@pytest.mark.parametrize("number", ["1", "2", "12"])
def test_a_running_number_behind_a_nitf_id_is_no_issue(number: str) -> None:
    content = NITF.format(status="usable").replace('version="2"', f'version="{number}"')
    content = content.replace("nw-77", f"nw_{number}")
    assert read_wire(content.encode())[0].guid == (f"nw_{number}" if number != "12" else "nw")


@pytest.mark.parametrize(
    ("sent", "story", "labels"),
    [
        ("nw:pier:2", "nw:pier", {"2"}),
        (f"{DATED}:pier:2U", f"{DATED}:pier", {"2"}),
        ("nw-77_01", "nw-77", {"01", "1", "2"}),
    ],
)
def test_an_id_as_it_was_sent_names_its_story(sent: str, story: str, labels: set[str]) -> None:
    assert story_sent_as(sent) == (story, frozenset(labels))


@pytest.mark.parametrize("sent", ["nw:pier", "nw-77_9", "2", FIRST])
def test_other_ids_name_no_other_story(sent: str) -> None:
    assert story_sent_as(sent) is None
