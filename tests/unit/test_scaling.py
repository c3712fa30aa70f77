from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.corpora import load_gold
from benchmarks.runs.pairs import pairs_of
from benchmarks.scale import Squeezed, Unscaled, sample_of
from dedup import scaling
from dedup.article import Article
from dedup.comparing import Comparer
from dedup.detection.scale import RAW
from dedup.encoder import SentenceTransformerEncoder
from dedup.errors import EncoderError
from dedup.likeness import ANYWHERE
from dedup.settings import Settings
from dedup.wiring import build_judge, build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder


MANY = 100
"""More sentences than the articles here have, and fewer than the sample has."""


@cache
def packaged() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(threads=1, precision="f32")


class Flat(HashingEncoder):
    """Finds everything the same."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.tile(np.eye(1, self.dimension, dtype=np.float32), (len(texts), 1))


class Counting(Squeezed):
    """Counts how often it is asked for a sample's vectors."""

    samples = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.samples += len(texts) > MANY
        return super().encode(texts)


def relations(encoder: Encoder) -> list[str]:
    """What one pair in thirty of the gold set is to a model."""
    corpus = load_gold()
    comparer = Comparer(encoder, build_judge())
    return [
        comparer.compare(corpus.articles[pair.derived], corpus.articles[pair.source]).relation.value
        for pair in pairs_of(corpus)[::30]
    ]


def test_squeezed_cosines_give_the_same_relations() -> None:
    known, squeezed = relations(packaged()), Squeezed(packaged())
    assert relations(squeezed) == known
    unscaled = relations(Unscaled(squeezed))
    assert sum(one != other for one, other in zip(unscaled, known, strict=True)) >= len(known) / 20


def test_the_packaged_model_s_cosines_are_read_as_they_are() -> None:
    assert packaged().scale is RAW


def test_the_sample_is_what_the_command_draws() -> None:
    shipped = json.loads(resources.files("dedup.detection").joinpath("scale.json").read_text("utf-8"))
    drawn = sample_of(load_gold(), packaged())
    assert drawn["texts"] == shipped["texts"]
    known = {tuple(pair[:-1]): pair[-1] for pair in shipped["sentences"] + shipped["passages"]}
    found = {tuple(pair[:-1]): pair[-1] for pair in drawn["sentences"] + drawn["passages"]}
    both = known.keys() & found.keys()
    assert len(both) >= 0.95 * len(known)  # one that lies where two stretches meet may fall into either
    assert all(found[pair] == pytest.approx(known[pair], abs=1e-3) for pair in both)


def test_a_model_that_tells_nothing_apart_is_refused() -> None:
    with pytest.raises(EncoderError, match="does not tell sentences apart"):
        scaling.measured("flat", Flat().encode)


def test_a_store_keeps_the_scale_of_its_model(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=None)
    with_scale = Squeezed(packaged()).scale
    samples = 0
    for _ in range(2):
        encoder = Counting(packaged())
        service = build_service(settings, encoder)
        service.ingest(Article("The ferry Halden ran aground on Monday.", id="a"))
        config = service.score(Article("On Monday the ferry Halden ran aground.")).searched.config
        assert config.endswith(with_scale.name)
        assert f"cosines read {with_scale.name}" in {one.name: one.detail for one in service.diagnose()}["model"]
        service.close()
        samples += encoder.samples
    assert samples == 1


STORIES = {
    "ferry": "The ferry Halden ran aground off Corvane on Monday. Forty people were taken ashore by two lifeboats.",
    "rates": "The central bank of Meridel raised its rate to 4 percent. Its governor said prices rise too quickly.",
}
LIKE = Article("Lifeboats brought 40 people to land on Monday after a ferry ran onto rocks near Corvane.")


def test_more_like_this_is_as_close_by_squeezed_cosines(tmp_path: Path) -> None:
    found = []
    encoders: list[Encoder] = [packaged(), Squeezed(packaged()), Unscaled(Squeezed(packaged()))]
    for number, encoder in enumerate(encoders):
        service = build_service(Settings(data_dir=tmp_path / str(number), database_url=None), encoder)
        list(service.store_many(Article(text, id=name) for name, text in STORIES.items()))
        found.append({one.stored.article.id: one.closeness for one in service.alike(LIKE, ANYWHERE)})
        service.close()
    assert found[0].keys() == found[1].keys() == {"ferry"}
    assert found[1]["ferry"] == pytest.approx(found[0]["ferry"], abs=0.01)
    assert found[2].keys() == STORIES.keys()  # as they are, all is close
