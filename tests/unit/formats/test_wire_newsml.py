# ruff: noqa: E501 - messages stand here as they are sent
"""What agencies make of NewsML 1, NewsML-G2 and XML itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from dedup.formats.wire import read_wire, wire_format
from tests.unit.formats.test_wire import ALL, FIRST, G2, NEWSML1, NITF, NITF_BODY, SECOND

COMPONENT = """<NewsComponent xml:lang="{language}"><Role FormalName="Short"/>
<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>
<NewsComponent><Role FormalName="Title"/><ContentItem><DataContent>{headline}</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Body"/><ContentItem><DataContent>{body}</DataContent></ContentItem></NewsComponent>
<NewsComponent><Role FormalName="Picture"/><NewsComponent><Role FormalName="Caption"/><ContentItem>
<DataContent>A caption.</DataContent></ContentItem></NewsComponent></NewsComponent></NewsComponent>"""
TWO_LANGUAGES = f"""<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>nw.example</ProviderId>
<DateId>20310303T093000</DateId><NewsItemId>98055798</NewsItemId><RevisionId>4</RevisionId>
<PublicIdentifier>urn:newsml:nw.example</PublicIdentifier></NewsIdentifier></Identification><NewsManagement>
<ThisRevisionCreated>20310303T093000</ThisRevisionCreated><Status FormalName="USABLE"/></NewsManagement><NewsComponent>
{COMPONENT.format(language="en", headline="Pier closed", body=FIRST)}
{COMPONENT.format(language="fr", headline="Quai fermé", body="Le quai est fermé.")}</NewsComponent></NewsItem></NewsML>"""


def test_a_story_in_two_languages_is_two_items_and_captions_are_no_text() -> None:
    english, french = read_wire(TWO_LANGUAGES.encode())
    assert english.article is not None
    assert french.article is not None
    assert (english.guid, english.article.title, english.article.text, english.article.language) == (
        "urn:newsml:nw.example:98055798",
        "Pier closed",
        FIRST,
        "en",
    )
    assert (french.guid, french.article.title, french.article.text, french.article.language) == (
        "urn:newsml:nw.example:98055798:fr",
        "Quai fermé",
        "Le quai est fermé.",
        "fr",
    )


def test_a_story_in_two_languages_is_taken_back_in_both() -> None:
    items = read_wire(TWO_LANGUAGES.replace("USABLE", "CANCELED").encode())
    assert [(item.guid[-3:], item.status) for item in items] == [("798", "canceled"), (":fr", "canceled")]


def test_a_component_above_the_item_says_nothing_of_it() -> None:
    item = TWO_LANGUAGES.removeprefix("<NewsML>").removesuffix("</NewsML>")
    item = item.replace(
        "<NewsManagement>", "<DescriptiveMetadata><Language FormalName='en'/></DescriptiveMetadata><NewsManagement>"
    )
    inside = f"<NewsML><NewsComponent>{item}</NewsComponent></NewsML>"
    assert [one.guid[-3:] for one in read_wire(inside.encode())] == ["798", ":fr"]


def test_a_date_that_is_the_revision_s_is_no_part_of_the_id() -> None:
    other = TWO_LANGUAGES.replace("T093000", "T101500").replace("<RevisionId>4", "<RevisionId>5")
    assert read_wire(other.encode())[0].guid == read_wire(TWO_LANGUAGES.encode())[0].guid


@pytest.mark.parametrize(
    ("change", "embargoed"),
    [
        ("<FutureStatus FormalName='Usable'/>", datetime(2031, 3, 4, tzinfo=UTC)),
        ("<FutureStatus FormalName='Canceled'/>", None),
    ],
)
def test_only_a_status_that_will_be_usable_is_an_embargo(change: str, embargoed: datetime | None) -> None:
    will = f"<StatusWillChange>{change}<DateAndTime>20310304T000000Z</DateAndTime></StatusWillChange>"
    (item,) = read_wire(NEWSML1.replace("</NewsManagement>", f"{will}</NewsManagement>").encode())
    assert item.embargoed_until == embargoed


def test_a_release_is_its_body_alone() -> None:
    html = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    part = (
        '<NewsComponent><Role FormalName="{}"/><ContentItem><DataContent>{}</DataContent></ContentItem></NewsComponent>'
    )
    parts = [("StyleSheet", ".a { }"), ("Abstract", "In brief."), ("HeadLine", html.format("<p>Pier</p>"))]
    parts += [("Body", html.format(f"<p>{FIRST}</p><p>{SECOND}</p>")), ("TweetText", html.format("<p>Tweet</p>"))]
    start, end = NEWSML1.index("<ContentItem>"), NEWSML1.index("</ContentItem>") + len("</ContentItem>")
    release = NEWSML1[:start] + "".join(part.format(*one) for one in parts) + NEWSML1[end:]
    assert read_wire(release.encode()) == read_wire(ALL["newsml-1"])


def test_an_element_on_a_line_of_its_own_leaves_no_gap() -> None:
    printed = FIRST.replace("northern pier", "northern\n<location>pier</location>\n").replace(
        "office", "<org>office</org>"
    )
    printed = printed.replace("Monday.", "\n<chron>Monday</chron>\n.")
    assert read_wire(NITF.replace(FIRST, printed).format(status="usable").encode()) == read_wire(ALL["nitf"])


def test_nitf_without_an_id_is_one_story_all_day() -> None:
    first, later = (
        read_wire(NITF.replace(' id-string="nw-77"', "").replace("093000Z", time).format(status="usable").encode())[0]
        for time in ("093000Z", "183000Z")
    )
    assert first.guid == later.guid == "NW:PIER-CLOSED:2031-03-03"
    assert first.version_created != later.version_created


def test_an_instruction_to_kill() -> None:
    (item,) = read_wire(
        NEWSML1.replace("</NewsManagement>", '<Instruction FormalName="Kill"/></NewsManagement>').encode()
    )
    assert (item.status, item.article) == ("canceled", None)


def test_a_signal_that_kills() -> None:
    item = read_wire(G2.replace("</itemMeta>", '<signal qcode="sig:kill"/></itemMeta>', 1).encode())[0]
    assert (item.status, item.article) == ("canceled", None)
    item = read_wire(G2.replace("</itemMeta>", '<signal qcode="sig:update"/></itemMeta>', 1).encode())[0]
    assert item.status == "usable"


def test_the_main_headline_is_the_one_in_the_language_of_the_text() -> None:
    more = '<headline role="hld:subHeadline">No</headline><headline xml:lang="fr">Non</headline><headline rank="3">No</headline>'
    item = read_wire(G2.replace("<headline>", f"{more}<headline>").encode())[0]
    assert item.article is not None
    assert item.article.title == "Pier closed at Ottervik"


def test_text_in_inline_data_may_be_html_or_plain_and_pictures_are_none() -> None:
    start, end = G2.index("<inlineXML"), G2.index("</inlineXML>") + len("</inlineXML>")
    picture = '<inlineData contenttype="image/jpeg" encoding="base64">aGFyYm91cg==</inlineData>'
    for data in (f"<![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]>", f"\n{FIRST}\n\n{SECOND}\n"):
        inline = f'{picture}<inlineData contenttype="text/plain">{data}</inlineData>'
        assert read_wire((G2[:start] + inline + G2[end:]).encode())[0] == read_wire(ALL["newsml-g2"])[0]
    skipped = read_wire((G2[:start] + picture + G2[end:]).encode())[0]
    assert (skipped.article, skipped.skipped) == (None, "it has no text")


def test_a_table_of_events_is_no_text() -> None:
    start, end = G2.index("<html"), G2.index("</html>") + len("</html>")
    events = "<events><event><name>Harbour day</name><dates><start>2031-03-04</start></dates></event></events>"
    item = read_wire((G2[:start] + events + G2[end:]).encode())[0]
    assert (item.article, item.skipped) == (None, "it has no text")


@pytest.mark.parametrize("name", ["newsml-g2", "newsml-1"])
def test_an_envelope_of_a_gateway_is_opened(name: str) -> None:
    wrapped = b'<soap:Envelope xmlns:soap="http://schemas.example/soap"><soap:Body>' + ALL[name]
    wrapped += b"</soap:Body></soap:Envelope>"
    assert wire_format(wrapped) == name
    assert read_wire(wrapped) == read_wire(ALL[name])


def test_prefixes_are_nobody_s_business() -> None:
    prefixed = G2.replace('xmlns="http://iptc.org', 'xmlns:nar="http://iptc.org').replace("<html xmlns", "<html data-x")
    for name in ("newsMessage", "itemSet", "newsItem", "itemMeta", "contentSet", "inlineXML", "headline", "itemClass"):
        prefixed = prefixed.replace(f"<{name}", f"<nar:{name}").replace(f"</{name}", f"</nar:{name}")
    assert read_wire(prefixed.encode()) == read_wire(ALL["newsml-g2"])


def test_comments_are_no_text() -> None:
    said = NITF.replace("<p>", "<p><!-- Text -->").replace("<hl1>", "<hl1><!-- Title -->").format(status="usable")
    assert read_wire(said.encode()) == read_wire(ALL["nitf"])


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("cp1252", "utf-8"), ("cp1252", "iso-8859-1"), ("cp1252", "x-unheard-of"), ("utf-16-be", "utf-16")],
)
def test_encodings_that_were_declared_wrongly(encoding: str, declared: str) -> None:
    content = NITF.format(status="usable").replace("utf-8", declared).replace("Ottervik,", "Öttervik “North”,")
    (item,) = read_wire(content.encode(encoding))
    assert item.article is not None
    assert "Öttervik “North”," in item.article.text


def test_stray_characters_are_no_reason_to_lose_a_story() -> None:
    content = NITF.format(status="usable").replace("Ferries", "Ferries\x03 &#11;of M&S")
    (item,) = read_wire(content.encode())
    assert item.article is not None
    assert item.article.text == f"{FIRST}\n\n{SECOND.replace('Ferries', 'Ferries of M&S')}"


def test_nitf_with_neither_id_nor_date_is_known_by_its_words() -> None:
    (first,), (again,) = (read_wire(f"<nitf>{NITF_BODY}</nitf>".encode()) for _ in range(2))
    assert first == again
    assert first.guid.startswith("nitf:")


def test_a_correction_in_nitf_names_what_it_corrects() -> None:
    corrected = NITF.replace("<du-key", '<correction id-string="nw-76"/><du-key').format(status="usable")
    assert read_wire(corrected.encode())[0].evolved_from == "nw-76"


def test_thousands_of_components_are_read_in_their_time() -> None:
    part = (
        '<NewsComponent xml:lang="x{0}"><ContentItem><DataContent>Pier {0}</DataContent></ContentItem></NewsComponent>'
    )
    start, end = NEWSML1.index("<ContentItem>"), NEWSML1.index("</ContentItem>") + len("</ContentItem>")
    parts = "".join(part.format(number) for number in range(5_000))
    started = time.process_time()
    (item,) = read_wire((NEWSML1[:start] + parts + NEWSML1[end:]).encode())
    assert time.process_time() - started < 5.0
    assert item.article is not None
    assert len(item.article.paragraph_spans or ()) == 5_000
