from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dedup.article import Article
from dedup.detection.ledger import FactKind, QuoteStatus
from dedup.detection.verdict import Direction, Relation
from tests.unit.detection.sides import STORIES, judge, only_match, shuffled, stored, text

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALWAYS = judge(derivation=(5.0, 0.0))
"""Takes everything as derived."""
NEVER = judge(derivation=(-5.0, 0.0))
WHOLE = text(*STORIES[0], *STORIES[1])
REWORDED = text(*(shuffled(sentence, seed=5) for story in STORIES[:2] for sentence in story))
AFTER = "It was published after ours, so ours cannot derive from it."


def relation(query: str, match: str) -> Relation:
    return only_match(query, stored(match, "m"), by=ALWAYS).relation


class TestRelation:
    @pytest.mark.parametrize("query", [WHOLE, WHOLE.upper(), WHOLE.replace(".", " -")])
    def test_the_same_words_are_identical(self, query: str) -> None:
        match = only_match(query, stored(WHOLE, "m"), by=NEVER)
        assert match.relation is Relation.IDENTICAL
        assert match.derivation == 1.0
        assert not match.needs_review
        assert match.containment.of_query == pytest.approx(1.0)
        assert match.containment.of_match == pytest.approx(1.0)

    def test_paragraphs_joined_to_one_are_identical_too(self) -> None:
        assert only_match(WHOLE.replace("\n\n", " "), stored(WHOLE, "m"), by=NEVER).relation is Relation.IDENTICAL

    def test_paragraphs_joined_to_one_contain_all_they_were_joined_from(self) -> None:
        match = only_match(WHOLE.replace("\n\n", " ") + " Indeed.", stored(WHOLE, "m"), by=ALWAYS)
        assert match.containment.of_match == pytest.approx(1.0)
        assert match.relation is Relation.NEAR_COPY

    def test_one_more_word_is_not_identical(self) -> None:
        assert relation(WHOLE + " Indeed.", WHOLE) is Relation.NEAR_COPY

    def test_a_trimmed_text_is_a_near_copy(self) -> None:
        trimmed = text(*STORIES[0], STORIES[1][0])
        assert relation(trimmed, WHOLE) is Relation.NEAR_COPY
        assert relation(WHOLE, trimmed) is Relation.NEAR_COPY

    def test_an_edited_text_is_a_near_copy(self) -> None:
        assert relation(WHOLE.replace("three", "nine").replace("Friday", "Sunday"), WHOLE) is Relation.NEAR_COPY

    def test_a_text_that_was_cut_from_a_longer_one_has_no_part_of_its_own(self) -> None:
        long = text(*(sentence for story in STORIES for sentence in story))
        match = only_match(STORIES[0][0], stored(long, "m"), by=ALWAYS)
        assert match.relation is Relation.NEAR_COPY
        assert match.reason == "All of this text is in the other, edited or trimmed: it is 8 % of it."
        assert relation(long, STORIES[0][0]) is Relation.PARTIAL_COPY

    def test_what_no_paragraph_shows_is_not_claimed(self) -> None:
        match = only_match(text(*STORIES[2]), stored(WHOLE, "m"), by=ALWAYS)
        assert not match.relation.is_derived
        assert match.derivation < 0.5

    @pytest.mark.parametrize("few", ["Hello", "The quay stays shut"])
    def test_a_text_of_fewer_words_than_the_shortest_run_is_made_from_nothing(self, few: str) -> None:
        long = text(f"{few} until Friday, they said after the storm.", *STORIES[0])
        for query, match in ((few, long), (long, few)):
            found = only_match(query, stored(match, "m"), by=ALWAYS)
            assert not found.relation.is_derived
            assert found.derivation < 0.5
        assert relation(few, few) is Relation.IDENTICAL
        assert relation(f"{few} until Friday, they said after the storm.", long).is_derived

    def test_half_lifted_is_a_partial_copy(self) -> None:
        assert relation(text(*STORIES[0], *STORIES[2]), text(*STORIES[0], *STORIES[3])) is Relation.PARTIAL_COPY

    def test_restated_in_other_words_is_a_rewrite(self) -> None:
        match = only_match(REWORDED, stored(WHOLE, "m"), by=ALWAYS)
        assert match.relation is Relation.REWRITE
        assert match.reason == "All of this text says the same as 100 % of the other in other words."

    def test_not_derived_but_one_subject_is_the_same_event(self) -> None:
        assert only_match(REWORDED, stored(WHOLE, "m"), by=NEVER).relation is Relation.SAME_EVENT

    def test_not_derived_and_another_subject_is_unrelated(self) -> None:
        match = only_match(text(*STORIES[2]), stored(WHOLE, "m"), by=NEVER)
        assert match.relation is Relation.UNRELATED
        assert not match.relation.is_derived
        assert (match.containment.of_query, match.containment.of_match) == (0.0, 0.0)

    def test_the_same_story_chain_is_an_update(self) -> None:
        newer = Article(WHOLE + "\n\n" + text(*STORIES[4]), id="m-2", evolved_from="m")
        match = only_match(newer, stored(WHOLE, "m"), story="m", by=NEVER)
        assert match.relation is Relation.UPDATE
        assert not match.needs_review

    def test_another_chain_is_no_update(self) -> None:
        newer = Article(WHOLE + "\n\n" + text(*STORIES[4]), id="m-2")
        assert only_match(newer, stored(WHOLE, "m"), story="another", by=ALWAYS).relation is Relation.NEAR_COPY
        assert only_match(newer, stored(WHOLE, "m"), by=ALWAYS).relation is Relation.NEAR_COPY

    def test_a_resent_text_of_one_chain_is_identical_first(self) -> None:
        assert only_match(Article(WHOLE, id="m"), stored(WHOLE, "m"), story="m").relation is Relation.IDENTICAL


class TestReview:
    def test_short_texts_are_never_sure(self) -> None:
        match = only_match(WHOLE + " Indeed.", stored(WHOLE, "m"), by=ALWAYS)
        assert len(WHOLE.split()) > 60
        assert not match.needs_review
        short = only_match(STORIES[0][0] + " Indeed.", stored(STORIES[0][0], "m"), by=ALWAYS)
        assert short.needs_review

    def test_a_derivation_in_between_is_for_review(self) -> None:
        match = only_match(REWORDED, stored(WHOLE, "m"), by=judge(derivation=(0.5, 0.0)))
        assert match.derivation == pytest.approx(0.6225, abs=1e-3)
        assert match.needs_review


class TestDirection:
    def test_the_later_one_was_made_from_the_earlier(self) -> None:
        query = Article(WHOLE + " Indeed.", published_at=NOON)
        match = only_match(query, stored(WHOLE, "m", published_at=NOON - HOUR))
        assert match.direction is Direction.QUERY_FROM_MATCH
        assert AFTER not in match.reason

    @pytest.mark.parametrize(
        ("published", "said"),
        [
            (NOON - HOUR, "All of this text restates 100 % of the other in other words."),
            (NOON + HOUR, f"100 % of the other restates all of this text in other words. {AFTER}"),
            (None, "All of this text says the same as 100 % of the other in other words."),
        ],
        ids=["theirs first", "ours first", "not known"],
    )
    def test_the_reason_says_who_restates_whom_where_that_is_known(self, published: datetime | None, said: str) -> None:
        query = Article(REWORDED, published_at=NOON)
        assert only_match(query, stored(WHOLE, "m", published_at=published), by=ALWAYS).reason == said

    @pytest.mark.parametrize(
        ("published", "said"),
        [
            (NOON - HOUR, "of this text was taken from"),
            (NOON + HOUR, "of the other was taken from"),
            (None, "of the other are the same."),
        ],
        ids=["theirs first", "ours first", "not known"],
    )
    def test_the_reason_says_who_took_from_whom_where_that_is_known(
        self, published: datetime | None, said: str
    ) -> None:
        query = Article(text(*STORIES[0], *STORIES[2]), published_at=NOON)
        match = only_match(query, stored(text(*STORIES[0], *STORIES[3]), "m", published_at=published))
        assert match.relation is Relation.PARTIAL_COPY
        assert said in match.reason

    def test_a_match_published_after_ours_can_not_be_our_source_and_the_reason_says_so(self) -> None:
        query = Article(WHOLE + " Indeed.", published_at=NOON)
        match = only_match(query, stored(WHOLE, "m", published_at=NOON + HOUR))
        assert match.direction is Direction.MATCH_FROM_QUERY
        assert match.reason.endswith(AFTER)

    def test_independent_reports_are_not_told_who_could_have_copied(self) -> None:
        query = Article(REWORDED, published_at=NOON)
        match = only_match(query, stored(WHOLE, "m", published_at=NOON + HOUR), by=NEVER)
        assert match.relation is Relation.SAME_EVENT
        assert AFTER not in match.reason

    def test_another_zone_is_the_same_time(self) -> None:
        east = NOON.astimezone(tz=None).astimezone(UTC)
        query = Article(WHOLE + " Indeed.", published_at=NOON)
        assert only_match(query, stored(WHOLE, "m", published_at=east)).direction is Direction.UNKNOWN

    def test_without_times_the_one_that_is_contained_came_from_the_other(self) -> None:
        part = text(*STORIES[0])
        assert only_match(part, stored(WHOLE, "m")).direction is Direction.QUERY_FROM_MATCH
        assert only_match(WHOLE, stored(part, "m")).direction is Direction.MATCH_FROM_QUERY

    def test_one_time_alone_does_not_tell(self) -> None:
        part = Article(text(*STORIES[0]), published_at=NOON)
        assert only_match(part, stored(WHOLE, "m")).direction is Direction.QUERY_FROM_MATCH

    def test_two_texts_that_contain_each_other_do_not_tell(self) -> None:
        assert only_match(WHOLE + " Indeed.", stored(WHOLE, "m")).direction is Direction.UNKNOWN

    def test_time_goes_before_containment(self) -> None:
        part = Article(text(*STORIES[0]), published_at=NOON)
        match = only_match(part, stored(WHOLE, "m", published_at=NOON + HOUR))
        assert match.direction is Direction.MATCH_FROM_QUERY


class TestContainment:
    def test_both_ways(self) -> None:
        part, whole = text(*STORIES[0]), text(*STORIES[0], *STORIES[2], *STORIES[3])
        share = len(part.split()) / len(whole.split())
        match = only_match(part, stored(whole, "m"))
        assert match.containment.of_query == pytest.approx(1.0)
        assert match.containment.of_match == pytest.approx(share, abs=0.02)
        back = only_match(whole, stored(part, "m"))
        assert back.containment.of_query == pytest.approx(share, abs=0.02)
        assert back.containment.of_match == pytest.approx(1.0)

    def test_a_paragraph_used_twice_counts_once(self) -> None:
        match = only_match(text(STORIES[0][0], STORIES[0][0]), stored(text(*STORIES[0]), "m"), by=ALWAYS)
        assert match.containment.of_match <= 0.5


class TestLedger:
    SOURCE = (
        "The harbour master closed the northern pier on Monday after divers found cracks in 12 of its piles.\n\n"
        "\u201cNobody sets foot on it until the last beam is new,\u201d Tamar Ellwood said at a news conference.\n\n"
        "\u201cWe will moor across the estuary and grumble,\u201d fisherman Jorik Dahl said, coiling his ropes."
    )

    def test_kept_altered_dropped_and_added(self) -> None:
        query = self.SOURCE.replace("last beam is new", "final plank is new").replace(
            "We will moor across the estuary and grumble", "My boat is my castle and my kitchen"
        )
        query += "\n\n\u201cThe bill comes to us as it always does,\u201d treasurer Maren Tolk said.\n\n"
        query += "\u201cHerring does not wait for engineers,\u201d she added."
        match = only_match(query, stored(self.SOURCE, "m"))
        altered = next(q for q in match.quotes if q.query is not None and q.query.text.startswith("Nobody"))
        assert altered.status is QuoteStatus.ALTERED
        assert altered.match is not None
        assert altered.match.text == "Nobody sets foot on it until the last beam is new,"
        assert [(part.op, part.text) for part in altered.diff if part.op != "same"] == [
            ("removed", "last beam"),
            ("inserted", "final plank"),
        ]
        assert QuoteStatus.ADDED in {q.status for q in match.quotes}

    def test_the_same_quotations_are_kept(self) -> None:
        match = only_match(self.SOURCE + "\n\nMore follows.", stored(self.SOURCE, "m"))
        assert [q.status for q in match.quotes] == [QuoteStatus.KEPT, QuoteStatus.KEPT]

    def test_a_changed_number_is_in_the_fact_diff(self) -> None:
        match = only_match(self.SOURCE.replace("12 of", "21 of"), stored(self.SOURCE, "m"))
        (fact,) = match.facts
        assert (fact.kind, fact.query_paragraph, fact.match_paragraph) == (FactKind.NUMBER, 0, 0)
        assert fact.query.text.startswith("21")
        assert fact.match.text.startswith("12")

    def test_a_reversed_statement_is_too_where_one_text_was_made_from_the_other(self) -> None:
        query = self.SOURCE.replace("closed the", "opened the").replace("12 of", "21 of")
        match = only_match(query, stored(self.SOURCE, "m"))
        reversed_there, changed = match.facts
        assert (reversed_there.kind, reversed_there.query.text, reversed_there.match.text) == (
            FactKind.REVERSAL,
            "opened",
            "closed",
        )
        assert changed.kind is FactKind.NUMBER

    def test_nothing_changed_nothing_listed(self) -> None:
        assert only_match(self.SOURCE, stored(self.SOURCE, "m")).facts == ()


def test_another_currency_is_not_word_for_word() -> None:
    dollars = "The harbour office paid $46 million for the new crane, and $2 million for its foundations in Selm."
    match = only_match(dollars.replace("$46", "\u20ac46"), stored(dollars, "m"))
    assert match.relation is not Relation.IDENTICAL
    assert (
        only_match(dollars.replace("$46 million", "$46\u00a0million"), stored(dollars, "m")).relation
        is Relation.IDENTICAL
    )
