from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from dedup import rarewords
from dedup.rarewords import by_rare_words
from dedup.storage.store import SqlArticleStore
from tests.contracts.articlestore.storing import new_article
from tests.unit.detection.sides import STORIES, side_of, text

if TYPE_CHECKING:
    from dedup.storage.database import Database


@pytest.fixture
def store(database: Database) -> SqlArticleStore:
    store = SqlArticleStore(database)
    for number, story in enumerate(STORIES):
        store.add(new_article(f"s{number}", text=text(*story)))
    return store


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("All of them had to leave \u00d6ttervik's boats where they lay, its TREASURER said at night.", "s0"),
        ("Ruvena Thole was there, a widow once more, and nobody laughed at her bees.", "s1"),
        ("What was asked of Kestrel Bridge is lunch, the bakers say.", "s3"),
    ],
)
def test_who_names_the_same_comes_first_whatever_is_said(store: SqlArticleStore, told: str, found: str) -> None:
    scores = by_rare_words(store, side_of(told))
    (best,) = (key for key, score in scores.items() if score == max(scores.values()))
    assert store.load([best])[best].article.id == found


def test_each_word_counts_by_how_rare_it_is_in_the_store(
    store: SqlArticleStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(new_article("again", text="Pellin has a dome, and a road that leads to it."))
    query = side_of("Pellin and Ottervik are far apart.")
    scores = by_rare_words(store, query)
    assert sorted(scores.values()) == pytest.approx([math.log1p(3), math.log1p(3), math.log1p(6)])
    monkeypatch.setattr(rarewords, "MOST_ARTICLES", 1)
    assert list(by_rare_words(store, query).values()) == pytest.approx([math.log1p(6)])


def test_nothing_is_found_by_what_all_say(store: SqlArticleStore) -> None:
    assert by_rare_words(store, side_of("They are not to be there, and it was for her.")) == {}
    assert by_rare_words(store, side_of("...")) == {}


SYLLABLES = ("brak", "dorn", "feld", "grim", "holt", "kamp", "lund", "moor")
NOUNS = [f"{one}{two}ung" for one in SYLLABLES for two in SYLLABLES]  # unlisted as names are


@pytest.mark.parametrize(
    "said",
    [
        " ".join(f"Dann ging es um die {noun}." for noun in NOUNS),
        " ".join(f"Then {number:,} people came." for number in range(10_007, 99_000, 1_013)),
    ],
)
def test_names_come_before_other_words_and_figures_do_not_come(store: SqlArticleStore, said: str) -> None:
    store.add(new_article("named", text="Ilse Varrow of Tessaly met Corvan Ashgrove."))
    scores = by_rare_words(store, side_of(f"{said} Corvan Ashgrove, Ilse Varrow, Tessaly."))
    assert len(scores) == 1
    assert max(scores.values()) > 4 * math.log1p(1)


def test_pairs_of_characters_are_not_looked_for(store: SqlArticleStore) -> None:
    said = "\u6771\u4eac\u90fd\u3067\u5730\u9707\u304c\u3042\u308a\u307e\u3057\u305f\u3002"
    store.add(new_article("there", text=said))
    assert by_rare_words(store, side_of(said)) == {}
