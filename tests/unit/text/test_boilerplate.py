"""Notices are marked, reporting is not."""

import pytest

from dedup.article import Span
from dedup.text.boilerplate import find_boilerplate
from dedup.text.canonical import canonicalise
from dedup.text.paragraphs import split_paragraphs


def marked(original: str) -> list[tuple[str, str]]:
    text = canonicalise(original).text
    return [(text[slice(*mark.span)].strip(), mark.kind) for mark in find_boilerplate(text, split_paragraphs(text))]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("QUILLHAVEN (AP) — A man left.", ("QUILLHAVEN (AP) -", "dateline")),
        (
            "SALTMERE, March 4 (Northern Wire) - Part of a roof fell.",
            ("SALTMERE, March 4 (Northern Wire) -", "dateline"),
        ),
        ("Jan 3 (Reuters) - Shares rose.", ("Jan 3 (Reuters) -", "dateline")),
        ("VESSA ISLAND, 4 March - Islanders lined up.", ("VESSA ISLAND, 4 March -", "dateline")),
        ("TEHRAN, Iran (AP) — The minister spoke.", ("TEHRAN, Iran (AP) -", "dateline")),
        ("Saltmere (Aldermark):", ("Saltmere (Aldermark):", "dateline")),
        ("RIYADH: The minister received guests.", ("RIYADH:", "dateline")),
        ("UPDATE 1-Mine closes after flood", ("UPDATE 1-", "slug")),
        ("(Adds detail, quote) Shares rose.", ("(Adds detail, quote)", "note")),
        ("(This March 4 story corrects a name)", ("(This March 4 story corrects a name)", "note")),
        ("By Court Reporter Lene Askeby", ("By Court Reporter Lene Askeby", "byline")),
        ("By Wil Dunmarrow in Saltmere", ("By Wil Dunmarrow in Saltmere", "byline")),
        ("Lene Askeby, Staff Writer", ("Lene Askeby, Staff Writer", "byline")),
        ("(Reporting by A. Tolk; Editing by C. Roe)", ("(Reporting by A. Tolk; Editing by C. Roe)", "credit")),
        ("He left. (Reporting by Maren Tolk)", ("(Reporting by Maren Tolk)", "credit")),
        ("Reporting by Maren Tolk; Editing by Al Roe", ("Reporting by Maren Tolk; Editing by Al Roe", "credit")),
        ("He left. -- With assistance from Joe Roe", ("-- With assistance from Joe Roe", "credit")),
        ("Ann Roe contributed to this report.", ("Ann Roe contributed to this report.", "credit")),
        ("(c) 2031 Northern Wire. All rights reserved.", ("(c) 2031 Northern Wire. All rights reserved.", "copyright")),
        ("Copyright 2031 The Corvane Courier", ("Copyright 2031 The Corvane Courier", "copyright")),
        ("Read more: How the roof fell", ("Read more: How the roof fell", "navigation")),
        ("Subscribe to our newsletter", ("Subscribe to our newsletter", "newsletter")),
        ("A scene. | Illustration by Ann Roe / The Post", ("| Illustration by Ann Roe / The Post", "photo")),
        ("FILE PHOTO: A ship in port", ("FILE PHOTO: A ship in port", "photo")),
        ("-- Saltmere newsroom +44 171 555 0100", ("-- Saltmere newsroom +44 171 555 0100", "closing")),
        ("dpa wsz jln npr", ("dpa wsz jln npr", "closing")),
        # as agencies of other countries and older wires write them
        ("FORT SALT, Pa. (AP) _ A man left.", ("FORT SALT, Pa. (AP) _", "dateline")),
        ("Peine am Fluss (dpa/lni) - Ein Baum fiel.", ("Peine am Fluss (dpa/lni) -", "dateline")),
        ("Nueva Sal, 21 ene (EFE).- Un hombre salió.", ("Nueva Sal, 21 ene (EFE).-", "dateline")),
        ("Paris, 21 janv. 2031 (AFP) - Un homme est sorti.", ("Paris, 21 janv. 2031 (AFP) -", "dateline")),
        ("TORONTO, 26 mai 2031 (GLOBE NEWSWIRE) -- Le quai.", ("TORONTO, 26 mai 2031 (GLOBE NEWSWIRE) --", "dateline")),
        ("(ANSA) - ROMA, 1 LUG - Un uomo.", ("(ANSA) - ROMA, 1 LUG -", "dateline")),
        ("MOSCOW, January 21. /TASS/. The minister spoke.", ("MOSCOW, January 21. /TASS/.", "dateline")),
        ("København /ritzau/: En mand gik.", ("København /ritzau/:", "dateline")),
        ("FORT SALT, Iran (AP)The minister spoke.", ("FORT SALT, Iran (AP)", "dateline")),
        ("Jan. 12 (HarbourDesk) - The owners spoke.", ("Jan. 12 (HarbourDesk) -", "dateline")),
        ("SAITAMA, Japan, Dec. 9 Kyodo - They won.", ("SAITAMA, Japan, Dec. 9 Kyodo -", "dateline")),
        ("Genève (ats) Le quai est fermé.", ("Genève (ats)", "dateline")),
        ("Von Tamar Ellwood und Lene Askeby, dpa", ("Von Tamar Ellwood und Lene Askeby, dpa", "byline")),
        ("(Actualisé avec réaction) Le quai est fermé.", ("(Actualisé avec réaction)", "note")),
        ("(Berichtigung: Name im 2. Absatz) Der Kai.", ("(Berichtigung: Name im 2. Absatz)", "note")),
        ("Eds: Updates with quotes. With AP Photos.", ("Eds: Updates with quotes. With AP Photos.", "note")),
        ("1ST LEAD", ("1ST LEAD", "slug")),
        ("BC-US--Pier Closed, 8th Ld-Writethru", ("BC-US--Pier Closed, 8th Ld-Writethru", "slug")),
        ("(Jean Quai, édité par Anne Mole)", ("(Jean Quai, édité par Anne Mole)", "credit")),
        ("(Reporte de Ana Sal; editado por B. Roe)", ("(Reporte de Ana Sal; editado por B. Roe)", "credit")),
        ("(Bericht von M. Tolk, redigiert von A. Roe)", ("(Bericht von M. Tolk, redigiert von A. Roe)", "credit")),
        ("It fell. Roe reported from Saltmere.", ("Roe reported from Saltmere.", "credit")),
        ("Ann Roe in Saltmere helped with this story.", ("Ann Roe in Saltmere helped with this story.", "credit")),
        ("Copyright 2031, dpa. Alle Rechte vorbehalten", ("Copyright 2031, dpa. Alle Rechte vorbehalten", "copyright")),
        (
            "It fell. View source version on w.example: w.example/1",
            ("View source version on w.example: w.example/1", "closing"),
        ),
        ("hh/ph/ts/hd", ("hh/ph/ts/hd", "closing")),
        ("bur-dar-gl/fz", ("bur-dar-gl/fz", "closing")),
        ("==Kyodo", ("==Kyodo", "closing")),
        ("(SDA/mf ba)", ("(SDA/mf ba)", "closing")),
        ("ends", ("ends", "closing")),
        ("Se cerró el muelle. EFE", ("EFE", "closing")),
        ("Northwater helpline: 0800 555 0100.", ("Northwater helpline: 0800 555 0100.", "closing")),
    ],
)
def test_a_notice_is_marked_with_its_kind(line: str, found: tuple[str, str]) -> None:
    assert marked(line) == [found]


@pytest.mark.parametrize(
    "line",
    [
        "By nightfall the Lady Brannoch lay dark at her berth.",
        "By 2030 Saltmere will have a new quay.",
        "Reporting by the Corvane Courier shows that the survey was never made.",
        "Copyright law was changed in 2019 by the minister.",
        "Ole Brandt (Aldermark) - 9.58 seconds",
        "NASA - the space agency of the United States",
        "The firm said all rights reserved for owners were sold.",
        "He read more than ten reports and subscribed to none.",
        "March 4 (Monday) - the day the roof fell",
        "Ann Roe (Labour) said the pier was unsafe.",
        "Associated Press (AP) President Ann Roe resigned.",
        "The helpline took 1,200 calls in a week.",
        "The hotline took 12 500 calls in a week.",
        "Door County Fair",
        "AP-led talks fail",
        "* Pier closed",
        "Either/or was the choice of the minister.",
        "The story ends",
        "Mars 2031 was a cold month in Lundvik.",
        "Von Brandt said the pier was unsafe.",
        "He bought a notebook in Saltmere.",
        "Coffee (EFE) is no word.",
    ],
)
def test_reporting_is_not_marked(line: str) -> None:
    assert marked(line) == []


def test_bullets_above_the_dateline_sum_the_story_up() -> None:
    text = "* Pier closed\n\n* Ferries sail\n\nJan 3 (Reuters) - Divers found cracks.\n\n* Point one of the plan"
    assert marked(text) == [("* Pier closed", "note"), ("* Ferries sail", "note"), ("Jan 3 (Reuters) -", "dateline")]


@pytest.mark.parametrize(
    "heading", ["# dpa NOTEBOOK", "# Notizblock", "* * * *\nThe following information is not intended for publication"]
)
def test_notes_to_editors_go_to_the_end(heading: str) -> None:
    text = f"Divers found cracks.\n\n{heading}\n\n## Contacts\n\nCall Ann Roe before you print."
    assert [kind for _, kind in marked(text)] == ["closing"] * 3


def test_a_transcript_keeps_its_speakers() -> None:
    assert marked("BRANDT: I was there at the time.\n\nTOLK: So was I, as it happens.") == []


def test_what_opens_a_paragraph_is_taken_piece_by_piece() -> None:
    assert marked("(Adds detail) SALTMERE, 3 March (Reuters) - The roof fell.") == [
        ("(Adds detail)", "note"),
        ("SALTMERE, 3 March (Reuters) -", "dateline"),
    ]


def test_marks_lie_inside_their_paragraphs_in_order() -> None:
    text = "SALTMERE (AP) - A roof fell.\n\nIt rained.\n\n(Reporting by Maren Tolk)"
    spans = split_paragraphs(text)
    marks = find_boilerplate(text, spans)
    assert [mark.span for mark in marks] == sorted(mark.span for mark in marks)
    assert all(any(s.start <= m.span.start < m.span.end <= s.end for s in spans) for m in marks)
    assert marks[-1].span == Span(spans[-1].start, spans[-1].end)
