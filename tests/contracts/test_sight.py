"""What is hidden of a database, table by table, on every database."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

from sqlalchemy import insert, text

from dedup.access.desks import Sight
from dedup.ports.records import Owed
from dedup.storage.accesstables import SourceDeskRow
from dedup.storage.alltables import METADATA
from dedup.storage.sight import LOOK_SECONDS, VIEWS, SeenDatabase
from tests.api.access.desks import MARKS, PRIVATE, world

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from dedup.storage.database import Database

UNCOVERED = {
    "api_keys": "who may do what is not read over what somebody sees",
    "audit": "likewise",
    "sessions": "likewise",
    "users": "likewise",
    "source_desks": "says what is hidden",
    "buckets": "numbers, which the proposer looks up in articles",
    "items": "likewise",
    "disabled_destinations": "names of the senders file",
    "properties": "of the whole store",
}
"""Tables without a view, and why; a new table needs one or a reason."""

NONE_HIDDEN = {"operations", "past_versions", "sightings", "delivery_attempts"}
"""Tables that have numbers of everything, or nothing at all, in this test."""


def test_every_table_has_its_view_or_a_reason() -> None:
    assert VIEWS.keys() - {"hidden_sources"} == METADATA.tables.keys() - UNCOVERED.keys()


def contents(database: Database) -> dict[str, list[str]]:
    """Every row of every table that has a view, in words."""
    with database.reading() as connection:
        return {
            name: sorted(
                " ".join(bytes(one).decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in row)
                for row in connection.execute(text(f"SELECT * FROM {name}"))  # noqa: S608 - our own names
            )
            for name in VIEWS
            if name != "hidden_sources"
        }


def test_no_row_that_may_be_read_tells_of_what_may_not(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world(tmp_path / "world", monkeypatch, private=True, database_url=store_url) as opened:
        service = opened.app.state.service
        for name in ("copy", "zq:sent"):
            service.store.owe(Owed(service.article(name).key))
        whole = service.store.database
        everything = contents(whole)
        others = contents(SeenDatabase(whole, Sight(frozenset({"sport"}))))
        ours = contents(SeenDatabase(whole, Sight(frozenset({"zarquon"}))))
        public = contents(SeenDatabase(whole, Sight()))
        answered = opened.client.get("/v1/search", params={"q": "harbour"}, headers=opened.other)
    for name, rows in everything.items():
        theirs = others[name]
        if name not in NONE_HIDDEN:
            assert len(theirs) < len(rows), name
        assert not any(mark in row for mark in MARKS for row in theirs), name
        if name == "operations":
            continue
        assert set(theirs) <= set(rows), name
        if name not in {"views", "checks"}:  # those of other desks
            assert ours[name] == rows, name
            assert public[name] == theirs, name
    # Totals are of what may be read.
    totals = [rows["operations"][-1].split()[-2:] for rows in (others, ours)]
    assert totals[0] != totals[1]
    assert answered.status_code == 200
    assert "Zarquon" not in answered.text


def test_sources_are_hidden_by_all_desks_or_by_any(database: Database) -> None:
    desks = ("a", "b", "c")
    some = [frozenset(one) for size in range(4) for one in itertools.combinations(desks, size)]
    private = {f"{PRIVATE} {number}": readers for number, readers in enumerate(some) if readers}
    rows = [{"source": source, "desk": desk} for source, readers in private.items() for desk in readers]
    with database.transaction() as connection:
        connection.execute(insert(SourceDeskRow), rows)
    for mine, shared in itertools.product(some, (False, True)):
        sight = Sight(mine, shared)
        seen = SeenDatabase(database, sight)
        with seen.reading() as connection:
            hidden = set(connection.execute(text("SELECT source FROM hidden_sources")).scalars())
        assert hidden == {source for source, readers in private.items() if not sight.sees(readers)}, sight
        seen.dispose()


def test_who_reads_on_for_long_does_not_miss_that_a_source_was_made_private(database: Database) -> None:
    seen = SeenDatabase(database, Sight())
    with seen.together():
        with seen.reading() as connection:
            connection.execute(text("SELECT count(*) FROM articles"))
        with database.transaction() as connection:
            connection.execute(insert(SourceDeskRow), {"source": PRIVATE, "desk": "a"})
        time.sleep(LOOK_SECONDS)
        with seen.reading() as connection:
            assert connection.execute(text("SELECT source FROM hidden_sources")).scalars().all() == [PRIVATE]
    assert seen.is_narrowed
    seen.dispose()
