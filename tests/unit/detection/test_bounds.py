"""What is settled before it is looked at closely is settled as the close look would: bounds, never guesses."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.alignment import align
from dedup.detection.kinds import judge_paragraphs, may_be_copied
from dedup.detection.runs import verbatim_runs
from dedup.detection.series import find_series, may_share_form, share_said
from dedup.detection.verdict import COPIED
from tests.unit.detection.reports import NEIGHBOURS, SERIES
from tests.unit.detection.sides import STORIES, side_of, text

if TYPE_CHECKING:
    from dedup.detection.side import Side

SENTENCES = [sentence for story in STORIES for sentence in story]


def reworked(rng: random.Random, sentence: str) -> str:
    """A sentence with some words swapped, dropped or taken from another one."""
    words = sentence.rstrip(".").split()
    for _ in range(rng.randrange(6)):
        place = rng.randrange(len(words))
        match rng.randrange(3):
            case 0:
                other = rng.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            case 1 if len(words) > 1:
                del words[place]
            case _:
                words[place] = rng.choice(rng.choice(SENTENCES).rstrip(".").split())
    return " ".join(words).capitalize() + "."


def texts(seed: int) -> tuple[Side, Side]:
    """Two texts that have some sentences in common, reworked or not."""
    rng = random.Random(seed)  # noqa: S311 - texts, not secrets
    chosen = rng.sample(SENTENCES, 6)
    first = [reworked(rng, sentence) for sentence in rng.sample(chosen, rng.randint(1, 5))]
    second = [reworked(rng, sentence) for sentence in rng.sample(chosen, rng.randint(1, 5))]
    return side_of(text(*first)), side_of(text(*second))


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_what_may_not_be_copied_is_not(seed: int) -> None:
    alignment = align(*texts(seed))
    may = may_be_copied(alignment)
    for derived in (True, False):
        paragraphs = judge_paragraphs(alignment, "m", derived=derived)
        assert {p.index for p in paragraphs if p.kind in COPIED} <= set(may)


def test_most_unrelated_texts_may_copy_nothing_and_every_copy_may() -> None:
    sides = [side_of(text(*story)) for story in STORIES]
    assert not any(may_be_copied(align(one, other)) for one in sides for other in sides if one is not other)
    assert all(may_be_copied(align(one, one)) for one in sides)


@pytest.mark.parametrize(("first", "second"), [*SERIES.values(), *NEIGHBOURS.values()])
def test_what_shares_no_form_by_its_words_is_no_series(first: str, second: str) -> None:
    for ours, theirs in ((side_of(first), side_of(second)), (side_of(second), side_of(first))):
        alignment = align(ours, theirs)
        assert may_share_form(alignment) or find_series(ours, theirs) is None


def test_other_stories_share_no_form_by_their_words() -> None:
    sides = [side_of(text(*story)) for story in STORIES]
    assert not any(may_share_form(align(one, other)) for one in sides for other in sides if one is not other)


@pytest.mark.parametrize(("first", "second"), [*SERIES.values(), *NEIGHBOURS.values()])
def test_words_in_runs_of_a_form_are_no_more_than_those_that_are_counted(first: str, second: str) -> None:
    query, match = side_of(first), side_of(second)
    runs = verbatim_runs(query.form.tokens, match.form.tokens)
    covered = sum(query.form.words(slice(run.query, run.query + run.length)) for run in runs)
    assert covered / max(query.form.words(), 1) <= share_said(query, align(query, match).said[0]) + 1e-9


def test_words_in_common_that_stand_in_no_stretch_are_no_form() -> None:
    sentence = "the boats left before dawn and nobody saw them return although every lamp along the quay was lit"
    words = sentence.split()
    others = [word if place % 4 else f"other{'abcdefghij'[place // 4]}" for place, word in enumerate(words)]
    query, match = side_of(" ".join(words) + "."), side_of(" ".join(others) + ".")
    alignment = align(query, match)
    assert alignment.said[0].mean() >= 0.5
    assert share_said(query, alignment.said[0]) == 0
    assert not may_share_form(alignment)
