"""When a version was made: the best of the times a message has, and none where it has none."""

import json
from datetime import UTC, datetime

import pytest

from dedup.formats.wire import read_wire
from tests.unit.formats.test_wire import AP, DPA, FIRST, G2, NEWSML1, NINJS, NITF

NONE = NINJS | {"versioncreated": None}


def day(number: int) -> datetime:
    return datetime(2031, 3, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ({"firstcreated": "2031-03-01", "firstpublished": "2031-03-02"}, day(2)),
        ({"firstcreated": "2031-03-01", "contentmodified": "2031-03-04"}, day(4)),
        ({"firstcreated": "2031-03-01T09:00:00+0100"}, datetime(2031, 3, 1, 8, tzinfo=UTC)),
        ({"versioncreated": "0001-01-01T00:00:00Z", "firstcreated": "2031-03-01"}, day(1)),
        ({"versioncreated": "1970-01-01T00:00:00Z", "firstcreated": "2031-03-01"}, day(1)),
        ({"versioncreated": "soon", "firstcreated": "2031-03-01"}, day(1)),
        ({"versioncreated": "2031-03-05", "firstcreated": "2031-03-01"}, day(5)),
        ({"embargoed": "2031-03-01"}, None),
    ],
)
def test_times_of_ninjs(said: dict[str, str], made: datetime | None) -> None:
    (item,) = read_wire(json.dumps(NONE | said).encode())
    assert item.version_created == made
    assert item.article is not None
    assert item.article.published_at == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("<contentCreated>2031-03-01</contentCreated><contentModified>2031-03-02</contentModified>", day(2)),
        ("<contentCreated>2031-03-01</contentCreated>", day(1)),
        ("", None),  # when the message was sent says nothing about the story
    ],
)
def test_times_of_newsml_g2(said: str, made: datetime | None) -> None:
    content = G2.replace("2031-03-03T09:30:00Z</versionCreated>", "</versionCreated>")
    assert read_wire(content.replace("<contentMeta>", f"<contentMeta>{said}").encode())[0].version_created == made


def test_times_of_other_formats() -> None:
    without = NEWSML1.replace("<ThisRevisionCreated>20310303T093000+0000</ThisRevisionCreated>", "")
    nitf = NITF.format(status="usable").replace("date.issue norm", "date.release norm")
    ap = json.loads(json.dumps(AP).replace("versioncreated", "firstcreated"))
    dpa = {name: value for name, value in DPA.items() if name != "version_created"} | {"updated": "2031-03-03"}
    assert read_wire(without.encode())[0].version_created == day(3)
    assert read_wire(nitf.encode())[0].version_created == datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
    assert read_wire(json.dumps(ap).encode())[0].version_created == datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
    assert read_wire(json.dumps(dpa).encode())[0].version_created == day(3)
    assert read_wire(FIRST.encode())[0].version_created is None
