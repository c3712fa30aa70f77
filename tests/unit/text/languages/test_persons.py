"""Whom a pronoun, a role or a surname beside a quotation means."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.quotations import Quotation, find_quotations


def last(text: str) -> Quotation:
    return find_quotations(read_document(Article(text)))[-1]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Roe opened the hall on Monday. “It is over now,” she said.", "Ann Roe"),
        ("Ann Roe opened the hall on Monday. She added: “It is over now.”", "Ann Roe"),
        ("“We saw it fall,” said Ann Roe.\n\nThe hall opened in May. “It is over now,” she added.", "Ann Roe"),
        ("Ann Roe met Ole Brandt on Monday. “It is over now,” he said.", "Ole Brandt"),
        ("Ann Roe met Ole Brandt on Monday. “It is over now,” she said.", "Ann Roe"),
        ("Varda Quill met Tarkin Moss on Monday. “It is over now,” she said.", "Varda Quill"),
        ("Ms Varrow opened the hall with Mr Hask. “It is over now,” he said.", "Hask"),
        ("Ann Roe's brother, Tom Roe, came to the hall. “It is over now,” he said.", "Tom Roe"),
        ("Hask, who took over in May, looked tired. “It is over now,” he said.", "Hask"),
        ("When she opened the hall, Ann Roe wept. “It is over now,” she said.", "Ann Roe"),
        ("“I met Ole Brandt,” said Tom Reed. “It is over now for him,” he said.", "Tom Reed"),
        ("Ann Roe opened the hall. “Ida Lund told me to go,” she said. “It is over now,” she added.", "Ann Roe"),
    ],
)
def test_a_pronoun_is_the_last_person_named_who_fits(text: str, speaker: str) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.by_name) == (speaker, True)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Roe and Ole Brandt opened the hall. “It is over now,” they said.",
        "The report named Varda Quill and Tarkin Moss. “It is over now,” she said.",
        "He met Ole Brandt yesterday. “It is over now,” he said.",
        "Ann Roe opened the hall. Thorby, grey with tiredness, stood by. “It is over now,” she said.",
        "The hall opened in May. “It is over now,” she said.",
        "The train stopped in Port Ellin. “It is over now,” she said.",
        "The ruling Civic List won the vote. “It is over now,” she said.",
    ],
)
def test_where_it_is_not_clear_nobody_is_meant(text: str) -> None:
    assert last(text).speaker is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ann Roe opened the hall. A nurse was in tears. “It is over now,” she said.", "nurse"),
        ("Ole Brandt's neighbour came too. “It is over now,” he said.", "neighbour"),
    ],
)
def test_somebody_unnamed_comes_between(text: str, role: str) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.by_name) == (role, False)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mayor Ilse Varrow spoke for an hour.\n\n“It is over now,” the mayor added.", "Ilse Varrow"),
        ("The fire chief, Tom Hask, came.\n\n“It is over now,” the fire chief said.", "Tom Hask"),
        (
            "Denn Orrick, a fisherman from Saltmere, lost his boat.\n\n“It is over now,” the fisherman said.",
            "Denn Orrick",
        ),
        ("Denn Orrick, 54, lost his boat.\n\n“It is over now,” the 54-year-old added.", "Denn Orrick"),
        (
            "The rail minister, Tom Reed, met the health minister, Ida Lund. “It is over,” the health minister said.",
            "Ida Lund",
        ),
    ],
)
def test_a_known_role_is_who_was_said_to_have_it(text: str, speaker: str) -> None:
    assert last(text).speaker == speaker


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Mayor Ilse Varrow spoke.\n\n“It is over now,” a mayor from the coast added.", "mayor from the coast"),
        (
            "The transport minister, Tom Reed, met the health minister, Ida Lund. “It is over now,” the minister said.",
            "minister",
        ),
        ("When she met the mayor, Ann Roe smiled. “It is over now,” the mayor said.", "mayor"),
        ("A senior official told Harbour News. “It is over now,” the official said.", "official"),
    ],
)
def test_a_role_that_nobody_or_two_have_stays_a_role(text: str, role: str) -> None:
    quotation = last(text)
    assert (quotation.speaker, quotation.by_name) == (role, False)


@pytest.mark.parametrize("speaker", ["Tarrel Rail", "Harbour Council", "Brandt", "a spokesman"])
def test_an_organisation_or_a_bare_surname_is_no_person_by_name(speaker: str) -> None:
    assert not last(f"“It is over now,” {speaker} said.").by_name


def test_a_surname_is_shown_with_the_full_name() -> None:
    text = "Ilse Varrow of the Harbour Union is the mayor. “It is over now,” Varrow said."
    assert last(text).speaker == "Ilse Varrow"


def test_a_clear_subject_has_no_rivals_and_a_distant_one_has() -> None:
    near = "Tom Reed met Ole Brandt. “It is over now,” he said."
    far = "Ole Brandt left early.\n\nTom Reed spoke for an hour.\n\n“It is over now,” he said."
    assert (last(near).speaker, last(near).rivals) == ("Tom Reed", frozenset())
    assert (last(far).speaker, last(far).rivals) == ("Tom Reed", frozenset({"Ole Brandt"}))
