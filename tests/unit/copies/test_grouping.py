from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from dedup.article import MAX_CHARACTERS, Article
from dedup.copies import grouping
from dedup.copies.grouping import ALIKE, MOST_OTHERS, Placement, group
from dedup.copies.shingling import shingle_sets
from dedup.errors import EmptyText, InvalidArticle, TextTooLong
from tests.unit.copies.wire import article, edited, report

if TYPE_CHECKING:
    from collections.abc import Iterable


def placed(articles: Iterable[Article], alike: float = ALIKE) -> dict[str, Placement]:
    found = [one for one in group(articles, alike=alike) if isinstance(one, Placement)]
    return {one.id: one for one in found}


def jaccard(one: str, other: str) -> float:
    sets = shingle_sets([one, other])
    first, second = set(sets.of(0).tolist()), set(sets.of(1).tolist())
    return len(first & second) / len(first | second)


def archive(size: int) -> list[Article]:
    """Reports, of which every third is followed by an edited copy, somewhere later."""
    originals = [article(f"o{number}", report(number)) for number in range(size)]
    copies = [
        article(f"c{number}", edited(report(number), number % 8, 10_000 + number)) for number in range(0, size, 3)
    ]
    return [*originals, *copies]


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_planted_copies_follow_their_originals_and_nothing_else_is_grouped(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "_BATCH_ARTICLES", batch)
    rows = placed(archive(60))
    assert {name: row.lead for name, row in rows.items() if row.lead != name} == {
        f"c{n}": f"o{n}" for n in range(0, 60, 3)
    }


def test_shares_are_exact_and_spans_are_what_both_texts_say() -> None:
    original, copy = report(1), edited(report(1), 3, 99)
    row = placed([article("a", original), article("b", copy)])["b"]
    assert row.relation == "near_copy"
    assert row.shared == round(jaccard(original, copy), 4)
    assert row.containment is not None
    assert min(row.containment.of_query, row.containment.of_match) > row.shared
    assert len(row.spans) == 2
    for pair in row.spans:
        assert copy[slice(*pair.query)] == original[slice(*pair.match)]
    assert sum(pair.query.end - pair.query.start for pair in row.spans) > 0.8 * len(copy)


def test_the_same_words_in_another_typography_are_identical() -> None:
    row = placed([article("a", "\u201c" + report(2) + "\u201d"), article("b", report(2).upper())])["b"]
    assert (row.lead, row.relation, row.shared) == ("a", "identical", 1.0)
    assert [pair.query for pair in row.spans] == [(0, len(report(2)) - 1)]


def test_groups_do_not_grow_along_chains_and_the_other_copies_are_told() -> None:
    texts = [report(3, 12)]
    for step in range(4):
        texts.append(edited(edited(texts[-1], 2 * step, 500 + step), 2 * step + 1, 600 + step))
    rows = placed([article(str(number), text) for number, text in enumerate(texts)])
    assert jaccard(texts[0], texts[4]) < ALIKE < jaccard(texts[3], texts[4])
    leads = [row.id for row in rows.values() if row.lead == row.id]
    assert 1 < len(leads) < len(texts)
    told = {frozenset({row.id, other}) for row in rows.values() for other in [*(one.id for one in row.also), row.lead]}
    together = {frozenset(pair) for pair in combinations(rows, 2) if rows[pair[0]].lead == rows[pair[1]].lead}
    for one, other in combinations(range(5), 2):
        if jaccard(texts[one], texts[other]) >= ALIKE:
            assert frozenset({str(one), str(other)}) in told | together
    for row in rows.values():
        if row.lead != row.id:
            assert jaccard(texts[int(row.id)], texts[int(row.lead)]) >= ALIKE
        assert len(row.also) <= MOST_OTHERS


def test_hundreds_of_copies_follow_one_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "_BATCH_ARTICLES", 70)
    rows = placed(
        [article("first", report(5)), *(article(f"n{n}", edited(report(5), n % 8, n)) for n in range(300))], 0.6
    )
    assert {row.lead for row in rows.values()} == {"first"}


def test_a_higher_bar_lets_more_articles_lead() -> None:
    pair = [article("a", report(1)), article("b", edited(report(1), 3, 99))]
    assert placed(pair, 0.7)["b"].lead == "a"
    assert placed(pair, 0.95)["b"].lead == "b"


def test_what_can_not_be_grouped_is_told_in_its_place() -> None:
    found = list(
        group(
            [
                article("a", report(1)),
                Article(report(2)),
                article("c", " \u2014 ..."),
                article("d", "x" * (MAX_CHARACTERS + 1)),
                article("e", report(1)),
            ]
        )
    )
    assert [type(one) for one in found] == [Placement, InvalidArticle, EmptyText, TextTooLong, Placement]
    assert found[-1] == placed([article("a", report(1)), article("e", report(1))])["e"]


@pytest.mark.parametrize("stop", [0, 1, 33, 79])
def test_a_run_that_goes_on_tells_what_one_run_would(stop: int) -> None:
    articles = archive(60)
    whole = list(group(articles))
    told = {one.id: one.lead for one in whole[:stop] if isinstance(one, Placement)}
    rest = list(group(articles, earlier=lambda name: told.pop(name, None)))
    assert rest == [None] * stop + whole[stop:]


def test_texts_that_are_no_utf8_are_kept_as_they_are() -> None:
    rows = placed([article("a", report(1) + "\ud800"), article("b", report(1))])
    assert rows["b"].relation == "identical"
