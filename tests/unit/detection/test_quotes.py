"""What becomes of quotations between two texts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article, Span
from dedup.detection.ledger import DiffOp, QuoteEntry
from dedup.detection.quotepairs import QuotedSide, agree, may_agree
from dedup.detection.quotes import quote_ledger
from dedup.detection.worddiff import compare
from dedup.text.document import read_document
from dedup.text.quotations import Quotation, find_quotations


def ledger(  # noqa: PLR0913 - as of the ledger
    query: str,
    match: str,
    *,
    aligned: set[tuple[int, int]] | None = None,
    cosine: float | None = None,
    derived: bool = False,
    across: bool = False,
) -> list[QuoteEntry]:
    ours, theirs = read_document(Article(query)), read_document(Article(match))
    cosines = None
    if cosine is not None:
        cosines = np.full((len(ours.sentences), len(theirs.sentences)), cosine, dtype=np.float32)
    entries = quote_ledger(
        QuotedSide.of(ours, find_quotations(ours)),
        QuotedSide.of(theirs, find_quotations(theirs)),
        aligned=aligned or set(),
        cosines=cosines,
        derived=derived,
        across=across,
    )
    for entry in entries:
        for text, excerpt in ((query, entry.query), (match, entry.match)):
            assert excerpt is None or text[excerpt.start : excerpt.end] == excerpt.text
    return entries


def statuses(query: str, match: str) -> list[str]:
    return [entry.status.value for entry in ledger(query, match)]


SAID = "“We asked for a new roof in March and then in May again,” said Ann Roe."


@pytest.mark.parametrize(
    "query",
    [
        SAID,
        '"We asked for a new roof in March and then in May again," Ann Roe told reporters.',
        "“We asked for a new roof in March,” said Ann Roe, “and then in May again.”",
        "“We asked for a new roof in March,” said Ann Roe.",
        "“We asked for a new roof ... in May again,” said Ann Roe.",
        "“then in May again,” said Ann Roe.",
    ],
)
def test_the_same_words_are_kept_even_if_cut(query: str) -> None:
    (entry,) = ledger(query, SAID)
    assert entry.status == "kept"
    assert entry.diff == ()


def test_a_changed_word_is_altered_and_shown() -> None:
    (entry,) = ledger(SAID.replace("a new roof", "a stronger roof"), SAID)
    assert entry.status == "altered"
    assert [(part.op, part.text) for part in entry.diff] == [
        (DiffOp.SAME, "We asked for a"),
        (DiffOp.REMOVED, "new"),
        (DiffOp.INSERTED, "stronger"),
        (DiffOp.SAME, "roof in March and then in May again"),
    ]


def test_a_word_cut_out_of_the_middle_is_altered() -> None:
    assert statuses(
        "“He is a liar and always was one,” said Roe.", "“He is not a liar and always was one,” said Roe."
    ) == ["altered"]


def test_the_diff_skips_the_said_clause() -> None:
    query = "“We asked for a new roof,” said Ann Roe, “in April and then again.”"
    (entry,) = ledger(query, "“We asked for a new roof in March and then again,” said Ann Roe.")
    assert "Ann Roe" not in " ".join(part.text for part in entry.diff)


def test_another_speaker() -> None:
    (entry,) = ledger(SAID.replace("Ann Roe", "Ole Brandt"), SAID)
    assert (entry.status, entry.query_speaker, entry.match_speaker) == ("reattributed", "Ole Brandt", "Ann Roe")


@pytest.mark.parametrize("speaker", ["Anne Roe", "the mayor", "Ann Rohe"])
def test_a_role_or_a_slip_in_the_name_is_no_other_speaker(speaker: str) -> None:
    assert statuses(SAID.replace("Ann Roe", speaker), SAID) == ["kept"]


@pytest.mark.parametrize(
    "query",
    [
        "Ole Brandt spoke for an hour. “We asked for a new roof in March and then in May again,” he said.",
        "The mayor, Ole Brandt, left.\n\n“We asked for a new roof in March and then in May again,” the mayor said.",
        SAID.replace("Ann Roe", "Tom Roe"),
    ],
)
def test_another_speaker_by_pronoun_role_or_first_name(query: str) -> None:
    assert statuses(query, SAID) == ["reattributed"]
    assert statuses(SAID, query) == ["reattributed"]


WORDS = SAID.partition(" said")[0]


@pytest.mark.parametrize(
    ("query", "match"),
    [
        (f"{WORDS} said Ms Varrow.", f"{WORDS} said Mayor Ilse Varrow."),
        (f"Ilse Varrow is the mayor of the town. {WORDS} Varrow said.", f"{WORDS} said Mayor Ilse Varrow."),
        (f"{WORDS} said the mayor.", f"{WORDS} said Ilse Varrow."),
        (f"{WORDS} said a spokesman.", f"{WORDS} said Ilse Varrow."),
        (f"{WORDS} said Tarrel Rail.", f"{WORDS} said Ilse Varrow, a spokeswoman for Tarrel Rail."),
        (f"{WORDS} she said.", f"{WORDS} said Ilse Varrow."),
        (f"{WORDS} said a resident.", f"Ilse Varrow came. {WORDS} she said."),
        # whom "she" means is not sure enough to say that somebody else was given her words
        (f"Ida Lund left early.\n\nIlse Varrow spoke for an hour.\n\n{WORDS} she said.", f"{WORDS} said Ida Lund."),
    ],
)
def test_one_person_by_other_names_is_kept(query: str, match: str) -> None:
    assert statuses(query, match) == ["kept"]
    assert statuses(match, query) == ["kept"]


def test_other_words_from_another_speaker_are_reattributed_with_their_difference() -> None:
    query = SAID.replace("Ann Roe", "Ole Brandt").replace("a new roof", "a stronger roof")
    (entry,) = ledger(query, SAID)
    assert entry.status == "reattributed"
    assert (DiffOp.REMOVED, "new") in [(part.op, part.text) for part in entry.diff]


def test_a_phrase_of_the_day_is_not_one_utterance_of_two_people() -> None:
    query = "“The harbour office will be on the wrong side of history by the summer,” said Ole Brandt."
    match = "“They are wasting our money on the wrong side of history,” said Ann Roe."
    assert statuses(query, match) == ["added", "dropped"]


@pytest.mark.parametrize(
    "query",
    [
        "The council was asked for a new roof. We asked for a new roof in March and then in May again, as Roe put it.",
        "Ann Roe said that they asked for a new roof in March and in May again.",
    ],
)
def test_words_without_their_marks_are_not_left_out(query: str) -> None:
    (entry,) = ledger(query, SAID)
    assert entry.status == "unquoted"
    assert entry.query is not None
    assert "asked for a new roof in March" in entry.query.text


@pytest.mark.parametrize(
    "query",
    [
        "The town hall has had a new roof since March, and it rained in May again.",
        "Ann Roe said that twice in spring they had wanted the hall covered.",
    ],
)
def test_other_words_are_left_out(query: str) -> None:
    assert statuses(query, SAID) == ["dropped"]


def test_a_quotation_that_the_match_has_twice_is_kept_twice() -> None:
    match = f"{SAID}\n\nThe hall was shut.\n\n“We asked for a new roof in March,” said Ann Roe."
    assert statuses(SAID, match) == ["kept", "kept"]


def test_of_two_that_share_the_words_the_one_of_the_same_length_is_the_pair() -> None:
    match = "“I felt on top of the world up there,” said Tom Reed.\n\nHe stood “on top of the world”."
    kept, dropped = ledger("He stood “on top of the world”.", match)
    assert kept.match is not None
    assert (kept.status, kept.match.text, dropped.status) == ("kept", "on top of the world", "dropped")


def test_dropped_and_added() -> None:
    query = "“Nobody came to look at the roof at all,” said Ole Brandt."
    (added, dropped) = ledger(query, SAID)
    assert (added.status, added.match, dropped.status, dropped.query) == ("added", None, "dropped", None)


def test_one_quotation_split_in_two_is_kept_in_both() -> None:
    query = "“We asked for a new roof in March,” said Ann Roe.\n\nThe mayor knew. “And then in May again,” she said."
    assert statuses(query, SAID) == ["kept", "kept"]


def test_two_quotations_merged_are_kept() -> None:
    match = (
        "“We asked for a new roof in March,” said Ann Roe.\n\nIt rained. “Nobody ever came to look at it,” she said."
    )
    query = "“We asked for a new roof in March,” said Ann Roe. “Nobody ever came to look at it.”"
    assert statuses(query, match) == ["kept", "kept"]


REWORDED = "“In spring they were told twice that it leaked,” said Ann Roe."


def test_reworded_quotations_are_paired_by_meaning_in_aligned_paragraphs() -> None:
    assert [entry.status for entry in ledger(REWORDED, SAID, aligned={(0, 0)}, cosine=0.4)] == ["altered"]
    assert [entry.status for entry in ledger(REWORDED, SAID, aligned={(0, 0)}, cosine=0.2)] == ["added", "dropped"]


def test_elsewhere_meaning_has_to_be_closer_unless_one_text_is_made_from_the_other() -> None:
    assert [entry.status for entry in ledger(REWORDED, SAID, cosine=0.5)] == ["added", "dropped"]
    assert [entry.status for entry in ledger(REWORDED, SAID, cosine=0.5, derived=True)] == ["altered"]
    assert [entry.status for entry in ledger(REWORDED, SAID, cosine=0.7)] == ["altered"]


def test_two_people_never_say_one_thing_in_other_words() -> None:
    query = REWORDED.replace("Ann Roe", "Ole Brandt")
    assert [entry.status for entry in ledger(query, SAID, aligned={(0, 0)}, cosine=0.9)] == ["added", "dropped"]


def test_a_few_words_in_a_long_sentence_are_not_paired_by_its_meaning() -> None:
    frame = "The council met on Monday evening in the old town hall of Saltmere and Roe spoke of “{}” before the vote."
    query, match = frame.format("the best hope left"), frame.format("a very sad day")
    assert [entry.status for entry in ledger(query, match, aligned={(0, 0)}, cosine=0.95)] == ["added", "dropped"]


GERMAN = "„Zweimal haben wir um ein neues Dach gebeten“, sagte Ann Roe nach der Sitzung im Rathaus von Saltmere."


def test_between_two_languages_a_quotation_is_translated_and_never_altered() -> None:
    (entry,) = ledger(GERMAN, SAID, aligned={(0, 0)}, cosine=0.4, across=True)
    assert (entry.status, entry.diff, entry.query_speaker, entry.match_speaker) == (
        "translated",
        (),
        "Ann Roe",
        "Ann Roe",
    )
    assert [one.status for one in ledger(GERMAN, SAID, aligned={(0, 0)}, cosine=0.2, across=True)] == [
        "added",
        "dropped",
    ]
    assert [one.status for one in ledger(SAID, SAID, aligned={(0, 0)}, cosine=1.0, across=True)] == ["kept"]


def test_between_two_languages_somebody_else_does_not_say_the_same() -> None:
    german = GERMAN.replace("Ann Roe", "Ole Brandt")
    assert [one.status for one in ledger(german, SAID, aligned={(0, 0)}, cosine=0.9, across=True)] == [
        "added",
        "dropped",
    ]


def test_no_text_no_entries() -> None:
    assert ledger("", "") == []


LETTERS = st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=12)


def quoted(words: list[str]) -> QuotedSide:
    said = Quotation(Span(0, 1), tuple(words), None, 0, ())
    return QuotedSide(read_document(Article("Nobody spoke.")), [said], (said,), (range(1),), (0,))


@settings(deadline=None, max_examples=400)
@given(LETTERS, LETTERS)
def test_quotations_that_are_passed_over_share_too_few_words_to_be_one(one: list[str], other: list[str]) -> None:
    ours, theirs = quoted(one), quoted(other)
    comparison = compare(one, other)
    if agree(comparison, comparison.shared / min(len(one), len(other))):
        assert may_agree(ours, theirs, 0, 0)
