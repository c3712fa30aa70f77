# ruff: noqa: E501 - messages stand here as they are sent
"""Each wire format on messages of our own: a fictional agency, the Northwater Wire."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.errors import InputError, InvalidArticle, UnreadableInput
from dedup.formats.wire import read_wire, wire_format

FIRST = "Divers found cracks in two piles of the northern pier at Ottervik, the harbour office said on Monday."
SECOND = "Ferries will sail from the coal quay until Friday, it added."
CREATED = datetime(2031, 3, 3, 9, 30, tzinfo=UTC)
NINJS: dict[str, Any] = {
    "guid": "urn:newsml:northwater.example:20310303:pier:2",
    "version": "2",
    "type": "text",
    "versioncreated": "2031-03-03T09:30:00+0000",
    "pubstatus": "usable",
    "language": "en",
    "headline": "Pier closed at Ottervik",
    "slugline": "PIER-CLOSED",
    "body_html": f"<p>OTTERVIK (NW) - {FIRST}</p><p>{SECOND}</p>",
    "source": "NW",
    "byline": "By Tamar Ellwood",
    "evolvedfrom": "urn:newsml:northwater.example:20310302:storm:7",
    "embargoed": "2031-03-03T12:00:00+00:00",
    "invented_field": {"nobody": ["knows", "it"]},
}
NITF_BODY = f"""<body><body.head><hedline><hl1>Pier closed at Ottervik</hl1></hedline>
 <byline>By Tamar Ellwood</byline></body.head>
 <body.content><block><p>{FIRST}</p><p>{SECOND}</p>
 <media><media-caption><p>A caption that is no text.</p></media-caption></media></block></body.content></body>"""
NITF = f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">
<nitf><head><docdata management-status="{{status}}"><doc-id regsrc="NW" id-string="nw-77"/>
<date.issue norm="20310303T093000Z"/><du-key key="PIER-CLOSED" version="2"/></docdata></head>{NITF_BODY}</nitf>"""
G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2031-03-03T09:30:00Z</sent></header><itemSet>
<packageItem><itemMeta/></packageItem>
<newsItem guid="tag:nw.example,2031:pier" version="4711" xml:lang="en">
 <rightsInfo><copyrightHolder literal="Northwater Wire"/></rightsInfo>
 <itemMeta><itemClass qcode="ninat:text"/><provider literal="nw.example"/>
  <versionCreated>2031-03-03T09:30:00Z</versionCreated><pubStatus qcode="stat:usable"/>
  <link rel="irel:previousVersion" residref="tag:nw.example,2031:storm:4000"/></itemMeta>
 <contentMeta><infoSource literal="Northwater Wire"/><headline>Pier closed at Ottervik</headline>
  <slugline>PIER-CLOSED</slugline></contentMeta>
 <contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title>
  </head><body><p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="tag:nw.example,2031:photo" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
</itemSet></newsMessage>"""
NEWSML1 = f"""<NewsML Version="1.2"><NewsItem><Identification><NewsIdentifier><ProviderId>nw.example</ProviderId>
<DateId>20310303</DateId><NewsItemId>pier</NewsItemId><RevisionId PreviousRevision="1" Update="U">2</RevisionId>
<PublicIdentifier>urn:newsml:nw.example:20310303:pier:2U</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><ThisRevisionCreated>20310303T093000+0000</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Pier closed at Ottervik</HeadLine><ByLine>By Tamar Ellwood</ByLine></NewsLines>
<ContentItem><DataContent><nitf>{NITF_BODY}</nitf></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
DPA = {
    "format": "digitalwires@0.9.1",
    "urn": "urn:newsml:nw.example:20310303:pier",
    "version": 2,
    "version_created": "2031-03-03T10:30:00+01:00",
    "pubstatus": "usable",
    "headline": "Pier closed at Ottervik",
    "article_html": f'<section class="main"><p>{FIRST}</p><p>{SECOND}</p></section>',
    "infobox_html": None,
    "creditline": "nw",
    "associations": [],
}
AP = {
    "api_version": "1.1",
    "data": {
        "item": {
            "altids": {"itemid": "pier"},
            "version": 2,
            "type": "text",
            "versioncreated": "2031-03-03T09:30:00Z",
            "pubstatus": "usable",
            "headline": "Pier closed at Ottervik",
        }
    },
    "nitf": f"<nitf>{NITF_BODY}</nitf>",
}
ANPA = (
    "\x16\x16\x01W2870\x1f_nw\r\nf l\x11\x13 BC-EU--Pier Closed     03-03 0049\r\n\x02^BC-EU--Pier Closed,49<\r\n"
    f"^Pier closed at Ottervik after divers find cracks<\r\n^By TAMAR ELLWOOD=\r\n\t{FIRST}\r\n \r\n\t{SECOND}\r\n\x03 03-03-31 0930GMT"
)
RSS = f"""<rss version="2.0"><channel><title>Northwater Wire</title><item><guid>nw:pier</guid><title>Pier closed at Ottervik</title>
<pubDate>Mon, 03 Mar 2031 09:30:00 GMT</pubDate><description>&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;</description>
</item><item><description>told apart by nothing</description></item></channel></rss>"""
ALL: dict[str, bytes] = {
    "ninjs": json.dumps(NINJS).encode(),
    "nitf": NITF.format(status="usable").encode(),
    "newsml-g2": G2.encode(),
    "newsml-1": NEWSML1.encode(),
    "dpa": json.dumps(DPA).encode(),
    "ap": json.dumps(AP).encode(),
    "anpa": ANPA.encode(),
    "feed": RSS.encode(),
}


@pytest.mark.parametrize("name", ALL)
def test_the_story_comes_out_of_every_format(name: str) -> None:
    item = read_wire(ALL[name])[0]
    assert wire_format(ALL[name]) == name
    assert item.article is not None
    assert item.article.paragraph_spans is not None
    paragraphs = [item.article.text[slice(*span)] for span in item.article.paragraph_spans]
    assert [p.removeprefix("OTTERVIK (NW) - ") for p in paragraphs] == [FIRST, SECOND]
    assert str(item.article.title).startswith("Pier closed at Ottervik")
    assert (item.status, item.kind, item.skipped) == ("usable", "text", None)
    assert item.version_created == CREATED


def test_what_else_ninjs_says() -> None:
    (item,) = read_wire(ALL["ninjs"])
    assert item.guid == "urn:newsml:northwater.example:20310303:pier"
    assert item.evolved_from == "urn:newsml:northwater.example:20310302:storm"
    assert item.version == "2"
    assert item.embargoed_until == datetime(2031, 3, 3, 12, tzinfo=UTC)
    assert item.slug == "PIER-CLOSED"
    assert item.credits == ("By Tamar Ellwood", "NW")
    assert item.article is not None
    assert item.article.source == "NW"


def test_versions_2_and_3_of_ninjs_in_their_own_spelling() -> None:
    newer = {
        "uri": "nw-3",
        "versionCreated": "2031-03-03T09:30:00Z",
        "pubStatus": "usable",
        "headlines": [{"role": "sub", "value": "Ferries moved"}, {"role": "main", "value": "Pier closed"}],
        "bodies": [
            {"role": "main", "contentType": "text/plain", "value": "no"},
            {"role": "main", "contentType": "text/html", "value": f"<p>{FIRST}</p>"},
        ],
    }
    (item,) = read_wire(json.dumps(newer).encode())
    assert item.article is not None
    assert (item.article.text, item.article.title) == (FIRST, "Pier closed")
    assert item.version_created == CREATED


def test_an_item_of_a_g2_message_has_its_origin_and_others_say_why_they_are_skipped() -> None:
    text, picture = read_wire(ALL["newsml-g2"])
    assert (text.guid, text.version, text.evolved_from) == (
        "tag:nw.example,2031:pier",
        "4711",
        "tag:nw.example,2031:storm",
    )
    assert picture.article is None
    assert picture.skipped == "it is of type picture and has no text"


def test_a_revision_is_no_part_of_a_newsml_1_id() -> None:
    (item,) = read_wire(ALL["newsml-1"])
    assert (item.guid, item.version) == ("urn:newsml:nw.example:20310303:pier", "2")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(NINJS | {"pubstatus": "canceled", "body_html": "<p>Kill it.</p>"}),
        NITF.format(status="canceled"),
        G2.replace("stat:usable", "stat:canceled"),
        NEWSML1.replace('FormalName="Usable"', 'FormalName="Canceled"'),
        json.dumps(DPA | {"pubstatus": "canceled"}),
        json.dumps({"id": "nw-77", "status": "canceled"}),
    ],
    ids=["ninjs", "nitf", "newsml-g2", "newsml-1", "dpa", "json"],
)
def test_a_cancelled_item_has_no_article(content: str) -> None:
    item = read_wire(content.encode())[0]
    assert item.status == "canceled"
    assert item.article is None
    assert item.skipped is None


def test_json_that_was_encoded_twice() -> None:
    assert read_wire(json.dumps(json.dumps(DPA)).encode(), "dpa") == read_wire(ALL["dpa"])


def test_our_own_json_with_what_a_wire_adds() -> None:
    ours = {
        "id": "a-1",
        "text": FIRST,
        "status": "withheld",
        "embargoed": "2031-03-04",
        "credits": ["NW"],
        "slug": "PIER",
    }
    (item,) = read_wire(json.dumps(ours).encode())
    assert item.article is not None
    assert (item.article.text, item.status, item.credits, item.slug) == (FIRST, "withheld", ("NW",), "PIER")
    assert item.embargoed_until == datetime(2031, 3, 4, tzinfo=UTC)


def test_a_plain_text_is_known_by_its_words() -> None:
    (first,), (again,) = read_wire(FIRST.encode()), read_wire(FIRST.encode())
    assert first == again
    assert first.guid.startswith("text:")


def test_utf_8_is_believed_over_a_declaration() -> None:
    content = NITF.format(status="usable").replace("utf-8", "iso-8859-1").replace("Ottervik,", "Öttervik,").encode()
    (item,) = read_wire(content)
    assert item.article is not None
    assert "Öttervik," in item.article.text


def test_rows_of_a_table_are_lines_and_scripts_are_not_text() -> None:
    body = (
        "<table><tr><td>Pier</td><td>closed</td></tr><tr><td>Quay</td><td>open</td></tr></table><script>no()</script>"
    )
    (item,) = read_wire(NITF.format(status="usable").replace(f"<p>{SECOND}</p>", body).encode())
    assert item.article is not None
    assert item.article.text.split("\n\n")[1:] == ["Pier closed", "Quay open"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "laughs": f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]><nitf><body><body.content><p>&l9;</p></body.content></body></nitf>',
    "in an attribute": f'<!DOCTYPE nitf [<!ENTITY l0 "ha">{LAUGHS}]><nitf id="&l9;"/>',
    "external": '<!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf><body><p>&x;</p></body></nitf>',
    "in a feed": f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss version="2.0"><channel><title>&l9;</title></channel></rss>',
}


@pytest.mark.parametrize("name", BOMBS)
def test_entities_are_refused(name: str) -> None:
    with pytest.raises(UnreadableInput):
        read_wire(BOMBS[name].encode())


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"<?xml version='1.0'?><nitf><body>", "no XML"),
        (b"<svg/>", "Nothing is known of XML"),
        (b"[1]", "one object"),
        (b'{"headline": "no id", "body_html": "<p>x</p>"}', "guid"),
        (b"<newsMessage/>", "holds no item"),
        (b'<rss version="2.0"><channel/></rss>', "no item"),
    ],
)
def test_what_can_not_be_used_says_why(content: bytes, advice: str) -> None:
    with pytest.raises((UnreadableInput, InvalidArticle), match=advice):
        read_wire(content, "json" if content == b"[1]" else None)


def test_another_format_than_the_one_expected_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="This is nitf, and newsml-g2 is expected"):
        read_wire(ALL["nitf"], "newsml-g2")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(ALL)), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=4)), max_size=6))
def test_damage_is_an_input_error_at_worst(name: str, edits: list[tuple[int, bytes]]) -> None:
    content = bytearray(ALL[name])
    for place, junk in edits:
        at = place % (len(content) + 1)
        content[at : at + 2] = junk
    wire_format(bytes(content))
    try:
        items = read_wire(bytes(content))
    except InputError:
        return
    assert all(item.guid for item in items)


@settings(deadline=None, max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*NINJS, *DPA, "bodies", "value", "data", "item", "items"]), inner, max_size=5
            )
        ),
    )
)
def test_any_json_is_an_input_error_at_worst(value: Any) -> None:  # noqa: ANN401 - JSON
    content = json.dumps(value).encode()
    wire_format(content)
    try:
        read_wire(content)
    except InputError:
        return
