"""What every article store keeps of changes: transactions, the log, and what is known of what is gone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from dedup.errors import ArticleNotFound, VersionConflict
from dedup.ports.records import Counts, Operation, Owed
from dedup.storage.pastversions import EARLIEST, LATEST
from tests.contracts.articlestore.storing import NOON, new_article

if TYPE_CHECKING:
    from dedup.ports.store import ArticleStore
    from dedup.storage.database import Database


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
