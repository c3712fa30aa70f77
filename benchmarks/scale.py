"""The sample that scales of sentence models are measured with, and what a scale is worth.

``python -m benchmarks scale --sample FILE`` draws the sample: passages of the gold set's fitting events, whose pairs
range from unrelated to lightly edited. ``python -m benchmarks scale [--model MODEL]`` tells how many relations of the
gold set another model gives as the packaged one does, with its scale and without: by default the packaged one in
disguise, its cosines squeezed into 0.7 to 1.0.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.corpora import load_gold
from benchmarks.markdown import table
from benchmarks.runs.pairs import pairs_of
from dedup.calibrating.figures import recall_at
from dedup.comparing import Comparer
from dedup.detection.matching import DERIVED
from dedup.detection.scale import RAW
from dedup.modelfiles import PACKAGED
from dedup.scaling import measured
from dedup.settings import Settings
from dedup.text.document import read_document
from dedup.wiring import build_encoder, build_judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.corpora import Corpus
    from dedup.detection.scale import Scale
    from dedup.detection.verdict import Verdict
    from dedup.formats.labelled import Pair
    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder

_BIN = 0.05
"""Width of the stretches of cosine that the sample has about as many pairs of."""

_OF_SENTENCES, _OF_PASSAGES = 16, 14
"""Most pairs of a stretch."""

_SENTENCES = (2, 4)
"""Sentences of a passage of the sample."""

_STYLES = ("light", "heavy", "abridged", "translated", "independent")
"""How articles were made of whose paragraphs a passage of the source gets a counterpart."""


def sample_of(corpus: Corpus, encoder: Encoder) -> dict[str, Any]:
    """Draw the sample.

    Args:
        corpus: The gold set; of its held-out events nothing is taken.
        encoder: The packaged model.

    Returns:
        ``texts``, a list of sentences each; ``sentences``, pairs ``[text, sentence, text, sentence, cosine]``; and
        ``passages``, pairs ``[text, text, cosine]``.
    """
    texts = list(dict.fromkeys(_passages(corpus)))
    places = [(i, j) for i, text in enumerate(texts) for j in range(len(text))]
    vectors = encoder.encode([texts[i][j] for i, j in places])
    edges = np.cumsum([0, *(len(text) for text in texts)])
    means = np.stack([vectors[a:b].mean(axis=0) for a, b in itertools.pairwise(edges)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return {
        "texts": [list(text) for text in texts],
        "sentences": [[*places[i], *places[j], cosine] for i, j, cosine in _spread(vectors, _OF_SENTENCES)],
        "passages": [[i, j, cosine] for i, j, cosine in _spread(means, _OF_PASSAGES)],
    }


def _passages(corpus: Corpus) -> Iterator[tuple[str, ...]]:
    """Paragraphs of the sources, each with its counterpart in an article made from it, and one of another report."""
    alignments = {(one["derived"], one["source"]): one["paragraphs"] for one in corpus.alignments}
    for number, pair in enumerate(corpus.fitting_pairs):
        if pair.detail not in _STYLES or (pair.derived, pair.source) not in alignments:
            continue
        derived, source = (_paragraphs(corpus, name) for name in (pair.derived, pair.source))
        links = alignments[pair.derived, pair.source]
        aligned = [(derived[i], source[j]) for i, j in links if i in derived and j in source]
        if aligned:
            yield from aligned[number % len(aligned)]


def _paragraphs(corpus: Corpus, name: str) -> dict[int, tuple[str, ...]]:
    document = read_document(corpus.articles[name])
    sentences = document.sentence_texts()
    least, most = _SENTENCES
    return {
        one.index: tuple(sentences[one.sentences.start : one.sentences.stop])
        for one in document.paragraphs
        if least <= len(one.sentences) <= most
    }


def _spread(vectors: NDArray[np.float32], most: int) -> list[tuple[int, int, float]]:
    """Pairs of about as many of every stretch of cosine; those of a stretch from all over the sample."""
    cosines = vectors @ vectors.T
    stretches: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for i, j in zip(*np.triu_indices(len(vectors), 1), strict=True):
        cosine = float(cosines[i, j])
        if cosine < 1.0 - 1e-4:
            stretches[int(np.floor(cosine / _BIN))].append((int(i), int(j), round(cosine, 5)))
    return [
        pairs[at]
        for _, pairs in sorted(stretches.items())
        for at in np.unique(np.linspace(0, len(pairs) - 1, most).astype(int)).tolist()
    ]


class Squeezed:
    """An encoder in disguise: cosines of 0 to 1 become such of ``least`` to 1, exactly.

    Each vector gets a component that all have in common, v' = (sqrt(1 - least) v, sqrt(least)), so that
    <v', w'> = least + (1 - least) <v, w>.

    Args:
        encoder: The real one.
        least: Cosine of what has nothing in common.
    """

    def __init__(self, encoder: Encoder, least: float = 0.7) -> None:
        self._encoder, self.way = encoder, encoder.way
        self._least = least
        self.name, self.languages = f"squeezed {encoder.name}", encoder.languages
        self.dimension, self.fingerprint = encoder.dimension + 1, f"squeezed {least} {encoder.fingerprint}"

    @cached_property
    def scale(self) -> Scale:
        """As it is measured."""
        return measured(self.name, self.encode)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order."""
        vectors = np.float32(np.sqrt(1.0 - self._least)) * self._encoder.encode(texts)
        return np.pad(vectors, ((0, 0), (0, 1)), constant_values=np.float32(np.sqrt(self._least)))


class Projected:
    """An encoder of fewer dimensions: the principal components of the real one's vectors of the gold set.

    Args:
        encoder: The real one.
        texts: Whose components are kept.
        dimension: How many.
    """

    def __init__(self, encoder: Encoder, texts: Sequence[str], dimension: int) -> None:
        self._encoder, self.way = encoder, encoder.way
        vectors = encoder.encode(texts)
        self._mean = vectors.mean(axis=0)
        self._components = np.linalg.svd(vectors - self._mean, full_matrices=False)[2][:dimension].T
        self.name, self.languages = f"{dimension} components of {encoder.name}", encoder.languages
        self.dimension, self.fingerprint = dimension, f"{dimension} components of {encoder.fingerprint}"

    @cached_property
    def scale(self) -> Scale:
        """As it is measured."""
        return measured(self.name, self.encode)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order."""
        vectors = (self._encoder.encode(texts) - self._mean) @ self._components
        unit: Vectors = (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return unit


class Unscaled:
    """An encoder whose cosines are read as they are.

    Args:
        encoder: The real one.
    """

    scale = RAW

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.languages, self.encode = encoder.name, encoder.languages, encoder.encode
        self.dimension, self.fingerprint, self.way = encoder.dimension, encoder.fingerprint, encoder.way


def verdicts(corpus: Corpus, encoder: Encoder, pairs: Sequence[Pair]) -> list[Verdict]:
    """The answers on pairs, by the evidence alone: the reader goes with the packaged model.

    Args:
        corpus: Has the articles.
        encoder: The sentence model.
        pairs: Labelled or not.
    """
    comparer = Comparer(encoder, build_judge())
    return [comparer.compare(corpus.articles[pair.derived], corpus.articles[pair.source]) for pair in pairs]


def _written(sample: dict[str, Any]) -> str:
    """JSON with a line for every text and pair."""
    parts = (
        json.dumps(name) + ": [\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
        for name, rows in sample.items()
    )
    return "{" + ",\n".join(parts) + "}\n"


def main() -> None:
    """Draw the sample, or tell what a scale is worth."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("--sample", type=Path, help="file to write the sample to")
    parser.add_argument("--model", help="folder or name of a sentence model")
    parser.add_argument("--components", type=int, help="the packaged model's first principal components, so many")
    arguments = parser.parse_args()
    corpus, packaged = load_gold(), build_encoder(Settings(model=PACKAGED))
    if arguments.sample is not None:
        arguments.sample.write_text(_written(sample_of(corpus, packaged)), "utf-8")
        return
    encoder: Encoder = Squeezed(packaged)
    if arguments.model is not None:
        encoder = build_encoder(Settings(model=arguments.model))
    elif arguments.components is not None:
        texts = [t for article in corpus.articles.values() for t in read_document(article).sentence_texts()]
        encoder = Projected(packaged, texts, arguments.components)
    pairs = pairs_of(corpus)
    known = verdicts(corpus, packaged, pairs)
    rows = []
    for told, by in (("packaged", packaged), ("on its scale", encoder), ("as it is", Unscaled(encoder))):
        found = verdicts(corpus, by, pairs)
        both = list(zip(pairs, known, found, strict=True))
        rows.append([told, "held out", *_figures([row for row in both if row[0].derived in corpus.held_out])])
        rows.append([told, "all", *_figures(both)])
    print(f"{encoder.name}, {encoder.scale.name}")
    for curve, points in (("sentences", encoder.scale.sentences.points), ("passages", encoder.scale.passages.points)):
        print(f"{curve}: {', '.join(f'{x:.3f} is {y:.3f}' for x, y in points)}")
    print(table(["cosines", "events", "pairs", "same relation", "relation right", "recall at 1 %", "flagged"], rows))


def _figures(both: Sequence[tuple[Pair, Verdict, Verdict]]) -> list[str]:
    """Pairs; relations as the packaged model gives them; right ones; rewrites found; reports of one event flagged."""
    rows = [(pair, one.relation, other.relation, other.matches[0].derivation) for pair, one, other in both]
    rewrites = np.array([p for pair, _, _, p in rows if pair.relation == "rewrite"])
    reports = np.array([p for pair, _, _, p in rows if pair.relation == "same_event"])
    labelled = [(pair.relation, relation) for pair, _, relation, _ in rows if pair.relation != "unrelated"]
    return [
        str(len(rows)),
        f"{sum(one is other for _, one, other, _ in rows) / len(rows):.3f}",
        f"{sum(one == other for one, other in labelled) / len(labelled):.3f}",
        f"{recall_at(rewrites, reports, 0.01):.3f}",
        f"{float(np.mean(reports >= DERIVED)):.3f}",
    ]


if __name__ == "__main__":
    main()
