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
    # None keeps a vector, since one that is asked again would know its sentences.
    ways: dict[str, Encode] = {
        STOCK: _stock(),
        "wire-dedup": SentenceTransformerEncoder(cached_bytes=0).encode,
        "wire-dedup in f32": SentenceTransformerEncoder(precision="f32", cached_bytes=0).encode,
    }
    if available() and _has_bf16():
        ways["wire-dedup in bf16"] = SentenceTransformerEncoder(precision="bf16", cached_bytes=0).encode
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    vectors: dict[str, NDArray[np.float32]] = {}
    for encode in ways.values():  # as a service does that ran for a while: loaded, its shapes prepared
        encode(sentences)
    for _ in range(repeats):
        for name, encode in ways.items():
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

    In bf16 and in 8 bits only where the processor multiplies in them: elsewhere they are emulated, which says nothing.
    """
    import torch

    kinds: dict[str, tuple[Callable[..., Any], Any]] = {"f32": (torch.mm, torch.float32)}
    if _has_bf16():
        kinds["bf16"] = (torch.mm, torch.bfloat16)
    if eightbit.available():
        kinds["i8"] = (torch._int_mm, torch.int8)  # noqa: SLF001 - there is no other name for it
    found = {}
    for name, (multiply, kind) in kinds.items():
        matrix = (torch.rand(_SIDE, _SIDE) * 100).to(kind)
        multiply(matrix, matrix)
        began = time.perf_counter()
        for _ in range(_PRODUCTS):
            multiply(matrix, matrix)
        found[name] = _PRODUCTS * 2 * _SIDE**3 / (time.perf_counter() - began) / 1e9
    return found


def _has_bf16() -> bool:
    return bool(_HAS_BF16 & {*machine()["instructions"]})
