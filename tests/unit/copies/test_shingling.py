from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.copies.shingling import shingle_sets
from dedup.text.shingles import SHINGLE_WORDS

LETTERS = st.sampled_from([*"abAB12 .,'-\n_\x00", "it's ", "1,200 ", "the ferry "])
TEXTS = st.lists(st.lists(LETTERS, max_size=40).map("".join), max_size=6)


def runs(text: str) -> set[tuple[str, ...]]:
    """What the sets stand for, of a text in ASCII."""
    words = re.findall(r"[a-z]+|[0-9]+", text.lower())
    count = max(len(words) - SHINGLE_WORDS + 1, min(len(words), 1))
    return {tuple(words[start : start + SHINGLE_WORDS]) for start in range(count)}


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS)
def test_each_set_stands_for_the_word_runs_of_its_own_text(texts: list[str]) -> None:
    sets = shingle_sets(texts)
    assert len(sets.edges) == len(texts) + 1
    of = [set(sets.of(number).tolist()) for number in range(len(texts))]
    expected = [runs(text) for text in texts]
    assert [len(one) for one in of] == [len(one) for one in expected]
    for one, meant in zip(of, expected, strict=True):
        for other, other_meant in zip(of, expected, strict=True):
            assert len(one & other) == len(meant & other_meant)


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_any_text_can_be_read_and_gives_the_same_alone(texts: list[str]) -> None:
    sets = shingle_sets(texts)
    for number, text in enumerate(texts):
        own = sets.of(number)
        assert (own[1:] > own[:-1]).all()
        assert own.tolist() == shingle_sets([text]).of(0).tolist()


def same(one: str, other: str) -> bool:
    sets = shingle_sets([one, other])
    return bool(np.array_equal(sets.of(0), sets.of(1)))


def test_typography_case_and_look_alikes_are_no_difference() -> None:
    plain = 'The mayor\'s office said: "Nobody was hurt" - not even the 1,200 guests of the cafe.'
    assert same(
        plain, "THE MAYOR\u2019S OFFICE SAID: \u201cNOBODY WAS HURT\u201d \u2014 not even the 1,200 guests of the cafe."
    )
    assert same(plain, plain.replace("office", "o\ufb03ce"))
    assert same(plain, plain.replace("nobody", "n\u043ebody").replace("Nobody", "N\u043ebody"))
    assert not same(plain, plain.replace("cafe", "inn"))


def test_one_letter_that_is_not_ascii_changes_no_other_word() -> None:
    text = "It's the 1st of B2B fairs, the owners' 3.5 per cent share of it isn't sold yet"
    sets = shingle_sets([f"{text} in Malm\u00f6 today", f"{text} in Malmo today"])
    common = len(set(sets.of(0).tolist()) & set(sets.of(1).tolist()))
    assert common == len(sets.of(0)) - 2  # the runs with the word itself


def test_scripts_without_spaces_are_cut_into_characters() -> None:
    sets = shingle_sets(
        ["\u6e2f\u53e3\u5c4b\u9876\u584c\u843d\u4f24\u4eba", "\u6e2f\u53e3\u5c4b\u9876\u584c\u843d\u672a\u4f24\u4eba"]
    )
    assert len(sets.of(0)) == 5
    assert len(set(sets.of(0).tolist()) & set(sets.of(1).tolist())) == 3


def test_a_word_cut_at_a_lines_end_is_one() -> None:
    assert same("The govern-\nment of the day will govern.", "The government of the day will govern.")
