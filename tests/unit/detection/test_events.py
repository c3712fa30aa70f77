from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dedup.article import Article
from dedup.detection.composition import MANY, Judge
from dedup.detection.events import (
    APART,
    APART_ODDS,
    EVENT_LASTS,
    LATER,
    LEAD_FOUND,
    TOGETHER_ODDS,
    event_evidence,
    odds_by_time,
)
from dedup.detection.matching import Candidate
from dedup.detection.relation import RelationModel
from dedup.detection.side import Side
from dedup.detection.verdict import ArticleRef, Relation
from dedup.text.rarity import is_rare, rarity
from tests.unit.detection.sides import aligned, judge, model, only_match, side_of, stored, verdict

QUAKE = (
    "A magnitude 5.9 earthquake struck near Qelbara at dawn on Monday, killing at least 40 people, officials said. "
    "Houses of mud brick fell in the villages of Tezhin and Ulmat, and roads to the valley were cut. "
    "Governor Sarok Emelan asked for tents and blankets."
)
SAME_QUAKE = (
    "At least 40 people died when mud-brick houses fell in the Qelbara region early on Monday. "
    "The villages of Ulmat and Tezhin were hit hardest by the magnitude 5.9 earthquake, and Sarok Emelan, the "
    "governor, said that tents were needed."
)
OTHER_QUAKE = (
    "A magnitude 6.3 earthquake struck off Port Anselm at night on Friday, killing at least 12 people, officials said. "
    "Houses of brick fell in the suburbs of Corvel and Haddow, and roads to the harbour were cut. "
    "Mayor Lineth Brask asked for tents and blankets."
)


@pytest.mark.parametrize("feature", ["words", "mentions", "lead", "rare_names"])
def test_two_events_of_a_kind_share_words_but_not_the_rare_ones(feature: str) -> None:
    same, sibling = event_evidence(aligned(SAME_QUAKE, QUAKE)), event_evidence(aligned(OTHER_QUAKE, QUAKE))
    assert sibling[feature] < same[feature]


HEARD = '"We heard a noise like a barn door and then the lights were gone," '
HARBOUR = (
    "The ferry Halvard ran onto rocks outside Skarnholm harbour on Tuesday with 212 people aboard, who were all saved. "
    "Two lifeboats and a pilot cutter took passengers off within fifty minutes while water rose in its engine room. "
    "The operator Sundline took its other two ferries out of service until their steering has been looked at. "
    "An inquiry begins on Thursday, when divers are to look at a gash that is said to be nine metres long. "
    f"{HEARD}said Marit Eskeland, the first mate."
)
KITCHEN = (
    "On a kitchen shelf stands a mug without a handle, and beside it a paper napkin with some telephone numbers. "
    "Nobody who drank from it that night wanted to sit down, and soup was handed through a window until dawn. "
    "Blankets came from a school, slippers from a hotel, and an accordion from somebody who never gave his name. "
    "Children slept beneath a billiard table, which its owner says will not be played on again before spring. "
)
HEARD_THERE = f"{KITCHEN}{HEARD}Eskeland told them while her coat dried."
HEARD_ELSE = f'{KITCHEN}"Nowhere else have I eaten such a soup at four in the morning," Eskeland told them.'


def test_a_report_that_opens_with_its_own_scene_is_known_by_what_both_heard_said() -> None:
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0), same_event=(5.0, 0.0))))
    for report, words, relation in ((HEARD_THERE, 14, Relation.SAME_EVENT), (HEARD_ELSE, 0, Relation.UNRELATED)):
        found = event_evidence(aligned(report, HARBOUR))
        assert found["quoted"] == pytest.approx(math.log1p(words))
        assert found["lead"] < LEAD_FOUND
        assert only_match(report, stored(HARBOUR, "m"), by=by).relation is relation


def test_rare_words_count_whether_they_are_names_or_not() -> None:
    one = "Telurimab slowed the disease. Doctors of three hospitals had given it to patients for two years."
    other = "The price of telurimab is not known yet. Insurers of eleven provinces asked its maker for talks."
    assert event_evidence(aligned(one, other))["rare_words"] == pytest.approx(math.log1p(1))
    assert event_evidence(aligned(one, other))["rare_names"] == 0


def test_a_text_shares_everything_with_itself() -> None:
    found = event_evidence(aligned(QUAKE, QUAKE))
    for feature in ("words", "lead", "closest"):
        assert found[feature] == pytest.approx(1.0, abs=1e-5)


def test_what_the_news_is_full_of_is_common_and_a_made_up_name_is_rare() -> None:
    assert rarity("people") < rarity("earthq") < rarity("qelbar")
    assert is_rare("qelbar")
    assert not is_rare("people")


@pytest.mark.parametrize(
    ("apart", "relation"),
    [
        (timedelta(hours=9), Relation.SAME_EVENT),
        (EVENT_LASTS, Relation.SAME_EVENT),
        (EVENT_LASTS + timedelta(days=1), Relation.UNRELATED),
        (-EVENT_LASTS - timedelta(days=1), Relation.UNRELATED),
        (None, Relation.SAME_EVENT),
    ],
)
def test_an_event_is_reported_within_days(apart: timedelta | None, relation: Relation) -> None:
    when = datetime(2031, 3, 4, tzinfo=UTC)
    sure = judge(derivation=(-5.0, 0.0), same_event=(5.0, 0.0))
    query = Article(SAME_QUAKE, published_at=None if apart is None else when + apart)
    assert only_match(query, stored(QUAKE, "m", published_at=when), by=sure).relation is relation


@pytest.mark.parametrize(
    ("between", "odds"),
    [
        (timedelta(), 0.0),
        (APART, 0.0),
        (APART + timedelta(hours=1), APART_ODDS),
        (EVENT_LASTS + timedelta(hours=1), -math.inf),
    ],
)
def test_times_of_publication_speak_either_way_round(between: timedelta, odds: float) -> None:
    when = datetime(2031, 3, 4, tzinfo=UTC)
    assert odds_by_time(when, when + between) == odds_by_time(when + between, when) == odds
    given = TOGETHER_ODDS if between <= APART else odds
    assert odds_by_time(when, when + between, given=True) == odds_by_time(when + between, when, given=True) == given


def told(query: Article, candidate: Article, *, surely: bool, given: bool = False, of: int = MANY) -> list[Relation]:
    """What the query is to a candidate, of so many stored, that tells its event by a little, or surely."""
    trees = {"intercept": 9.0 if surely else 2.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0)) | {"one_event": trees}))
    other = Candidate(candidate, ArticleRef.of(candidate), side_of(candidate), "m", ("semantic",))
    return [match.relation for match in verdict(query, [other], by=by, given=given, articles=of).matches]


WHEN = datetime(2031, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "other_source", "when", "stays"),
    [
        ("Agency Nord", "Corvel Post", WHEN, True),
        ("Agency Nord", "Corvel Post", WHEN + LATER, True),
        ("Agency Nord", "Corvel Post", WHEN + LATER + timedelta(hours=1), False),
        ("Agency Nord", "Corvel Post", None, False),
        ("Agency Nord", "Agency Nord", WHEN, False),
        (None, "Corvel Post", WHEN, True),
        (None, None, WHEN, False),
    ],
)
def test_what_comes_closest_of_a_store_must_be_another_desks_and_of_these_days(
    source: str | None, other_source: str | None, when: datetime | None, *, stays: bool
) -> None:
    query = Article(SAME_QUAKE, id="q", source=source, published_at=when)
    other = Article(QUAKE, id="m", source=other_source, published_at=WHEN)
    assert told(query, other, surely=False) == [Relation.SAME_EVENT] * stays
    assert told(query, other, surely=True) == [Relation.SAME_EVENT]
    assert told(query, other, surely=False, given=True) == [Relation.SAME_EVENT]
    assert told(query, other, surely=False, of=MANY - 1) == [Relation.SAME_EVENT]


@pytest.mark.parametrize(("odds", "is_match"), [(1.3, False), (1.5, True)])
def test_what_was_searched_for_must_tell_it_by_more(odds: float, *, is_match: bool) -> None:
    trees = {"intercept": odds, "trees": [], "least": 0.6}  # odds of 0.4
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0)) | {"one_event": trees}))
    query = Article(SAME_QUAKE, source="Agency Nord", published_at=WHEN)
    other = stored(QUAKE, "m", published_at=WHEN)
    assert bool(verdict(query, [other], by=by, articles=MANY).matches) is is_match
    assert verdict(query, [other], by=by, articles=MANY - 1).matches


@pytest.mark.parametrize(("odds", "is_match"), [(-0.2, True), (-1.3, True), (-1.5, False)])
def test_a_report_that_a_text_may_have_been_taken_from_is_a_match_however_little_its_event_is_borne_out(
    odds: float, *, is_match: bool
) -> None:
    trees = {"intercept": 1.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(odds, 0.0)) | {"one_event": trees}))
    assert by.model.needs_review(1 / (1 + math.exp(-odds))) is is_match
    found = verdict(Article(SAME_QUAKE), [stored(QUAKE, "m")], by=by, articles=MANY)
    assert [(match.relation, match.needs_review) for match in found.matches] == [(Relation.SAME_EVENT, True)] * is_match


def test_a_version_that_was_taken_is_a_match_although_another_of_its_story_is_none() -> None:
    trees = {"intercept": 1.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(-6.0, 20.0)) | {"one_event": trees}))
    bulletin, story = (
        replace(one, ref=replace(one.ref, version=version))
        for version, one in (("1", stored(QUAKE, "m")), ("2", stored(f"{QUAKE} {KITCHEN}", "m")))
    )
    taken = f"{SAME_QUAKE} {KITCHEN}"
    alone = verdict(taken, [story], by=by, articles=MANY)
    assert [match.article.version for match in alone.matches] == ["2"]
    assert verdict(taken, [bulletin], by=by, articles=MANY).matches == ()
    assert verdict(taken, [bulletin, story], by=by, articles=MANY).matches == alone.matches


@pytest.mark.parametrize("articles", [MANY, MANY - 1])
def test_what_was_not_read_of_a_text_is_told_where_the_answer_has_it(articles: int) -> None:
    trees = {"intercept": 1.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0)) | {"one_event": trees}))
    candidate = stored(QUAKE, "m")
    vectors = candidate.side.vectors.copy()
    vectors[-1] = 0.0
    unread = replace(candidate, side=Side(candidate.side.document, vectors))
    found = verdict(Article(SAME_QUAKE), [unread], by=by, articles=articles)
    assert len(found.matches) == len(found.searched.degraded) == (articles < MANY)


def test_what_a_text_is_pieced_together_from_is_a_match_whatever_tells_its_event() -> None:
    trees = {"intercept": 1.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0)) | {"one_event": trees}))
    halves = QUAKE.split(". ", 2)
    first, second = f"{halves[0]}. {halves[1]}.", f"{THIRD}"
    found = verdict(f"{first}\n\n{second}", [stored(first, "a"), stored(second, "b")], by=by, articles=MANY)
    assert found.composite is not None
    assert {match.article.id for match in found.matches} == {"a", "b"}


def test_two_events_of_one_town_are_not_one() -> None:
    trees = {"intercept": 9.0, "trees": [], "least": 0.6}
    by = Judge(RelationModel.from_mapping(model(derivation=(-30.0, 0.0)) | {"one_event": trees}))
    rest = "Fire chief Dorrin Hask thanked Saint Orla's hospital and the mayor of Saltmere."
    leak = " ".join(f"Ammonia leaked in cold hall {number} and drove workers away." for number in range(7))
    again = " ".join(f"Workers fled from ammonia, which leaked into cold hall {number}." for number in range(7))
    roof = " ".join(f"Timber and glass fell on passengers at ferry gate {number + 20}." for number in range(7))
    for other, relation in ((again, Relation.SAME_EVENT), (roof, Relation.UNRELATED)):
        found = only_match(f"{leak} {rest}", stored(f"{other} Thanks went to Dorrin Hask of Saltmere.", "m"), by=by)
        assert found.relation is relation


def test_headlines_speak() -> None:
    about = "The governor asked for tents on Monday, and roads to the valley were cut."
    alike, apart = (
        aligned(Article(about, title="Quake kills 40 in Qelbara"), Article(about, title=other))
        for other in ("Qelbara quake: 40 dead", "Emelan opens bridge")
    )
    assert event_evidence(alike)["headline"] > event_evidence(apart)["headline"]


def test_an_unknown_time_says_nothing() -> None:
    when = datetime(2031, 3, 4, tzinfo=UTC)
    assert odds_by_time(None, when) == odds_by_time(when, None) == odds_by_time(None, None, given=True) == 0.0


THIRD = (
    "Governor Sarok Emelan flew to Qelbara on Monday and asked for tents and blankets. "
    "He stood on Monday evening among the mud-brick houses of Ulmat that had fallen at dawn."
)


def by_words(doubtful: float, sure: float) -> Judge:
    """A judge to whom a pair is one event by its words, and in doubt from a lower figure on."""
    derived = model(derivation=(-30.0, 0.0))
    trees = {"intercept": 0.0, "trees": [["words", doubtful, -9.0, ["words", sure, 0.2, 9.0]]], "least": 0.7}
    return Judge(RelationModel.from_mapping(derived | {"one_event": trees}))


def test_a_third_text_settles_what_two_share_too_little_to_show() -> None:
    near, far, other = (
        event_evidence(aligned(*pair))["words"] for pair in ((SAME_QUAKE, QUAKE), (SAME_QUAKE, THIRD), (QUAKE, THIRD))
    )
    assert far < min(near, other)
    judge_of = by_words(far - 0.01, (far + min(near, other)) / 2)
    alone = verdict(SAME_QUAKE, [stored(THIRD, "third")], by=judge_of, given=True)
    assert [match.relation for match in alone.matches] == [Relation.UNRELATED]
    both = verdict(SAME_QUAKE, [stored(THIRD, "third"), stored(QUAKE, "quake")], by=judge_of, given=True)
    assert {match.article.id: match.relation for match in both.matches} == dict.fromkeys(
        ("third", "quake"), Relation.SAME_EVENT
    )


def test_a_third_text_settles_nothing_that_is_not_in_doubt() -> None:
    far = event_evidence(aligned(SAME_QUAKE, THIRD))["words"]
    both = verdict(
        SAME_QUAKE, [stored(THIRD, "third"), stored(QUAKE, "quake")], by=by_words(far + 0.01, far + 0.02), given=True
    )
    assert {match.article.id: match.relation for match in both.matches}["third"] is Relation.UNRELATED
