from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.detection.scale import RAW, Curve, Scale, Whole, matched

COSINES = st.lists(st.floats(-1.0, 0.999), min_size=5, max_size=20)


def spread(cosines: list[float]) -> np.ndarray:
    """Cosines as a model has that tells sentences apart: these, and some from one end to the other."""
    return np.array([*cosines, *np.linspace(-0.1, 0.95, 60)])


@given(COSINES, st.floats(0.05, 1.0), st.integers(0, 3))
def test_a_curve_rises_and_keeps_the_same_sentence_the_same(cosines: list[float], share: float, power: int) -> None:
    ours = spread(cosines)
    curve = matched(1.0 - share * (1.0 - ours) ** (1.0 + power / 4), ours)
    line = np.linspace(-1.0, 1.0, 400, dtype=np.float32)
    found = curve.of(line)
    assert (np.diff(found) >= 0).all()
    assert curve.of(np.ones(1, np.float32)) == [1.0]
    assert found.min() >= -1.0
    assert found.max() <= 1.0


@given(COSINES, st.floats(0.1, 1.0))
def test_cosines_that_were_squeezed_get_back_to_what_they_were(cosines: list[float], share: float) -> None:
    ours = spread(cosines)
    curve = matched(1.0 - share + share * ours, ours)
    line = np.linspace(-0.9, 1.0, 100)
    squeezed = (1.0 - share + share * line).astype(np.float32)
    np.testing.assert_allclose(curve.of(squeezed), line, atol=2e-3)


@given(COSINES)
def test_a_model_s_own_cosines_stay_where_they_are(cosines: list[float]) -> None:
    ours = spread(cosines)
    line = np.linspace(-1.0, 1.0, 100, dtype=np.float32)
    np.testing.assert_allclose(matched(ours, ours).of(line), line, atol=1e-5)


def test_raw_cosines_are_given_as_they_are() -> None:
    random = np.random.default_rng(1)
    first, second = random.standard_normal((2, 5, 8)).astype(np.float32)
    assert np.array_equal(RAW.between(first, second), first @ second.T)
    assert RAW.name == ""


def test_a_sentence_that_was_not_encoded_is_close_to_none() -> None:
    scale = Scale(matched(0.7 + 0.3 * np.linspace(0, 0.9, 60), np.linspace(0, 0.9, 60)))
    vectors = np.array([[1.0, 0.0], [0.0, 0.0]], dtype=np.float32)
    assert scale.between(vectors, vectors).tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_the_topic_of_squeezed_vectors_is_that_of_the_real_ones() -> None:
    random = np.random.default_rng(2)
    real = [random.standard_normal((n, 6)).astype(np.float32) for n in (4, 7)]
    real = [vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in real]
    squeezed = [np.pad(np.sqrt(0.3) * vectors, ((0, 0), (0, 1)), constant_values=np.sqrt(0.7)) for vectors in real]
    weights = [np.full(len(vectors), 1 / len(vectors)) for vectors in real]
    line = np.linspace(-0.9, 0.9, 90)
    scale = Scale(matched(0.7 + 0.3 * line, line))
    topics = [
        by.topic(*(Whole(w, v.astype(np.float32)) for w, v in zip(weights, vectors, strict=True)))
        for by, vectors in ((RAW, real), (scale, squeezed))
    ]
    assert topics[0] == pytest.approx(topics[1], abs=1e-3)


def test_a_model_that_tells_nothing_apart_has_no_scale() -> None:
    with pytest.raises(ValueError, match=r"closest cosine is 0\.900"):
        matched(np.full(90, 0.9), np.linspace(0, 0.9, 90))


def test_a_scale_is_called_after_its_curves() -> None:
    one, other = Scale(Curve(((0.7, 0.0), (1.0, 1.0)))), Scale(Curve(((0.6, 0.0), (1.0, 1.0))))
    assert one.name.startswith("scale-")
    assert one.name != other.name
