"""What no reader is for is refused by name, and other words are told what they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dedup.errors import InvalidArticle, UnreadableInput
from dedup.formats.files import read_content
from dedup.formats.wire import read_wire
from tests.unit.formats.systems import NEWSAPI, TITLE, read
from tests.unit.formats.test_wire import FIRST, NINJS


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
