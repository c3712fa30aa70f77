"""The doctor: are store, models and indexes what they should be, article by article?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import EncoderError, IndexUnavailable
from dedup.ports.indexes import item_key
from dedup.preparation import shingles
from dedup.text.document import restore_document
from dedup.text.passages import passage_vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.calibrations import Calibrations
    from dedup.detection.reading import JointReader
    from dedup.detection.scale import Scale
    from dedup.health import Health
    from dedup.ports.arrays import Vectors
    from dedup.ports.indexes import LexicalIndex, SemanticIndex
    from dedup.ports.models import Encoder
    from dedup.ports.store import ArticleStore

TRIED_WITH = "The tide turned."
"""A sentence to see whether a model runs."""

_READ = 200
"""Articles that are looked for in the semantic index together."""
_EQUAL = 0.97
"""Cosine from which on two vectors count as one, one of them in codes of 8 bits."""
_FOUND = 0.98
"""Share of articles that have to be found: an index that is not exact finds the nearest of a hundred 98 times."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of the doctor."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was counted article by article.

    Attributes:
        unsigned: Articles that the lexical index does not find by their own signature.
        astray: Articles that the semantic index does not find by their own first passage.
    """

    articles: int
    passages: int
    unsigned: int
    astray: int


class Doctor:
    """Checks a store and its indexes.

    Args:
        store: The truth.
        lexical: Its buckets live in the store.
        semantic: Derived from the store.
        encoder: Of the sentence vectors.
        health: Tells how far the semantic index is.
        scale: Of the sentence model.
        reader: Reads uncertain pairs; None where evidence decides alone.
        calibrations: Which one answers are made with.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that are checked
        self,
        store: ArticleStore,
        lexical: LexicalIndex,
        semantic: SemanticIndex,
        encoder: Encoder,
        health: Callable[[], Health],
        scale: Scale,
        reader: JointReader | None,
        calibrations: Calibrations,
    ) -> None:
        self._store = store
        self._lexical = lexical
        self._semantic = semantic
        self._encoder = encoder
        self._health = health
        self._scale = scale
        self._reader = reader
        self._calibrations = calibrations

    def diagnose(self) -> list[Finding]:
        """Check what there is, article by article; a finding says what to do where something does not agree."""
        health = self._health()
        checked = self._checked()
        counted = checked.articles == health.articles and checked.passages == health.passages
        empty = "" if checked.articles else ": it is empty; dedup ingest stores articles"
        told = f"{checked.articles} articles, {checked.passages} passages{empty}"
        unsigned = checked.unsigned
        return [
            Finding("store", counted, told + _advice(ok=counted)),
            self._model(),
            self._semantic_finding(health, checked),
            Finding(
                "lexical index",
                unsigned == 0,
                f"{checked.articles - unsigned} of {checked.articles} articles are found by their own signature"
                f"{_advice(ok=unsigned == 0)}",
            ),
            self._reading(),
            self._calibration(),
        ]

    def _semantic_finding(self, health: Health, checked: _Checked) -> Finding:
        try:
            items = len(self._semantic)
        except IndexUnavailable as error:
            return Finding("semantic index", ok=False, detail=str(error))
        near = checked.articles - checked.astray
        ok = health.in_step and items == health.passages and near >= _FOUND * checked.articles
        return Finding(
            "semantic index",
            ok,
            f"{items} of {health.passages} passages, operation {health.indexed_sequence} of {health.sequence}, "
            f"{near} of {checked.articles} articles are found by their own first passage{_advice(ok=ok)}",
        )

    def _model(self) -> Finding:
        """Whether the sentence model can be loaded and run, which an empty store would not show."""
        try:
            shape = self._encoder.encode([TRIED_WITH]).shape
        except EncoderError as error:
            return Finding("model", ok=False, detail=str(error))
        read = self._scale.name or "as they are"
        detail = f"{self._encoder.name}, {shape[1]} dimensions, cosines read {read}, run by {self._encoder.way}"
        return Finding("model", shape == (1, self._encoder.dimension), detail)

    def _reading(self) -> Finding:
        """Whether uncertain pairs are read, and whether the reader can be loaded and run."""
        reader = self._reader
        if reader is None:
            why = (
                "none, evidence decides alone: DEDUP_READER_WINDOWS is 0, DEDUP_MODEL is not the packaged model, or "
                "the relation model was fitted without readings"
            )
            return Finding("reader", ok=True, detail=why)
        try:
            reader.read([(TRIED_WITH, TRIED_WITH)])
        except EncoderError as error:
            return Finding("reader", ok=False, detail=str(error))
        return Finding("reader", ok=True, detail=f"{reader.name}, up to {reader.windows} passages for an answer")

    def _calibration(self) -> Finding:
        """Which calibration answers are made with, and whether it was fitted to the models that decide."""
        applied = self._calibrations.applied()
        if applied is None:
            return Finding("calibration", ok=True, detail="as shipped")
        if self._calibrations.holds(applied):
            return Finding("calibration", ok=True, detail=applied.told)
        why = "it was fitted to other models and does not count; run it again, or `dedup calibrate --reset`"
        return Finding("calibration", ok=False, detail=f"{applied.told}: {why}")

    def _checked(self) -> _Checked:
        """Articles and passages counted one by one, and how many either index does not find."""
        articles = passages = unsigned = astray = 0
        stored = self._store.scan()
        while batch := list(itertools.islice(stored, _READ)):
            firsts = []
            for one in batch:
                document = restore_document(one.article.text, one.layout)
                hits = self._lexical.query(self._lexical.sign(shingles(document)[:1]))
                articles += 1
                passages += len(document.passages)
                unsigned += item_key(one.key, 0) not in hits[0]
                firsts.append(passage_vectors(document, one.sentence_vectors)[0])
            astray += self._astray(np.stack(firsts))
        return _Checked(articles, passages, unsigned, astray)

    def _astray(self, vectors: Vectors) -> int:
        """How many vectors have no equal in the semantic index."""
        try:
            cosines, _ = self._semantic.search(vectors, 1)
        except IndexUnavailable:
            return len(vectors)
        return int((self._scale.passages.of(cosines[:, 0]) < _EQUAL).sum())


def _advice(*, ok: bool) -> str:
    return "" if ok else "; run `dedup reindex`"
