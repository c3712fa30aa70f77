"""Wire lines without control characters are messages; prose that begins with a number is not."""

from datetime import UTC, datetime

import pytest

from dedup.formats.files import read_content
from dedup.formats.wire import read_wire, wire_format
from dedup.wire import WireItem

FIRST = "Divers found cracks in two piles of the northern pier, the harbour office said on Monday."
SECOND = "Ferries will sail from the coal quay until Friday."
WRAPPED = FIRST.replace(" pier,", "\npier,")
TEXT = f"Pier at Ottervik closed after divers find cracks =\n\n   Ottervik (NW) - {WRAPPED}\n\n   {SECOND}\n"
HEAD = "nwa0123 4 pol 210 nw 061"


def paragraphs(item: WireItem) -> list[str]:
    assert item.article is not None
    return [item.article.text[slice(*span)] for span in item.article.paragraph_spans or ()]


@pytest.mark.parametrize(
    "message",
    [
        f"{HEAD}\nOttervik-pier/\n{TEXT}\n031137 GMT Mar 31\n",
        f"nwa0123 4 pol 210 031137 Mar 31\r\n\r\n{TEXT}",
        f"ZCZC NWA0123\n{HEAD}\n\n{TEXT}\n031137 GMT Mar 31\nNNNN\n",
        f"\n\nZCZC\n{TEXT}\n031137 GMT Mar 31\nNNNN",
    ],
)
def test_lines_of_wires_are_read(message: str) -> None:
    (item,) = read_wire(message.encode())
    assert wire_format(message.encode()) == "anpa"
    assert paragraphs(item) == [f"Ottervik (NW) - {FIRST}", SECOND]
    assert item.article is not None
    assert item.article.title == "Pier at Ottervik closed after divers find cracks"
    assert item.article.source == "NW"
    assert item.version_created == datetime(2031, 3, 3, 11, 37, tzinfo=UTC)


def test_a_text_file_of_wire_lines_is_a_message() -> None:
    (found,) = read_content("a.txt", f"{HEAD}\n{TEXT}\n031137 GMT Mar 31\n".encode())
    assert getattr(found.result, "id", found.result) == "anpa:nwa0123:2031-03-03"


def test_several_messages_of_one_line_are_several_stories() -> None:
    first, second = read_wire(f"ZCZC A0001\n{TEXT}NNNN\n\nZCZC A0002\nFerries\n\n{SECOND}\nNNNN\n".encode())
    assert (len(paragraphs(first)), paragraphs(second)) == (2, [SECOND])
    assert first.guid != second.guid


def test_numbers_that_begin_anew_every_day_are_no_ids_by_themselves() -> None:
    first, second = (read_wire(f"{HEAD}\n\nPier\n\n{text}\n".encode())[0] for text in (FIRST, SECOND))
    assert first.guid != second.guid
    assert first.version_created is None


@pytest.mark.parametrize(
    "prose",
    [
        "12 people were hurt at Ottervik\nwhen the pier fell.",
        "2031 was a good year\nfor the harbour.",
        "abc123 4 men were hurt at the pier\nand two boats sank.",
        "NW 1234 people stood at the pier\n\nThey waited.",
        "ZCZC is how such lines began, says the museum.\n\nNNNN is how they ended.",
        f"{HEAD}\n",
    ],
)
def test_prose_is_no_wire_line(prose: str) -> None:
    assert wire_format(prose.encode()) is None
    (item,) = read_wire(prose.encode())
    assert item.article is not None
    assert item.article.text == prose


LEAD = f"OTTERVIK, 3 March (NW) - {FIRST}"
ALONE = {
    f"{LEAD}\n": (None, [LEAD]),
    f"{FIRST}\n": (None, [FIRST]),
    f"{LEAD}\n\n{SECOND}\n": (None, [LEAD, SECOND]),
    f"GEN\nPier at Ottervik closed\n{LEAD}\n": ("Pier at Ottervik closed", [LEAD]),
    f"GEN\nPier at Ottervik closed\n{LEAD}\n\n{SECOND}\n": ("Pier at Ottervik closed", [LEAD, SECOND]),
    f"Pier at Ottervik is closed.\n\n{FIRST}\n\n{SECOND}\n": ("Pier at Ottervik is closed.", [FIRST, SECOND]),
    f"Pier (old one) - closed\n\n{LEAD}\n\n{SECOND}\n": ("Pier (old one) - closed", [LEAD, SECOND]),
}


@pytest.mark.parametrize("text", ALONE)
def test_a_short_lead_is_text_and_no_heading(text: str) -> None:
    (item,) = read_wire(f"ZCZC NWA0123\n{text}NNNN\n".encode())
    assert item.article is not None
    assert (item.article.title, paragraphs(item)) == ALONE[text]


def test_a_headline_alone_has_no_text() -> None:
    (item,) = read_wire(b"ZCZC NWA0123\nFLASH\nPIER AT OTTERVIK CLOSED\nNNNN\n")
    assert (item.article, item.skipped) == (None, "it has no text")
