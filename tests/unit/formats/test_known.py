"""Systems and services that newsrooms take JSON from: read, or refused by name."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from dedup.errors import InputError, UnreadableInput
from dedup.formats.files import read_content
from dedup.formats.known import JSON
from dedup.formats.wire import read_feed, wire_format
from tests.unit.formats.systems import (
    ARC,
    FIRST_OUT,
    GHOST,
    GUARDIAN,
    JSON_FEED,
    MADE,
    NEWSAPI,
    READ,
    TITLE,
    WORDPRESS,
    read,
)
from tests.unit.formats.test_wire import ALL, AP, DPA, FIRST, NINJS, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.formats.known import Format


@pytest.mark.parametrize("name", READ)
def test_the_story_comes_out_of_each(name: Format) -> None:
    data, guid = READ[name]
    (item,) = read(data, name)
    assert wire_format(json.dumps(data).encode()) == name
    assert item.article is not None, item.skipped
    paragraphs = [item.article.text[slice(*span)] for span in item.article.paragraph_spans or ()]
    assert paragraphs == [FIRST, SECOND]
    assert (item.guid, item.article.title, item.kind, item.status) == (guid, TITLE, "text", "usable")
    assert (item.version_created, item.article.published_at) == (MADE, FIRST_OUT)
    assert "Tamar Ellwood" in item.credits
    assert item.article.source in {"paper.example", "Reuters", "The Guardian"}


@pytest.mark.parametrize("name", READ)
def test_each_is_read_from_files_too(name: Format) -> None:
    data, guid = READ[name]
    (found,) = read_content("export.json", json.dumps(data).encode())
    assert getattr(found.result, "id", found.result) == guid


@pytest.mark.parametrize("name", READ)
def test_each_is_named_where_another_is_expected(name: Format) -> None:
    with pytest.raises(UnreadableInput, match=f'This is {name}, and ninjs is expected here.*kind = "{name}"'):
        read(READ[name][0], "ninjs")
    with pytest.raises(UnreadableInput, match=f"This is {name}, and text is expected"):
        read(READ[name][0], "text")


def changed(value: Any, junk: object) -> Iterator[Any]:  # noqa: ANN401 - JSON
    """The same JSON with one part of it replaced, for every part."""
    yield junk
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in entries:
        for other in changed(part, junk):
            copied = value.copy()
            copied[key] = other
            yield copied


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [3], {"x": 3}])
@pytest.mark.parametrize("name", READ)
def test_damage_is_an_input_error_at_worst(name: Format, junk: object) -> None:
    for data in changed(READ[name][0], junk):
        for kind in (None, name):
            with suppress(InputError):
                read(data, kind)


@pytest.mark.parametrize("name", READ)
def test_other_json_is_none_of_a_system(name: Format) -> None:
    for data in ({"some": "object"}, {"id": "a-1", "text": FIRST}):
        with pytest.raises(UnreadableInput, match=r"Send that, or set"):
            read(data, name)


def test_every_row_recognises_its_own_and_no_other() -> None:
    samples: dict[str | None, Any] = {name: data for name, (data, _) in READ.items()}
    samples |= {None: NEWSAPI, "ap": AP, "dpa": DPA, "ninjs": NINJS, "json": {"id": "a-1", "text": FIRST}}
    assert {row.name for row in JSON} == samples.keys()
    for name, data in samples.items():
        assert next(row.name for row in JSON if row.recognise(data)) == name


def test_lists_of_posts_and_what_else_these_systems_say() -> None:
    other = WORDPRESS | {"guid": {"rendered": "https://paper.example/?p=72"}, "status": "draft"}
    locked = WORDPRESS | {"content": {"rendered": "", "protected": True}}
    first, second, third = read([WORDPRESS, other, locked])
    assert (first.status, second.status) == ("usable", "withheld")
    assert third.skipped == "it is protected by a password"
    (hooked,) = read({"post": {"current": GHOST["posts"][0] | {"html": None}, "previous": {}}})
    assert hooked.skipped == "it was asked for without its HTML, or is for members alone"
    listed = read({"type": "results", "content_elements": [ARC, ARC | {"_id": "2"}], "count": 2})
    assert [item.guid for item in listed] == ["ABCDEF123", "2"]
    (bare,) = read({"response": {"content": GUARDIAN["response"]["results"][0] | {"fields": {}}}})
    assert str(bare.skipped).endswith("add show-fields=body")
    (found,) = read({"data": {"search": {"items": [{"headLine": TITLE, "uri": "tag:r:1", "versionCreated": "2031"}]}}})
    assert found.skipped == "its text has to be asked for by its id"


def test_a_feed_that_is_polled_may_be_json() -> None:
    (item,) = read_feed(json.dumps(JSON_FEED).encode())
    assert item.guid == "https://paper.example/pier-closed"
    assert [entry.guid for entry in read_feed(ALL["feed"])] == ["nw:pier"]
    for content in (b'{"id": "a-1", "text": "x"}', json.dumps(GHOST).encode()):
        with pytest.raises(UnreadableInput, match="no feed"):
            read_feed(content)


def test_superdesk_s_content_api_is_ninjs() -> None:
    entry = {name: value for name, value in NINJS.items() if name != "guid"}
    page = {"_items": [entry | {"_id": "nw:pier", "uri": "https://api.example/items/nw:pier"}], "_meta": {"total": 1}}
    (item,) = read(page, "ninjs")
    assert item.guid == "nw:pier"
    (alone,) = read(entry | {"_id": "nw:pier"})
    assert alone.guid == "nw:pier"
