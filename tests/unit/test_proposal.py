from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.article import Article
from dedup.detection.kinship import Houses
from dedup.detection.languages import Languages
from dedup.detection.side import Side
from dedup.index.exact import ExactSemanticIndex
from dedup.index.minhash import BANDS, MinHashLexicalIndex
from dedup.ports.indexes import item_key
from dedup.ports.records import NewArticle
from dedup.proposal import Proposer, Search
from dedup.storage.buckets import SqlBuckets
from dedup.storage.store import SqlArticleStore
from dedup.text.document import read_document
from dedup.text.passages import passage_vectors
from dedup.text.shingles import shingle_hashes, word_hashes
from tests.fakes import HashingEncoder
from tests.unit.detection.sides import ENCODER, STORIES, shuffled, text

if TYPE_CHECKING:
    from dedup.detection.matching import Candidate
    from dedup.ports.arrays import Signatures, Vectors
    from dedup.storage.database import Database

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Archive:
    """A store and both indexes, filled article by article, and what a proposer finds in them."""

    def __init__(self, database: Database, aligned: int = 12) -> None:
        self.store = SqlArticleStore(database)
        self.lexical = MinHashLexicalIndex(SqlBuckets(database, BANDS))
        self.semantic = ExactSemanticIndex(ENCODER.dimension)
        self.proposer = Proposer(self.store, self.lexical, self.semantic, Houses(), Languages(), aligned)

    def add(self, article: Article, *, lexical: bool = True, semantic: bool = True) -> int:
        article = replace(article, version=article.version or "1")
        side, passages, signatures = self.read(article)
        new = NewArticle(article, article.evolved_from or str(article.id), "", side.document.layout(), side.vectors)
        with self.store.transaction():
            key = self.store.add(new)
            if lexical:
                self.lexical.add([item_key(key, slot) for slot in range(len(signatures))], signatures)
        if semantic:
            keys = np.array([item_key(key, slot + 1) for slot in range(len(passages))], dtype=np.int64)
            self.semantic.add(keys, passages)
        return key

    def read(self, article: Article) -> tuple[Side, Vectors, Signatures]:
        document = read_document(article)
        side = Side(document, ENCODER.encode(document.sentence_texts()))
        shingles = [shingle_hashes(word_hashes(document.words.texts))]
        for passage in document.passages:
            inside = [
                word
                for word, sentence in zip(document.words.texts, document.words.sentences.tolist(), strict=True)
                if sentence in passage.sentences
            ]
            shingles.append(shingle_hashes(word_hashes(inside)))
        return side, passage_vectors(document, side.vectors), self.lexical.sign(shingles)

    def candidates(self, article: Article, search: Search | None = None) -> list[Candidate]:
        return self.proposer.propose(article, *self.read(article), search or Search()).candidates

    def names(self, article: Article, search: Search | None = None) -> list[str | None]:
        return [candidate.ref.id for candidate in self.candidates(article, search)]


@pytest.fixture
def archive(database: Database) -> Archive:
    return Archive(database)


def story(number: int) -> str:
    return text(*STORIES[number])


def reworded(number: int) -> str:
    return text(*(shuffled(sentence, seed=3) for sentence in STORIES[number]))


def test_an_empty_store_proposes_nothing(archive: Archive) -> None:
    assert archive.candidates(Article(story(0))) == []


def test_a_copy_is_proposed_first_and_by_both(archive: Archive) -> None:
    for number in range(5):
        archive.add(Article(story(number), id=f"s{number}"))
    first, *_ = archive.candidates(Article(story(2)))
    assert first.ref.id == "s2"
    assert first.proposed_by == ("lexical", "semantic", "rare_words")


def test_a_rewrite_is_proposed_by_meaning_and_by_its_words(archive: Archive) -> None:
    for number in range(5):
        archive.add(Article(story(number), id=f"s{number}"))
    first, *_ = archive.candidates(Article(reworded(2)))
    assert first.ref.id == "s2"
    assert first.proposed_by == ("semantic", "rare_words")


def test_what_one_index_does_not_hold_the_other_proposes(archive: Archive) -> None:
    archive.add(Article(story(0), id="words"), semantic=False)
    archive.add(Article(story(1), id="meaning"), lexical=False)
    by_words, by_meaning = ("lexical", "rare_words"), ("semantic", "rare_words")
    assert [(c.ref.id, c.proposed_by) for c in archive.candidates(Article(story(0)))] == [("words", by_words)]
    assert [(c.ref.id, c.proposed_by) for c in archive.candidates(Article(story(1)))] == [("meaning", by_meaning)]


def test_what_neither_index_holds_is_proposed_by_its_rarest_words(archive: Archive) -> None:
    for number in range(5):
        archive.add(Article(story(number), id=f"s{number}"), lexical=False, semantic=False)
    told = "Nobody had expected a shape like that, they say at Pellin. A comet of seven tails is news to all of them."
    found = {candidate.ref.id: candidate.proposed_by for candidate in archive.candidates(Article(told))}
    assert found["s4"] == ("rare_words",)
    assert archive.candidates(Article("Nothing of it is known here. Not one of them has said a word about it.")) == []


@pytest.mark.parametrize("search", [Search(7), Search(sources=["Wire"]), Search(before=10)])
def test_what_a_search_leaves_out_takes_nobodys_place_among_those_with_rare_words(
    archive: Archive, search: Search
) -> None:
    names = "Kestrand, Varrow, Ashgrove, Tessaly, Ottervik, Corvane"
    told = Article(f"{names}.", published_at=NOON)
    found = Article(f"Kestrand and Varrow went home by boat. {' '.join(STORIES[2])}", id="new", source="Wire")
    rest = [
        Article(f"{names}: as clerks wrote, {year}.", id=f"old{year}", source="Archive", published_at=NOON - 900 * DAY)
        for year in range(9)
    ]
    for article in (
        (replace(found, published_at=NOON), *rest) if search.before else (*rest, replace(found, published_at=NOON))
    ):
        archive.add(article, lexical=False, semantic=False)
    assert "new" in archive.names(told, replace(search, before=2) if search.before else search)


def test_a_lifted_passage_is_enough(archive: Archive) -> None:
    passage = " ".join(STORIES[0])
    archive.add(Article(text(story(1), passage, story(2)), id="lifter"))
    archive.add(Article(story(4), id="other"))
    found = archive.candidates(Article(text(passage, story(3))))
    assert found[0].ref.id == "lifter"
    assert "lexical" in found[0].proposed_by


def test_the_chain_is_proposed_whatever_it_says(archive: Archive) -> None:
    archive.add(Article(story(0), id="first"))
    archive.add(Article(story(1), id="mine", version="1"))
    update = Article(story(4), id="mine", evolved_from="first")
    found = {candidate.ref.id: candidate for candidate in archive.candidates(update)}
    assert {"first", "mine"} <= found.keys()
    assert "chain" in found["first"].proposed_by
    assert "chain" in found["mine"].proposed_by


def test_no_more_are_aligned_than_asked_for_but_the_chain_always_is(database: Database) -> None:
    archive = Archive(database, aligned=3)
    for number in range(8):
        archive.add(Article(story(0) + f"\n\nPaper number {number} adds a line.", id=f"copy{number}"))
    archive.add(Article(story(4), id="origin"))
    assert len(archive.candidates(Article(story(0)))) == 3
    found = archive.names(Article(story(0), evolved_from="origin"))
    assert len(found) == 4
    assert "origin" in found


def test_the_most_promising_come_first(archive: Archive) -> None:
    archive.add(Article(text(STORIES[0][0], *STORIES[1], *STORIES[2]), id="third"))
    archive.add(Article(text(*STORIES[0][:2], *STORIES[1]), id="second"))
    archive.add(Article(story(0), id="whole"))
    assert archive.names(Article(story(0)))[0] == "whole"


class TestRestrictions:
    def test_only_the_sources_asked_for(self, archive: Archive) -> None:
        archive.add(Article(story(0), id="a", source="One"))
        archive.add(Article(story(0), id="b", source="Two"))
        archive.add(Article(story(0), id="c"))
        assert archive.names(Article(story(0)), Search(sources=["Two", "Three"])) == ["b"]
        assert sorted(map(str, archive.names(Article(story(0))))) == ["a", "b", "c"]

    def test_only_the_days_around_publication(self, archive: Archive) -> None:
        for days in (-8, -7, 0, 7, 8):
            archive.add(Article(story(0), id=f"{days:+d}", published_at=NOON + days * DAY))
        query = Article(story(0), published_at=NOON)
        assert set(archive.names(query, Search(window_days=7))) == {"-7", "+0", "+7"}

    def test_an_article_without_a_date_is_placed_by_its_arrival(self, archive: Archive) -> None:
        archive.add(Article(story(0), id="undated"))
        archive.add(Article(story(0), id="old", published_at=NOON - 10_000 * DAY))
        assert archive.names(Article(story(0)), Search(window_days=1)) == ["undated"]
        assert archive.names(Article(story(0), published_at=NOON - 10_000 * DAY), Search(window_days=1)) == ["old"]

    @pytest.mark.parametrize("year", [1, 9999])
    def test_a_window_at_the_ends_of_the_calendar(self, archive: Archive, year: int) -> None:
        published = datetime(year, 6, 1, tzinfo=UTC)
        archive.add(Article(story(0), id="edge", published_at=published))
        archive.add(Article(story(0), id="now", published_at=NOON))
        assert archive.names(Article(story(0), published_at=published), Search(window_days=3650)) == ["edge"]

    def test_restrictions_hold_for_the_chain_too(self, archive: Archive) -> None:
        archive.add(Article(story(0), id="first", source="One"))
        assert archive.names(Article(story(0), evolved_from="first"), Search(sources=["Two"])) == []


def test_an_article_that_is_gone_from_the_store_is_not_proposed(archive: Archive) -> None:
    key = archive.add(Article(story(0), id="gone"))
    assert archive.names(Article(story(0))) == ["gone"]
    with archive.store.transaction():
        archive.store.remove(key)
    assert archive.names(Article(story(0))) == []


def test_a_candidate_is_what_was_stored(archive: Archive) -> None:
    article = Article(story(0), id="a", title="Pier", source="One", published_at=NOON, version="7", evolved_from="z")
    archive.add(article)
    (found,) = archive.candidates(Article(story(0)))
    assert found.article == article
    assert found.story == "z"
    assert (found.ref.id, found.ref.title, found.ref.source, found.ref.published_at, found.ref.version) == (
        "a",
        "Pier",
        "One",
        NOON,
        "7",
    )
    np.testing.assert_allclose(found.side.vectors, archive.read(article)[0].vectors, atol=2e-3)


def test_the_encoder_of_these_tests_keeps_the_contract() -> None:
    assert isinstance(ENCODER, HashingEncoder)
    np.testing.assert_array_equal(ENCODER.encode(["A pier."]), HashingEncoder().encode(["A pier."]))
