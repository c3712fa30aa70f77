"""What begins with "<": markup is told from words, and XML that nobody knows is refused by its root."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.errors import UnreadableInput
from dedup.formats.files import read_files
from dedup.formats.markup import markup_of
from dedup.formats.wire import Kind, read_wire

if TYPE_CHECKING:
    from pathlib import Path

STORY = "The ferry board of Skarn closed the western pier on Monday, after divers found that five piles had split."
WORDS = (
    f"<3 from Skarn: {STORY}",
    f"<less than expected> was the verdict. {STORY}",
    f"<ilse@skarn.example> wrote: {STORY}",
    f"<https://skarn.example/pier> {STORY}",
    f"<<Nobody moors there>>, said its chair. {STORY}",
    f"<Applause> {STORY}",
)
PIECES = (
    f"<strong>SKARN</strong> \u2014 {STORY}",
    f"<h2>Pier</h2><p>{STORY}",
    f"<!-- block --><blockquote><p>{STORY}</p></blockquote>",
    f"<BODY>{STORY}</BODY>",
    f"<br/>{STORY}",
    f'<?xml version="1.0"?><!DOCTYPE html><html><body><p>{STORY}</p></body></html>',
)
UNKNOWN = {
    f"<story><p>{STORY}</p></story>": "story",
    f'<s:story xmlns:s="urn:s"><s:text>{STORY}</s:text></s:story>': "story",
    f"<!DOCTYPE story><story>{STORY}</story>": "story",
    f"<!-- sent by the desk -->\n<story>{STORY}</story>": "story",
    f'<?xml version="1.0"?><story>{STORY}</story>': "story",
    "<story/>": "story",
}
BROKEN = (f"<story><p>{STORY}</story>", f'<story id="1"><p>{STORY}</p>')
KINDS: tuple[Kind | None, ...] = (None, "text")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", WORDS)
def test_words_that_begin_with_a_sign_stay_words(text: str, kind: Kind | None) -> None:
    assert markup_of(text.encode()) is None
    (item,) = read_wire(text.encode(), kind)
    (read,) = read_files("-", io.BytesIO(text.encode()))
    assert isinstance(read.result, Article)
    assert item.article is not None
    assert (item.article.text, read.result.text) == (text, text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("html", PIECES)
def test_pieces_of_html_are_read_without_their_tags(html: str, kind: Kind | None) -> None:
    assert markup_of(html.encode()) == "html"
    (item,) = read_wire(html.encode(), kind)
    (read,) = read_files("-", io.BytesIO(html.encode()))
    assert isinstance(read.result, Article)
    for article in (item.article, read.result):
        assert article is not None
        assert article.text.endswith(STORY)
        assert "<" not in article.text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("xml", UNKNOWN)
def test_unknown_xml_is_refused_by_its_root_wherever_it_comes_from(tmp_path: Path, xml: str, kind: Kind | None) -> None:
    said = rf"Nothing is known of XML that begins with <{UNKNOWN[xml]}>"
    with pytest.raises(UnreadableInput, match=said):
        read_wire(xml.encode(), kind)
    (tmp_path / "pier.txt").write_text(xml, encoding="utf-8")
    for item in (*read_files("-", io.BytesIO(xml.encode())), *read_files(tmp_path / "pier.txt")):
        assert said in str(item.result)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("xml", BROKEN)
def test_broken_xml_is_no_text(xml: str, kind: Kind | None) -> None:
    assert markup_of(xml.encode()) == "xml"
    with pytest.raises(UnreadableInput, match="This is no XML"):
        read_wire(xml.encode(), kind)
    (read,) = read_files("-", io.BytesIO(xml.encode()))
    assert "This is no XML" in str(read.result)


def test_foreign_xml_in_a_folder_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "settings.plist").write_text("<plist><dict/></plist>", encoding="utf-8")
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert [item.path for item in read_files(tmp_path)] == [str(tmp_path / "a.txt")]
