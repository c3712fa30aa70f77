"""Shares are counted in one place, and what is left out of them changes nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.crediting import Option, closest
from dedup.detection.encoding import paragraphs_told, verdict_json
from dedup.detection.shares import (
    NOTHING,
    Uncounted,
    by_source_and_kind,
    counted_as,
    coverage_of,
    paragraph_weights,
    share_of,
    sources_of,
)
from dedup.detection.verdict import COPIED, Kind
from tests.unit.detection.sides import STORIES, side_of, stored, text, verdict

PIER, COMEDY, FROST, TRAM, _ = STORIES
QUOTED = '"We saw the piles move on Sunday night," said Arne Vik, a fisher, and "nobody believed a word of it."'
QUERY = text(PIER[0], COMEDY[0], FROST[1], QUOTED, TRAM[2])
SIDE = side_of(QUERY)
TOLD: dict[str, Any] = json.loads(
    verdict_json(
        verdict(
            QUERY,
            [
                stored(text(*PIER, QUOTED), "pier"),
                stored(text(*COMEDY, PIER[0]), "comedy"),
                stored(text(*FROST), "frost"),
            ],
        )
    )
)
PARAGRAPHS = paragraphs_told(TOLD["paragraphs"])
OTHERS = [
    [Option(paragraphs_told(match["paragraphs"])[index]) for match in TOLD["matches"]]
    for index in range(len(PARAGRAPHS))
]


def test_what_is_counted_again_is_what_the_verdict_says() -> None:
    weights = paragraph_weights(SIDE)
    coverage = coverage_of(weights, PARAGRAPHS)
    assert {kind: round(share, 4) for kind, share in coverage.items()} == TOLD["coverage"]
    assert [(one.article_id, round(one.share, 4), one.paragraphs) for one in sources_of(weights, PARAGRAPHS)] == [
        (one["article_id"], one["share"], one["paragraphs"]) for one in TOLD["sources"]
    ]
    for match in TOLD["matches"]:
        alone = share_of(weights, paragraphs_told(match["paragraphs"]))
        assert round(alone, 4) == match["containment"]["of_query"]
    assert counted_as(SIDE, PARAGRAPHS, NOTHING, OTHERS) == PARAGRAPHS
    assert not NOTHING


def test_weights_of_paragraphs_are_shares_of_words() -> None:
    side = side_of(text("One two three four five six.", "One two.", "(c) 2031 Northern Wire."))
    assert paragraph_weights(side).tolist() == pytest.approx([0.75, 0.25, 0.0])


def test_without_quotations_their_words_are_no_words_of_the_text() -> None:
    whole, without = paragraph_weights(SIDE), paragraph_weights(SIDE, Uncounted(quotations=True))
    assert without.sum() == pytest.approx(1.0)
    assert without[3] < whole[3] / 2
    assert all(without[index] > whole[index] for index in (0, 1, 2, 4))


def test_without_furniture_the_rest_is_the_whole() -> None:
    left = paragraph_weights(SIDE, Uncounted(furniture=True), {4})
    assert left[4] == 0
    assert left.sum() == pytest.approx(1.0)
    assert paragraph_weights(SIDE, background={4}).tolist() == paragraph_weights(SIDE).tolist()
    assert paragraph_weights(SIDE, Uncounted(furniture=True), set(range(5))).sum() == 0  # nothing is left to count


def test_a_source_that_is_left_out_gives_its_paragraphs_to_the_next() -> None:
    assert {one.best.article_id for one in PARAGRAPHS if one.best} == {"pier", "comedy", "frost"}
    first = PARAGRAPHS[0].best
    assert first is not None
    counted = counted_as(SIDE, PARAGRAPHS, Uncounted(sources=frozenset({first.article_id})), OTHERS)
    other = counted[0].best
    assert other is not None
    assert {first.article_id, other.article_id} == {"pier", "comedy"}
    gone = counted_as(SIDE, PARAGRAPHS, Uncounted(sources=frozenset({"frost"})), OTHERS)[2]
    assert (gone.kind, gone.best, gone.start, gone.end) == (Kind.ORIGINAL, None, PARAGRAPHS[2].start, PARAGRAPHS[2].end)


def test_short_paragraphs_are_the_text_s_own() -> None:
    words = [len(one.split()) for one in QUERY.split("\n\n")]
    counted = counted_as(SIDE, PARAGRAPHS, Uncounted(shorter_than=words[2] + 1), OTHERS)
    assert counted[2].kind is Kind.ORIGINAL
    assert counted_as(SIDE, PARAGRAPHS, Uncounted(shorter_than=words[2]), OTHERS)[2] == PARAGRAPHS[2]


@given(
    st.builds(
        Uncounted,
        st.booleans(),
        st.booleans(),
        st.integers(0, 40),
        st.frozensets(st.sampled_from(["pier", "comedy", "frost"])),
    )
)
def test_whatever_is_left_out_the_shares_add_up(uncounted: Uncounted) -> None:
    counted = counted_as(SIDE, PARAGRAPHS, uncounted, OTHERS)
    weights = paragraph_weights(SIDE, uncounted, {4})
    coverage = coverage_of(weights, counted)
    assert sum(coverage.values()) == pytest.approx(1.0)
    sources, both = sources_of(weights, counted), by_source_and_kind(weights, counted)
    assert sum(one.share for one in sources) == pytest.approx(share_of(weights, counted))
    for one in sources:
        assert sum(share for (name, _), share in both.items() if name == one.article_id) == pytest.approx(one.share)
    copied = sum(share for (_, kind), share in both.items() if kind in COPIED)
    assert copied == pytest.approx(coverage[Kind.VERBATIM] + coverage[Kind.EDITED])
    assert not uncounted.sources & {one.article_id for one in sources}


def test_of_no_counterparts_none_is_the_closest() -> None:
    assert closest([]) is None
    assert closest([Option(one) for one in PARAGRAPHS if one.best is None]) is None
