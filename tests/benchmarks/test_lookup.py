from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

import benchmarks
from benchmarks.sides import CachedEncoder
from benchmarks.speed.__main__ import app
from benchmarks.speed.filling import fill, index, multiplied, passages, real
from benchmarks.speed.finding import ExactSearch
from benchmarks.speed.lookup import lookup, tables
from benchmarks.speed.multiplied import CLOSENESS, Multiplier, pieces_of
from dedup.article import Article
from dedup.formats.jsonlines import article_from_mapping
from dedup.settings import Settings
from dedup.text.document import read_document
from dedup.text.shingles import word_hashes
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

RESULTS = Path(benchmarks.__file__).parent / "results"
WIRE = [json.loads(line) for line in resources.files("dedup.samples").joinpath("wire.jsonl").read_text().splitlines()]
INCOMING = json.loads(resources.files("dedup.samples").joinpath("incoming.json").read_text())


@pytest.fixture
def encoder(tmp_path: Path) -> CachedEncoder:
    return CachedEncoder(HashingEncoder(), tmp_path / "vectors")


@pytest.fixture
def multiplier(encoder: CachedEncoder) -> Multiplier:
    return Multiplier(list(pieces_of(map(article_from_mapping, WIRE), encoder)))


def test_copies_have_the_words_that_they_are_said_to_have_and_are_all_different(multiplier: Multiplier) -> None:
    texts = set()
    for number in range(len(multiplier.pieces)):
        copies = multiplier.copies_of(number, 5)
        for text, hashes in zip(copies.texts, copies.hashes, strict=True):
            document = read_document(Article(text))
            np.testing.assert_array_equal(word_hashes(document.words.texts), hashes)
            assert [p.span for p in document.paragraphs] == [p.span for p in copies.piece.document.paragraphs]
        texts.update(copies.texts)
    assert len(texts) == 5 * len(multiplier.pieces)


def test_the_same_copies_come_again_and_others_after_them(multiplier: Multiplier) -> None:
    first, again, other = (multiplier.copies_of(0, 3), multiplier.copies_of(0, 3), multiplier.copies_of(0, 3, first=3))
    assert first.texts == again.texts
    np.testing.assert_array_equal(first.vectors, again.vectors)
    assert not set(first.texts) & set(other.texts)
    assert sum(len(copies.texts) for copies in multiplier.copies(101)) == 101


def test_vectors_of_copies_are_as_close_as_they_are_said_to_be(multiplier: Multiplier) -> None:
    copies = multiplier.copies_of(0, 50)
    np.testing.assert_allclose(np.linalg.norm(copies.vectors, axis=2), 1, atol=1e-3)
    cosines = np.einsum("csd,sd->cs", copies.vectors, copies.piece.vectors)
    assert cosines.min() >= CLOSENESS[0] - 0.01
    assert cosines.max() <= CLOSENESS[1] + 0.01


def test_a_filled_store_is_one_that_the_service_finds_in_order(
    tmp_path: Path, encoder: CachedEncoder, multiplier: Multiplier
) -> None:
    wire = list(real(map(article_from_mapping, WIRE), encoder))
    stored = fill(tmp_path / "store", encoder, [*wire, *multiplied(multiplier, 40)])
    index(tmp_path / "store", encoder)
    assert stored == len(WIRE) + 40
    with closing(build_service(Settings(data_dir=tmp_path / "store", database_url=None), encoder)) as service:
        findings = {finding.name: finding for finding in service.diagnose()}
        assert all(findings[name].ok for name in ("store", "semantic index", "lexical index"))
        assert service.score(replace(article_from_mapping(WIRE[0]), id=None)).matches[0].article.id == WIRE[0]["id"]


def test_exact_search_gives_the_nearest(tmp_path: Path, encoder: CachedEncoder, multiplier: Multiplier) -> None:
    fill(tmp_path / "store", encoder, multiplied(multiplier, 30))
    keys, vectors = passages(tmp_path / "store", encoder.dimension)
    asked = vectors[3:9].astype(np.float32)
    exact = ExactSearch(keys, vectors, asked)
    cosines, found = exact.search(asked, 5)
    assert found[:, 0].tolist() == keys[3:9].tolist()
    assert (np.diff(cosines, axis=1) <= 0).all()
    np.testing.assert_allclose(cosines, -np.sort(-(asked @ vectors.astype(np.float32).T), axis=1)[:, :5], atol=1e-5)
    assert len(exact) == len(keys)


def test_a_small_run_measures_everything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    wire = "".join(json.dumps(row) + "\n" for row in WIRE)
    (data / "wire.articles.jsonl").write_text(wire)
    (data / "sample.articles.jsonl").write_text(wire + json.dumps(INCOMING) + "\n")
    pair = {"derived": INCOMING["id"], "source": "nw-0412", "relation": "rewrite"}
    (data / "sample.pairs.jsonl").write_text(json.dumps(pair) + "\n")
    lookup(data, tmp_path / "out", [60], 3, 1, tmp_path / "stores", tmp_path / "vectors")
    figures: dict[str, Any] = json.loads((tmp_path / "out" / "lookup.json").read_text())["sizes"]["60"]
    assert figures["finding"]["of_what_exact_search_finds"] == 1.0
    assert figures["clients_1"]["answers"] == 3
    assert figures["clients_8"]["answers"] + figures["clients_8"]["refused"] == 3
    assert 0 < figures["clients_1"]["outside_cpu"]["p50"] < figures["clients_1"]["whole_cpu"]["p50"]
    assert figures["changing"]["grown"]
    assert "| 60 |" in (tmp_path / "out" / "lookup.md").read_text()
    cache, store = tmp_path / "vectors", tmp_path / "stores" / "60"
    found = CliRunner().invoke(app, ["proposing", "--data", str(data), "--store", str(store), "--cache", str(cache)])
    ways = json.loads(found.stdout)
    assert (ways["queries"], ways["found"], ways["missed"], ways["by"]["semantic"]) == (1, 1, [], 1)
    assert (tmp_path / "out" / "lookup.png").read_bytes().startswith(b"\x89PNG")


def test_clusters_found_before_anybody_could_search_have_no_figure() -> None:
    figures = json.loads((RESULTS / "lookup.json").read_text("utf-8"))
    for found in figures["sizes"].values():
        found["changing"]["while_growing"] = {"seconds": 0.0}
    rows = tables(figures).splitlines()[-len(figures["sizes"]) :]
    assert [row.split("|")[-2].strip() for row in rows] == ["none"] * len(figures["sizes"])
