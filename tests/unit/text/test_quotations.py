"""Quotations on real-world marks, and their speakers."""

import pytest

from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.quotations import find_quotations


def pieces(text: str, language: str | None = None) -> list[list[str]]:
    document = read_document(Article(text, language=language))
    found = find_quotations(document)
    return [[text[slice(*document.canonical.to_original(piece))] for piece in quotation.pieces] for quotation in found]


def speakers(text: str) -> list[str | None]:
    return [quotation.speaker for quotation in find_quotations(read_document(Article(text)))]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“We saw it fall,” Roe said.", "We saw it fall,"),
        ('"We saw it fall," Roe said.', "We saw it fall,"),
        ("„Wir sahen es fallen“, sagte Roe.", "Wir sahen es fallen"),
        ("»Wir sahen es fallen«, sagte Roe.", "Wir sahen es fallen"),
        ("« Nous l'avons vu tomber », a dit Roe.", "Nous l'avons vu tomber"),
        ("”Vi såg det falla”, sa Roe.", "Vi såg det falla"),
        ("``We saw it fall,'' Roe said.", "We saw it fall,"),
        ("\u2018We saw it fall,\u2019 Roe said.", "We saw it fall,"),
        ("'We saw it fall,' said the ministers' aide.", "We saw it fall,"),
        ("'It is the ministers' plan' was all Roe said.", "It is the ministers' plan"),
        ('" We saw it fall , " he said .', "We saw it fall ,"),
        ("“He told me \u2018go away\u2019 and I left,” Roe said.", "He told me \u2018go away\u2019 and I left,"),
        ("“He said “go away” to me,” Roe said.", "He said “go away” to me,"),
        ("“We never close the mark, he said.\n\nMore text stands here.", "We never close the mark, he said."),
    ],
)
def test_marks(text: str, quoted: str) -> None:
    assert pieces(text) == [[quoted]]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers' plan and the workers' vote did not help the '90s children.",
        "A “so-called” expert spoke of “fake news” again.",
        'A 12" pipe burst under a 10" pipe in the yard.',
        "The film “The Marzipan Regiment of the North” opens on Friday.",
        "It's the captain's job, isn't it, to know what's wrong?",
        "Watch the boats leave » The harbour office calls it a “quiet day” and closes.",
        "His first series, “Turn Your Boats Toward Home,” was shown in May.",
        "“The Secret That Is Shaking Saltmere: Are You Ready?”\n\nThe hall was shut on Monday.",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert pieces(text) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "'Give 'em the ministers' plan' was all Roe said.", [["Give 'em the ministers' plan"]]),
        ("de", "'Das ist Hans' neuer Plan' war alles, was Roe sagte.", [["Das ist Hans' neuer Plan"]]),
        ("de", "'Wir haben 'nen neuen Plan' war alles, was Roe sagte.", [["Wir haben 'nen neuen Plan"]]),
        ("nl", "'Zo gaat 't niet langer' was alles wat Roe zei.", [["Zo gaat 't niet langer"]]),
        ("it", "'Serve un po' di tempo' è tutto quello che ha detto Roe.", [["Serve un po' di tempo"]]),
        ("fr", "Il répète 'cause perdue pour nous' depuis lundi matin.", [["cause perdue pour nous"]]),
    ],
)
def test_an_apostrophe_is_no_mark_where_the_language_has_it(language: str, text: str, found: list[list[str]]) -> None:
    assert pieces(text, language) == found


def test_a_said_clause_in_the_middle_does_not_end_a_quotation() -> None:
    quotations = find_quotations(read_document(Article("“We will stay,” she said, “and not go.”")))
    assert [quotation.words for quotation in quotations] == [("we", "will", "stay", "and", "not", "go")]
    assert pieces("“We will stay,” said Ann Roe. “It is not over.”") == [["We will stay,", "It is not over."]]


def test_capitals_do_not_make_what_somebody_says_a_title() -> None:
    assert pieces("“Saltmere Needs Boats, Bread And Brandy!” Roe said.") == [
        ["Saltmere Needs Boats, Bread And Brandy!"]
    ]


@pytest.mark.parametrize("second", ["said Tom Reed", "the mayor said", "she said"])
def test_a_quotation_with_a_speaker_of_its_own_is_another(second: str) -> None:
    text = f"Ole Brandt came. “We will stay here,” he said. “It is not over,” {second}."
    assert pieces(text) == [["We will stay here,"], ["It is not over,"]]


def test_a_pronoun_goes_on_with_the_speaker_before() -> None:
    assert pieces("“We will stay,” said Ann Roe. “It is not over,” she added.") == [
        ["We will stay,", "It is not over,"]
    ]


def test_two_speakers_are_two_quotations() -> None:
    text = "“I did it for him,” said Smith. “He lied to me,” said Jones."
    assert pieces(text) == [["I did it for him,"], ["He lied to me,"]]
    assert speakers(text) == ["Smith", "Jones"]


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“The first part is here.\n\n“The second part ends it,” Ann Roe said."
    assert pieces(text) == [["The first part is here.", "The second part ends it,"]]
    assert speakers(text) == ["Ann Roe"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It is over now,” said Ann Roe, the mayor.", "Ann Roe"),
        ("“It is over now,” said the mayor, Ann Roe.", "Ann Roe"),
        ("“It is over now,” Dr. Ann Roe, head of the board, told reporters.", "Ann Roe"),
        ("“It is over now,” Saltmere innkeeper Ann Roe said.", "Ann Roe"),
        ("“It is over now,” said Saltmere innkeeper Ann Roe, who fled.", "Ann Roe"),
        ("“It is over now,” according to Ann Roe of Harbour Ltd.", "Ann Roe"),
        ("According to Ann Roe, “it is over now”.", "Ann Roe"),
        ("Ann Roe said it was late, adding that “it is over now”.", "Ann Roe"),
        ("The bank in Saltmere said “it is over now” on Friday.", "bank in Saltmere"),
        ("“It is over now,” said the head of the harbour office.", "head of the harbour office"),
        ("“It is over now.” said Ann Roe.", "Ann Roe"),
        ("“It is over now,” the group's Chief Executive, Ann Roe, said.", "Ann Roe"),
        ("Ann Roe, Tarrel Rail's Chief Executive, said: “It is over now.”", "Ann Roe"),
        ("Ann Roe, who said “it is over now”, left.", "Ann Roe"),
        ("As Ann Roe warned, “it is over now,” the head of the port, Ole Brandt, asked for calm.", "Ann Roe"),
        ("Ann Roe called it “a shame for all of us” and Ole Brandt said nothing.", "Ann Roe"),
        ("Ann Roe said it would “look beyond the harbour”. Ole Brandt of the port said no.", "Ann Roe"),
        ("“It is over now,” she said.", None),
        ("“It is over now.” Ann Roe said that it rained.", None),
        ("It was late. “It is over now.”", None),
    ],
)
def test_speakers(text: str, speaker: str | None) -> None:
    assert speakers(text) == [speaker]
