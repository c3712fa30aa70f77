"""The wire that ships, told as its README says: the table there is what is expected here."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.detection.encoding import verdict_json
from dedup.detection.verdict import Kind
from dedup.errors import InputError
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.acceptance.samplewire import ARTICLES, DERIVED, EXPECTED, ORIGIN, REWRITE, Json, against, paragraph_text
from tests.unit.detection.offsets import prove_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.ports.models import Encoder
    from dedup.service import DedupService


MISJUDGED = 3
"""Paragraphs of the five retellings, of 56, whose kind may differ from the README's: where a dateline alone was cut,
and where a quotation came with a sentence around it."""


@pytest.fixture(scope="module")
def service(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DedupService]:
    opened = build_service(Settings(data_dir=tmp_path_factory.mktemp("wire")), encoder)
    for outcome in opened.ingest_many(ARTICLES.values()):
        assert not isinstance(outcome, InputError)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(service: DedupService) -> dict[str, Json]:
    """For each article the answer it got when it came in."""
    return {name: json.loads(service.matches(name)) for name in ARTICLES}


def test_the_readme_s_table_was_read() -> None:
    assert EXPECTED.keys() == {*DERIVED, "standard-1190"}
    assert sum(len(expected.kinds) for expected in EXPECTED.values()) == 57


@pytest.mark.parametrize("name", list(EXPECTED))
def test_relation_to_the_origin(answers: dict[str, Json], name: str) -> None:
    match = against(answers[name])
    assert match["relation"] == EXPECTED[name].relation
    assert match["direction"] == "query_from_match"
    assert answers[name]["relation"] == EXPECTED[name].relation


@pytest.mark.parametrize("name", DERIVED)
def test_what_was_made_from_it_is_sure(answers: dict[str, Json], name: str) -> None:
    assert against(answers[name])["derivation"] > 0.85
    assert not answers[name]["needs_review"]


def test_the_independent_report_is_sure_not_to_be(answers: dict[str, Json]) -> None:
    assert against(answers["standard-1190"])["derivation"] < 0.1
    assert not answers["standard-1190"]["needs_review"]


def test_kinds_of_paragraphs(answers: dict[str, Json]) -> None:
    wrong = []
    for name, expected in EXPECTED.items():
        for paragraph in against(answers[name])["paragraphs"]:
            kind, _ = expected.kinds.get(paragraph["index"], ("original", set()))
            if paragraph["kind"] != kind and not paragraph["boilerplate"]:
                wrong.append((name, paragraph["index"], kind, paragraph["kind"]))
    assert len(wrong) <= MISJUDGED, wrong


@pytest.mark.parametrize("name", list(EXPECTED))
def test_sources_of_paragraphs(answers: dict[str, Json], name: str) -> None:
    for paragraph in against(answers[name])["paragraphs"]:
        _, origin = EXPECTED[name].kinds.get(paragraph["index"], ("original", set()))
        if origin and not paragraph["boilerplate"]:
            assert paragraph["best"] is not None, paragraph["index"]
            assert paragraph["best"]["paragraph"] in origin, paragraph["index"]


def test_the_rewrite_is_found_by_meaning_and_names_and_ten_of_its_eleven_paragraphs_are_matched(
    answers: dict[str, Json],
) -> None:
    answer = answers[REWRITE]
    assert against(answer)["proposed_by"] == ["semantic", "rare_words"]
    assert answer["matches"][0]["article"]["id"] == ORIGIN
    assert [p["kind"] for p in answer["paragraphs"]] == ["original"] + ["paraphrased"] * 10
    assert {p["best"]["article_id"] for p in answer["paragraphs"][1:]} == {ORIGIN}
    assert all(p["best"]["spans"] == [] for p in answer["paragraphs"][1:])


def test_the_update_dated_after_the_rewrite_can_not_be_its_source(service: DedupService) -> None:
    (match,) = service.compare(ARTICLES[REWRITE], ARTICLES["nw-0412-2"]).matches
    assert match.direction == "match_from_query"
    assert match.reason.endswith("It was published after ours, so ours cannot derive from it.")


class TestQuotations:
    def test_the_paper_altered_one(self, answers: dict[str, Json]) -> None:
        quotes = against(answers["courier-8841"])["quotes"]
        assert [q["status"] for q in quotes].count("altered") == 1
        (altered,) = [q for q in quotes if q["status"] == "altered"]
        changes = {(part["op"], part["text"]) for part in altered["diff"] if part["op"] != "same"}
        assert changes == {("removed", "put"), ("inserted", "hid"), ("removed", "well"), ("inserted", "soundly")}

    @pytest.mark.parametrize("name", ["harbour-post-2231", "nw-0412-2", "standard-1190"])
    def test_the_others_kept_what_they_share(self, answers: dict[str, Json], name: str) -> None:
        quotes = against(answers[name])["quotes"]
        assert "altered" not in {q["status"] for q in quotes}
        assert "kept" in {q["status"] for q in quotes}

    def test_the_independent_report_shares_eight_words(self, answers: dict[str, Json]) -> None:
        (kept,) = [q for q in against(answers["standard-1190"])["quotes"] if q["status"] == "kept"]
        assert kept["query"]["text"].strip(",") == "Every passenger on the list is accounted for"

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("Somebody saw this alarm", "I want to know who read that warning"),
            ("There was a bang", "We heard a crack"),
            ("We have traced everybody", "Every passenger on the list"),
        ],
    )
    def test_the_rewrite_reworded_them(self, answers: dict[str, Json], ours: str, theirs: str) -> None:
        (entry,) = [
            q
            for q in against(answers[REWRITE])["quotes"]
            if q["query"] is not None and q["query"]["text"].startswith(ours)
        ]
        assert entry["status"] == "altered"
        assert entry["match"]["text"].startswith(theirs)

    def test_the_rewrite_kept_none(self, answers: dict[str, Json]) -> None:
        assert "kept" not in {q["status"] for q in against(answers[REWRITE])["quotes"]}

    @pytest.mark.xfail(reason="a quotation of two words is not read, so it has no counterpart")
    def test_the_two_words_that_became_five_are_an_alteration(self, answers: dict[str, Json]) -> None:
        (entry,) = [
            q
            for q in against(answers[REWRITE])["quotes"]
            if q["query"] is not None and q["query"]["text"] == "in a matter of weeks"
        ]
        assert entry["status"] == "altered"


class TestFigures:
    @pytest.mark.parametrize(
        ("name", "ours", "theirs"),
        [
            ("courier-8841", "seven", "nine"),
            ("nw-0412-2", "Eight", "Six"),
            ("nw-0412-2", "4 percent", "11 percent"),
            ("nw-0412-2", "$17.47", "$18.20"),
            (REWRITE, "$64 million", "$46 million"),
            ("nw-0412-2", "31", "23"),
        ],
    )
    def test_changed(self, answers: dict[str, Json], name: str, ours: str, theirs: str) -> None:
        changed = [(f["query"]["text"], f["match"]["text"]) for f in against(answers[name])["facts"]]
        assert any(mine.startswith(ours) and its.startswith(theirs) for mine, its in changed), changed

    def test_the_same_time_written_otherwise_is_no_change(self, answers: dict[str, Json]) -> None:
        for name in DERIVED:
            for fact in against(answers[name])["facts"]:
                assert "7:40" not in fact["query"]["text"] + fact["match"]["text"]

    @pytest.mark.parametrize(
        ("name", "most"), [("courier-8841", 1), ("nw-0412-2", 4), (REWRITE, 1), ("standard-1190", 0)]
    )
    def test_and_no_others(self, answers: dict[str, Json], name: str, most: int) -> None:
        facts = against(answers[name])["facts"]
        assert len(facts) <= most, [(f["query"]["text"], f["match"]["text"]) for f in facts]


def test_the_hard_negative_is_not_derived_from_anything(service: DedupService, answers: dict[str, Json]) -> None:
    """Same town, mayor, fire chief and hospital, another accident."""
    for name in (ORIGIN, *DERIVED):
        (match,) = service.compare(ARTICLES["harbour-post-2227"], ARTICLES[name]).matches
        assert not match.relation.is_derived
        assert match.derivation < 0.25
        assert all(p.kind == "original" for p in match.paragraphs)
    assert answers["harbour-post-2227"]["relation"] == "unrelated"


STOCK = [("nw-0398", 5), ("nw-0421", 5), ("nw-0425", 5)]
"""Stories of one desk that carry the same paragraph."""


@pytest.mark.parametrize(
    "name",
    [name for name in ARTICLES if name not in EXPECTED and name not in {ORIGIN, "harbour-post-2227", STOCK[1][0]}],
)
def test_unrelated_stories_are_derived_from_nothing(answers: dict[str, Json], name: str) -> None:
    assert answers[name]["relation"] in {"unrelated", "same_event"}
    assert answers[name]["derivation"] < 0.25
    assert not answers[name]["needs_review"]


CHOIR = (
    (
        "A choir of deaf singers from the hill town of Ulmen will open the summer games in the capital, the organisers "
        "said on Friday."
    ),
    (
        "Its forty members sing with their hands, in white gloves under dark light, and rehearse in a disused dairy "
        "whose floor carries the beat of two bass drums."
    ),
    "{stock}",
    (
        "Conductor Sanna Vreeland, herself deaf since birth, founded the group with six pupils nine years ago. It has "
        "since toured eleven cathedrals."
    ),
    (
        "Tickets for the opening night were gone within an hour. A second show, with subtitles for those who do not "
        "sign, is planned for the following weekend."
    ),
)


CLOCKS = (
    (
        "Aldermark's parliament voted on Thursday to move the country's clocks forward by one hour for good, ending a "
        "quarrel with dairy farmers that had lasted eleven winters."
    ),
    (
        "Milk lorries would have to leave before sunrise from November on, the farmers' league said, and cows could "
        "not be told by decree when to wake."
    ),
    "{stock}",
    "Schools were promised later bells, and the railways asked for a year to print new timetables.",
)


class TestStockParagraph:
    @pytest.mark.parametrize(
        "story",
        [CHOIR, CLOCKS],
        ids=["far subject", "near subject"],
    )
    def test_a_fourth_story_that_carries_it_has_it_as_background(
        self, service: DedupService, answers: dict[str, Json], story: tuple[str, ...]
    ) -> None:
        (stock,) = {paragraph_text(name, answers[name]["paragraphs"][index]) for name, index in STOCK}
        text = "\n\n".join(story).format(stock=stock)
        verdict = service.score(Article(text, published_at=datetime(2031, 3, 7, tzinfo=UTC)))
        kinds = [Kind.BACKGROUND if paragraph == "{stock}" else Kind.ORIGINAL for paragraph in story]
        assert [p.kind for p in verdict.paragraphs] == kinds
        assert [p.background for p in verdict.paragraphs] == [kind is Kind.BACKGROUND for kind in kinds]
        assert verdict.coverage[Kind.BACKGROUND] > 0.2
        assert not verdict.relation.is_derived

    def test_the_second_story_that_carries_it_is_one_to_look_at(self, answers: dict[str, Json]) -> None:
        name, index = STOCK[1]
        assert answers[name]["relation"] == "partial_copy"
        assert answers[name]["needs_review"]
        kinds = [p["kind"] for p in answers[name]["paragraphs"] if not p["boilerplate"]]
        assert kinds.count("verbatim") == 1
        assert answers[name]["paragraphs"][index]["kind"] == "verbatim"

    def test_the_third_story_that_carried_it_was_not_called_a_copy(self, answers: dict[str, Json]) -> None:
        name, index = STOCK[-1]
        assert answers[name]["paragraphs"][index]["best"]["article_id"] == "nw-0398"
        assert answers[name]["relation"] in {"unrelated", "same_event"}


def test_agencies_copyright_lines_make_no_match(answers: dict[str, Json]) -> None:
    lines = [p for answer in answers.values() for p in answer["paragraphs"] if p["boilerplate"]]
    assert len(lines) >= 6
    assert all(p["best"] is None and p["kind"] == "original" for p in lines)


@pytest.mark.parametrize("name", list(ARTICLES))
def test_every_offset(service: DedupService, name: str) -> None:
    body = json.loads(verdict_json(service.score(ARTICLES[name], limit=100)))
    stored: dict[str | None, Article] = {article.id: article for article in ARTICLES.values()}
    assert prove_offsets(body, ARTICLES[name], stored) > 5
