"""What editors said, on every database, and the corpus that the benchmark reads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.corpora import load_corpus
from dedup.article import Article
from dedup.newsroom.feedback import Feedback, export
from dedup.newsroom.triage import Change, What
from dedup.settings import Settings
from dedup.storage.database import Database
from dedup.storage.feedback import SqlFeedback
from dedup.storage.triage import SqlTriage
from dedup.wiring import build_service
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)


def said(relation: str, match: str = "b") -> Feedback:
    return Feedback("a", "1", match, "1", relation, NOON, {"relation": "rewrite", "derivation": 0.9})


def test_the_latest_word_becomes_a_labelled_pair(store_url: str, tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=store_url), HashingEncoder())
    service.ingest(Article("The pier at Ottervik closed on Monday.", id="a", title="Pier"))
    service.ingest(Article("Ottervik has closed its pier.", id="b"))
    database = Database(store_url)
    log = SqlFeedback(database)
    triage = SqlTriage(database)
    key = service.article("a").key
    for one in (said("rewrite"), said("series"), said("near_copy", "gone")):
        triage.change([Change(key, What.SAID, one.relation, one)], "Ada", NOON)
    assert [one.relation for one in log.of("a", "b")] == ["rewrite", "series"]
    assert log.of("a", "b")[0] == said("rewrite")
    assert [one.confirms for one in log.of("a", "b")] == [True, False]
    assert {pair: one.relation for pair, one in log.standing("a", "1").items()} == {
        ("b", "1"): "series",
        ("gone", "1"): "near_copy",
    }
    assert log.standing("a", "2") == log.standing("\x00", "1") == {}
    assert export(log, service.store, tmp_path / "out") == (1, 1)
    corpus = load_corpus(tmp_path / "out", "feedback")
    (pair,) = corpus.pairs
    assert (pair.derived, pair.source, pair.relation) == ("a@1", "b@1", "series")
    assert corpus.articles["a@1"].text == "The pier at Ottervik closed on Monday."
    database.dispose()
    service.close()
