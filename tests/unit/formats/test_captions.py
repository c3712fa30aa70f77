# ruff: noqa: E501 - feeds stand here as they are sent
"""The story of a feed's entry is its description or its content, and never what it says of a picture."""

import pytest

from dedup.formats.captions import without_captions
from dedup.formats.wire import read_wire
from tests.unit.formats.test_wire import FIRST, SECOND

RSS = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:m="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Northwater Wire</title>
 <item><guid>nw:pier</guid><title>Pier closed</title>{}</item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Northwater
 Wire</title><entry><id>nw:pier</id><title>Pier closed</title>{}</entry></feed>"""
STORY = f"<description>{FIRST}</description>"
WHOLE = f"<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded>"
CAPTION = "<media:description type='plain'>A gull on the pier in April.</media:description>"
GROUP = f"<media:group><media:content url='i.jpg'><media:title>Gull</media:title>{CAPTION}<media:text>Caw.</media:text></media:content></media:group>"
EPISODE = "<itunes:subtitle>Listen.</itunes:subtitle><itunes:summary>An episode on piers.</itunes:summary>"


@pytest.mark.parametrize("beside", [CAPTION, GROUP, EPISODE, CAPTION.replace("media:", "m:"), "<media:text/>"])
@pytest.mark.parametrize(
    ("story", "text"), [(STORY, FIRST), (WHOLE, f"{FIRST}\n\n{SECOND}"), (STORY + WHOLE, f"{FIRST}\n\n{SECOND}")]
)
def test_words_of_media_are_no_text_wherever_they_stand(beside: str, story: str, text: str) -> None:
    for entry in (story + beside, beside + story):
        (item,) = read_wire(RSS.format(entry).encode())
        assert item.article is not None
        assert (item.article.text, item.article.title) == (text, "Pier closed")


def test_atom_beside_a_group_of_media() -> None:
    (item,) = read_wire(ATOM.format(f"<summary>Short.</summary><content>{FIRST}</content>{GROUP}").encode())
    assert item.article is not None
    assert item.article.text == FIRST


def test_an_entry_of_nothing_but_a_caption_has_no_text() -> None:
    (item,) = read_wire(RSS.format(CAPTION).encode())
    assert (item.article, item.skipped) == (None, "it has no text")


def test_the_first_of_two_descriptions_is_the_story() -> None:
    (item,) = read_wire(RSS.format(STORY + "<dc:description>In short.</dc:description>").encode())
    assert item.article is not None
    assert item.article.text == FIRST


@pytest.mark.parametrize(
    "entry",
    [
        STORY.replace("pier", "&lt;media:description&gt; of the pier"),  # a story about feeds
        "<media:description>never closed" + STORY,
    ],
)
def test_nothing_else_is_taken_out(entry: str) -> None:
    kept = without_captions(RSS.format(entry).encode())
    assert STORY[-40:].encode() in kept


def test_thousands_of_captions_that_are_never_closed_are_read_in_their_time() -> None:
    feed = RSS.format("<media:description>x" * 50_000).encode()
    assert b"media:description" not in without_captions(feed)
