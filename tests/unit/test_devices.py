from __future__ import annotations

import numpy as np
import pytest
import torch

from dedup.devices import CPU, require
from dedup.encoder import SentenceTransformerEncoder
from dedup.errors import EncoderError
from dedup.reader import AdaptedReader

SENTENCES = ["The ferry left Brindle at dawn.", "Nobody was hurt.", "The ferry did not sail."]
PAIRS = [("The ferry left at dawn.", "At dawn the ferry left."), ("Nobody was hurt.", "Prices rose by a third.")]

needs_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no GPU that PyTorch finds")


def test_the_processor_is_always_there() -> None:
    require(CPU)


@pytest.mark.parametrize("device", ["cuda:999", *([] if torch.cuda.is_available() else ["cuda"])])
def test_a_gpu_that_is_not_there_is_named_with_what_to_do(device: str) -> None:
    for use in (
        lambda: SentenceTransformerEncoder(device=device).encode(["x"]),
        lambda: AdaptedReader(device=device).read(PAIRS),
    ):
        with pytest.raises(EncoderError, match=f"DEDUP_ENCODER_DEVICE is '{device}'.*Set it to 'cpu'"):
            use()


@needs_gpu
def test_vectors_of_a_gpu_are_those_of_the_processor() -> None:
    here = SentenceTransformerEncoder(precision="f32").encode(SENTENCES)
    there = SentenceTransformerEncoder(device="cuda").encode(SENTENCES)
    assert (np.einsum("ij,ij->i", here, there) > 0.9999).all()


@needs_gpu
def test_readings_of_a_gpu_are_those_of_the_processor() -> None:
    assert np.allclose(AdaptedReader().read(PAIRS), AdaptedReader(device="cuda").read(PAIRS), atol=0.2)
