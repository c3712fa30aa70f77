"""What senders make of the formats: spellings, encodings and habits that are in no standard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dedup.errors import InvalidArticle, UnreadableInput
from dedup.formats.wire import read_wire, wire_format
from tests.unit.formats.test_wire import ALL, AP, CREATED, DPA, FIRST, G2, NINJS, NITF, RSS, SECOND

if TYPE_CHECKING:
    from pathlib import Path


def test_superdesk_sends_ninjs() -> None:
    assert read_wire(ALL["ninjs"], kind="superdesk") == read_wire(ALL["ninjs"])
    with pytest.raises(UnreadableInput, match="ninjs"):
        read_wire(ALL["nitf"], kind="superdesk")


def test_plain_text_is_taken_at_its_word_where_no_kind_is_given() -> None:
    (item,) = read_wire(b"{Correction} The pier is open.", media_type="text/plain")
    assert item.article is not None
    assert item.article.text == "{Correction} The pier is open."


@pytest.mark.parametrize("text", ['"We are leaving," the harbour master said.', "[Correction] The pier is open."])
def test_a_text_may_begin_as_json_does(text: str) -> None:
    (item,) = read_wire(text.encode())
    assert item.article is not None
    assert item.article.text == text
    assert wire_format(text.encode()) is None


def test_a_list_holds_several_items() -> None:
    items = read_wire(json.dumps([NINJS, NINJS | {"guid": "nw-2"}]).encode())
    assert [item.guid for item in items] == ["urn:newsml:northwater.example:20310303:pier", "nw-2"]


@pytest.mark.parametrize("name", ["ninjs", "nitf", "feed"])
def test_a_message_in_utf_16(name: str) -> None:
    content = ALL[name].decode().replace("utf-8", "utf-16").encode("utf-16")
    assert wire_format(content) == name
    assert read_wire(content) == read_wire(ALL[name])


def test_a_text_of_an_older_system_and_what_is_none() -> None:
    (item,) = read_wire("The pier at Öttervik is “closed”.".encode("cp1252"))
    assert item.article is not None
    assert item.article.text == "The pier at Öttervik is “closed”."
    with pytest.raises(UnreadableInput, match="JPEG image"):
        read_wire(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    with pytest.raises(UnreadableInput, match="not UTF-8"):
        read_wire(b"\x81\x8d\x00 no file of a known kind")


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_message_is_none(content: bytes) -> None:
    with pytest.raises(UnreadableInput, match="empty"):
        read_wire(content)


@pytest.mark.parametrize(
    ("guid", "version", "origin", "story"),
    [
        ("urn:newsml:nw.example:20310303:pier:2", "2", "urn:newsml:nw.example:20310302:storm:7", "…:20310302:storm"),
        ("tag:nw.example,2031:pier", "2", "tag:nw.example,2031:storm:4000", "tag:nw.example,2031:storm"),
        ("tag:nw.example,2031:pier", "2", "tag:nw.example,2031:40712", "tag:nw.example,2031:40712"),
        ("urn:newsml:nw.example:20310303:pier", "2", "urn:newsml:nw.example:20310302:123", "…:20310302:123"),
    ],
)
def test_only_a_version_is_taken_off_an_id(guid: str, version: str, origin: str, story: str) -> None:
    sent = NINJS | {"guid": guid, "version": version, "evolvedfrom": origin}
    (item,) = read_wire(json.dumps(sent).encode())
    assert item.evolved_from == story.replace("…", "urn:newsml:nw.example")


@pytest.mark.parametrize("field", ["guid", "version", "evolvedfrom"])
@pytest.mark.parametrize("value", ["n" * 600, "n\u0000w"])
def test_ids_that_can_not_be_kept_are_refused_in_notices_too(field: str, value: str) -> None:
    with pytest.raises(InvalidArticle, match="characters"):
        read_wire(json.dumps(NINJS | {"pubstatus": "canceled", field: value}).encode())


def test_a_notice_in_nitf_takes_back_the_document_that_it_names() -> None:
    notice = NITF.format(status='canceled" management-doc-idref="nw-76" management-idref-status="canceled')
    assert [(item.guid, item.status, item.article) for item in read_wire(notice.encode())] == [
        ("nw-77", "canceled", None),
        ("nw-76", "canceled", None),
    ]


def test_a_replacement_in_nitf_stays_when_the_document_before_it_is_taken_back() -> None:
    notice = NITF.format(status='usable" management-doc-idref="nw-76" management-idref-status="canceled')
    replacement, old = read_wire(notice.encode())
    assert replacement.article is not None
    assert (old.guid, old.status, old.version_created) == ("nw-76", "canceled", CREATED)


@pytest.mark.parametrize(("release", "embargoed"), [("20310303T103000+0100", False), ("20310303T050000-0600", True)])
def test_a_release_in_another_zone_is_an_embargo_only_if_it_is_later(release: str, embargoed: bool) -> None:  # noqa: FBT001
    dated = NITF.replace("<du-key", f'<date.release norm="{release}"/><du-key').format(status="usable")
    (item,) = read_wire(dated.encode())
    assert (item.embargoed_until is not None) == embargoed


@pytest.mark.parametrize(("number", "story"), [("01", "nw-77"), ("02", "nw-77"), ("09", "nw-77_09")])
def test_the_number_of_an_issue_is_no_part_of_a_nitf_id(number: str, story: str) -> None:
    (item,) = read_wire(NITF.format(status="usable").replace("nw-77", f"nw-77_{number}").encode())
    assert item.guid == story


def test_a_byline_with_a_title_in_it_is_not_glued() -> None:
    titled = NITF.replace("Tamar Ellwood<", "Tamar Ellwood<byttl>Harbour Editor</byttl><").format(status="usable")
    (item,) = read_wire(titled.encode())
    assert item.credits[0] == "By Tamar Ellwood Harbour Editor"


def test_nitf_inside_ninjs() -> None:
    body = {"role": "nitf", "contentType": "text/vnd.IPTC.NITF", "value": NITF.format(status="usable")}
    other = {"role": "text", "contentType": "text/plain", "value": SECOND}
    (item,) = read_wire(json.dumps({"uri": "nw-3", "bodies": [body, other]}).encode())
    assert item.article is not None
    assert item.article.text == f"{FIRST}\n\n{SECOND}"
    (item,) = read_wire(json.dumps({"uri": "nw-3", "bodies": [body | {"value": "<nitf>"}, other]}).encode())
    assert item.article is not None
    assert item.article.text == SECOND


def test_the_head_of_a_page_inside_g2_is_no_text() -> None:
    head = "<header><time>03.03.2031</time><ul><li>Harbours</li></ul><h1>Pier closed at Ottervik</h1></header>"
    assert read_wire(G2.replace("<body>", f"<body>{head}").encode())[0] == read_wire(ALL["newsml-g2"])[0]


def test_wire_lines_in_one_block_are_paragraphs() -> None:
    lines = "(Adds quay)\n    * Pier closed\n\n    Divers found cracks in two\npiles of the pier.\n    Ferries sail on."
    (item,) = read_wire(NITF.format(status="usable").replace(f"<p>{FIRST}</p>", f"<p>{lines}</p>").encode())
    assert item.article is not None
    assert item.article.text.split("\n\n")[:-1] == [
        "(Adds quay)",
        "* Pier closed",
        "Divers found cracks in two piles of the pier.",
        "Ferries sail on.",
    ]


def test_an_indented_file_is_no_wire_lines() -> None:
    printed = FIRST.replace(" on Monday", "\n            on\n            Monday")
    (item,) = read_wire(NITF.format(status="usable").replace(FIRST, printed).encode())
    assert item == read_wire(ALL["nitf"])[0]


def test_html_without_blocks_is_parted_by_its_empty_lines() -> None:
    (item,) = read_wire(json.dumps(NINJS | {"body_html": f"{FIRST}\n\n<b>{SECOND}</b>"}).encode())
    assert item.article is not None
    assert item.article.text == f"{FIRST}\n\n{SECOND}"


def test_what_dpa_sends_without_a_text_is_named() -> None:
    (item,) = read_wire(json.dumps(DPA | {"article_html": None, "associations": [{"type": "audio"}]}).encode())
    assert (item.kind, item.skipped) == ("audio", "it is of type audio and has no text")


def test_a_feed_that_is_no_xml_is_read() -> None:
    broken = RSS.replace("Pier closed at", "<![CDATA[Pier &amp; quay <b>closed</b> at]]>").replace(
        " said", " &nbsp;& said"
    )
    (item,) = read_wire(broken.encode())
    assert item.article is not None
    assert item.article.title == "Pier & quay closed at Ottervik"
    assert item.version_created == CREATED
    assert wire_format(broken.encode()) == "feed"


def test_names_of_characters_that_html_has() -> None:
    (item,) = read_wire(NITF.format(status="usable").replace(FIRST, "Pier&nbsp;&amp;&nbsp;caf&eacute;").encode())
    assert item.article is not None
    assert item.article.text.startswith("Pier & café")


def test_a_document_type_elsewhere_is_never_read(tmp_path: Path) -> None:
    dtd = tmp_path / "nitf.dtd"
    dtd.write_text('<!ENTITY secret "words of another file">')
    declared = f'<!DOCTYPE nitf [<!ENTITY % nitf SYSTEM "{dtd.as_uri()}"> %nitf;]>'
    content = NITF.format(status="usable").replace('<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">', declared)
    assert read_wire(content.encode()) == read_wire(ALL["nitf"])
    with pytest.raises(UnreadableInput):
        read_wire(content.replace(SECOND, "&secret;").encode())


def test_an_item_is_not_made_from_itself() -> None:
    linked = G2.replace('guid="tag:nw.example,2031:pier"', 'guid="urn:newsml:nw.example::4071"')
    own = '<link guidref="urn:newsml:nw.example:20310303:4071" version="1"/>'
    linked = linked.replace("tag:nw.example,2031:storm:4000", "urn:newsml:nw.example:20310302:4066:3")
    item = read_wire(linked.replace("<link rel=", f"{own}<link rel=").encode())[0]
    assert (item.guid, item.evolved_from) == ("urn:newsml:nw.example::4071", "urn:newsml:nw.example:20310302:4066")


def test_headlines_and_bodies_of_ninjs_in_the_language_of_the_item() -> None:
    spoken = {
        "uri": "nw-3",
        "language": "en-GB",
        "headlines": [{"value": "Quai fermé", "language": "fr"}, {"value": "Pier closed", "language": "en"}],
        "bodies": [{"value": "Le quai est fermé.", "language": "fr"}, {"value": FIRST, "language": "en"}],
    }
    (item,) = read_wire(json.dumps(spoken).encode())
    assert item.article is not None
    assert (item.article.title, item.article.text, item.article.language) == ("Pier closed", FIRST, "en-GB")


def test_a_footer_that_is_sent_apart_is_no_text() -> None:
    footer = "<p>Helpline: 555-0100</p>"
    sent = NINJS | {"body_html": NINJS["body_html"] + footer, "body_footer": footer}
    assert read_wire(json.dumps(sent).encode()) == read_wire(ALL["ninjs"])


def test_a_description_is_the_text_only_where_it_says_so() -> None:
    described = {"uri": "nw-3", "type": "text", "descriptions": [{"role": "text", "value": FIRST}]}
    (item,) = read_wire(json.dumps(described).encode())
    assert item.article is not None
    assert item.article.text == FIRST
    (item,) = read_wire(json.dumps(described | {"descriptions": [{"role": "caption", "value": FIRST}]}).encode())
    assert item.skipped == "it has no text"
    (item,) = read_wire(json.dumps(described | {"type": None, "eventDetails": {"dates": {}}}).encode())
    assert item.skipped == "it is of type event and has no text"


@pytest.mark.parametrize(
    "created",
    [1930296600, 1930296600000, "20310303T093000Z", "2031-03-03 09:30:00 UTC", "Mon, 03 Mar 2031 10:30:00 +0100"],
)
def test_times_as_senders_write_them(created: object) -> None:
    (item,) = read_wire(json.dumps(NINJS | {"versioncreated": created}).encode())
    assert item.version_created == CREATED


@pytest.mark.parametrize(("sent", "tag"), [("EN", "en"), ("en_us", "en-US"), ("zh-hans-cn", "zh-Hans-CN"), ("", None)])
def test_languages_as_senders_write_them(sent: str, tag: str | None) -> None:
    (item,) = read_wire(json.dumps(NINJS | {"language": sent}).encode())
    assert item.article is not None
    assert item.article.language == tag


@pytest.mark.parametrize(
    "kill", [{"pubstatus": "recalled"}, {"pubstatus": "stat:withdrawn"}, {"signal": [{"qcode": "sig:kill"}]}]
)
def test_dialects_of_a_kill(kill: dict[str, object]) -> None:
    (item,) = read_wire(json.dumps(NINJS | kill).encode())
    assert (item.status, item.article) == ("canceled", None)


def test_preformatted_lines_stay_lines() -> None:
    (item,) = read_wire(json.dumps(NINJS | {"body_html": "<pre>Ottervik  3\nLundvik   1\n\nIt rained.</pre>"}).encode())
    assert item.article is not None
    assert item.article.text == "Ottervik 3\nLundvik 1\n\nIt rained."


def test_the_text_of_ap_goes_with_its_own_item() -> None:
    item = {"altids": {"itemid": "pier"}, "type": "text", "infosource": [{"name": "NW"}]}
    feed = {"data": {"items": [{"item": item | {"nitf": AP["nitf"]}}, {"item": item}]}, "api_version": "1"}
    told, absent = read_wire(json.dumps(feed).encode())
    assert told.article is not None
    assert told.credits == ("NW",)
    assert absent.skipped == "its text has to be fetched from the address it names"


def test_a_feed_entry_whose_content_is_broken_has_its_summary() -> None:
    broken = f'<content:encoded><![CDATA[<a href="x>{FIRST}</a>]]></content:encoded></item>'
    namespace = '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    (item,) = read_wire(RSS.replace("<rss", namespace).replace("</item>", broken, 1).encode())
    assert item.article is not None
    assert FIRST in item.article.text


def test_a_feed_that_is_broken_beyond_reading_says_so() -> None:
    broken = RSS.replace("<item>", "<item><textInput></item>&<description>x</description><item>", 1)
    with pytest.raises(UnreadableInput, match="too broken"):
        read_wire(broken.encode())
