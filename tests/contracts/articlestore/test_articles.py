"""What the article store keeps, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.article import Article, Span
from dedup.errors import ArticleNotFound, InvalidArticle, ModelMismatch, VersionConflict
from dedup.ports.records import NewArticle
from tests.contracts.articlestore.storing import NOON, new_article

if TYPE_CHECKING:
    from dedup.ports.store import ArticleStore


def test_gives_back_what_was_stored(store: ArticleStore) -> None:
    new = new_article(
        title="Title",
        source="Agency",
        published_at=datetime(2024, 5, 1, 14, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
        language="en",
        evolved_from="b",
        paragraph_spans=(Span(0, 4), Span(5, 9)),
        credits=("By AP", "Courier \u2013 photo"),
    )
    key = store.add(replace(new, story="b"))
    (stored,) = store.versions("a")
    assert stored == replace(stored, article=new.article, key=key, story="b", content_hash="hash of a 1")
    assert stored.article.published_at is not None
    assert stored.article.published_at.tzinfo is UTC
    assert stored.layout == new.layout
    assert stored.sentence_vectors.dtype == np.float32
    np.testing.assert_array_equal(stored.sentence_vectors, new.sentence_vectors)
    assert abs(stored.stored_at - datetime.now(UTC)) < timedelta(minutes=5)


def test_an_article_may_have_next_to_nothing(store: ArticleStore) -> None:
    empty = NewArticle(
        Article(text="", id="a", version="1"),
        "a",
        "hash",
        {"paragraphs": [], "sentences": [], "passages": []},
        np.empty((0, 384), dtype=np.float32),
    )
    stored = store.load([store.add(empty)]).popitem()[1]
    assert stored.article == empty.article
    assert stored.sentence_vectors.shape == (0, 384)


@pytest.mark.parametrize("text", ["NUL \x00 inside", "half a pair \ud800", "\u202ertl\u200b", "🙂 ﬀ", "\r\n\t\x01"])
def test_text_comes_back_to_the_character(store: ArticleStore, text: str) -> None:
    key = store.add(new_article(text=text, title=text))
    article = store.load([key])[key].article
    assert (article.text, article.title) == (text, text)


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [
        (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))), datetime.max.replace(tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_takes_any_year(store: ArticleStore, published_at: datetime, expected: datetime) -> None:
    key = store.add(new_article(published_at=published_at))
    assert store.load([key])[key].article.published_at == expected


@pytest.mark.parametrize("field", ["id", "version", "source", "language", "evolved_from"])
@pytest.mark.parametrize("bad", ["\x00", "\udfff"])
def test_labels_that_no_database_takes_are_named(store: ArticleStore, field: str, bad: str) -> None:
    new = new_article()
    with pytest.raises(InvalidArticle, match=field):
        store.add(replace(new, article=replace(new.article, **{field: f"x{bad}"})))  # type: ignore[arg-type]
    assert store.versions(f"x{bad}") == []
    assert store.admitted([1], None, None, [f"x{bad}"]) == set()


@pytest.mark.parametrize("bad", [".", ".."])
def test_an_id_that_no_address_leads_to_is_refused(store: ArticleStore, bad: str) -> None:
    new = new_article()
    with pytest.raises(InvalidArticle, match="a step in an address"):
        store.add(replace(new, article=replace(new.article, id=bad)))
    assert store.versions(bad) == []


def test_a_time_without_zone_is_refused(store: ArticleStore) -> None:
    with pytest.raises(InvalidArticle, match="published_at"):
        store.add(new_article(published_at=NOON.replace(tzinfo=None)))


def test_a_version_is_stored_once(store: ArticleStore) -> None:
    key = store.add(new_article())
    with pytest.raises(VersionConflict, match="'a'"):
        store.add(new_article(text="other"))
    other = store.add(new_article(version="2"))
    assert [stored.key for stored in store.versions("a")] == [key, other]
    assert store.versions("b") == []


def test_several_are_stored_together_in_their_order(store: ArticleStore) -> None:
    first = store.add(new_article("first"))
    keys = store.add_all([new_article("a", passages=1), new_article("b", passages=3), new_article("a", "2")])
    assert [first, *keys] == sorted({first, *keys})
    assert [store.load([key])[key].article.id for key in keys] == ["a", "b", "a"]
    assert [(one.kind, one.key, one.passages) for one in store.operations(1)] == [
        ("add", keys[0], 1),
        ("add", keys[1], 3),
        ("add", keys[2], 2),
    ]
    assert (store.counts().articles, store.counts().passages) == (4, 8)
    assert store.add_all([]) == []


@pytest.mark.parametrize("bad", [[new_article("new"), new_article()], [new_article("new"), new_article("new")]])
def test_none_of_several_is_stored_where_one_can_not_be(store: ArticleStore, bad: list[NewArticle]) -> None:
    store.add(new_article())
    with store.transaction():
        with pytest.raises(VersionConflict):
            store.add_all(bad)
        with pytest.raises(InvalidArticle, match="NUL"):
            store.add_all([new_article("new"), new_article("other", source="x\x00")])
    assert (store.counts().articles, store.versions("new")) == (1, [])


def test_what_has_no_verdict_is_known(store: ArticleStore) -> None:
    keys = store.add_all([new_article(name) for name in "abcd"])
    assert (store.unjudged(0, 10), store.unjudged_count()) == (keys, 4)
    store.save_verdict(keys[1], b"{}")
    assert (store.unjudged(0, 10), store.unjudged_count()) == ([keys[0], *keys[2:]], 3)
    assert (store.unjudged(0, 2), store.unjudged(keys[0], 10)) == ([keys[0], keys[2]], keys[2:])


def test_sightings_of_a_paragraph_go_with_their_article(store: ArticleStore) -> None:
    first, second = store.add(new_article("a")), store.add(new_article("b"))
    store.note(second, [7, -(2**63)])
    store.note(first, [7, 7])
    store.note(first, [])
    assert store.sightings([7, -(2**63), 8]) == {7: [first, second], -(2**63): [second]}
    assert store.sightings([]) == {}
    store.remove(second)
    assert store.sightings([7, -(2**63)]) == {7: [first]}


def test_reads_many_keys_and_leaves_out_what_is_gone(store: ArticleStore) -> None:
    with store.transaction():
        keys = [store.add(new_article(str(number))) for number in range(30)]
    store.remove(keys[3])
    asked = [*keys, *range(10**6, 10**6 + 2000)]
    assert set(store.load(asked)) == set(keys) - {keys[3]}
    assert store.admitted(asked, None, None, None) == set(keys) - {keys[3]}
    assert [stored.key for stored in store.scan(batch=7)] == [key for key in keys if key != keys[3]]
    assert store.load(np.array(keys[:2])).keys() == set(keys[:2])


def test_admits_by_time_and_source(store: ArticleStore) -> None:
    early = store.add(new_article("early", published_at=NOON, source="A"))
    late = store.add(new_article("late", published_at=NOON + timedelta(days=1), source="B"))
    undated = store.add(new_article("undated"))
    every = [early, late, undated]
    assert store.admitted(every, NOON, NOON, None) == {early}
    assert store.admitted(every, NOON + timedelta(seconds=1), NOON + timedelta(days=2), None) == {late}
    assert store.admitted(every, datetime.now(UTC) - timedelta(hours=1), None, None) == {undated}
    assert store.admitted(every, None, NOON + timedelta(days=9), None) == {early, late}
    assert store.admitted(every, None, None, ["A", "C"]) == {early}
    assert store.admitted(every, None, None, []) == set()
    assert store.admitted([], None, None, None) == set()
    assert store.admitted(every, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), None) == set(every)


def test_what_was_learned_stays_with_the_data_whatever_the_model(store: ArticleStore) -> None:
    assert store.properties.learned("scale") is None
    store.properties.learn("scale", "one")
    store.properties.learn("scale", "other")
    store.properties.learn("calibration", "third")
    store.properties.bind({"model": "x"})
    store.properties.rebind({"model": "z"})
    assert (store.properties.learned("scale"), store.properties.learned("calibration")) == ("other", "third")
    store.properties.learn("scale", None)
    assert (store.properties.learned("scale"), store.properties.learned("calibration")) == (None, "third")
    assert store.properties.is_bound({"model": "z"})


def test_an_empty_store_takes_properties_and_a_filled_one_compares(store: ArticleStore) -> None:
    store.properties.bind({"model": "x", "scheme": "1"})
    store.properties.bind({"model": "y", "scheme": "1"})
    store.add(new_article())
    store.properties.bind({"model": "y", "scheme": "1"})
    assert store.properties.is_bound({"model": "y"})
    assert not store.properties.is_bound({"model": "x"})
    with pytest.raises(ModelMismatch, match=r"model is 'y' in the store and 'z' here.*dedup reindex") as caught:
        store.properties.bind({"model": "z", "scheme": "1"})
    assert "scheme is" not in str(caught.value)
    with pytest.raises(ModelMismatch, match="not set"):
        store.properties.bind({"model": "y", "scheme": "1", "more": "1"})
    store.properties.rebind({"model": "z"})
    store.properties.bind({"model": "z"})


def test_an_article_is_cut_anew_in_a_rebuild(store: ArticleStore) -> None:
    key, other = store.add(new_article()), store.add(new_article("b"))
    layout = {"paragraphs": [[0, 9, 0, 1]], "sentences": [[0, 9, 0]], "passages": [[0, 1]] * 5}
    store.replace_vectors(key, layout, np.ones((1, 5), dtype=np.float32), None)
    stored = store.load([key])[key]
    assert stored.layout == layout
    assert stored.sentence_vectors.tolist() == [[1.0] * 5]
    assert store.counts().passages == 7
    store.remove(key)
    assert store.counts().passages == 2
    assert [stored.key for stored in store.scan()] == [other]
    with pytest.raises(ArticleNotFound):
        store.replace_vectors(key, layout, np.ones((1, 5), dtype=np.float32), None)
