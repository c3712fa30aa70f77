"""Paragraphs of XML: by the names of XHTML and NITF, in other vocabularies by how the elements stand."""

import pytest

from dedup.formats.wire import read_wire
from dedup.wire import WireItem
from tests.unit.formats.test_wire import FIRST, G2, NEWSML1, SECOND

START, END = G2.index("<html"), G2.index("</html>") + len("</html>")


def read(inline: str, headline: str = "<headline>Pier closed at Ottervik</headline>") -> WireItem:
    content = G2[:START] + inline + G2[END:]
    return read_wire(content.replace("<headline>Pier closed at Ottervik</headline>", headline).encode())[0]


def paragraphs(item: WireItem) -> list[str]:
    assert item.article is not None, item.skipped
    return [item.article.text[slice(*span)] for span in item.article.paragraph_spans or ()]


SWEDISH = f"""<BODY xmlns=""><TEXT><VINJETT>Hamnar</VINJETT><RUBRIK>Pier closed at Ottervik</RUBRIK>
 <DAT><ORT>Ottervik</ORT><SOURCE>NW</SOURCE></DAT><INGRESS><P>{FIRST}</P></INGRESS>
 <BRODTEXT><MELLIS>Ferries</MELLIS><P>{SECOND}</P><CITAT>Nobody sails before Friday, the office said.</CITAT></BRODTEXT>
 <BYLINE>Tamar Ellwood/NW</BYLINE><BILD><BILDTEXT><P>The pier in April.</P></BILDTEXT></BILD></TEXT></BODY>"""


def test_tags_in_upper_case_are_tags() -> None:
    page = f"<HTML><HEAD><TITLE>No</TITLE></HEAD><BODY><P>{FIRST}</P><P>{SECOND}</P></BODY></HTML>"
    assert paragraphs(read(page)) == [FIRST, SECOND]


def test_blocks_of_a_vocabulary_that_nobody_knows_are_paragraphs() -> None:
    quoted = "Nobody sails before Friday, the office said."
    assert paragraphs(read(SWEDISH)) == [FIRST, "Ferries", SECOND, quoted]
    assert paragraphs(read(SWEDISH.lower())) == [
        FIRST.lower(),
        "ferries",
        SECOND.lower(),
        quoted.lower(),
    ]
    unheard = f"<story><opener>{FIRST}</opener><zin>{SECOND} <nadruk>Once.</nadruk></zin></story>"
    assert paragraphs(read(unheard)) == [FIRST, f"{SECOND} Once."]


def test_the_headline_of_such_a_text_is_taken_where_there_is_no_other() -> None:
    item = read(SWEDISH, "")
    assert item.article is not None
    assert item.article.title == "Pier closed at Ottervik"
    assert not {"Hamnar", "Pier closed at Ottervik"} & set(paragraphs(item))


def test_elements_among_words_are_part_of_the_line() -> None:
    named = f"<p><ort>Ottervik</ort> - {FIRST}</p><p>The <source>office</source> said so.</p>"
    assert paragraphs(read(f"<html><body>{named}</body></html>")) == [f"Ottervik - {FIRST}", "The office said so."]


def test_a_list_of_names_and_dates_is_no_text() -> None:
    table = "<results><row><name>Ottervik</name><points>12</points></row><row><name>Saltmere</name></row></results>"
    assert (read(table).article, read(table).skipped) == (None, "it has no text")


@pytest.mark.parametrize("heading", ["<h1>Pier closed at Ottervik</h1>", "<p><b>PIER CLOSED AT OTTERVIK.</b></p>"])
def test_a_headline_that_is_said_again_is_no_paragraph(heading: str) -> None:
    assert paragraphs(read(f"<html><body>{heading}<p>{FIRST}</p></body></html>")) == [FIRST]
    newsml1 = NEWSML1.replace("<block><p>", f"<block>{heading}<p>", 1)
    assert paragraphs(read_wire(newsml1.encode())[0]) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<h1>Harbour</h1><p>{FIRST}</p>", ["Harbour", FIRST]),  # another heading
        (f"<p>{FIRST}</p><h2>Pier closed at Ottervik</h2>", [FIRST, "Pier closed at Ottervik"]),  # further down
        ("<p>Pier closed at Ottervik</p>", ["Pier closed at Ottervik"]),  # a flash has nothing else
    ],
)
def test_other_headings_are_text(body: str, found: list[str]) -> None:
    assert paragraphs(read(f"<html><body>{body}</body></html>")) == found


def wrapped(inside: str) -> WireItem:
    start, end = G2.index("<inlineXML"), G2.index("</inlineXML>") + len("</inlineXML>")
    data = f'<inlineData contenttype="text/plain"><![CDATA[\n<p>\n{inside}\n</p>]]></inlineData>'
    return read_wire((G2[:start] + data + G2[end:]).encode())[0]


def test_wire_lines_in_one_element_are_parted_by_their_indent() -> None:
    lines = """          (NW) - Ottervik, March 3 - Divers found cracks in two piles of
the northern pier, the harbour office said.
   "Nobody sails before Friday," said the
harbour master.
   Ferries use the coal quay."""
    assert paragraphs(wrapped(lines)) == [
        "(NW) - Ottervik, March 3 - Divers found cracks in two piles of the northern pier, the harbour office said.",
        '"Nobody sails before Friday," said the harbour master.',
        "Ferries use the coal quay.",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "    Divers found cracks in two piles.\n    Ferries use the coal quay.\n    It is closed.",
        "Divers found\n    cracks in two\npiles of the pier.",  # an indent inside a sentence
    ],
)
def test_other_indents_part_nothing(lines: str) -> None:
    assert paragraphs(wrapped(lines)) == [" ".join(lines.split())]
