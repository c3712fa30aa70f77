"""Systems and services that newsrooms take JSON from: read, or refused by name."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from dedup.errors import InputError, InvalidArticle, UnreadableInput
from dedup.formats.files import read_content
from dedup.formats.known import JSON
from dedup.formats.wire import read_feed, read_wire, wire_format
from tests.unit.formats.test_wire import ALL, AP, DPA, FIRST, NINJS, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.formats.known import Format
    from dedup.wire import WireItem

HTML = f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
TITLE = "Pier closed at Ottervik"
MADE = datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
FIRST_OUT = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)
WORDPRESS: dict[str, Any] = {
    "id": 71,
    "date": "2031-03-03T09:00:00",
    "date_gmt": "2031-03-03T08:00:00",
    "modified_gmt": "2031-03-03T09:30:00",
    "guid": {"rendered": "https://paper.example/?p=71"},
    "slug": "pier-closed",
    "status": "publish",
    "type": "post",
    "link": "https://paper.example/pier-closed/",
    "title": {"rendered": "Pier closed at&nbsp;Ottervik"},
    "content": {"rendered": HTML, "protected": False},
    "excerpt": {"rendered": "<p>In short.</p>"},
    "_embedded": {"author": [{"name": "Tamar Ellwood"}]},
}
GHOST: dict[str, Any] = {
    "posts": [
        {
            "id": "5f",
            "uuid": "0a1b2c3d",
            "title": TITLE,
            "slug": "pier-closed",
            "html": HTML,
            "published_at": "2031-03-03T08:00:00.000+00:00",
            "updated_at": "2031-03-03T09:30:00.000+00:00",
            "url": "https://paper.example/pier-closed/",
            "authors": [{"name": "Tamar Ellwood"}],
        }
    ],
    "meta": {"pagination": {}},
}
JSON_FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "paper.example",
    "items": [
        {
            "id": "https://paper.example/pier-closed",
            "url": "https://paper.example/pier-closed",
            "title": TITLE,
            "content_html": HTML,
            "summary": "In short.",
            "date_published": "2031-03-03T08:00:00Z",
            "date_modified": "2031-03-03T10:30:00+01:00",
            "authors": [{"name": "Tamar Ellwood"}],
        },
        {"content_text": "told apart by nothing"},
    ],
}
ARC: dict[str, Any] = {
    "_id": "ABCDEF123",
    "type": "story",
    "version": "0.10.9",
    "headlines": {"basic": TITLE},
    "content_elements": [
        {"type": "text", "content": FIRST.replace("cracks", "<b>cracks</b>")},
        {"type": "image", "caption": "A gull on the pier.", "url": "https://i.example/1.jpg"},
        {"type": "interstitial_link", "content": "Read this too"},
        {"type": "raw_html", "content": "<div>widget</div>"},
        {"type": "list", "list_type": "unordered", "items": [{"type": "text", "content": SECOND}]},
    ],
    "first_publish_date": "2031-03-03T08:00:00Z",
    "display_date": "2031-03-03T08:00:00Z",
    "last_updated_date": "2031-03-03T09:30:00Z",
    "source": {"name": "paper.example"},
    "credits": {"by": [{"name": "Tamar Ellwood"}]},
}
APPLE: dict[str, Any] = {
    "version": "1.9",
    "identifier": "pier-71",
    "title": TITLE,
    "language": "en",
    "layout": {"columns": 7},
    "components": [
        {"role": "header", "components": [{"role": "title", "text": TITLE}, {"role": "photo", "caption": "A gull."}]},
        {"role": "byline", "text": "Tamar Ellwood"},
        {"role": "body", "format": "markdown", "text": FIRST.replace("cracks", "**cracks**")},
        {"role": "pullquote", "text": "Cracks!"},
        {"role": "container", "components": [{"role": "body", "format": "html", "text": f"<p>{SECOND}</p>"}]},
        {"role": "caption", "text": "A gull on the pier."},
    ],
    "metadata": {
        "datePublished": "2031-03-03T08:00:00Z",
        "dateModified": "2031-03-03T09:30:00Z",
        "authors": ["Tamar Ellwood"],
        "publisher": "paper.example",
    },
}
REUTERS: dict[str, Any] = {
    "data": {
        "item": {
            "versionedGuid": "tag:reuters.com,2031:newsml_NW1:3",
            "uri": "tag:reuters.com,2031:newsml_NW1:3",
            "version": "3",
            "type": "text",
            "headLine": TITLE,
            "byLine": "Tamar Ellwood",
            "bodyXhtml": f"<html><head><title>No</title></head><body>{HTML}</body></html>",
            "versionCreated": "2031-03-03T09:30:00Z",
            "firstCreated": "2031-03-03T08:00:00Z",
        }
    }
}
GUARDIAN: dict[str, Any] = {
    "response": {
        "status": "ok",
        "results": [
            {
                "id": "world/2031/mar/03/pier",
                "type": "article",
                "webPublicationDate": "2031-03-03T08:00:00Z",
                "webTitle": TITLE,
                "webUrl": "https://paper.example/pier",
                "fields": {"body": HTML, "lastModified": "2031-03-03T09:30:00Z", "byline": "Tamar Ellwood"},
            }
        ],
    }
}
NEWSAPI: dict[str, Any] = {
    "status": "ok",
    "totalResults": 1,
    "articles": [
        {"title": TITLE, "url": "https://paper.example/", "publishedAt": "2031-03-03", "content": "Div… [+900 chars]"}
    ],
}
READ: dict[Format, tuple[dict[str, Any], str]] = {
    "wordpress": (WORDPRESS, "https://paper.example/?p=71"),
    "ghost": (GHOST, "0a1b2c3d"),
    "json-feed": (JSON_FEED, "https://paper.example/pier-closed"),
    "arc": (ARC, "ABCDEF123"),
    "apple-news": (APPLE, "pier-71"),
    "reuters-connect": (REUTERS, "tag:reuters.com,2031:newsml_NW1"),
    "guardian": (GUARDIAN, "world/2031/mar/03/pier"),
}


def read(data: object, kind: Format | None = None) -> list[WireItem]:
    return read_wire(json.dumps(data).encode(), kind)


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


def test_what_is_cut_off_is_refused_by_name() -> None:
    for kind in (None, "ninjs", "json", "text", "wordpress"):
        with pytest.raises(UnreadableInput, match="NewsAPI, which is not read: it cuts every text off"):
            read(NEWSAPI, kind)
    (found,) = read_content("news.json", json.dumps(NEWSAPI).encode())
    assert "NewsAPI" in str(found.result)


@pytest.mark.parametrize("root", ["RBNews", "Publish"])
def test_xml_that_is_known_and_not_read_is_refused_by_name(root: str) -> None:
    content = f"<?xml version='1.0'?><{root}><Story><Body><p>{FIRST}</p></Body></Story></{root}>".encode()
    with pytest.raises(UnreadableInput, match=f"{root}.*which is not read: ask the agency for NewsML-G2"):
        read_wire(content)
    with pytest.raises(UnreadableInput, match="which is not read"):
        read_wire(content, "text")
    (found,) = read_content("story.xml", content)
    assert root in str(found.result)


@pytest.mark.parametrize(
    "data",
    [
        {"data": {"item": {"name": "a gadget", "price": 12}}},
        {"title": TITLE, "content": FIRST},
        {"id": "a-1", "story": FIRST},
        {"articles": [{"title": TITLE}]},
        {"components": [{"type": "paragraph", "text": FIRST}]},
        {"content_elements": []},
        {"version": "1.1", "list": []},
    ],
)
def test_other_json_is_told_what_is_known(data: dict[str, Any]) -> None:
    for content in (json.dumps(data), json.dumps([data])):
        with pytest.raises(UnreadableInput, match=r"in no format that is known.*ninjs.*exactly one of `text`"):
            read_wire(content.encode())
        (found,) = read_content("x.json", content.encode())
        assert "in no format that is known" in str(found.result)


@pytest.mark.parametrize("beside", [{"components": [{"role": "body"}]}, {"content": {"rendered": "x"}}, {"items": [1]}])
def test_json_of_our_own_stays_ours(beside: dict[str, Any]) -> None:
    for kind in ("json", None):
        (item,) = read({"id": "a-1", "text": FIRST, **beside}, kind)
        assert item.guid == "a-1"
    with pytest.raises(InvalidArticle, match="has no `id`"):
        read({"text": FIRST})


@pytest.mark.parametrize(
    "text", ["{Divers} found cracks.", '"Divers," she said, "found cracks."', "<b>Divers</b> found."]
)
def test_a_text_is_what_begins_like_a_message(text: str) -> None:
    (item,) = read_wire(text.encode(), "text")
    assert item.article is not None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "<rss version='2.0'><channel><title>t</title></channel></rss>",
            'This is feed, and text is expected.*kind = "feed"',
        ),
        (json.dumps(NINJS), 'kind = "ninjs"'),
        (json.dumps({"id": "a", "text": FIRST}), 'kind = "json"'),
        ('{"some": "object"}', "in no format that is known"),
    ],
)
def test_a_sender_of_text_is_told_which_kind_its_messages_are(content: str, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        read_wire(content.encode(), "text")
