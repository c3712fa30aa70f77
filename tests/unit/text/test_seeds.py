"""The five real articles the project began from; they stay outside the repository."""

from pathlib import Path

import pytest

from dedup.article import Article
from dedup.text.document import Document, read_document
from dedup.text.facts import find_facts
from dedup.text.quotations import find_quotations

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the seed articles in ../shared/seeds")


def read(number: str) -> Document:
    return read_document(Article(next(SEEDS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")))


def quoted(document: Document) -> list[str]:
    return [" ".join(quotation.words) for quotation in find_quotations(document)]


def test_a_said_clause_joins_two_quotations_of_001() -> None:
    found = next(words for words in quoted(read("001")) if words.startswith("ukrainian troops will withdraw"))
    assert found.endswith("through military force")


def test_the_altered_quotation_of_002_is_found_with_its_speaker() -> None:
    found = {" ".join(q.words): q.speaker for q in find_quotations(read("002"))}
    speaker = next(who for words, who in found.items() if words.startswith("should they decline"))
    assert speaker == "Russian leader"


def test_the_share_of_the_land_is_a_fact_of_002() -> None:
    assert ("20", "%") in {(fact.value, fact.unit) for fact in find_facts(read("002"))}


def test_the_institute_of_002_is_one_name() -> None:
    assert "institute for the study of war" in {fact.value for fact in find_facts(read("002"))}


def test_the_dateline_of_004_is_boilerplate() -> None:
    document = read("004")
    assert "dateline" in {mark.kind for mark in document.boilerplate}


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_offset_leads_back(number: str) -> None:
    document = read(number)
    original = document.canonical.original
    for quotation in find_quotations(document):
        assert original[slice(*document.canonical.to_original(quotation.span))].strip()
    for fact in find_facts(document):
        assert original[slice(*document.canonical.to_original(fact.span))].strip()
