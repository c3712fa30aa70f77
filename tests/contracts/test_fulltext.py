"""Full text: SQLite and PostgreSQL find the same, and what an exact reading of the texts finds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy import text as sql

from dedup.access.desks import Sight
from dedup.errors import InputError
from dedup.likeness import Within
from dedup.storage import fulltext
from dedup.storage.accesstables import SourceDeskRow
from dedup.storage.fulltext import SqlFullText
from dedup.storage.schema import downgrade, upgrade
from dedup.storage.store import SqlArticleStore
from dedup.text.searching import places_of, read_query
from tests.contracts.articlestore.storing import new_article

if TYPE_CHECKING:
    from dedup.storage.database import Database

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
ROOF = "Part of the roof of Saltmere's ferry hall collapsed; 64 million crowns had been spent on it."
TEXTS = (
    ("Ferry terminal roof falls", ROOF, "Wire"),
    ("Council meets", "The council met. Nobody spoke of the ferry, or of the hall.", "Post"),
    (None, "Café Zürich's naïve façade — a straße of co-operation, O\u2019Neill said: “No.”", "Wire"),
    ("東京で地震", "東京都で地震がありました。けが人はいません。", "Post"),
    ("Hall of ferry records", "A ferry\x00 hall \ud800 with a NUL and half a pair of letters.", "Wire"),
)


@pytest.fixture
def store(database: Database) -> SqlArticleStore:
    store = SqlArticleStore(database)
    for number, (title, body, source) in enumerate(TEXTS, start=1):
        at = None if number == 2 else NOON + timedelta(days=number)
        new = new_article(f"a{number}", title=title, text=body, source=source, published_at=at)
        store.save_verdict(store.add(new), b"{}")
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ferry", [5, 2, 1]),
        ("FERRY hall", [5, 2, 1]),
        ('"ferry hall"', [5, 1]),
        ("“ferry hall”", [5, 1]),
        ('"hall ferry"', []),
        ('"roof falls part"', []),  # no phrase goes on from headline to body
        ("roof million", [1]),
        ('"64 million" falls', [1]),
        ("cafe zurich", [3]),
        ("strasse", [3]),
        ("co-operation", [3]),
        ("O'Neill", [3]),
        ("collaps*", [1]),
        ("collaps", []),
        ('"ferry ha*"', [5, 1]),
        ("東京", [4]),
        ("地震", [4]),
        ("京東", []),
        ("ferry -", [5, 2, 1]),
        ("a' b", []),
        ("ferry' & !hall | (x) : *", []),
        ('"ferry', [5, 2, 1]),
        ("nobody spoke", [2]),
    ],
)
def test_words_and_phrases(store: SqlArticleStore, query: str, found: list[int]) -> None:
    keys = SqlFullText(store.database).find(read_query(query))
    assert [int(str(store.load([key])[key].article.id)[1:]) for key in keys] == found
    for key in keys:
        article = store.load([key])[key].article
        assert places_of(read_query(query), article.title or "") or places_of(read_query(query), article.text)


@pytest.mark.parametrize(
    ("most", "found"),
    [(3, [[1, 2, 5], [3], [1], [4], []]), (2, [[], [3], [1], [4], []]), (0, [[], [], [], [], []])],
)
def test_articles_with_each_of_some_phrases_unless_too_many(
    store: SqlArticleStore, most: int, found: list[list[int]]
) -> None:
    phrases = [read_query(one).phrases[0] for one in ("ferry", "O'Neill", "collaps*", "東京", "collaps")]
    keys = store.keys_with(phrases, most)
    assert [sorted(int(str(store.load([key])[key].article.id)[1:]) for key in some) for some in keys] == found
    assert store.keys_with([], most) == []


def test_what_is_hidden_is_not_among_them_and_does_not_make_them_too_many(store: SqlArticleStore) -> None:
    with store.database.transaction() as connection:
        connection.execute(insert(SourceDeskRow), [{"source": "Wire", "desk": "night"}])
    phrases = read_query("ferry roof").phrases
    seen, whole = store.seen_by(Sight()), store.seen_by(Sight(frozenset({"night"})))
    assert [len(keys) for keys in seen.keys_with(phrases, 1)] == [1, 0]
    assert [len(keys) for keys in whole.keys_with(phrases, 1)] == [0, 1]
    assert [len(keys) for keys in whole.keys_with(phrases, 3)] == [3, 1]
    seen.close()
    whole.close()


def test_articles_with_a_phrase_that_came_before_one(store: SqlArticleStore) -> None:
    phrases = read_query("ferry").phrases
    (every,) = store.keys_with(phrases, 3)
    assert store.keys_with(phrases, 2, before=max(every)) == [sorted(every)[:2]]
    assert store.keys_with(phrases, 3, before=min(every)) == [[]]


@pytest.mark.parametrize("before", [None, 7])
def test_what_is_hidden_is_left_out_of_what_was_found_and_not_searched_for_one_by_one(
    store: SqlArticleStore, before: int | None
) -> None:
    statement = fulltext._with(store.database.engine.dialect.name, 1, narrowed=True, earlier=before is not None)
    if store.database.engine.dialect.name == "sqlite":
        explained = sql(f"EXPLAIN QUERY PLAN {statement}")
        values = {"p0": '"ferry"', "most": 4} | ({} if before is None else {"before": before})
        with store.database.reading() as connection:
            plan = [str(row[3]) for row in connection.execute(explained, values)]
        assert any("VIRTUAL TABLE" in step for step in plan)
        assert not any(":=" in step for step in plan)  # the words, sought again for each article
    else:
        assert "OFFSET 0" in str(statement)


def test_by_source_and_date_and_page(store: SqlArticleStore) -> None:
    index, ferry = SqlFullText(store.database), read_query("ferry")
    every = index.find(ferry)
    assert index.find(ferry, Within(limit=2)) == every[:2]
    assert index.find(ferry, before=every[1]) == every[2:]
    assert index.find(ferry, Within(source="Wire")) == [every[0], every[2]]
    assert index.find(ferry, Within(source="\x00")) == index.find(ferry, Within(source="nobody")) == []
    assert index.find(ferry, Within(since=NOON + timedelta(days=5))) == [every[0]]
    assert index.find(ferry, Within(since=NOON, until=NOON + timedelta(days=2))) == [every[2]]
    soon = datetime.now(UTC) + timedelta(hours=1)
    assert every[1] in index.find(ferry, Within(until=soon))  # placed by when it was stored


def test_what_is_removed_is_found_no_more(store: SqlArticleStore) -> None:
    index = SqlFullText(store.database)
    (key,) = index.find(read_query("cafe"))
    store.remove(key)
    assert index.find(read_query("cafe")) == []
    with store.database.reading() as connection:
        assert connection.execute(sql("SELECT count(*) FROM fulltext")).scalar_one() == len(TEXTS) - 1


def test_it_is_in_the_transaction_of_the_store(store: SqlArticleStore) -> None:
    class FellOver(Exception):
        pass

    def fall() -> None:
        with store.transaction():
            store.save_verdict(store.add(new_article("new", text="A quiet tide.")), b"{}")
            raise FellOver

    with pytest.raises(FellOver):
        fall()
    assert SqlFullText(store.database).find(read_query("tide")) == []


def test_the_migration_takes_in_what_is_stored(store: SqlArticleStore, store_url: str) -> None:
    before = SqlFullText(store.database).find(read_query("ferry"))
    downgrade(store_url, "0010")
    upgrade(store_url)
    assert SqlFullText(store.database).find(read_query("ferry")) == before


def test_a_text_of_a_million_characters_is_taken(store: SqlArticleStore) -> None:
    long = " ".join(f"word{number}" for number in range(110_000))[:999_990]
    store.save_verdict(store.add(new_article("long", text=long)), b"{}")
    assert len(SqlFullText(store.database).find(read_query('"word17 word18"'))) == 1


@pytest.mark.parametrize("query", ["", " ", '""', "!?", "\x00", "x " * 33])
def test_what_can_not_be_searched_says_why(query: str) -> None:
    with pytest.raises(InputError, match=r"word"):
        read_query(query)


WORDS = st.lists(st.sampled_from(["ferry", "Hall", "roof", "64", "São", "ﬁne", "it's", "東京", "x_y"]), max_size=9)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS.filter(bool), min_size=1, max_size=4), WORDS.filter(bool), st.sampled_from(["{}", '"{}"']))
def test_it_finds_what_an_exact_reading_finds(
    database: Database, texts: list[list[str]], asked: list[str], form: str
) -> None:
    store = SqlArticleStore(database)
    with database.transaction() as connection:
        for table in ("articles", "fulltext"):
            connection.execute(sql(f"DELETE FROM {table}"))  # noqa: S608 - a constant
    keys = {}
    for number, words in enumerate(texts):
        key = store.add(new_article(f"t{number}", text=" ".join(words)))
        store.save_verdict(key, b"{}")
        keys[key] = " ".join(words)
    query = read_query(form.format(" ".join(asked)))
    expected = [key for key, text in keys.items() if all(places_of(type(query)((one,)), text) for one in query.phrases)]
    assert SqlFullText(database).find(query) == sorted(expected, reverse=True)
