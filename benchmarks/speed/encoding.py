"""The encoder against stock sentence-transformers, and against the most this machine multiplies."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.speed.machine import machine
from benchmarks.speed.texts import mixed_articles, sentences_of
from dedup import eightbit
from dedup.compiled import available
from dedup.encoder import SentenceTransformerEncoder
from dedup.modelfiles import packaged_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

STOCK = "sentence-transformers"
_WARM_UP = ["The tide turned.", "Nobody at the harbour had expected it to turn so early in the year."]
_LAYERS, _WIDTH, _INNER = 6, 384, 1536
"""Of all-MiniLM-L6-v2."""

_HAS_BF16 = {"avx512_bf16", "amx_bf16"}
_SIDE, _PRODUCTS = 2048, 4
"""Rows of the square matrices whose product tells what the machine can do, and how many are timed."""


def measure_encoder(data: Path | None, count: int = 1500, repeats: int = 3) -> dict[str, Any]:
    """Encode the same sentences in every way, in turns, the best turn of each.

    Args:
        data: Folder of corpora; the gold set where there is none.
        count: Most sentences.
        repeats: Turns.

    Returns:
        Sentences a second and floating-point operations of each way, ratios to stock sentence-transformers, and the
        mean and lowest cosine to its vectors.
    """
    facts = machine()
    sentences = sentences_of(mixed_articles(data, count), count)
    stock = _stock()
    # A new encoder a turn: one that is asked again knows its sentences.
    ways: dict[str, Callable[[], Encode]] = {
        STOCK: lambda: stock,
        "wire-dedup": lambda: SentenceTransformerEncoder().encode,
        "wire-dedup in f32": lambda: SentenceTransformerEncoder(precision="f32").encode,
    }
    if eightbit.available() and available():
        ways["wire-dedup in i8"] = lambda: SentenceTransformerEncoder(precision="i8").encode
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, NDArray[np.float32]] = {}
    for _ in range(repeats):
        for name, way in ways.items():
            encode = way()
            encode(_WARM_UP)
            began = time.perf_counter()
            vectors[name] = encode(sentences)
            seconds[name].append(time.perf_counter() - began)
    least = min(seconds[STOCK])
    work, peak = _operations(sentences), _peak()
    return {
        "machine": facts,
        "sentences": len(sentences),
        "peak_gflops": {name: round(value) for name, value in peak.items()},
        "ways": {
            name: {
                "sentences_a_second": round(len(sentences) / min(took), 1),
                "times_stock": round(least / min(took), 2),
                "gflops": round(work / min(took) / 1e9),
                "share_of_f32_peak": round(work / min(took) / 1e9 / peak["f32"], 2),
                **_likeness(vectors[name], vectors[STOCK]),
            }
            for name, took in seconds.items()
        },
    }


def _stock() -> Encode:
    from sentence_transformers import SentenceTransformer

    model: Any = SentenceTransformer(str(packaged_folder()), device="cpu", local_files_only=True)
    return lambda texts: np.asarray(
        model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32
    )


def _likeness(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> dict[str, float]:
    cosines = (ours * theirs).sum(axis=1)
    return {"mean_cosine": round(float(cosines.mean()), 6), "lowest_cosine": round(float(cosines.min()), 6)}


def _operations(sentences: Sequence[str]) -> float:
    """Floating-point operations of the matrix products of one pass, without padding: two a multiplication.

    A token costs four products with the width squared and two with width and inner width in each layer; attention
    another two with the width for each token that it looks at.
    """
    from tokenizers import Tokenizer

    tokenizer: Any = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    lengths = np.array([len(one.ids) for one in tokenizer.encode_batch(list(sentences))], dtype=np.float64)
    dense = 2 * (4 * _WIDTH**2 + 2 * _WIDTH * _INNER) * lengths
    attention = 2 * 2 * _WIDTH * lengths**2
    return float(_LAYERS * (dense + attention).sum())


def _peak() -> dict[str, float]:
    """Billions of operations a second of large matrix products, by precision, as PyTorch gets them here.

    In bf16 only where the processor multiplies in it: elsewhere it is emulated, and says nothing.
    """
    import torch

    found = {}
    kinds = {"f32": torch.float32} | ({"bf16": torch.bfloat16} if _HAS_BF16 & {*machine()["instructions"]} else {})
    for name, kind in kinds.items():
        matrix = torch.rand(_SIDE, _SIDE).to(kind)
        _ = matrix @ matrix
        began = time.perf_counter()
        for _ in range(_PRODUCTS):
            _ = matrix @ matrix
        found[name] = _PRODUCTS * 2 * _SIDE**3 / (time.perf_counter() - began) / 1e9
    return found
