from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.corpora import load_corpus, load_gold
from benchmarks.gold import EVENTS, load_events
from benchmarks.records import BenchmarkError
from benchmarks.workbench import read_corpora
from dedup.errors import UnreadableInput
from dedup.formats.labelled import Pair, corpus_names

if TYPE_CHECKING:
    from pathlib import Path


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles: list[dict[str, Any]] = [
        {"id": "a", "paragraphs": ["One.", "Two."], "title": "T", "published_at": "2031-01-01T00:00:00Z"},
        {"id": "b", "text": "Another text.", "story": "s1"},
        {"id": "c", "text": "A third."},
    ]
    pairs = [
        {"derived": "b", "source": "a", "relation": "rewrite", "detail": "human"},
        {"derived": "gone", "source": "a", "relation": "rewrite", "detail": "human"},
    ]
    with gzip.open(tmp_path / "mine.articles.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.write(lines(articles))
    (tmp_path / "mine.pairs.jsonl").write_text(lines(pairs))
    (tmp_path / "mine.alignment.jsonl").write_text(lines([{"derived": "b", "source": "a", "paragraphs": [[0, 1]]}]))
    (tmp_path / "wire.articles.jsonl").write_text(lines(articles))
    return tmp_path


def test_reads_a_corpus(folder: Path) -> None:
    corpus = load_corpus(folder, "mine")
    assert list(corpus.articles) == ["a", "b", "c"]
    assert corpus.articles["a"].text == "One.\n\nTwo."
    assert corpus.pairs == [Pair("b", "a", "rewrite", "human")]
    assert corpus.pairs[0].is_derived
    assert corpus.alignments[0]["paragraphs"] == [[0, 1]]
    assert corpus.stories == {"b": "s1"}


def test_a_corpus_without_pairs_is_distractors_and_may_be_cut_short(folder: Path) -> None:
    assert corpus_names(folder) == ["mine", "wire"]
    corpora = {corpus.name: corpus for corpus in read_corpora([folder], 2, gold=False)}
    assert len(corpora["wire"].articles) == 2
    assert corpora["wire"].pairs == []
    assert len(corpora["mine"].articles) == 3


def test_a_pair_without_a_known_relation_is_named(folder: Path) -> None:
    (folder / "mine.pairs.jsonl").write_text(lines([{"derived": "b", "source": "a", "relation": "copied"}]))
    with pytest.raises(UnreadableInput, match=r"mine\.pairs\.jsonl, line 1: .*near_copy"):
        load_corpus(folder, "mine")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("wire.articles.jsonl", b'{"id": "a", "text": "caf\xe9"}\n', r"wire\.articles\.jsonl can not be read"),
        (
            "wire.articles.jsonl.gz",
            gzip.compress(b'{"id": "a", "text": "x"}\n' * 99)[:-9],
            r"jsonl\.gz can not be read",
        ),
        ("wire.articles.jsonl.gz", b"no gzip", r"jsonl\.gz can not be read"),
        ("wire.articles.jsonl", b'{"text": "x"}\n', r"wire\.articles\.jsonl, line 1: .*needs an `id`"),
        ("wire.pairs.jsonl", b'{"derived": "b", "source": "a", "relation": ["rewrite"]}\n', r"line 1: a pair has"),
    ],
    ids=["another encoding", "cut off", "not packed", "no id", "no relation"],
)
def test_what_is_broken_is_named(folder: Path, name: str, content: bytes, told: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableInput, match=told):
        load_corpus(folder, "wire")


def test_a_time_that_is_none_is_left_out(folder: Path) -> None:
    (folder / "wire.articles.jsonl").write_text(lines([{"id": "a", "text": "x", "published_at": 1_925_000_000}]))
    assert load_corpus(folder, "wire").articles["a"].published_at is None


def test_an_article_that_can_not_be_read_is_named(folder: Path) -> None:
    (folder / "wire.articles.jsonl").write_text(lines([{"id": "a", "text": "x"}, {"id": "b"}]))
    with pytest.raises(UnreadableInput, match=r"wire\.articles\.jsonl, line 2: "):
        load_corpus(folder, "wire")


def test_two_corpora_of_one_name_are_refused(folder: Path) -> None:
    with pytest.raises(BenchmarkError, match="two corpora are called 'mine'"):
        read_corpora([folder, folder], None, gold=False)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="holds no NAME"):
        read_corpora([tmp_path], None)


def test_every_shipped_event_is_valid() -> None:
    events = load_events()
    assert len(events) >= 24
    assert len(events) / 3 == sum(event.held_out for event in events)


def test_the_gold_set_is_a_corpus() -> None:
    corpus = load_gold()
    assert {"rewrite", "near_copy", "partial_copy", "update", "same_event", "identical"} == {
        pair.relation for pair in corpus.pairs
    }
    assert all(pair.derived not in corpus.held_out for pair in corpus.fitting_pairs)
    assert set(corpus.labels) == {(pair.derived, pair.source) for pair in corpus.pairs}


def test_a_label_that_does_not_fit_its_text_is_named(tmp_path: Path) -> None:
    data = json.loads(next(EVENTS.glob("*.json")).read_text("utf-8"))
    data["pairs"][0]["paragraphs"][0]["sources"] = [99]
    (tmp_path / "bad.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(ValueError, match=r"(?s)bad\.json.*paragraph 0 names a source paragraph that does not exist"):
        load_events(tmp_path)
