from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.detection.runs import LEAST_RUN, Run, Stretches, begins_of, covered, verbatim_runs
from dedup.detection.vocabulary import Vocabulary
from dedup.text.shingles import word_hashes

FEW = st.lists(st.sampled_from("abc"), max_size=12)
"""So short that no run of five has more than eight places, and so few words that runs are everywhere."""
MANY = st.lists(st.sampled_from("abcdefgh"), max_size=60)
PIECES = st.lists(
    st.sampled_from(
        [
            ("the", "harbour", "master", "closed", "the", "pier"),
            ("after", "divers", "found", "cracks", "in", "two", "of", "its", "piles"),
            ("nobody", "sets", "foot", "on", "it", "until", "spring"),
            ("pier",),
            ("on", "monday"),
        ]
    ),
    max_size=12,
).map(lambda pieces: [word for piece in pieces for word in piece])


def runs(query: list[str], match: list[str], least: int = LEAST_RUN) -> list[Run]:
    return verbatim_runs(word_hashes(query), word_hashes(match), least)


def longest_common(query: list[str], match: list[str]) -> int:
    """Length of the longest run of words that both have, by trying all places."""
    best = 0
    for i in range(len(query)):
        for j in range(len(match)):
            length = 0
            while i + length < len(query) and j + length < len(match) and query[i + length] == match[j + length]:
                length += 1
            best = max(best, length)
    return best


def left_over(query: list[str], match: list[str], found: list[Run], least: int) -> list[tuple[int, int]]:
    """Places where a run stands that no found one has used a word of."""
    used = {run.query + step for run in found for step in range(run.length)}
    used_there = {run.match + step for run in found for step in range(run.length)}
    return [
        (i, j)
        for i in range(len(query) - least + 1)
        for j in range(len(match) - least + 1)
        if query[i : i + least] == match[j : j + least]
        and not used & set(range(i, i + least))
        and not used_there & set(range(j, j + least))
    ]


@settings(deadline=None)
@given(st.one_of(FEW, MANY, PIECES), st.one_of(FEW, MANY, PIECES), st.integers(2, 7))
def test_every_run_is_the_same_words_on_both_sides(query: list[str], match: list[str], least: int) -> None:
    found = runs(query, match, least)
    for run in found:
        assert run.length >= least
        assert run.query + run.length <= len(query)
        assert run.match + run.length <= len(match)
        assert query[run.query : run.query + run.length] == match[run.match : run.match + run.length]
    assert found == sorted(found)


@settings(deadline=None)
@given(st.one_of(FEW, MANY, PIECES), st.one_of(FEW, MANY, PIECES), st.integers(2, 7))
def test_no_word_is_counted_twice_on_either_side(query: list[str], match: list[str], least: int) -> None:
    found = runs(query, match, least)
    ours = [run.query + step for run in found for step in range(run.length)]
    theirs = [run.match + step for run in found for step in range(run.length)]
    assert len(set(ours)) == len(ours)
    assert len(set(theirs)) == len(theirs)


@settings(deadline=None)
@given(FEW, FEW)
def test_the_longest_run_is_the_longest_there_is(query: list[str], match: list[str]) -> None:
    longest = longest_common(query, match)
    found = runs(query, match)
    assert max((run.length for run in found), default=0) == (longest if longest >= LEAST_RUN else 0)


@settings(deadline=None)
@given(FEW, FEW)
def test_no_run_is_left_over(query: list[str], match: list[str]) -> None:
    assert left_over(query, match, runs(query, match), LEAST_RUN) == []


@settings(deadline=None)
@given(PIECES, PIECES)
def test_no_run_of_a_real_phrase_is_left_over(query: list[str], match: list[str]) -> None:
    if all(match.count(word) <= 8 for word in match):
        assert left_over(query, match, runs(query, match), LEAST_RUN) == []


@settings(deadline=None)
@given(MANY.filter(lambda words: len(words) >= LEAST_RUN))
def test_a_text_against_itself_is_one_run(words: list[str]) -> None:
    distinct = [f"{word}{place}" for place, word in enumerate(words)]
    assert runs(distinct, distinct) == [Run(0, 0, len(words))]


def test_moved_stretches_are_found_where_they_went() -> None:
    first, second = [f"a{n}" for n in range(7)], [f"b{n}" for n in range(6)]
    assert runs([*first, *second], [*second, "x", *first]) == [Run(0, 7, 7), Run(7, 0, 6)]


def test_one_changed_word_cuts_a_run_in_two() -> None:
    words = [f"w{n}" for n in range(13)]
    assert runs(words, [*words[:6], "other", *words[7:]]) == [Run(0, 0, 6), Run(7, 7, 6)]


def test_four_words_in_a_row_are_no_run() -> None:
    assert runs(["a", "b", "c", "d", "x"], ["a", "b", "c", "d", "y"]) == []


def test_a_stretch_that_comes_twice_uses_each_source_once() -> None:
    stretch = [f"w{n}" for n in range(6)]
    found = runs([*stretch, "and", *stretch], stretch)
    assert len(found) == 1
    assert found[0].length == 6


@pytest.mark.parametrize("query", [[], ["a"], ["a"] * 4])
def test_texts_shorter_than_a_run_have_none(query: list[str]) -> None:
    assert runs(query, ["a"] * 20) == []
    assert runs(["a"] * 20, query) == []


def test_fifty_thousand_equal_words_end_soon() -> None:
    same = np.zeros(50_000, dtype=np.uint64)
    found = verbatim_runs(same, same)
    assert sum(run.length for run in found) <= 50_000
    assert all(run.length >= LEAST_RUN for run in found)


@settings(deadline=None)
@given(st.one_of(FEW, MANY, PIECES), st.one_of(FEW, MANY, PIECES))
def test_stretches_that_are_sorted_before_find_the_same_runs(query: list[str], match: list[str]) -> None:
    hashes, there = word_hashes(query), word_hashes(match)
    known, with_words = Stretches.of(hashes, LEAST_RUN), Stretches.of(hashes, LEAST_RUN, Vocabulary.of(hashes))
    assert verbatim_runs(hashes, there, stretches=known) == verbatim_runs(hashes, there)
    assert verbatim_runs(hashes, there, stretches=with_words) == verbatim_runs(hashes, there)


@given(st.integers(0, 12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=6))
def test_words_are_covered_by_any_stretch_and_by_none_that_is_empty(
    count: int, stretches: list[tuple[int, int]]
) -> None:
    inside = [(min(first, count), min(stop, count)) for first, stop in stretches]
    expected = [any(first <= place < stop for first, stop in inside) for place in range(count)]
    assert covered(count, inside).tolist() == expected


@given(st.lists(st.booleans(), max_size=20), st.integers(1, 6))
def test_so_many_words_in_a_row_begin_where_all_of_them_are_chosen(chosen: list[bool], length: int) -> None:
    begins = [at for at in range(len(chosen) - length + 1) if all(chosen[at : at + length])]
    assert begins_of(np.array(chosen, dtype=bool), length).tolist() == begins
