"""The verdict over the corpus: every paragraph credited to its own best source, over all candidates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dedup.detection.background import Background
from dedup.detection.calibration import AS_SHIPPED, Calibration, recalibrated
from dedup.detection.changes import with_ledgers
from dedup.detection.composite import composite_name, taken_of
from dedup.detection.crediting import LATEST
from dedup.detection.explaining import precedence_of, to_match
from dedup.detection.kinship import Houses, is_sent_again
from dedup.detection.matching import DERIVED, Candidate, Compared, shown, with_reading
from dedup.detection.naming import holds_in_a_store, relation_of, with_third_texts
from dedup.detection.odds import odds_of
from dedup.detection.piecing import Piecing
from dedup.detection.reading import Budget, JointReader
from dedup.detection.shares import coverage_of, paragraph_weights, sources_of
from dedup.detection.shortened import Shortened
from dedup.detection.verdict import Match, Own, Relation, Searched, Verdict
from dedup.detection.wording import notes_of, review_of_verdict, summary_of
from dedup.detection.wordsalone import degraded
from dedup.text.agencies import credited, third_party

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from dedup.article import Article
    from dedup.detection.precedence import Precedence, Publication
    from dedup.detection.relation import RelationModel
    from dedup.detection.scale import Scale
    from dedup.detection.side import Side

_RANK = {
    Relation.IDENTICAL: 0,
    Relation.NEAR_COPY: 1,
    Relation.UPDATE: 1,
    Relation.PARTIAL_COPY: 2,
    Relation.REWRITE: 2,
    Relation.SERIES: 3,
    Relation.SAME_EVENT: 4,
    Relation.UNRELATED: 5,
}
"""The order of matches: how much each relation explains of the query, those that explain alike under one number."""

MANY = 50
"""Stored articles from which on it is no sign of one event to come closest to a text: of fewer hardly two are alike."""


@dataclass(frozen=True)
class Judge:
    """Compares a query with its candidates and composes the answer.

    Attributes:
        model: The relation model.
        houses: Which sources are of one house.
        reader: Reads what the evidence leaves in doubt; None decides by the evidence alone.
        calibration: Of what evidence and reading come to.
    """

    model: RelationModel
    houses: Houses = field(default_factory=Houses)
    reader: JointReader | None = None
    calibration: Calibration = AS_SHIPPED

    @property
    def fingerprint(self) -> str:
        """Of the relation model that decides, of the reader it listens to, and of its calibration."""
        reader = "" if self.reader is None else self.reader.name
        return " ".join(filter(None, (self.model.fingerprint, reader, self.calibration.name)))

    def configuration(self, scale: Scale) -> str:
        """All that decides an answer beside the sentence model: the fingerprint, and how its cosines are read."""
        return f"{self.fingerprint} {scale.name}".rstrip()

    def verdict(  # noqa: PLR0913 - the query, its candidates and what the answer says about the search
        self,
        article: Article,
        side: Side,
        candidates: Iterable[Candidate],
        searched: Searched,
        *,
        story: str | None = None,
        is_new: bool = True,
        past: Sequence[Publication] = (),
        furniture: Collection[int] = (),
        limit: int = 10,
        given: bool = False,
    ) -> Verdict:
        """Decide what a query is to its candidates.

        Args:
            article: The query.
            side: Its side.
            candidates: Stored articles that were proposed.
            searched: What was searched; goes into the answer.
            story: Id of the first article of the query's own chain.
            is_new: Nothing of that chain is stored, so the query may be a stored story that was sent again.
            past: What the query's story and house published beside it.
            furniture: Paragraphs of the query that are known as furniture of a source.
            limit: Most matches in the answer.
            given: The candidates were given, not searched for: the answer has all of them, unrelated ones too, and one
                event is as likely as their texts make it.

        Returns:
            The verdict.
        """
        background = Background(self.model, Shortened(side))
        compared = background.compared(candidates, furniture)
        if is_new:
            again = (one.candidate.story for one in compared if is_sent_again(article, one, self.houses))
            story = next(again, story)
        owned = [(one, self._own(article, story, one)) for one in compared]
        compared = [
            one if own is Own.STORY else background.weighed(article, one, one_house=own is Own.HOUSE)
            for one, own in owned
        ]
        budget = Budget(0 if self.reader is None else self.reader.windows)
        compared = self._read(compared, story, budget)
        compared = [shown(recalibrated(one, self.calibration)) for one in compared]
        named = [(relation_of(one, article, story, self.model, given=given), one) for one in compared]
        related = with_third_texts(named, article, self.model)
        kept = [
            _Related(one, relation, own, precedence_of(one, article, past, own))
            for relation, one in related
            if given or relation is not Relation.UNRELATED
            for own in [self._own(article, story, one)]
        ]
        kept.sort(key=_order)
        credits_told = credited(article.text, article.credits) if kept else {}
        matches = [(self._match(article, credits_told, one), one.compared) for one in kept]
        piecing = Piecing(side, compared, self.model.weighing, self.reader, budget)
        if not given and searched.articles >= MANY:
            doubtful = {one.compared.candidate.ref for one in kept if not self._holds(one, article)}
            matches = piecing.borne_out(matches, doubtful, limit)
        left_out = degraded(side, (one.candidate.side for _, one in matches))
        told = [with_ledgers(match, one) for match, one in matches[:limit]]
        verdict = self._composed(piecing, told, searched, given=given)
        cut = f"reading stopped after {self.reader.windows} passages (DEDUP_READER_WINDOWS)" if self.reader else ""
        said = (*searched.degraded, *((cut,) if budget.spent else ()), *left_out)
        return replace(verdict, searched=replace(searched, degraded=said), story=story or None)

    def _holds(self, one: _Related, article: Article) -> bool:
        """Whether a candidate is a match although it was searched for, whatever the text was pieced together from.

        What may have been taken from it is for an editor to look at, whatever else tells its event.
        """
        if one.relation is not Relation.SAME_EVENT or self.model.needs_review(one.compared.derivation):
            return True
        return holds_in_a_store(one.compared, article, self.model)

    def _own(self, article: Article, story: str | None, one: Compared) -> Own | None:
        if story is not None and story == one.candidate.story:
            return Own.STORY
        return Own.HOUSE if self.houses.same(article.source, one.candidate.ref.source) else None

    def _read(self, compared: list[Compared], story: str | None, budget: Budget) -> list[Compared]:
        """Read what the evidence left in doubt, the likeliest first.

        Versions of the query's own story and issues of a report in a fixed form are not asked about: what they are is
        known. Nor is what the reader's own language model can not read.
        """
        if self.reader is None or self.model.weighing is None:
            return compared
        found = list(compared)
        for index in sorted(range(len(found)), key=lambda i: -found[i].derivation):
            one = found[index]
            known = one.series is not None or (story is not None and one.candidate.story == story)
            if not known and not one.alignment.by_words and self.model.asks(one.derivation, self.calibration):
                reading = self.reader.reading(one.alignment, budget)
                found[index] = one if reading is None else with_reading(one, reading, self.model)
        return found

    def _match(self, article: Article, credits_told: dict[str, str], one: _Related) -> Match:
        other = one.compared.candidate.article
        shared = None
        if credits_told and one.relation.is_derived and one.own is None:
            shared = third_party(credits_told, credited(other.text, other.credits), article.source, other.source)
        return to_match(one.compared, one.relation, one.precedence, self.model, own=one.own, shared_credit=shared)

    def tells_another_story(self, side: Side, candidate: Candidate, shared: Collection[int]) -> bool:
        """Whether two texts prove unrelated once paragraphs of the query that both have are set aside."""
        return Background(self.model, Shortened(side)).tells_another_story(candidate, shared)

    @staticmethod
    def _composed(piecing: Piecing, matches: Sequence[Match], searched: Searched, *, given: bool) -> Verdict:
        paragraphs = piecing.credited(matches)
        weights = paragraph_weights(piecing.side)
        coverage = coverage_of(weights, paragraphs)
        best = matches[0] if matches else None
        relation = best.relation if best else Relation.UNRELATED
        derivation = max((match.derivation for match in matches), default=0.0)
        composite = piecing.composite(matches, paragraphs)
        articles = {one.candidate.article.id: one.candidate.article for one in piecing.compared}
        if composite is not None:
            relation, derivation = composite_name(coverage, composite), composite.probability
        return Verdict(
            relation,
            derivation,
            summary_of(relation, paragraphs, best, composite, given=given),
            coverage,
            tuple(matches),
            tuple(paragraphs),
            searched,
            notes=tuple(notes_of(piecing.side, (articles[match.article.id] for match in matches), given=given)),
            taken=taken_of(best, composite),
            sources=sources_of(weights, paragraphs),
            composite=composite,
            review_reason=review_of_verdict(best, composite),
        )


@dataclass(frozen=True, slots=True)
class _Related:
    """A candidate that is kept."""

    compared: Compared
    relation: Relation
    own: Own | None
    precedence: Precedence


def _order(one: _Related) -> tuple[int, bool, float, datetime]:
    """The most telling first; what is known to be made from the query stands behind what it may be made from."""
    took = one.own is None and one.precedence.match_is_later
    rank = max(_RANK[one.relation], int(took))
    published = one.compared.candidate.ref.published_at
    return rank, took, -_likelihood(one.compared.derivation), published or LATEST


def _likelihood(derivation: float) -> float:
    """A derivation as coarsely as an order may tell by it: in hundredths, and in log-odds where all are unlikely."""
    return round(derivation, 2) if derivation >= DERIVED else float(round(odds_of(derivation)))
