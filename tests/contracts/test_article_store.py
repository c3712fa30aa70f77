"""What the article store keeps, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from dedup.article import Article, Span
from dedup.errors import ArticleNotFound, InvalidArticle, ModelMismatch, VersionConflict
from dedup.ports.records import Counts, NewArticle, Operation, Owed
from dedup.storage.pastversions import EARLIEST, LATEST
from dedup.storage.store import SqlArticleStore

if TYPE_CHECKING:
    from dedup.ports.store import ArticleStore
    from dedup.storage.database import Database

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return SqlArticleStore(database)


def new_article(id_: str = "a", version: str = "1", passages: int = 2, **fields: object) -> NewArticle:
    article = Article(text="One. Two.", id=id_, version=version)
    layout = {"paragraphs": [[0, 9, 0, 2]], "sentences": [[0, 4, 0], [5, 9, 0]], "passages": [[0, 1]] * passages}
    vectors = np.array([[0.5, -0.25, 1.0], [0.0, 1.0, 0.125]], dtype=np.float32)
    return NewArticle(replace(article, **fields), id_, f"hash of {id_} {version}", layout, vectors)  # type: ignore[arg-type]


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


def test_a_conflict_leaves_the_transaction_usable(store: ArticleStore) -> None:
    store.add(new_article())
    with store.transaction():
        with pytest.raises(VersionConflict):
            store.add(new_article())
        store.add(new_article("b"))
    assert store.counts().articles == 2


def test_an_error_rolls_everything_back(store: ArticleStore) -> None:
    def fail_late() -> None:
        with store.transaction():
            key = store.add(new_article())
            store.save_verdict(key, b"{}")
            assert len(store.versions("a")) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert store.versions("a") == []
    assert store.counts() == Counts(0, 0, 0)
    with store.transaction():
        store.add(new_article())


def test_transactions_do_not_nest(store: ArticleStore) -> None:
    with store.transaction():
        with pytest.raises(RuntimeError, match="nest"), store.transaction():
            pass
        store.add(new_article())
    assert store.counts().articles == 1


def test_others_see_a_transaction_only_when_it_is_done(store: ArticleStore) -> None:
    seen: list[int] = []
    with store.transaction():
        store.add(new_article())
        reader = threading.Thread(target=lambda: seen.append(store.counts().articles))
        reader.start()
        reader.join()
    assert seen == [0]
    assert store.counts().articles == 1


def test_sightings_of_a_paragraph_go_with_their_article(store: ArticleStore) -> None:
    first, second = store.add(new_article("a")), store.add(new_article("b"))
    store.note(second, [7, -(2**63)])
    store.note(first, [7, 7])
    store.note(first, [])
    assert store.sightings([7, -(2**63), 8]) == {7: [first, second], -(2**63): [second]}
    assert store.sightings([]) == {}
    store.remove(second)
    assert store.sightings([7, -(2**63)]) == {7: [first]}


def test_removal_takes_the_verdict_along_and_leaves_an_operation(store: ArticleStore) -> None:
    key = store.add(new_article(passages=3))
    store.save_verdict(key, b"old")
    store.save_verdict(key, b"{}")
    assert store.verdict(key) == b"{}"
    store.remove(key)
    assert store.verdict(key) is None
    assert store.load([key]) == {}
    first, second = store.operations(0)
    assert (first.kind, first.key, first.passages) == ("add", key, 3)
    assert second == Operation(second.sequence, "remove", key, 3)
    assert second.sequence > first.sequence
    assert list(store.operations(first.sequence)) == [second]
    assert list(store.operations(second.sequence)) == []
    for change in (store.remove, lambda gone: store.save_verdict(gone, b"{}")):
        with pytest.raises(ArticleNotFound):
            change(key)


def test_keys_and_sequence_numbers_are_never_given_out_twice(store: ArticleStore) -> None:
    first = store.add(new_article())
    store.remove(first)
    sequence = store.last_sequence()
    assert store.add(new_article()) > first
    assert store.last_sequence() > sequence


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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.integers(0, 4), st.booleans())),
)
def test_log_and_counts_tell_what_is_stored(store: ArticleStore, steps: list[tuple[str, str, int, bool]]) -> None:
    for stored in list(store.scan()):
        store.remove(stored.key)
    start = store.last_sequence()
    held: dict[tuple[str, str], tuple[int, int]] = {}
    for id_, version, passages, adds in steps:
        if adds and (id_, version) not in held:
            held[id_, version] = store.add(new_article(id_, version, passages)), passages
        elif not adds and (id_, version) in held:
            store.remove(held.pop((id_, version))[0])
    counts = store.counts()
    assert (counts.articles, counts.passages) == (len(held), sum(passages for _, passages in held.values()))
    replayed: dict[int, int] = {}
    for operation in store.operations(start):
        if operation.kind == "add":
            replayed[operation.key] = operation.passages
        else:
            del replayed[operation.key]
    assert replayed == dict(held.values())
    assert {stored.key for stored in store.scan()} == set(replayed)


def test_whoever_follows_the_log_misses_nothing_while_many_write(store: ArticleStore) -> None:
    writers, each = 4, 12
    followed: list[int] = []

    def write(writer: int) -> None:
        for number in range(each):
            with store.transaction():
                store.add(new_article(f"{writer}-{number}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or store.last_sequence() > max(followed, default=0):
        followed += [operation.sequence for operation in store.operations(max(followed, default=0))]
    assert followed == [operation.sequence for operation in store.operations(0)]
    assert len(followed) == writers * each == store.counts().articles


def test_what_is_removed_is_remembered_by_story_and_by_source(store: ArticleStore) -> None:
    shingles = np.array([1, 7, 4_294_967_295], dtype=np.uint32)
    for name, source, hours in (("a", "Wire", 0), ("b", "Wire", 5), ("c", "Post", 2), ("d", None, None)):
        published = None if hours is None else NOON + timedelta(hours=hours)
        key = store.add(new_article(name, source=source, published_at=published))
        store.remember(store.load([key])[key], shingles)
        store.remove(key)

    def found(stories: list[str], sources: list[str]) -> set[tuple[str, str | None]]:
        return {(one.story, one.source) for one in store.past_versions(stories, sources)}

    assert found([], []) == set()
    assert found(["a"], []) == {("a", "Wire")}
    assert found(["d"], ["Post"]) == {("d", None), ("c", "Post")}
    assert found(["a", "x"], ["Wire", "\x00"]) == {("a", "Wire"), ("b", "Wire")}
    (one,) = store.past_versions(["c"], [])
    assert one.published_at == NOON + timedelta(hours=2)
    np.testing.assert_array_equal(one.shingles, shingles)
    store.relink("c", "a")
    assert found(["a"], []) == {("a", "Wire"), ("a", "Post")}
    assert (store.story_of("c"), store.story_of("nobody"), store.story_of("\x00")) == ("a", None, None)


def test_of_a_source_that_clears_its_archive_the_latest_are_remembered(store: ArticleStore) -> None:
    with store.transaction():
        for number in range(LATEST + 5):
            key = store.add(new_article(f"a{number}", source="Wire", published_at=NOON + timedelta(hours=number)))
            store.remember(store.load([key])[key], np.array([number], dtype=np.uint32))
            store.remove(key)
    assert {one.shingles[0] for one in store.past_versions([], ["Wire"])} == set(range(5, LATEST + 5))


def test_of_a_story_with_several_versions_the_earliest_published_are_named(store: ArticleStore) -> None:
    with store.transaction():
        keys = [
            store.add(new_article("a", str(number), published_at=NOON - timedelta(hours=number)))
            for number in range(EARLIEST + 3)
        ]
        undated = store.add(new_article("a", "undated"))
        alone = store.add(new_article("b"))
    assert set(store.siblings(["a", "b", "x"])) == set(keys[3:])
    assert undated not in store.siblings(["a"])
    assert store.story_of("b") == "b"
    assert alone not in store.siblings(["b"])


def test_a_verdict_is_owed_until_it_is_made_or_its_article_is_gone(store: ArticleStore) -> None:
    first, second, third = (store.add(new_article(name)) for name in "abc")
    soon = datetime.now(UTC) + timedelta(hours=1)
    for one in (Owed(second, with_later=True), Owed(first, window_days=7), Owed(second), Owed(third), Owed(third + 1)):
        store.owe(one)
    assert store.owed(soon, 10) == [Owed(first, window_days=7), Owed(second, with_later=True), Owed(third)]
    assert store.owed(soon, 1) == [Owed(first, window_days=7)]
    assert store.owed(datetime.now(UTC) - timedelta(hours=1), 10) == []
    store.save_verdict(first, b"{}")
    store.remove(third)
    assert [store.owed_to(key) for key in (first, second, third)] == [None, Owed(second, with_later=True), None]


def test_profiles_come_later_where_nobody_else_writes(store: ArticleStore, database: Database) -> None:
    key, other = store.add(replace(new_article(), profile=b"at once")), store.add(new_article("b"))
    assert [store.load([one])[one].profile for one in (key, other)] == [b"at once", None]
    store.keep_profiles({other: lambda: b"later", other + 1: lambda: b"of nothing"})
    assert store.load([other])[other].profile == b"later"
    assert store.counts() == Counts(2, 4, 2)
    with database.transaction():
        store.keep_profiles({other: lambda: b"in a transaction"})
    assert store.load([other])[other].profile == b"later"


def test_a_profile_waits_for_no_other_writer(store: ArticleStore, database: Database) -> None:
    key = store.add(new_article())
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.transaction() as connection:
            connection.execute(text("UPDATE contents SET profile = :profile"), {"profile": b"theirs"})
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    store.keep_profiles({key: lambda: b"ours"})  # would wait for the 15 seconds of the lock, and for who holds it
    done.set()
    holder.join()
    assert store.load([key])[key].profile == b"theirs"
    store.keep_profiles({key: lambda: b"ours"})
    assert store.load([key])[key].profile == b"ours"
