"""What editors do to stories: say what they are, assign, note, and be done with them; all of it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from dedup.newsroom.feedback import Feedback

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dedup.newsroom.listing import Listed, Listing
    from dedup.ports.store import ArticleStore


class What(StrEnum):
    """What an editor did."""

    SAID = "said"
    ASSIGNED = "assigned"
    NOTED = "noted"
    DONE = "done"


DONE = "done"
"""The value of what is done; what is not has none."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something to be changed about one article version.

    Attributes:
        key: Of the version.
        what: What is changed.
        value: To what: a relation, a name, a note, :data:`DONE`; None takes it away.
        said: What is said of a pair, where that is what is changed.
    """

    key: int
    what: What
    value: str | None
    said: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one editor did to some stories at once.

    Attributes:
        number: Names it.
        what: What was changed.
        by: Who did it.
        keys: The versions that were changed.
        ids: Of each its article's id.
        values: Of each what it was changed to.
        match: Where all of it was said of the same other article: that one's id, and its source if it has one.
    """

    number: int
    what: What
    by: str
    keys: tuple[int, ...]
    ids: tuple[str, ...]
    values: tuple[str | None, ...]
    match: tuple[str, str | None] | None = None

    @property
    def mixed(self) -> bool:
        """Whether they were not all changed to the same."""
        return len(set(self.values)) > 1

    @property
    def value(self) -> str | None:
        """To what they were changed, if that is the same for all; else None."""
        return None if self.mixed else self.values[0]


class TriageLog(Protocol):
    """Keeps what editors did, and what stands after it."""

    def change(self, changes: Iterable[Change], by: str, at: datetime) -> int | None:
        """Make some changes together; those of stories that are gone are left out.

        Returns:
            The number of the batch; None where nothing was left to change.
        """
        ...

    def batch(self, number: int) -> Batch | None:
        """What was done together."""
        ...

    def undo(self, number: int, by: str, at: datetime) -> int | None:
        """Take a batch back, where nobody has done anything to the same again since, though it were the same once more.

        Returns:
            The number of the batch that takes it back, which can be taken back likewise; None where nothing could be.
        """
        ...


class Triage:
    """Does what editors ask for.

    Args:
        store: Has the verdicts.
        listing: Has what stands.
        log: Keeps what is done.
    """

    def __init__(self, store: ArticleStore, listing: Listing, log: TriageLog) -> None:
        self._store = store
        self._listing = listing
        self._log = log

    def say(
        self, keys: Sequence[int], relation: str | None, by: str, match: tuple[str, str] | None = None
    ) -> Batch | None:
        """Say what stories are.

        Args:
            keys: Of the article versions.
            relation: What they are; None confirms what the machine said.
            by: Who says so.
            match: Id and version of the one they are that to; by default the closest of each.

        Returns:
            What was done; None where no story has such a match.
        """
        at = datetime.now(UTC)
        changes = []
        for row in filter(None, map(self._listing.read, keys)):
            machine = self._machine(row, match or (row.best_id or "", row.best_version or ""))
            if machine is not None:
                changes.append(_said(row, machine, relation or str(machine["relation"]), by, at))
        return self._done(self._log.change(changes, by, at))

    def set(self, keys: Sequence[int], what: What, value: str | None, by: str) -> Batch | None:
        """Assign stories, note something, or be done with them; None as a value takes it away."""
        return self._done(self._log.change([Change(key, what, value) for key in keys], by, datetime.now(UTC)))

    def undo(self, number: int, by: str) -> Batch | None:
        """Take back what was done together; None where somebody has changed all of it again."""
        return self._done(self._log.undo(number, by, datetime.now(UTC)))

    def batch(self, number: int) -> Batch | None:
        """What was done together."""
        return self._log.batch(number)

    def _done(self, number: int | None) -> Batch | None:
        return None if number is None else self._log.batch(number)

    def _machine(self, row: Listed, pair: tuple[str, str]) -> dict[str, Any] | None:
        """What the machine said of a pair, with the evidence; None where it said nothing."""
        told = orjson.loads(self._store.verdict(row.key) or b"null") or {"matches": ()}
        match = next((one for one in told["matches"] if _pair(one) == pair), None)
        if match is None:
            return None
        machine = {key: match.get(key) for key in ("relation", "derivation", "reason", "evidence")}
        if pair == (row.best_id, row.best_version):
            machine["relation"] = row.machine  # what was pieced together is more than its largest piece
        return machine | {"model": told["searched"]["config"], "match": list(pair)}


def _pair(match: Mapping[str, Any]) -> tuple[str, str]:
    return str(match["article"]["id"]), str(match["article"]["version"])


def _said(row: Listed, machine: Mapping[str, Any], relation: str, by: str, at: datetime) -> Change:
    match_id, match_version = machine["match"]
    kept = {key: value for key, value in machine.items() if key != "match"}
    said = Feedback(row.id, row.version, match_id, match_version, relation, at, kept, by)
    return Change(row.key, What.SAID, relation, said)
