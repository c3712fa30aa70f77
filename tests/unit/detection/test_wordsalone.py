from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.detection.composition import Judge
from dedup.detection.languages import Languages
from dedup.detection.matching import Candidate
from dedup.detection.reading import JointReader
from dedup.detection.relation import Weighing
from dedup.detection.side import Side
from dedup.detection.verdict import ArticleRef, Relation, Searched
from dedup.detection.wordsalone import degraded
from dedup.settings import Settings
from dedup.text.document import read_document
from dedup.wiring import build_judge, build_service
from tests.fakes import AlikeEncoder, CountingReader
from tests.unit.detection.sides import STORIES, side_of, text
from tests.unit.detection.test_languages import NAMES, TONGUES

if TYPE_CHECKING:
    from pathlib import Path

    from dedup.detection.verdict import Verdict

ENCODER = AlikeEncoder()
LANGUAGES = Languages(ENCODER.languages)
JUDGE = build_judge()
SEARCHED = Searched(1, 1, None, ENCODER.name, "")
ALL = [pytest.param(code, name, id=name) for code, name in NAMES.items()]


def side(article: Article) -> Side:
    document = read_document(article)
    vectors = ENCODER.encode(document.sentence_texts())
    return Side(document, vectors, LANGUAGES.unknown(document, vectors, article.language))


def verdict(query: str, match: str, by: Judge = JUDGE) -> Verdict:
    ours, theirs = Article(query, id="q"), Article(match, id="m")
    candidate = Candidate(theirs, ArticleRef.of(theirs), side(theirs), story="m", proposed_by=())
    return by.verdict(ours, side(ours), [candidate], SEARCHED, story="q", given=True)


@pytest.mark.parametrize(("code", "name"), ALL)
def test_different_stories_are_unrelated(code: str, name: str) -> None:
    for query, match in itertools.permutations(TONGUES[code]["stories"], 2):
        answer = verdict(query, match)
        assert answer.matches[0].relation is Relation.UNRELATED
        assert answer.searched.degraded == (f"searched by words alone: the sentence model does not know {name}",)


@pytest.mark.parametrize(("code", "name"), ALL)
def test_a_near_copy_is_found(code: str, name: str) -> None:
    assert name
    match = verdict(TONGUES[code]["copy"], TONGUES[code]["stories"][0]).matches[0]
    assert match.relation is Relation.NEAR_COPY
    assert all(p.best is not None and p.best.paragraph == p.index for p in match.paragraphs)


@pytest.mark.parametrize(("code", "name"), ALL)
def test_a_rewrite_that_keeps_its_words_is_found_and_never_sure(code: str, name: str) -> None:
    match = verdict(TONGUES[code]["rewrite"], TONGUES[code]["stories"][0]).matches[0]
    assert match.relation is Relation.REWRITE
    assert match.needs_review
    assert f"by words, names and numbers alone: the sentence model does not know {name}" in match.review_reason


def test_the_same_text_is_identical_and_sure() -> None:
    match = verdict(TONGUES["ar"]["copy"], TONGUES["ar"]["copy"]).matches[0]
    assert match.relation is Relation.IDENTICAL
    assert not match.needs_review


def test_a_match_in_another_language_is_compared_by_words_and_said_to_be() -> None:
    answer = verdict(text(*STORIES[0]), TONGUES["fr"]["stories"][0])
    assert answer.matches[0].relation is Relation.UNRELATED
    (said,) = answer.searched.degraded
    assert said == "some texts compared by words alone: the sentence model does not know French"


def test_english_is_compared_as_ever() -> None:
    answer = verdict(text(*STORIES[0]), text(*STORIES[1]))
    assert answer.searched.degraded == ()
    assert answer.matches[0].evidence["topic"] > 0.8


def test_the_reader_is_not_asked() -> None:
    reader = CountingReader(0.1)
    model = JUDGE.model
    always = replace(model, weighing=Weighing(1.0, 99.0))
    by = Judge(always, reader=JointReader(reader.read, reader.name))
    verdict(TONGUES["de"]["rewrite"], TONGUES["de"]["stories"][0], by)
    assert reader.asked == []
    verdict(text(*STORIES[0]), text(*STORIES[1]), by)
    assert reader.asked


def test_the_archive_is_searched_by_words_alone(tmp_path: Path) -> None:
    service = build_service(Settings(data_dir=tmp_path), ENCODER)
    try:
        for number, story in enumerate(TONGUES["de"]["stories"]):
            service.ingest(Article(story, id=f"de-{number}"))
        answer = service.score(Article(TONGUES["de"]["copy"]))
        assert [match.article.id for match in answer.matches] == ["de-0"]
        assert answer.matches[0].proposed_by == ("lexical", "rare_words")
        assert answer.searched.degraded == ("searched by words alone: the sentence model does not know German",)
        assert service.score(Article(text(*STORIES[0]))).searched.degraded == ()
    finally:
        service.close()


def test_a_text_that_does_not_tell_its_language_is_said_to_be_read_as_english() -> None:
    unsure = "read by the rules of English: the text is too short to tell its language, and was sent without one"
    assert unsure in degraded(side_of("Pfahl tritt ab"), [])
    assert unsure not in degraded(side_of(Article("Pfahl tritt ab", language="de")), [])
    assert unsure not in degraded(side_of("The pier at Ottervik was closed on Monday, and the boats had to leave."), [])
