from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup import compiled, eightbit
from dedup.article import Article
from dedup.compiled import Way
from dedup.eightbit import Reach, plan_of
from dedup.encoder import SentenceTransformerEncoder
from dedup.errors import EncoderError
from dedup.fitting import sample_sentences, sample_windows
from dedup.reader import AdaptedReader
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

eight = pytest.mark.skipif(
    not (compiled.available() and eightbit.available()),
    reason="OpenVINO (extra `openvino`) is not installed, or the processor has neither avx512_vnni nor avx_vnni",
)

TEXTS = [
    "Three trawlers of Port Anselm were towed in on Monday, the harbour master said, after their nets had fouled.",
    "The council of Lower Wend votes on the tram line in March.",
    "Shares of the shipbuilder Corran & Pell fell by a third before trading was halted.",
    "“Nobody asked us,” said Ilse Maran, who has run the bakery for thirty years.",
    "Two people were hurt when a crane toppled at the new terminal.",
    "The tide turned.",
]
PAIRS = [
    (TEXTS[0], "The harbour master said three boats from Port Anselm were brought in on Monday."),
    (TEXTS[1], TEXTS[4]),
]


def _plain(states: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Mean square by which a product is missed in bytes of one scale, nothing done about channels that reach far."""
    return _missed(states, weights, np.abs(states).max() / 127, -128, 127)


def _missed(states: NDArray[np.float64], weights: NDArray[np.float64], step: float, low: int, high: int) -> float:
    rows = np.abs(weights).max(axis=1, keepdims=True) / 127
    whole = np.clip(np.rint(states / step), low, high) * step
    return float(np.square(whole @ (np.rint(weights / rows) * rows).T - states @ weights.T).mean())


def test_channels_that_reach_far_cost_the_others_nothing() -> None:
    rng = np.random.default_rng(1)
    states = rng.normal(size=(400, 64))
    states[:, 3] = 30 + rng.normal(size=400)
    states[:, 7] *= 12
    weights = rng.normal(size=(32, 64))
    square = np.square(states).mean(axis=0)
    plan = plan_of(
        Reach(states.min(0), states.max(0), states.mean(0), square), weights.astype(np.float32), is_gelu=False
    )
    moved = (states - plan.shift) / plan.scale
    assert plan.low <= moved.min()
    assert moved.max() <= plan.high
    step = (plan.high - plan.low) / 255
    assert _missed(moved, weights * plan.scale, step, -128, 127) < _plain(states, weights) / 10


def test_nothing_stays_nothing_behind_a_gelu() -> None:
    reach = Reach(np.full(8, -0.17), np.linspace(1, 6, 8), np.zeros(8), np.ones(8))
    plan = plan_of(reach, np.ones((4, 8), dtype=np.float32), is_gelu=True)
    step = (plan.high - plan.low) / 255
    assert not plan.shift.any()
    assert plan.low / step == pytest.approx(round(plan.low / step))
    assert plan.low <= -0.17 + step
    assert plan.high >= (reach.high / plan.scale).max()


def test_samples_are_sentences_pieces_and_pairs() -> None:
    texts = sample_sentences()
    assert len(texts) > 500
    assert min(len(text.split()) for text in texts) == 1 or any(len(text.split()) == 4 for text in texts)
    assert all(first and second for first, second in sample_windows())


@eight
def test_vectors_in_eight_bits_are_nearly_those_in_single_precision() -> None:
    exact, bytes_ = (SentenceTransformerEncoder(precision=way).encode(TEXTS) for way in ("f32", "i8"))
    cosines = (exact * bytes_).sum(axis=1)
    assert cosines.mean() > 0.998
    assert cosines.max() < 0.999999  # it is another way


@eight
def test_a_reader_in_eight_bits_says_nearly_the_same() -> None:
    exact, bytes_ = (AdaptedReader(way=Way(precision=way)).read(PAIRS) for way in ("f32", "i8"))
    assert exact[0] > 0 > exact[1]
    assert np.abs(exact - bytes_).max() < 0.5
    assert (exact != bytes_).all()


@eight
def test_a_store_of_one_precision_opens_with_the_other(tmp_path: Path) -> None:
    eights, exact = (
        Settings(data_dir=tmp_path, database_url=None, encoder_precision=precision) for precision in ("i8", "f32")
    )
    with closing(build_service(eights)) as service:
        service.ingest(Article("\n\n".join(TEXTS), id="quay"))
    with closing(build_service(exact)) as service:
        found = service.score(Article("\n\n".join(first for first, _ in PAIRS)))
    assert found.matches[0].article.id == "quay"
    assert found.matches[0].relation.is_derived


@eight
def test_what_was_fitted_is_kept(tmp_path: Path) -> None:
    code = (
        "import json, sys; from dedup.encoder import SentenceTransformerEncoder as E; "
        "v = E(threads=1, precision='i8').encode(['The tide turned.']); "
        "print(json.dumps(['torch' in sys.modules, v.tolist()]))"
    )
    environment = {"XDG_CACHE_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(sys.path)}

    def run() -> tuple[bool, NDArray[np.float32]]:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - ours
        has_torch, vectors = json.loads(done.stdout)
        return has_torch, np.array(vectors)

    fitted, first = run()
    again, second = run()
    assert (fitted, again) == (True, False)
    np.testing.assert_allclose(first, second, atol=1e-6)


@pytest.mark.skipif(not compiled.available(), reason="OpenVINO (extra `openvino`) is not installed")
def test_a_processor_without_the_instructions_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eightbit, "available", lambda: False)
    with pytest.raises(EncoderError, match="avx512_vnni"):
        SentenceTransformerEncoder(precision="i8").encode(TEXTS)
    with pytest.raises(EncoderError, match="avx512_vnni"):
        AdaptedReader(way=Way(precision="i8")).read(PAIRS)


@pytest.mark.skipif(not compiled.available(), reason="OpenVINO (extra `openvino`) is not installed")
def test_a_processor_without_bf16_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_has_bf16", lambda: False)
    with pytest.raises(EncoderError, match="avx512_bf16"):
        SentenceTransformerEncoder(precision="bf16").encode(TEXTS)


@pytest.mark.parametrize(
    ("has_eight", "has_bf16", "products", "rest"),
    [
        (True, True, "i8", "bf16"),
        (True, False, "i8", "f32"),
        (False, True, "bf16", "bf16"),
        (False, False, "f32", "f32"),
    ],
)
def test_by_default_the_quickest_that_there_is(
    monkeypatch: pytest.MonkeyPatch, *, has_eight: bool, has_bf16: bool, products: str, rest: str
) -> None:
    monkeypatch.setattr(eightbit, "available", lambda: has_eight)
    monkeypatch.setattr(compiled, "_has_bf16", lambda: has_bf16)
    assert (Way().multiplies_in(), Way().rest()) == (products, rest)
    assert (Way(precision="f32").multiplies_in(), Way(precision="f32").rest()) == ("f32", "f32")
