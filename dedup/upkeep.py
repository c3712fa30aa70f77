"""Upkeep: the indexes follow the store, are rebuilt from it, and are checked against it."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import EncoderError
from dedup.ports import item_key
from dedup.preparation import Preparer, item_keys, passage_items, shingles
from dedup.text.document import read_document, restore_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.ports import ArticleStore, Encoder, LexicalIndex, Operation, SemanticIndex, StoredArticle, Vectors

SNAPSHOT_EVERY = 5_000
"""Operations between snapshots of the semantic index, at least: replaying as many takes seconds at the next start.
A large index waits for a twentieth of its size, so that writing stays a small share of the work."""

_REPLAYED = 500
_REBUILT = 200


@dataclass(frozen=True, slots=True)
class Health:
    """How much is stored, and whether the indexes are in step with it."""

    articles: int
    passages: int
    sequence: int
    indexed_sequence: int
    indexed_items: int
    model: str

    @property
    def in_step(self) -> bool:
        """Whether the semantic index holds what the store holds."""
        return self.sequence == self.indexed_sequence and self.passages == self.indexed_items


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of the doctor."""

    name: str
    ok: bool
    detail: str


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

    def bind(self) -> None:
        """Refuse a store that was made with another model or scheme, or whose rebuild was interrupted.

        Raises:
            ModelMismatch: It was.
        """
        self._store.bind({**self._properties(), "state": "ready"})

    def _properties(self) -> dict[str, str]:
        return {
            "model": self._encoder.name,
            "model_dimension": str(self._encoder.dimension),
            "model_fingerprint": self._encoder.fingerprint,
            "signature_scheme": self._lexical.scheme,
        }

    def catch_up(self) -> None:
        """Take in what the store has and the semantic index has not: after a start, or another process's changes."""
        if self._semantic.sequence == self._store.last_sequence():
            return
        with self.changes:
            if self._semantic.sequence > self._store.last_sequence():
                self._semantic.clear()  # a snapshot of another store, or of one that was restored from a backup
            operations = self._store.operations(self._semantic.sequence)
            while batch := list(itertools.islice(operations, _REPLAYED)):
                self._apply(batch)
                self._unsaved += len(batch)
            self._save_if_due()

    def overtaken(self, stored: int) -> bool:
        """Whether another process changed the store since the index was last brought in step.

        Args:
            stored: Articles that were stored in the transaction in which this is asked.
        """
        return self._store.last_sequence() != self._semantic.sequence + stored

    def take_in(self, stored: Sequence[tuple[int, Vectors]]) -> None:
        """Take in articles that were just stored here; what else came in meanwhile, too.

        Args:
            stored: Their keys, each with the vectors of its passages as the store would give them, shape (passages,
                dimension).
        """
        with self.changes:
            last = self._store.last_sequence()
            if last != self._semantic.sequence + len(stored):
                self.catch_up()
                return
            if not stored:
                return
            keys = [item for key, passages in stored for item in item_keys(key, len(passages))[1:]]
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
            encoded_alike = self._store.is_bound({**model, "state": "ready"})
            self._store.rebind({**properties, "state": "rebuilding"})
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
            self._semantic.advance(sequence)
            self._semantic.save()
            self._store.rebind({**properties, "state": "ready"})

    def _encode_again(self, batch: list[StoredArticle]) -> list[StoredArticle]:
        preparer = Preparer(self._encoder, self._lexical)
        prepared = preparer.encode([(stored.article, read_document(stored.article)) for stored in batch])
        again = [
            replace(stored, layout=new.side.layout(), sentence_vectors=new.side.vectors)
            for stored, new in zip(batch, prepared, strict=True)
        ]
        with self._store.transaction():
            for stored in again:
                self._store.replace_vectors(stored.key, stored.layout, stored.sentence_vectors)
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
        counts = self._store.counts()
        return Health(
            counts.articles,
            counts.passages,
            counts.sequence,
            self._semantic.sequence,
            len(self._semantic),
            self._encoder.name,
        )

    def diagnose(self) -> list[Finding]:
        """Check that store and indexes agree, article by article; a finding says what to do where they do not."""
        health = self.health()
        articles, passages, missing = self._checked()
        counted = articles == health.articles and passages == health.passages
        empty = "" if articles else ": it is empty; dedup ingest stores articles"
        return [
            Finding("store", counted, f"{articles} articles, {passages} passages{empty}" + _advice(ok=counted)),
            self._model(),
            Finding(
                "semantic index",
                health.in_step,
                f"{health.indexed_items} of {passages} passages, operation {health.indexed_sequence} of "
                f"{health.sequence}{_advice(ok=health.in_step)}",
            ),
            Finding(
                "lexical index",
                missing == 0,
                f"{articles - missing} of {articles} articles are found by their own signature"
                f"{_advice(ok=missing == 0)}",
            ),
        ]

    def _model(self) -> Finding:
        """Whether the sentence model can be loaded and run, which an empty store would not show."""
        try:
            shape = self._encoder.encode(["The tide turned."]).shape
        except EncoderError as error:
            return Finding("model", ok=False, detail=str(error))
        return Finding("model", shape == (1, self._encoder.dimension), f"{self._encoder.name}, {shape[1]} dimensions")

    def _checked(self) -> tuple[int, int, int]:
        """Articles and passages counted one by one, and how many the lexical index does not find."""
        articles = passages = missing = 0
        for stored in self._store.scan():
            document = restore_document(stored.article.text, stored.layout)
            hits = self._lexical.query(self._lexical.sign(shingles(document)[:1]))
            articles += 1
            passages += len(document.passages)
            missing += item_key(stored.key, 0) not in hits[0]
        return articles, passages, missing

    def close(self) -> None:
        """Write the semantic index's snapshot."""
        self._semantic.close()


def _advice(*, ok: bool) -> str:
    return "" if ok else "; run `dedup reindex`"
