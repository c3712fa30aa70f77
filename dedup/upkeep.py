"""Upkeep: the indexes follow the store, are rebuilt from it, and are checked against it."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import IndexUnavailable
from dedup.health import Health
from dedup.preparation import Preparer, item_keys, passage_items, shingles, unencoded
from dedup.text.document import restore_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import timedelta

    from dedup.ports.arrays import Vectors
    from dedup.ports.indexes import LexicalIndex, SemanticIndex
    from dedup.ports.models import Encoder
    from dedup.ports.records import Operation, StoredArticle
    from dedup.ports.store import ArticleStore

SNAPSHOT_EVERY = 5_000
"""Operations between snapshots of the semantic index, at least: replaying as many takes seconds at the next start.
A large index waits for a twentieth of its size, so that writing stays a small share of the work."""

_REPLAYED = 500
"""Operations that are replayed together, their articles read in one go."""

_REBUILT = 200
"""Articles that are read, and encoded where need be, together when the indexes are made anew."""

_AWAITED_SECONDS = 2.0
"""How long a lookup waits for another process that brings a shared index in step, before it does without."""

_LOOK_SECONDS = 0.02
"""How often it looks meanwhile."""

_log = logging.getLogger(__name__)


class Upkeep:
    """Keeps both indexes in step with the store.

    Attributes:
        changes: Held while the store or the indexes are changed, so that they change one after the other.
    """

    def __init__(self, store: ArticleStore, lexical: LexicalIndex, semantic: SemanticIndex, encoder: Encoder) -> None:
        self.changes = threading.RLock()
        self._store = store
        self._lexical = lexical
        self._semantic = semantic
        self._encoder = encoder
        self._unsaved = 0
        # Of what others change too no moment can be held.
        self._taking: AbstractContextManager[object] = nullcontext() if semantic.shared else threading.Lock()

    def bind(self) -> None:
        """Refuse a store that was made with another model or scheme, or whose rebuild was interrupted.

        Raises:
            ModelMismatch: It was.
        """
        self._store.properties.bind({**self._properties(), "state": "ready"})

    def _properties(self) -> dict[str, str]:
        return {
            "model": self._encoder.name,
            "model_dimension": str(self._encoder.dimension),
            "model_fingerprint": self._encoder.fingerprint,
            "signature_scheme": self._lexical.scheme,
        }

    def catch_up(self) -> bool:
        """Take in what the store has and the semantic index has not: after a start, or another process's changes.

        Returns:
            Whether it is in step now; not where a vector engine does not answer, or is filled by another process.
        """
        shared = self._semantic.shared
        try:
            if shared and not self._store.properties.is_bound({"state": "ready"}):
                return False  # being made anew
            if self._semantic.sequence == self._store.last_sequence():
                return True
            with self.changes:
                return self._in_turn() if shared else self._replay(_nothing)
        except IndexUnavailable as error:
            _log.debug("The operations wait for the vector engine: %s", error)
            return False

    def _in_turn(self) -> bool:
        """Bring an index in step that several processes share: one at a time, the others wait for what it does."""
        until = time.monotonic() + _AWAITED_SECONDS
        last = self._store.last_sequence()
        while True:
            with self._store.turn() as go_on:
                self._semantic.refresh()
                if go_on is not None:
                    return self._replay(go_on)
            if self._semantic.sequence >= last:
                return True
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK_SECONDS)

    def _replay(self, go_on: Callable[[], None]) -> bool:
        if self._semantic.sequence > self._store.last_sequence():
            self._semantic.clear()  # a snapshot of another store, or of one that was restored from a backup
        operations = self._store.operations(self._semantic.sequence)
        while True:
            go_on()
            batch = list(itertools.islice(operations, _REPLAYED))
            # Asked after they were read, so that what is cut off the log in between is missed by nobody.
            if not self._store.reaches(self._semantic.sequence):
                self._begin_again(go_on)
                operations = self._store.operations(self._semantic.sequence)
            elif batch:
                self._apply(batch)
                self._unsaved += len(batch)
            else:
                self._save_if_due()
                return True

    def _begin_again(self, go_on: Callable[[], None]) -> None:
        """Take in all that is stored: the log does not go back to where the index is."""
        sequence = self._store.last_sequence()
        with self._taking:
            self._semantic.clear()
        stored = self._store.scan()
        while batch := list(itertools.islice(stored, _REBUILT)):
            with self._taking:
                self._semantic.add(*passage_items(batch))
            self._unsaved += len(batch)
            go_on()
        with self._taking:
            self._semantic.advance(sequence)

    def trim(self, kept: timedelta) -> None:
        """Cut off the log what is older than it is kept; an index that is further behind is made anew."""
        gone = self._store.trim(datetime.now(UTC) - kept)
        if gone:
            _log.info("%d operations older than %d days went from the log", gone, kept.days)

    def take_in(self, stored: Sequence[tuple[int, Vectors]]) -> None:
        """Take in articles that were just stored here; what else came in meanwhile, too.

        Args:
            stored: Their keys, each with the vectors of its passages as the store would give them, shape (passages,
                dimension).
        """
        if not stored:
            return
        with self.changes:
            last = self._store.last_sequence()
            if self._semantic.shared or last != self._semantic.sequence + len(stored):
                self.catch_up()
                return
            keys = [item for key, passages in stored for item in item_keys(key, len(passages))[1:]]
            with self._taking:
                self._semantic.add(np.array(keys, dtype=np.int64), np.concatenate([passages for _, passages in stored]))
                self._semantic.advance(last)
            self._unsaved += len(stored)
            self._save_if_due()

    def _save_if_due(self) -> None:
        if self._unsaved > max(SNAPSHOT_EVERY, len(self._semantic) // 20):
            self._semantic.save()
            self._unsaved = 0

    def _apply(self, operations: Sequence[Operation]) -> None:
        """Replay operations by their outcome: what the store still has is added, what it has not is removed."""
        present = self._store.load(operation.key for operation in operations if operation.kind == "add")
        gone = [
            item
            for operation in operations
            if operation.key not in present
            for item in item_keys(operation.key, operation.passages)[1:]
        ]
        with self._taking:
            if gone:
                self._semantic.remove(np.array(gone, dtype=np.int64))
            if present:
                self._semantic.add(*passage_items(list(present.values())))
            self._semantic.advance(operations[-1].sequence)

    def rebuild(self, progress: Callable[[int, int], None]) -> None:
        """Make both indexes anew from the store; texts are cut and encoded again if the model is another one.

        Args:
            progress: Called with the number of articles done and the number there are.
        """
        with self.changes:
            properties = self._properties()
            model = {name: value for name, value in properties.items() if name.startswith("model_")}
            encoded_alike = self._store.properties.is_bound({**model, "state": "ready"})
            self._store.properties.rebind({**properties, "state": "rebuilding"})
            with self._turn() as go_on:
                self._semantic.clear()
                with self._store.transaction():
                    self._lexical.clear()
                total, done = self._store.counts().articles, 0
                sequence = self._store.last_sequence()
                stored = self._store.scan()
                while batch := list(itertools.islice(stored, _REBUILT)):
                    self._index(batch if encoded_alike else self._encode_again(batch))
                    done += len(batch)
                    progress(done, total)
                    go_on()
                self._semantic.advance(sequence)
                self._semantic.save()
            self._store.properties.rebind({**properties, "state": "ready"})

    @contextmanager
    def _turn(self) -> Iterator[Callable[[], None]]:
        """Be the one that fills the semantic index, as soon as nobody else is; each has its own unless it is shared."""
        if not self._semantic.shared:
            yield _nothing
            return
        while True:
            with self._store.turn() as go_on:
                if go_on is not None:
                    yield go_on
                    return
            time.sleep(_LOOK_SECONDS)

    def _encode_again(self, batch: list[StoredArticle]) -> list[StoredArticle]:
        preparer = Preparer(self._encoder, self._lexical)
        prepared = preparer.encode([(stored.article, unencoded(stored.article)) for stored in batch])
        again = [
            replace(
                stored,
                read_layout=new.side.layout,
                sentence_vectors=new.side.vectors,
                profile=new.side.profiled().kept(),
            )
            for stored, new in zip(batch, prepared, strict=True)
        ]
        with self._store.transaction():
            for stored in again:
                self._store.replace_vectors(stored.key, stored.layout, stored.sentence_vectors, stored.profile)
        return again

    def _index(self, batch: list[StoredArticle]) -> None:
        with self._store.transaction():
            for stored in batch:
                document = restore_document(stored.article.text, stored.layout)
                keys = item_keys(stored.key, len(document.passages))
                self._lexical.add(keys, self._lexical.sign(shingles(document)))
        self._semantic.add(*passage_items(batch))

    def health(self) -> Health:
        """How much is stored, and whether the indexes are in step."""
        with self._taking:  # so that both are of one moment
            counts = self._store.counts()
            sequence, items = self._indexed()
        behind = 0.0
        if sequence is not None and sequence < counts.sequence:
            since = self._store.waiting_since(sequence)
            behind = max((datetime.now(UTC) - since).total_seconds(), 0.0) if since is not None else 0.0
        return Health(counts.articles, counts.passages, counts.sequence, sequence, items, self._encoder.name, behind)

    def _indexed(self) -> tuple[int | None, int | None]:
        """How far the semantic index is, and how much it holds; see :class:`Health`."""
        try:
            if self._semantic.shared:
                self._semantic.refresh()
                return self._semantic.sequence, None
            return self._semantic.sequence, len(self._semantic)
        except IndexUnavailable:
            return None, None

    def close(self) -> None:
        """Write the semantic index's snapshot."""
        self._semantic.close()


def _nothing() -> None:
    """What is nobody's turn goes on."""
