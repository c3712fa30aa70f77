"""What may be pieced together is read with all of its sources at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup.detection.composite import REWORDED
from dedup.detection.composition import MANY, Judge
from dedup.detection.odds import odds_of, probability_of
from dedup.detection.reading import JointReader
from dedup.detection.relation import RelationModel
from dedup.detection.verdict import Kind, Relation
from tests.fakes import CountingReader
from tests.unit.detection.sides import STORIES, model, shuffled, stored, text, verdict

if TYPE_CHECKING:
    from dedup.detection.matching import Candidate


SAID = "Nobody sets foot on it until the last beam is new and paid for"
QUOTATION = f"\u201c{SAID},\u201d Tamar Ellwood said."
STOCK = "Ottervik, a town of nine thousand people, has been run by fishermen and their quarrels since its charter."
QUERY = text(*STORIES[0], *STORIES[1], *STORIES[2])


def reading(reader: CountingReader | None, windows: int = 12) -> Judge:
    """A judge that takes no text for derived, and reads."""
    by = RelationModel.from_mapping(model((-5.0, 0.0)) | {"reading": {"weight": 0.4, "limit": 5.0}})
    return Judge(by, reader=None if reader is None else JointReader(reader.read, reader.name, windows))


def restated(*more: str) -> list[Candidate]:
    """Three stories, each of which says a third of the text in other words."""
    return [
        stored(text(*(shuffled(p, seed=7) for p in (*STORIES[n], *STORIES[3 + n % 2])), *more), f"s{n}")
        for n in range(3)
    ]


@pytest.mark.parametrize(("odds", "is_one"), [(2.0, True), (-2.0, False)])
def test_restated_from_three_sources_with_a_quotation_it_is_a_rewrite_if_reading_bears_it_out(
    odds: float,
    is_one: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    reader = CountingReader(odds)
    answer = verdict(quoting(), restated(QUOTATION), by=reading(reader))
    assert (answer.composite is not None) is is_one
    assert (answer.relation is Relation.REWRITE) is answer.needs_review is is_one
    if is_one:
        assert answer.derivation == pytest.approx(probability_of(odds_of(REWORDED) + 0.4 * odds))
    assert len(reader.asked) == 2


def test_its_windows_are_read_beside_what_answers_to_them_in_all_of_its_sources() -> None:
    reader = CountingReader(0.1)
    candidates = restated(QUOTATION)
    verdict(quoting(), [*candidates, stored(text(*STORIES[4]), "other")], by=reading(reader))
    read, answers = (" ".join(texts) for texts in zip(*reader.asked, strict=True))
    assert read.count("Ottervik") == 1
    for candidate in candidates:
        first = candidate.article.text.split("\n")[0]
        assert first in answers


def test_what_was_copied_is_not_read() -> None:
    reader = CountingReader(2.0)
    more = (f"{place} has nothing to do with any of it." for place in ("Elm", "Oak", "Ash"))
    answer = verdict(text(quoting(), STOCK, *more), restated(QUOTATION, STOCK)[:3], by=reading(reader))
    assert answer.composite is not None
    assert answer.coverage[Kind.VERBATIM] > 0
    assert reader.asked
    assert not any(STOCK in read for read, _ in reader.asked)


def test_a_text_that_says_less_than_a_quarter_in_other_words_is_not_read() -> None:
    reader = CountingReader(2.0)
    own = (f"Number {n} of its own remarks, which no other paper had before it went to press." for n in range(40))
    answer = verdict(text(quoting(), *own), restated(QUOTATION), by=reading(reader))
    assert answer.composite is None
    assert reader.asked == []


def test_nothing_is_read_twice_where_a_search_leaves_out_what_it_does_not_bear_out() -> None:
    reader = CountingReader(2.0)
    answer = verdict(quoting(), restated(QUOTATION), by=reading(reader), articles=MANY)
    assert answer.composite is not None
    assert len(answer.matches) == 3
    assert len(reader.asked) == len(set(reader.asked)) == 2


def test_where_nothing_may_be_read_any_more_it_is_no_composite_and_the_answer_says_so() -> None:
    answer = verdict(quoting(), restated(QUOTATION), by=reading(CountingReader(2.0), windows=0))
    assert answer.composite is None
    assert answer.searched.degraded == ("reading stopped after 0 passages (DEDUP_READER_WINDOWS)",)


def test_without_a_reader_a_reworded_quotation_makes_none() -> None:
    assert verdict(quoting(), restated(QUOTATION), by=reading(None)).composite is None


def test_without_a_quotation_nothing_is_read() -> None:
    reader = CountingReader(2.0)
    assert verdict(QUERY, restated(), by=reading(reader)).composite is None
    assert reader.asked == []


def quoting() -> str:
    """The query, and one of their quotations in other words."""
    return text(QUERY, QUOTATION.replace(SAID, shuffled(SAID, seed=2)))
