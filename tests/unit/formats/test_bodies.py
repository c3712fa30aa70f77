"""Bodies as senders leave them: wrapped, escaped twice, with control characters."""

from __future__ import annotations

import pytest

from dedup.formats.bodies import cleaned, html_paragraphs, plain_paragraphs, told_apart

JOINED = (
    "The harbour office said on Tuesday that the northern pier would be closed to all traffic from Friday for at least "
    "two weeks while engineers examine its piles."
)
WRAPPED = """The harbour office said on Tuesday that the northern pier would be
closed to all traffic from Friday for at least two weeks while
engineers examine its piles.

Ferries sail from the coal quay."""


def test_wrapped_lines_are_joined() -> None:
    assert plain_paragraphs(WRAPPED.replace("\n", "\r\n")) == [JOINED, "Ferries sail from the coal quay."]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("\tDivers found cracks.\n\tFerries sail.", ["Divers found cracks.", "Ferries sail."]),
        ("   Divers found\ncracks.\n   Ferries sail.", ["Divers found cracks.", "Ferries sail."]),
        ("Divers found cracks.\nFerries sail.", ["Divers found cracks.", "Ferries sail."]),
        ("Ottervik 3\nLundvik 1", ["Ottervik 3", "Lundvik 1"]),
        ("\n \n", []),
    ],
)
def test_lines_are_paragraphs_as_their_sender_parts_them(text: str, paragraphs: list[str]) -> None:
    assert plain_paragraphs(text) == paragraphs


@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        ("Pier &amp; quay: &quot;closed&quot;, caf&eacute;", 'Pier & quay: "closed", café'),
        ("Pier <b>closed</b><script>no()</script> today", "Pier closed today"),
        ("It is < 5 % and > 3 %, AT&T said", "It is < 5 % and > 3 %, AT&T said"),
        ("Pier\x93closed\x94\x85", "Pier“closed”…"),
        ("Pi\x00er\x0bclosed\ufeff", "Pier closed"),
    ],
)
def test_text_has_no_markup_and_no_control_characters(sent: str, printed: str) -> None:
    assert cleaned([sent]) == [printed]


def test_words_cut_at_the_end_of_a_wrapped_line_are_whole() -> None:
    lines = [
        "The harbour board closed the old ferry hall on Monday and the harb-",
        "our road beside it, which leads to what used to be an Anglo-",
        "Saxon way and is a path for cyclists.",
    ]
    joined = f"{lines[0][:-1]}{lines[1]}{lines[2]}"
    assert cleaned(plain_paragraphs("\n".join(lines))) == [joined]
    assert cleaned(["\n".join(lines)]) == [joined]


def test_what_has_no_word_is_no_paragraph() -> None:
    assert cleaned(["___", "* * *", "\x00", "Pier"]) == ["Pier"]


def test_lines_broken_by_width_are_one_line_and_others_stay() -> None:
    wrapped = "Divers found cracks in two piles of the northern pier at\nOttervik, the harbour office said."
    assert cleaned([wrapped, "Ottervik\nPier 4"]) == [wrapped.replace("\n", " "), "Ottervik\nPier 4"]


def test_html_of_blogs_is_parted_by_its_empty_lines() -> None:
    body = "<strong>Pier closed.</strong>\n\nFerries\nsail.\n<h2>Harbours</h2>\nLundvik is open.\n<ul><li>One</li></ul>"
    assert html_paragraphs(body)[0] == ["Pier closed.", "Ferries sail.", "Harbours", "Lundvik is open.", "One"]


def test_html_is_told_by_its_blocks() -> None:
    assert told_apart("<p>Pier</p>") == ("<p>Pier</p>", [])
    assert told_apart("Pier <b>closed</b>\n\nQuay") == (None, ["Pier <b>closed</b>", "Quay"])
