"""Measures the scale of a sentence model by the sample that ships, and keeps it with the store.

The sample (``detection/scale.json``, drawn by ``python -m benchmarks scale --sample``) has pairs of sentences and of
passages of made-up news, from unrelated to lightly edited, each with the packaged model's cosine.
"""

from __future__ import annotations

import itertools
import json
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from dedup.detection.scale import RAW, Curve, Scale, matched
from dedup.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder
    from dedup.ports.store import ArticleStore

    _Both: TypeAlias = tuple[NDArray[np.float32], NDArray[np.float64]]

KEPT = "scale"
"""Name under which a store keeps the scale of its model."""


def measured(name: str, encode: Callable[[Sequence[str]], Vectors]) -> Scale:
    """The scale of a model: a second or two of work.

    Args:
        name: Of the model, for messages.
        encode: Unit vectors of sentences, in order.

    Raises:
        EncoderError: It finds unrelated sentences as close as edited ones.
    """
    try:
        return Scale(*(matched(theirs, ours) for theirs, ours in _cosines(encode)))
    except ValueError as error:
        message = f"The model {name!r} does not tell sentences apart: {error}. Set DEDUP_MODEL to another one."
        raise EncoderError(message) from error


def off_by(encode: Callable[[Sequence[str]], Vectors], scale: Scale) -> tuple[float, float]:
    """How far a model's cosines of sentences lie from the packaged one's in the mean, as they are and on its scale.

    Args:
        encode: Unit vectors of sentences, in order.
        scale: The model's.
    """
    (theirs, ours), _ = _cosines(encode)
    return float(np.abs(theirs - ours).mean()), float(np.abs(scale.sentences.of(theirs) - ours).mean())


def _cosines(encode: Callable[[Sequence[str]], Vectors]) -> tuple[_Both, _Both]:
    """Cosines of the sample's pairs of sentences, and of its pairs of passages: the model's, and the packaged one's."""
    sample: dict[str, Any] = json.loads(resources.files("dedup.detection").joinpath("scale.json").read_text("utf-8"))
    edges = np.cumsum([0, *map(len, sample["texts"])])
    vectors = encode([sentence for text in sample["texts"] for sentence in text])
    passages = np.stack([vectors[first:stop].mean(axis=0) for first, stop in itertools.pairwise(edges)])
    passages /= np.maximum(np.linalg.norm(passages, axis=1, keepdims=True), 1e-9)
    pairs = np.array([[edges[i] + a, edges[j] + b] for i, a, j, b, _ in sample["sentences"]])
    others = np.array([pair[:2] for pair in sample["passages"]])
    return (
        (_dot(vectors, pairs), np.array([pair[-1] for pair in sample["sentences"]])),
        (_dot(passages, others), np.array([pair[-1] for pair in sample["passages"]])),
    )


def _dot(vectors: Vectors, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.einsum("ij,ij->i", vectors[pairs[:, 0]], vectors[pairs[:, 1]])
    return found


def kept(store: ArticleStore, encoder: Encoder, *, anew: bool = False) -> Scale:
    """The scale of a store's model: as it was measured when it was first used, by any process.

    Args:
        store: Keeps it, under the model's fingerprint.
        encoder: The model.
        anew: Take it as the encoder measures it now.

    Raises:
        EncoderError: The model can not be loaded, or does not tell sentences apart.
    """
    known = json.loads(store.properties.learned(KEPT) or "{}")
    if not anew and known.get("model") == encoder.fingerprint:
        return Scale(*(Curve(tuple((x, y) for x, y in known[of])) for of in ("sentences", "passages")))
    scale = encoder.scale
    if scale == RAW:
        if known:
            store.properties.learn(KEPT, None)
    else:
        curves = {"sentences": scale.sentences.points, "passages": scale.passages.points}
        store.properties.learn(KEPT, json.dumps({"model": encoder.fingerprint, **curves}))
    return scale
