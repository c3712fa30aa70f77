"""Semantic index: passage vectors in FAISS, exact while small, an inverted file when grown, always searchable."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dedup.index.answers import none_found
from dedup.index.engines import last_of_each
from dedup.index.locking import ReadersWriterLock
from dedup.index.openmp import faiss
from dedup.index.snapshot import SnapshotError, SnapshotWriter, Stamp, read_snapshot
from dedup.index.structures import (
    SAMPLE_PER_CLUSTER,
    ExactStructure,
    InvertedStructure,
    Structure,
    clusters_for,
    count_trained_for,
    train_inverted,
)
from dedup.ports.indexes import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from dedup.ports.arrays import Keys, Vectors
    from dedup.ports.indexes import Bounds, Place

EXACT_UP_TO = 20_000
"""Vectors searched one by one. On two cores the thirteen passages of an article take some 30 ms among so many, 3 ms
when clustered; with fewer, hardly 39 vectors would be left to train each of the clusters on."""
GROWTH = 8
"""The clusters are found anew when there are so many times as many vectors as they were made for: until then they
number at least a third of four times the square root."""
_CATCH_UP = 1000
"""Changes left over from building that are few enough to be taken in while other changes wait: some milliseconds."""

_log = logging.getLogger(__name__)


@dataclass
class _Growth:
    """A bigger structure in the making."""

    missed: list[tuple[Keys, Vectors | None]] = field(default_factory=list)
    """Changes since the building began, in order; vectors None for a removal."""
    cancelled: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class FaissSemanticIndex:
    """Vectors of passages in FAISS. Safe to share between threads: searches go together, a change alone and briefly.

    Past ``exact_up_to`` items a background thread, on one core, trains an inverted file on a sample, copies the items,
    takes in what changed meanwhile and swaps it in; searches and changes go on all the while.

    Two locks: ``_changes`` is held by whoever changes, copies or saves, one at a time; ``_lock`` keeps searches out
    for the moment the structure itself is touched, so a save of seconds delays changes and no search.

    Args:
        path: Of the snapshot; None keeps none. A snapshot that is missing, damaged or of another model means starting
            empty at sequence 0.
        dimension: Of the vectors.
        model: Fingerprint of the encoder they come from.
        exact_up_to: Items from which on an inverted file is built.
    """

    def __init__(self, path: Path | None, dimension: int, model: str, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._path = path
        self._dimension = dimension
        self._model = model
        self._exact_up_to = exact_up_to
        self._changes = threading.RLock()
        self._saving = threading.Lock()
        self._lock = ReadersWriterLock()
        self._growth: _Growth | None = None
        self._threads: list[threading.Thread] = []
        self._sequence = 0
        self._structure: Structure = ExactStructure(dimension)
        self._grow_above = exact_up_to
        self._load()
        self._state = self._saved_state = 0
        with self._changes:
            self._grow_if_due()

    @property
    def shared(self) -> bool:
        """It is one process's."""
        return False

    @property
    def sequence(self) -> int:
        """The last store operation that is taken in."""
        return self._sequence

    def refresh(self) -> None:
        """Nobody else changes it."""

    def __len__(self) -> int:
        """How many items it holds."""
        return len(self._structure)

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:  # noqa: ARG002 - not kept
        """Add items; a key that is there already is replaced, and of one given twice the last counts."""
        rows = last_of_each(keys)
        self._change(np.asarray(keys, dtype=np.int64)[rows], np.asarray(vectors, dtype=np.float32)[rows])

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        self._change(np.unique(np.asarray(keys, dtype=np.int64)), None)

    def search(
        self,
        vectors: Vectors,
        count: int,
        within: Bounds = EVERYWHERE,  # noqa: ARG002 - of what one machine holds enough is found without
    ) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first, wherever they are.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1 and cosine -1.
        """
        queries = np.ascontiguousarray(vectors, dtype=np.float32).reshape(-1, self._dimension)
        if count == 0 or len(queries) == 0:
            return none_found(queries, count)
        with self._lock.reading():
            cosines, keys = self._structure.search(queries, count)
        # Coarse codes take a cosine a little over 1, and FAISS marks what is missing by the lowest float.
        return np.clip(cosines, -1.0, 1.0), keys

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in; call it after their changes."""
        with self._changes:
            if sequence > self._sequence:
                self._sequence = sequence
                self._state += 1

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        with self._changes:
            self._abandon_growth()
            with self._lock.writing():
                self._structure = ExactStructure(self._dimension)
            self._grow_above = self._exact_up_to
            self._sequence = 0
            self._state += 1

    def save(self) -> None:
        """Write a snapshot that the next start begins from; nothing is done if nothing has changed.

        One that can not be written is logged and no error: the next start has more to replay.
        """
        if self._path is None:
            return
        writer = SnapshotWriter(self._path)
        with self._saving:
            try:
                with self._changes:
                    state = self._state
                    if state == self._saved_state:
                        return
                    stamp = Stamp(self._sequence, self._model, self._dimension, len(self._structure))
                    writer.write(self._structure.index, stamp)
                writer.publish()
            except (OSError, RuntimeError):
                _log.exception("The snapshot %s can not be written; the next start will replay more", self._path)
            else:
                self._saved_state = state

    def close(self) -> None:
        """Write a snapshot if there is something new, and stop what runs in the background."""
        with self._changes:
            self._abandon_growth()
            self._grow_above = np.iinfo(np.int64).max
        for thread in self._threads:
            thread.join()
        self.save()

    def _load(self) -> None:
        if self._path is None or not self._path.exists():
            return
        try:
            index, stamp = read_snapshot(self._path, self._model, self._dimension)
        except (SnapshotError, OSError) as error:
            _log.warning("The snapshot %s is not used: %s. The index is rebuilt from the store.", self._path, error)
            return
        self._sequence = stamp.sequence
        if isinstance(index, faiss.IndexIVF):
            self._structure = InvertedStructure(index)
            self._grow_above = GROWTH * count_trained_for(index.nlist)
        else:
            self._structure = ExactStructure(self._dimension, index)

    def _change(self, keys: Keys, vectors: Vectors | None) -> None:
        if len(keys) == 0:
            return
        with self._changes:
            with self._lock.writing():
                _apply(self._structure, keys, vectors)
            self._state += 1
            if self._growth is not None:
                self._growth.missed.append((keys, vectors))
            self._grow_if_due()

    def _abandon_growth(self) -> None:
        if self._growth is not None:
            self._growth.cancelled.set()
            self._growth = None

    def _grow_if_due(self) -> None:
        if self._growth is None and len(self._structure) > self._grow_above:
            growth = self._growth = _Growth()
            arguments = (growth, self._structure)
            growth.thread = threading.Thread(target=self._grow, args=arguments, name="semantic-index-growth")
            self._threads = [thread for thread in self._threads if thread.is_alive()] + [growth.thread]
            growth.thread.start()

    def _grow(self, growth: _Growth, source: Structure) -> None:
        faiss.omp_set_num_threads(1)  # of this thread alone: the other cores stay with the callers
        count = len(source)
        try:
            built = self._build(source, growth)
            if built is not None:
                self._swap_in(built, growth, GROWTH * count)
        except Exception:  # noqa: BLE001 - whatever it is, it must not end the index in use
            _log.exception("No bigger index could be built; the one in use goes on, a little slower")
            with self._changes:
                if self._growth is growth:
                    self._growth = None
                    self._grow_above = 2 * count  # not again at the very next change

    def _build(self, source: Structure, growth: _Growth) -> Structure | None:
        """The items of the source in a new inverted file; None if it was cancelled."""
        count = len(source)
        clusters = clusters_for(count)
        share = min(1.0, SAMPLE_PER_CLUSTER * clusters / count)
        random = np.random.default_rng(1)
        sample = []
        pieces = source.chunks()
        while (piece := self._next(pieces)) is not None:
            sample.append(piece[1][random.random(len(piece[1])) < share])
        built = train_inverted(np.concatenate(sample), clusters, lambda: not growth.cancelled.is_set())
        pieces = source.chunks()
        while built is not None and (piece := self._next(pieces)) is not None:
            if growth.cancelled.is_set():
                return None
            built.add(*piece)
        return built

    def _next(self, pieces: Iterator[tuple[Keys, Vectors]]) -> tuple[Keys, Vectors] | None:
        with self._changes:
            return next(pieces, None)

    def _swap_in(self, built: Structure, growth: _Growth, grow_above: int) -> None:
        """Take in what changed while it was built, the last bit while other changes wait, and put it in place."""
        while not growth.cancelled.is_set():
            with self._changes:
                missed, growth.missed = growth.missed, []
                if sum(len(keys) for keys, _ in missed) <= _CATCH_UP:
                    _apply_all(built, missed)
                    if self._growth is growth:
                        with self._lock.writing():
                            self._structure = built
                        self._growth = None
                        self._grow_above = grow_above
                        self._state += 1
                    return
            _apply_all(built, missed)


def _apply(structure: Structure, keys: Keys, vectors: Vectors | None) -> None:
    if vectors is None:
        structure.remove(keys)
    else:
        structure.add(keys, vectors)


def _apply_all(structure: Structure, changes: list[tuple[Keys, Vectors | None]]) -> None:
    for keys, vectors in changes:
        _apply(structure, keys, vectors)
