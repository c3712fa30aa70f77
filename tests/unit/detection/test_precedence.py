from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from dedup.article import Article
from dedup.detection.composition import Judge
from dedup.detection.kinship import Houses, is_sent_again
from dedup.detection.matching import compare_sides
from dedup.detection.precedence import Publication, fingerprint
from dedup.detection.relation import RelationModel
from dedup.detection.series import Series
from dedup.detection.verdict import Direction, DirectionBy, Own, Relation
from tests.unit.detection.sides import STORIES, judge, model, shuffled, side_of, stored, text, verdict

if TYPE_CHECKING:
    from dedup.detection.matching import Candidate
    from dedup.detection.verdict import Match

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PIER, PLAY, FROST = (text(*story) for story in STORIES[:3])
MORE = PIER + "\n\nMore follows."


def published(content: str, hours: float | None, *, text_is_gone: bool = False) -> Publication:
    """What was published so many hours after noon."""
    told = Publication(None if hours is None else NOON + hours * HOUR, side_of(content))
    return replace(told, said=told.shingles) if text_is_gone else told


def judged(
    query: Article, candidate: Candidate, *past: Publication, by: Judge | None = None, story: str | None = None
) -> Match:
    """The one match of a query that has a past."""
    (match,) = verdict(query, [candidate], by=by or judge(), story=story, past=past, given=True).matches
    return match


class TestPast:
    AT_TWO = Article(MORE, published_at=NOON + 2 * HOUR)
    AT_ONE = stored(PIER, "theirs", published_at=NOON + HOUR)

    @pytest.mark.parametrize("text_is_gone", [False, True])
    def test_what_was_said_before_was_not_taken(self, *, text_is_gone: bool) -> None:
        match = judged(self.AT_TWO, self.AT_ONE, published(PIER, 0, text_is_gone=text_is_gone))
        assert (match.direction, match.direction_by) == (Direction.MATCH_FROM_QUERY, DirectionBy.TIME)
        assert match.reason.endswith("Our story had said it before theirs was published.")

    @pytest.mark.parametrize(("content", "hours"), [(PIER, 1.5), (PIER, None), (PLAY, 0)], ids=["a", "b", "c"])
    def test_what_was_not_said_before_is_taken(self, content: str, hours: float | None) -> None:
        match = judged(self.AT_TWO, self.AT_ONE, published(content, hours))
        assert match.direction is Direction.QUERY_FROM_MATCH
        assert "had said it before" not in match.reason

    def test_what_was_said_at_the_same_time_does_not_tell(self) -> None:
        assert judged(self.AT_TWO, self.AT_ONE, published(PIER, 1)).direction is not Direction.MATCH_FROM_QUERY

    def test_the_past_of_the_match_counts_as_well(self) -> None:
        theirs = replace(stored(MORE, "theirs", published_at=NOON + HOUR), past=(published(PIER, -1),))
        match = judged(Article(PIER, published_at=NOON), theirs)
        assert match.direction is Direction.QUERY_FROM_MATCH
        assert match.reason.count("Their story had said it before ours") == 1

    def test_whoever_said_it_first_of_all_versions(self) -> None:
        theirs = replace(stored(PIER, "theirs", published_at=NOON + HOUR), past=(published(PIER, -2),))
        assert judged(self.AT_TWO, theirs, published(PIER, -1)).direction is Direction.QUERY_FROM_MATCH
        assert judged(self.AT_TWO, theirs, published(PIER, -3)).direction is Direction.MATCH_FROM_QUERY

    def test_a_version_without_a_time_is_as_old_as_its_story(self) -> None:
        match = judged(Article(MORE), self.AT_ONE, published(PIER, 0))
        assert (match.direction, match.direction_by) == (Direction.MATCH_FROM_QUERY, DirectionBy.TIME)

    def test_words_that_a_correction_changed_were_said(self) -> None:
        before = PIER.replace("two piles", "nine piles").replace("Forty", "Fifty")
        assert judged(self.AT_TWO, self.AT_ONE, published(before, 0)).direction is Direction.MATCH_FROM_QUERY

    def test_new_words_of_a_later_version_are_taken(self) -> None:
        both = Article(text(PIER, PLAY), published_at=NOON + 2 * HOUR)
        theirs = stored(PLAY, "theirs", published_at=NOON + HOUR)
        assert judged(both, theirs, published(PIER, 0)).direction is Direction.QUERY_FROM_MATCH

    @pytest.mark.parametrize(("taken", "told"), [(STORIES[1][0], True), ("It rained hard in Selm.", False)])
    def test_where_each_took_from_the_other_it_is_told_unless_it_is_little(self, taken: str, *, told: bool) -> None:
        both = text(PIER, taken)
        query, theirs = Article(both, published_at=NOON + 2 * HOUR), stored(both, "theirs", published_at=NOON + HOUR)
        match = judged(query, theirs, published(PIER, 0))
        assert match.direction is Direction.MATCH_FROM_QUERY
        assert ("stood in theirs first" in match.reason) is told

    def test_a_version_that_was_reworded_since_had_said_it(self) -> None:
        """The other text restates the first version; so does the one at hand, in other words again."""
        first, theirs, ours = (text(*(shuffled(one, seed=seed) for one in STORIES[0])) for seed in (1, 2, 3))
        restating = judge(derivation=(5.0, 0.0))
        query, other = Article(ours, published_at=NOON + 2 * HOUR), stored(theirs, "theirs", published_at=NOON + HOUR)
        assert judged(query, other, published(first, 0), by=restating).direction is Direction.MATCH_FROM_QUERY
        gone = published(first, 0, text_is_gone=True)
        assert judged(query, other, gone, by=restating).direction is Direction.QUERY_FROM_MATCH

    def test_among_own_versions_their_own_times_count(self) -> None:
        query = Article(MORE, id="ours-2", published_at=NOON + 2 * HOUR)
        first = stored(PIER, "ours", published_at=NOON)
        match = judged(query, first, published(PIER, 0), story="ours")
        assert (match.own, match.direction) == (Own.STORY, Direction.QUERY_FROM_MATCH)


class TestNotByTime:
    def test_a_part_is_told_by_its_size_and_said_so(self) -> None:
        match = judged(Article(text(*STORIES[0][:1])), stored(text(PIER, PLAY), "m", published_at=NOON))
        assert (match.direction, match.direction_by) == (Direction.QUERY_FROM_MATCH, DirectionBy.CONTAINMENT)
        assert "published" not in match.reason

    def test_nothing_tells(self) -> None:
        match = judged(Article(MORE), stored(PIER, "m", published_at=NOON))
        assert (match.direction, match.direction_by) == (Direction.UNKNOWN, DirectionBy.NOTHING)


class TestOrder:
    def test_what_was_taken_from_a_text_stands_behind_what_it_was_taken_from(self) -> None:
        query = Article(MORE, published_at=NOON)
        after = stored(MORE, "after", published_at=NOON + HOUR)
        before = stored(PIER + "\n\nIt rained.", "before", published_at=NOON - HOUR)
        found = verdict(query, [after, before])
        assert [one.article.id for one in found.matches] == ["before", "after"]
        assert found.relation is Relation.NEAR_COPY

    @pytest.mark.parametrize(("hours", "is_composed"), [(-1, True), (1, False)])
    def test_a_text_is_composed_of_nothing_that_was_published_after_it(self, hours: int, *, is_composed: bool) -> None:
        query = Article(text(*(story[0] for story in STORIES)), published_at=NOON)
        candidates = [
            stored(story[0], str(number), published_at=NOON + hours * HOUR) for number, story in enumerate(STORIES)
        ]
        found = verdict(query, candidates, by=judge(derivation=(-5.0, 0.0)), given=True)
        assert found.relation.is_derived is is_composed


class TestSentAgain:
    HOUSES = Houses([("Selm Post", "Selm Post Online")])
    BY = Judge(RelationModel.from_mapping(model()), HOUSES)

    def found(self, content: str, source: str | None, name: str = "new") -> tuple[str | None, Own | None]:
        candidate = stored(text(PIER, PLAY), "https://selm.example/pier", published_at=NOON)
        article = replace(candidate.article, source="Selm Post")
        candidate = replace(candidate, article=article, ref=replace(candidate.ref, source=article.source))
        told = verdict(Article(content, id=name, source=source), [candidate], by=self.BY, story=name, given=True)
        return told.story, told.matches[0].own

    @pytest.mark.parametrize("source", ["Selm Post", "Selm Post Online", "selm  post"])
    def test_its_own_words_are_its_own_story(self, source: str) -> None:
        assert self.found(text(PIER, PLAY, "It rained."), source) == ("https://selm.example/pier", Own.STORY)

    @pytest.mark.parametrize("source", ["Selm Post Weekly", "Selm", None])
    def test_those_of_others_are_not(self, source: str | None) -> None:
        assert self.found(text(PIER, PLAY, "It rained."), source) == ("new", None)

    def test_a_paragraph_of_its_own_is_no_version(self) -> None:
        assert self.found(text(FROST, STORIES[0][0]), "Selm Post") == ("new", Own.HOUSE)

    def test_at_the_same_place_less_is_enough(self) -> None:
        name = "http://www.selm.example/pier/?utm_source=x#top"
        assert self.found(text(PIER, FROST), "Selm Post", name) == ("https://selm.example/pier", Own.STORY)
        assert self.found(FROST, "Selm Post", name) == (name, Own.HOUSE)
        assert self.found(text(PIER, FROST), "Rival", name) == (name, None)

    def test_a_story_with_versions_of_its_own_is_no_other(self) -> None:
        candidate = stored(text(PIER, PLAY), "a")
        article = replace(candidate.article, source="Selm Post")
        candidate = replace(candidate, article=article, ref=replace(candidate.ref, source="Selm Post"))
        query = Article(text(PIER, PLAY), id="b", source="Selm Post")
        assert verdict(query, [candidate], by=self.BY, story="b", is_new=False).story == "b"


def test_the_next_issue_of_a_series_is_no_version() -> None:
    article = Article(text(PIER, PLAY), id="a", source="Selm Post")
    candidate = replace(stored(text(PIER, PLAY), "b"), article=replace(article, id="b"))
    compared = compare_sides(side_of(article), candidate, judge().model)
    assert is_sent_again(article, compared, Houses())
    assert not is_sent_again(article, replace(compared, series=Series(filled=6, kept=0)), Houses())


def test_a_fingerprint_is_the_same_wherever_it_is_made() -> None:
    shingles = fingerprint(side_of(PIER).hashes)
    assert shingles.dtype == np.uint32
    assert len(shingles) == len(side_of(PIER).hashes) - 3
    np.testing.assert_array_equal(shingles, np.unique(shingles))
    np.testing.assert_array_equal(shingles, fingerprint(side_of(PIER.upper()).hashes))


class TestDatesWithoutATime:
    """Senders that know the day alone say midnight."""

    DAY = datetime(2031, 3, 4, tzinfo=UTC)

    @pytest.mark.parametrize("hours", [-12, -1, 0.5, 8, 23, 36])
    def test_who_was_first_on_a_day_is_not_known(self, hours: float) -> None:
        at = self.DAY + hours * HOUR
        match = judged(Article(MORE, published_at=at), stored(PIER, "m", published_at=self.DAY))
        assert (match.direction, match.direction_by) == (Direction.UNKNOWN, DirectionBy.NOTHING)
        match = judged(Article(MORE, published_at=self.DAY), stored(PIER, "m", published_at=at))
        assert (match.direction, match.direction_by) == (Direction.UNKNOWN, DirectionBy.NOTHING)

    @pytest.mark.parametrize("hours", [-13, 37, -24, 24])
    def test_another_day_tells(self, hours: float) -> None:
        first, second = sorted((self.DAY, self.DAY + hours * HOUR))
        match = judged(Article(MORE, published_at=second), stored(PIER, "m", published_at=first))
        assert (match.direction, match.direction_by) == (Direction.QUERY_FROM_MATCH, DirectionBy.TIME)
        match = judged(Article(MORE, published_at=first), stored(PIER, "m", published_at=second))
        assert (match.direction, match.direction_by) == (Direction.MATCH_FROM_QUERY, DirectionBy.TIME)

    def test_so_it_is_for_what_a_story_had_said(self) -> None:
        theirs = stored(PIER, "theirs", published_at=NOON + HOUR)
        query = Article(MORE, published_at=NOON + 2 * HOUR)
        assert judged(query, theirs, published(PIER, -12)).direction is Direction.UNKNOWN
        assert judged(query, theirs, published(PIER, -36)).direction is Direction.MATCH_FROM_QUERY


@pytest.mark.parametrize(("when", "first"), [(None, "likelier"), (NOON, "earlier")])
def test_what_has_less_of_the_words_stands_behind_others_only_where_it_is_known_to_be_later(
    when: datetime | None, first: str
) -> None:
    query = Article(text(*STORIES[0], *STORIES[1], *STORIES[4], *STORIES[3]), published_at=when)
    rest = (*STORIES[2], *map(shuffled, STORIES[2]))
    before, after = (None, None) if when is None else (when - 24 * HOUR, when + 24 * HOUR)
    earlier = stored(text(*STORIES[1][:2], *rest), "earlier", published_at=before)
    likelier = stored(text(*STORIES[0], STORIES[2][0]), "likelier", published_at=after)
    found = verdict(query, [earlier, likelier], by=judge(derivation=(-1.0, 12.0))).matches
    assert {match.relation for match in found} == {Relation.PARTIAL_COPY}
    derivations = {match.article.id: match.derivation for match in found}
    assert derivations["likelier"] > derivations["earlier"] + 0.1
    assert next(match.direction for match in found if match.article.id == "likelier") is Direction.MATCH_FROM_QUERY
    assert found[0].article.id == first
