"""What people use today, on the same pairs: each method gives a pair one score, higher for closer."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.records import baseline_code
from benchmarks.runs.pairs import pairs_of
from dedup.article import Article
from dedup.text.document import read_document
from dedup.text.words import words_with_offsets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from benchmarks.sides import CachedEncoder
    from benchmarks.workbench import Workbench

METHODS = {
    "jaccard": "word 5-gram Jaccard",
    "containment": "word 5-gram containment",
    "lsh": "datasketch MinHash LSH, best threshold",
    "one_vector": "one MiniLM vector an article, cosine",
    "semhash": "SemHash, the same vector",
    "rensa": "Rensa R-MinHash of words",
}
"""Every baseline, with its name in tables."""

SHINGLE = 5
PERMUTATIONS = 128
_LSH_STEPS = tuple(round(0.04 * step, 2) for step in range(1, 25))
"""Thresholds an LSH is built for; a pair's score is the highest at which one finds it."""

_MEMORY = 4096


def ngrams(text: str, length: int = SHINGLE) -> frozenset[tuple[str, ...]]:
    """The word n-grams of a text; a shorter text is one itself."""
    words = [word for word, _, _ in words_with_offsets(text)]
    if len(words) < length:
        return frozenset({tuple(words)})
    return frozenset(zip(*(words[offset:] for offset in range(length)), strict=False))


def overlap(first: str, second: str) -> tuple[float, float]:
    """Exact Jaccard similarity and containment (of the text that has fewer) of two texts' word 5-grams."""
    one, two = ngrams(first), ngrams(second)
    shared = len(one & two)
    return shared / len(one | two), shared / min(len(one), len(two))


class Baselines:
    """All baselines; what is made of one article is kept for its next pair.

    Args:
        encoder: The model that every vector method gets, so that they differ in method alone.
    """

    def __init__(self, encoder: CachedEncoder) -> None:
        from datasketch import MinHashLSH

        self._encoder = encoder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lsh = {step: MinHashLSH(step, PERMUTATIONS) for step in _LSH_STEPS}
        self._methods: dict[str, Callable[[Article, Article], float]] = {
            "jaccard": lambda query, match: overlap(query.text, match.text)[0],
            "containment": lambda query, match: overlap(query.text, match.text)[1],
            "lsh": self._lsh_score,
            "one_vector": lambda query, match: float(self._vector(query.text) @ self._vector(match.text)),
        }
        if find_spec("semhash"):
            self._methods["semhash"] = self._semhash
        if find_spec("rensa"):
            self._methods["rensa"] = self._rensa

    @property
    def names(self) -> list[str]:
        """The methods that are installed."""
        return list(self._methods)

    def scores(self, query: Article, match: Article) -> dict[str, float]:
        """The score each method gives a pair."""
        return {name: round(method(query, match), 6) for name, method in self._methods.items()}

    def _lsh_score(self, query: Article, match: Article) -> float:
        stored, asked = _minhash(match.text), _minhash(query.text)
        best = 0.0
        for step, lsh in self._lsh.items():
            lsh.insert("stored", stored)
            if lsh.query(asked):
                best = step
            lsh.remove("stored")
        return best

    def _vector(self, text: str) -> NDArray[np.float32]:
        """The mean of the sentences' vectors by words: all of a text, where the model itself reads 256 pieces."""
        if text in self._vectors:
            return self._vectors[text]
        document = read_document(Article(text))
        if not document.sentences:
            return np.zeros(self._encoder.dimension, dtype=np.float32)
        vector = document.sentence_words.astype(np.float32) @ self._encoder.encode(document.sentence_texts())
        self._vectors[text] = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return self._vectors[text]

    def _semhash(self, query: Article, match: Article) -> float:
        from semhash import SemHash

        if query.text == match.text:
            return 1.0
        index = SemHash.from_records([match.text], model=_Vectors(self._vector))
        found = index.deduplicate([query.text], threshold=-1.0).filtered
        return max((float(one.score) for one in found), default=0.0)

    @staticmethod
    def _rensa(query: Article, match: Article) -> float:
        return float(_rensa_hash(query.text).jaccard(_rensa_hash(match.text)))


class _Vectors:
    """One vector a text, as SemHash asks for them."""

    def __init__(self, vector: Callable[[str], NDArray[np.float32]]) -> None:
        self._vector = vector

    def encode(self, inputs: Sequence[str], **_: object) -> NDArray[np.float32]:
        """A vector of each text, shape (len(inputs), dimension)."""
        return np.stack([self._vector(text) for text in inputs])


@lru_cache(_MEMORY)
def _minhash(text: str) -> Any:  # noqa: ANN401 - the library has no types
    from datasketch import MinHash

    hashed = MinHash(PERMUTATIONS)
    hashed.update_batch([" ".join(shingle).encode("utf-8", "replace") for shingle in ngrams(text)])
    return hashed


@lru_cache(_MEMORY)
def _rensa_hash(text: str) -> Any:  # noqa: ANN401 - the library has no types
    from rensa import RMinHash

    hashed = RMinHash(PERMUTATIONS, 42)
    hashed.update([word for word, _, _ in words_with_offsets(text)])
    return hashed


def run_baselines(bench: Workbench) -> None:
    """Score every pair with every baseline.

    Args:
        bench: The corpora and the encoder.
    """
    baselines = Baselines(bench.encoder)
    fingerprint = {
        "sentence model": bench.encoder.fingerprint[:12],
        "methods": ", ".join(baselines.names),
        "datasketch": version("datasketch"),
        "baseline code": baseline_code(),
    }
    records = bench.records("baselines", fingerprint)
    for corpus in bench.labelled:
        pairs = [p for p in pairs_of(corpus) if (corpus.name, p.derived, p.source) not in records]
        for pair in bench.track(pairs, f"baselines on {corpus.name}", len(pairs)):
            scores = baselines.scores(corpus.articles[pair.derived], corpus.articles[pair.source])
            records.append({"corpus": corpus.name, "derived": pair.derived, "source": pair.source, "scores": scores})
    bench.encoder.flush()
