from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article
from dedup.detection.verdict import Kind, Relation, Searched
from tests.unit.detection.sides import STORIES, judge, shuffled, side_of, stored, text, verdict
from tests.unit.detection.test_piecing import restated

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEVER = judge(derivation=(-5.0, 0.0))
STOCK = "Ottervik, a town of nine thousand people, has been run by fishermen and their quarrels since its charter."
ALL = [sentence for story in STORIES for sentence in story]


def credited(answer: object) -> list[str | None]:
    return [p.best.article_id if p.best else None for p in answer.paragraphs]  # type: ignore[attr-defined]


def wrapped(stock: str, number: int) -> str:
    """A story of its own around a stock paragraph."""
    return text(*STORIES[number], stock, shuffled(" ".join(STORIES[number]), seed=number))


class TestCorpusVerdict:
    def test_nothing_proposed_is_unrelated_and_all_original(self) -> None:
        answer = verdict(text(*STORIES[0]), [])
        assert answer.relation is Relation.UNRELATED
        assert answer.derivation == 0.0
        assert answer.coverage[Kind.ORIGINAL] == pytest.approx(1.0)
        assert credited(answer) == [None, None, None]
        assert answer.summary == "None of 3 paragraphs is found in the archive."

    def test_disguised_letters_are_told_and_seen_through(self) -> None:
        query = text(*STORIES[0])
        assert verdict(query, [stored(query, "same")]).notes == ()
        disguised = query.translate(str.maketrans("aeo", "\u0430\u0435\u043e"))
        answer = verdict(disguised, [stored(query, "same")])
        assert answer.relation is Relation.IDENTICAL
        (note,) = answer.notes
        assert note.startswith("Letters were disguised: ")
        assert verdict(query.replace("the ", "th\u0435 ", 1), []).notes == (
            "Letters were disguised: 1 word is spelled with look-alikes of other scripts.",
        )

    def test_disguised_letters_of_what_it_matches_are_told_too(self) -> None:
        query = text(*STORIES[0])
        disguised = stored(query.replace("the ", "th\u0435 ", 1), "same")
        others = "were disguised: 1 word is spelled with look-alikes of other scripts."
        assert verdict(query, [disguised]).notes == (f"Letters of same {others}",)
        assert verdict(query, [disguised], given=True).notes == (f"Letters of the other text {others}",)
        assert verdict(text(*STORIES[1]), [disguised]).notes == ()

    def test_unrelated_candidates_are_left_out_unless_asked_for(self) -> None:
        other = stored(text(*STORIES[1]), "other")
        assert verdict(text(*STORIES[0]), [other]).matches == ()
        assert len(verdict(text(*STORIES[0]), [other], given=True).matches) == 1

    def test_the_best_match_decides_and_comes_first(self) -> None:
        query = text(*STORIES[0], *STORIES[1])
        found = verdict(
            query,
            [
                stored(text(*STORIES[0], *STORIES[3]), "half"),
                stored(query, "same"),
                stored(query + "\n\nMore follows.", "near"),
            ],
        )
        assert [match.article.id for match in found.matches] == ["same", "near", "half"]
        assert found.relation is Relation.IDENTICAL
        assert found.derivation == 1.0

    def test_limit_keeps_the_best(self) -> None:
        query = text(*STORIES[0], *STORIES[1])
        found = verdict(query, [stored(text(*STORIES[0], *STORIES[3]), "half"), stored(query, "same")], limit=1)
        assert [match.article.id for match in found.matches] == ["same"]

    def test_the_summary_names_what_was_found(self) -> None:
        query = text(*STORIES[0], STORIES[1][0].replace("Friday", "Sunday"), *STORIES[2])
        answer = verdict(query, [stored(text(*STORIES[0], *STORIES[1]), "a", title="Pier closed")])
        assert answer.summary.startswith("Of 7 paragraphs 3 verbatim, 1 edited. Closest: Pier closed. ")


class TestComposite:
    """No source explains it alone, two do together."""

    QUERY = text(*STORIES[0], *STORIES[1], *STORIES[2])
    HALVES = (text(*STORIES[0], *STORIES[3]), text(*STORIES[1], *STORIES[4]))

    def test_lifted_from_two_sources_is_a_partial_copy_for_review(self) -> None:
        answer = verdict(
            self.QUERY, [stored(half, name) for half, name in zip(self.HALVES, "ab", strict=True)], by=NEVER
        )
        assert {match.relation for match in answer.matches} == {Relation.SAME_EVENT}
        assert answer.relation is Relation.PARTIAL_COPY
        assert answer.needs_review
        assert credited(answer) == ["a"] * 3 + ["b"] * 3 + [None] * 3
        assert answer.summary.endswith(
            "Pieced together from 2 stories, which have 68 % of it: no single one explains it."
        )
        assert answer.composite is not None
        assert answer.derivation == answer.composite.probability
        assert {(source.article_id, source.paragraphs) for source in answer.composite.sources} == {("a", 3), ("b", 3)}
        assert answer.review_reason.startswith("Pieced together from 2 stories with a probability of 93 %")

    def test_the_same_without_a_quotation_is_what_reports_of_one_event_have_in_common(self) -> None:
        answer = verdict(self.QUERY, restated(), by=NEVER)
        assert answer.coverage[Kind.PARAPHRASED] > 0.9
        assert answer.composite is None
        assert not answer.relation.is_derived
        assert "alike in meaning" in answer.summary

    def test_less_than_a_quarter_is_none(self) -> None:
        query = text(*ALL[:9])
        answer = verdict(query, [stored(text(ALL[0], *ALL[9:]), "a")], by=NEVER)
        assert answer.coverage[Kind.VERBATIM] < 0.25
        assert answer.relation in {Relation.SAME_EVENT, Relation.UNRELATED}
        assert not answer.needs_review

    def test_where_each_is_derived_by_itself_it_is_as_sure_as_they_are(self) -> None:
        answer = verdict(self.QUERY, [stored(half, name) for half, name in zip(self.HALVES, "ab", strict=True)])
        assert answer.composite is not None
        assert answer.relation is Relation.PARTIAL_COPY
        assert answer.derivation == max(match.derivation for match in answer.matches)
        assert answer.taken == pytest.approx(sum(match.containment.of_query for match in answer.matches))

    def test_where_one_source_explains_it_that_one_decides(self) -> None:
        whole = stored(self.QUERY + "\n\nMore follows.", "whole")
        halves = [stored(half, name) for half, name in zip(self.HALVES, "ab", strict=True)]
        answer = verdict(self.QUERY, [whole, *halves])
        assert answer.composite is None
        assert "Pieced together" not in answer.summary


class TestBackground:
    QUERY = text(*ALL[9:], STOCK)

    def test_a_paragraph_that_recurs_in_other_stories_is_background(self) -> None:
        answer = verdict(self.QUERY, [stored(wrapped(STOCK, n), f"s{n}") for n in range(2)], given=True)
        last = answer.paragraphs[-1]
        assert last.kind is Kind.BACKGROUND
        assert last.background
        assert answer.coverage[Kind.BACKGROUND] > 0.0
        assert all(match.paragraphs[-1].kind is Kind.BACKGROUND for match in answer.matches)
        assert not any(p.background for p in answer.paragraphs[:-1])

    def test_in_a_single_story_it_may_have_been_lifted(self) -> None:
        answer = verdict(self.QUERY, [stored(wrapped(STOCK, 0), "s0")], given=True)
        assert answer.paragraphs[-1].kind is Kind.VERBATIM

    def test_three_versions_of_one_story_are_one(self) -> None:
        versions = [stored(wrapped(STOCK, 0) + f"\n\nVersion {n}.", f"s{n}", story="s") for n in range(3)]
        assert verdict(self.QUERY, versions, given=True).paragraphs[-1].kind is Kind.VERBATIM

    def test_a_paragraph_of_a_text_that_was_copied_as_a_whole_is_not_background(self) -> None:
        copies = [stored(self.QUERY + f"\n\nPaper {n} adds a line.", f"s{n}") for n in range(4)]
        assert verdict(self.QUERY, copies).paragraphs[-1].kind is Kind.VERBATIM

    def test_background_alone_makes_no_copy(self) -> None:
        short = text(ALL[12], STOCK)
        stories = [stored(wrapped(STOCK, n), f"s{n}") for n in range(3)]
        alone = {one.ref.id: verdict(short, [one], given=True).matches[0].derivation for one in stories}
        common = verdict(short, stories, given=True)
        assert all(match.derivation <= alone[match.article.id] for match in common.matches)

    def test_a_text_that_was_shortened_goes_with_its_answer(self) -> None:
        side, article = side_of(self.QUERY), Article(self.QUERY)
        stories = [stored(wrapped(STOCK, n), f"s{n}") for n in range(2)]
        gone = weakref.ref(side)
        gc.collect()
        gc.disable()
        try:
            answer = judge().verdict(article, side, stories, Searched(0, 0, None, "", "", ()), given=True)
            del side
            assert answer.paragraphs[-1].background
            assert gone() is None
        finally:
            gc.enable()


class TestCredit:
    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
    def test_of_sources_as_good_the_earliest_is_credited(self, order: tuple[int, ...]) -> None:
        source = text(*STORIES[0], *STORIES[1])
        sources = [
            stored(source, "agency", published_at=NOON),
            stored(source, "paper", published_at=NOON + HOUR),
            stored(source, "undated"),
        ]
        query = Article(source + "\n\nMore follows.", published_at=NOON + 2 * HOUR)
        answer = verdict(query, [sources[place] for place in order])
        assert credited(answer)[:6] == ["agency"] * 6

    def test_a_closer_source_goes_before_an_earlier_one(self) -> None:
        early = stored(text(STORIES[0][0].replace("Monday", "Tuesday"), *STORIES[0][1:]), "early", published_at=NOON)
        late = stored(text(*STORIES[0]), "late", published_at=NOON + HOUR)
        answer = verdict(Article(text(*STORIES[0], STORIES[1][0])), [early, late])
        assert credited(answer) == ["late", "early", "early", None]
        assert [p.kind for p in answer.paragraphs] == [Kind.VERBATIM] * 3 + [Kind.ORIGINAL]


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(ALL), min_size=1, max_size=7),
    st.lists(st.lists(st.sampled_from(ALL), min_size=1, max_size=5), max_size=4),
    st.booleans(),
)
def test_coverage_sums_to_one_and_answers_hang_together(
    paragraphs: list[str],
    others: list[list[str]],
    derived: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    answer = verdict(
        text(*paragraphs),
        [stored(text(*other), f"s{n}") for n, other in enumerate(others)],
        by=judge() if derived else NEVER,
    )
    assert answer.coverage.keys() == set(Kind)
    assert sum(answer.coverage.values()) == pytest.approx(1.0, abs=1e-6)
    assert 0.0 <= answer.derivation <= 1.0
    assert [p.index for p in answer.paragraphs] == list(range(len(answer.paragraphs)))
    known = {match.article.id for match in answer.matches}
    for paragraph in answer.paragraphs:
        assert (paragraph.best is None) == (paragraph.kind is Kind.ORIGINAL)
        # Background is credited to a story that has it, which need not be a match.
        assert paragraph.best is None or paragraph.background or paragraph.best.article_id in known
    for match in answer.matches:
        assert 0.0 <= match.containment.of_query <= 1.0 + 1e-9
        assert 0.0 <= match.containment.of_match <= 1.0 + 1e-9
        assert len(match.paragraphs) == len(answer.paragraphs)
