"""What every encoder keeps, on the packaged model and on the fake that unit tests use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.encoder import SentenceTransformerEncoder
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from dedup.ports.models import Encoder


@pytest.fixture(scope="module", params=["packaged", "hashing"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return SentenceTransformerEncoder(threads=1) if request.param == "packaged" else HashingEncoder()


TEXTS = ["The minister resigned on Monday.", "A ferry ran aground.", "On Monday the minister resigned from office."]


def test_gives_one_unit_vector_a_text(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_takes_no_text(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_vector_depends_on_its_text_alone(encoder: Encoder) -> None:
    together = encoder.encode([*TEXTS, TEXTS[0]])
    np.testing.assert_allclose(together[3], together[0], atol=1e-5)
    np.testing.assert_allclose(encoder.encode(TEXTS[1:2])[0], together[1], atol=1e-5)


def test_related_texts_are_closer(encoder: Encoder) -> None:
    cosines = encoder.encode(TEXTS) @ encoder.encode(TEXTS).T
    assert cosines[0, 2] > cosines[0, 1] + 0.2


@pytest.mark.parametrize("odd", ["", " ", "\x00", "\u202e\u200b", "🙂" * 50, "word " * 5000])
def test_takes_odd_texts(encoder: Encoder, odd: str) -> None:
    vector = encoder.encode([odd])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_says_which_model_it_is(encoder: Encoder) -> None:
    assert encoder.name
    assert len(encoder.fingerprint) > 8
