from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import compiled
from dedup.compiled import _batches
from dedup.encoder import SentenceTransformerEncoder
from dedup.reader import AdaptedReader

if TYPE_CHECKING:
    from pathlib import Path

openvino = pytest.mark.skipif(not compiled.available(), reason="OpenVINO (extra `fast`) is not installed")

TEXTS = [
    "The tide turned.",
    "Three trawlers of Port Anselm were towed in on Monday, the harbour master said, after their nets had fouled.",
    "",
    "Она вернулась в порт.",
    "word " * 700,
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / compiled.CACHE


@openvino
def test_compiled_vectors_are_those_of_sentence_transformers() -> None:
    fast, plain = (SentenceTransformerEncoder(compiled=way).encode(TEXTS) for way in (True, False))
    assert fast.shape == plain.shape
    assert fast.dtype == plain.dtype
    assert (fast * plain).sum(axis=1).min() > 0.999
    np.testing.assert_allclose(np.linalg.norm(fast, axis=1), 1.0, atol=1e-3)


@openvino
def test_a_compiled_reader_says_what_the_plain_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(TEXTS[1], TEXTS[0]), (TEXTS[0], TEXTS[1]), (TEXTS[4], TEXTS[1]), (TEXTS[1], TEXTS[1])]
    fast = AdaptedReader().read(pairs)
    monkeypatch.setattr("dedup.reader.available", lambda: False)
    np.testing.assert_allclose(fast, AdaptedReader().read(pairs), atol=0.5)


@openvino
def test_a_translation_is_kept_and_then_needs_no_torch(cache: Path) -> None:
    code = (
        "import json, sys; from dedup.encoder import SentenceTransformerEncoder as E; "
        "v = E(threads=1).encode(['The tide turned.']); "
        "print(json.dumps(['torch' in sys.modules, bool(sys.modules.get('openvino_telemetry')), v.tolist()]))"
    )

    def run() -> tuple[bool, np.ndarray]:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
        assert done.stderr == ""
        has_torch, reports, vectors = json.loads(done.stdout)
        assert not reports
        return has_torch, np.array(vectors)

    has_torch, first = run()
    assert has_torch
    (kept,) = cache.iterdir()
    has_torch, second = run()
    assert not has_torch
    np.testing.assert_allclose(second, first, atol=1e-3)
    (kept / "model.bin").write_bytes(b"cut")
    has_torch, third = run()
    assert has_torch
    np.testing.assert_allclose(third, first, atol=1e-3)


@openvino
def test_without_a_place_to_keep_it_a_model_is_translated_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert SentenceTransformerEncoder(threads=1).encode(TEXTS[:1]).shape == (1, 384)


@openvino
def test_more_callers_than_cores_wait_for_each_other_and_get_their_own() -> None:
    encoder = SentenceTransformerEncoder(threads=2)
    texts = [[f"Caller {caller}, sentence {number} of the tide." for number in range(80)] for caller in range(6)]
    found: dict[int, np.ndarray] = {}

    def call(caller: int) -> None:
        found[caller] = encoder.encode(texts[caller])

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    again = SentenceTransformerEncoder(threads=1)
    for caller in range(6):
        np.testing.assert_allclose(found[caller], again.encode(texts[caller]), atol=1e-2)


@given(st.lists(st.integers(1, 600), max_size=200))
def test_every_text_is_in_one_batch_and_no_batch_is_large(lengths: list[int]) -> None:
    batches = list(_batches(lengths))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= compiled._BATCH_TOKENS
