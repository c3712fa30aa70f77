"""Five real articles on one event: what the person this is for asked to see in them, assertion by assertion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.ledger import QuoteStatus
from dedup.detection.verdict import Kind, Relation
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.unit.detection.offsets import prove_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.detection.verdict import Match, ParagraphVerdict, Verdict
    from dedup.ports.models import Encoder
    from dedup.service import DedupService

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
NAMES = ("000", "001", "002", "003", "004")
QUERY = "002"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not beside the repository")


@pytest.fixture(scope="module")
def seeds() -> dict[str | None, Article]:
    found = {name: next(SEEDS.glob(f"{name}_*.txt")) for name in NAMES}
    return {name: Article(path.read_text("utf-8"), id=name) for name, path in found.items()}


@pytest.fixture(scope="module")
def service(
    seeds: dict[str | None, Article], encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DedupService]:
    opened = build_service(Settings(data_dir=tmp_path_factory.mktemp("seeds")), encoder)
    for name in NAMES:
        if name != QUERY:
            opened.ingest(seeds[name])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def verdict(service: DedupService, seeds: dict[str | None, Article]) -> Verdict:
    return service.score(seeds[QUERY])


def paragraph_with(verdict: Verdict, seeds: dict[str | None, Article], *words: str) -> ParagraphVerdict:
    """The one paragraph of the query that has these words."""
    text = seeds[QUERY].text
    (found,) = [p for p in verdict.paragraphs if all(word in text[p.start : p.end] for word in words)]
    return found


def counterpart(paragraph: ParagraphVerdict, seeds: dict[str | None, Article]) -> str:
    assert paragraph.best is not None
    return seeds[paragraph.best.article_id].text[paragraph.best.start : paragraph.best.end]


def compared(service: DedupService, seeds: dict[str | None, Article], query: str, match: str) -> Match:
    (found,) = service.compare(seeds[query], seeds[match]).matches
    return found


class TestTheRewriteOfAll:
    def test_all_four_come_back(self, verdict: Verdict) -> None:
        assert {match.article.id for match in verdict.matches} == {"000", "001", "003", "004"}

    def test_shingles_propose_none_of_them_and_meaning_all(self, verdict: Verdict) -> None:
        assert all("semantic" in match.proposed_by for match in verdict.matches)
        assert not any("lexical" in match.proposed_by for match in verdict.matches)

    def test_no_single_source_explains_it(self, verdict: Verdict) -> None:
        assert all(match.derivation < 0.1 for match in verdict.matches)
        assert not any(match.relation.is_derived for match in verdict.matches)

    def test_the_verdict_composed_of_its_paragraphs_is_a_rewrite_for_review(self, verdict: Verdict) -> None:
        restated = sum(verdict.coverage[kind] for kind in (Kind.VERBATIM, Kind.EDITED, Kind.PARAPHRASED))
        assert restated >= 0.25
        assert verdict.relation is Relation.REWRITE
        assert verdict.needs_review

    def test_at_least_five_paragraphs_are_paraphrased(self, verdict: Verdict) -> None:
        assert sum(p.kind is Kind.PARAPHRASED for p in verdict.paragraphs) >= 5

    @pytest.mark.parametrize(
        ("words", "sensible"),
        [
            (("upon the withdrawal of Ukrainian military units",), ("territor", "withdraw", "leave")),
            (("military action",), ("military force",)),
            (("Bishtek", "Steve Witkoff"), ("Witkoff",)),
            (("Witkoff\u2019s arrival in Moscow",), ("Witkoff",)),
        ],
        ids=["troops withdrawing", "removed by force", "delegation led by Witkoff", "Witkoff's arrival"],
    )
    def test_what_an_editor_asks_for_first_is_paraphrased_with_a_sensible_counterpart(
        self,
        verdict: Verdict,
        seeds: dict[str | None, Article],
        words: tuple[str, ...],
        sensible: tuple[str, ...],
    ) -> None:
        paragraph = paragraph_with(verdict, seeds, *words)
        assert paragraph.kind is Kind.PARAPHRASED
        assert any(word in counterpart(paragraph, seeds) for word in sensible)

    @pytest.mark.parametrize("words", [("20%",), ("Institute for the Study of War",), ("fortress belt",)])
    def test_what_nobody_has_is_original(
        self, verdict: Verdict, seeds: dict[str | None, Article], words: tuple[str, ...]
    ) -> None:
        paragraph = paragraph_with(verdict, seeds, *words)
        assert paragraph.kind is Kind.ORIGINAL
        assert paragraph.best is None

    def test_the_ledger_shows_the_altered_quotation(self, verdict: Verdict) -> None:
        altered = [
            entry
            for match in verdict.matches
            for entry in match.quotes
            if entry.status is QuoteStatus.ALTERED and entry.query is not None and "military action" in entry.query.text
        ]
        assert altered
        assert any(entry.match is not None and "military force" in entry.match.text for entry in altered)
        entry = next(entry for entry in altered if entry.match is not None and "military force" in entry.match.text)
        removed = " ".join(part.text for part in entry.diff if part.op == "removed")
        inserted = " ".join(part.text for part in entry.diff if part.op == "inserted")
        assert "force" in removed
        assert "action" in inserted


class TestPairs:
    def test_001_was_made_from_004_or_the_other_way(
        self, service: DedupService, seeds: dict[str | None, Article]
    ) -> None:
        match = compared(service, seeds, "001", "004")
        assert match.relation.is_derived
        assert match.derivation > 0.85
        told = [p for p in match.paragraphs if not p.boilerplate]
        copied = [p for p in told if p.kind in {Kind.VERBATIM, Kind.EDITED}]
        assert 2 * len(copied) >= len(told)

    def test_both_indexes_propose_it(self, service: DedupService, seeds: dict[str | None, Article]) -> None:
        match = next(match for match in service.score(seeds["001"]).matches if match.article.id == "004")
        assert {"lexical", "semantic"} <= set(match.proposed_by)

    def test_000_and_004_are_derived(self, service: DedupService, seeds: dict[str | None, Article]) -> None:
        match = compared(service, seeds, "000", "004")
        assert match.relation.is_derived
        assert match.derivation >= 0.5

    @pytest.mark.parametrize("other", ["000", "001", "004"])
    def test_003_is_the_same_event_and_its_quotations_are_not_copied(
        self, service: DedupService, seeds: dict[str | None, Article], other: str
    ) -> None:
        match = compared(service, seeds, "003", other)
        assert match.relation is Relation.SAME_EVENT
        assert match.derivation < 0.25
        assert not any(p.kind in {Kind.VERBATIM, Kind.EDITED} for p in match.paragraphs)

    def test_002_is_independent_of_each(self, service: DedupService, seeds: dict[str | None, Article]) -> None:
        for other in ("000", "001", "003", "004"):
            assert compared(service, seeds, "002", other).derivation < 0.25


@pytest.mark.parametrize("query", NAMES)
def test_every_offset(service: DedupService, seeds: dict[str | None, Article], query: str) -> None:
    body = json.loads(verdict_json(service.score(seeds[query])))
    assert prove_offsets(body, seeds[query], seeds) > 50
