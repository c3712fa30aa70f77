"""The verdict over the corpus: every paragraph credited to its own best source, over all candidates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dedup.detection.background import Background
from dedup.detection.kinds import paragraph_weights
from dedup.detection.kinship import Houses, is_sent_again
from dedup.detection.matching import (
    COPIED,
    RESTATED,
    Candidate,
    Compared,
    precedence_of,
    relation_of,
    to_match,
    with_reading,
)
from dedup.detection.reading import Budget, JointReader
from dedup.detection.verdict import (
    DiffOp,
    Direction,
    Kind,
    Match,
    Own,
    ParagraphVerdict,
    QuoteEntry,
    QuoteStatus,
    Relation,
    Searched,
    Verdict,
)
from dedup.text.agencies import credited, third_party

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from dedup.article import Article
    from dedup.detection.alignment import Side
    from dedup.detection.precedence import Precedence, Publication
    from dedup.detection.relation import RelationModel

__all__ = ["Candidate", "Judge"]

COMPOSITE = 0.25
"""Share of a text restated from stored articles together, from which on it is a rewrite even where no single source
explains it, if a quotation was reworded too: reporters who were there quote the same words, or other ones."""

COMPOSITE_WITHOUT_QUOTATION = 0.6
"""The same for a text without a reworded quotation. Of reports of one event in basil and ecb-plus, each held against
all others of its event, 36 in 100 restate a quarter of their words from the others, and 14 in 100 are left by the two
conditions."""

SEVERAL = 3
"""Stored articles that such paragraphs come from: to be close to one or two other reports is every report's lot."""

REWORDED_RUN = 5
"""Words in a row that a reworded quotation has no more in common with its counterpart."""

_STRENGTH = {
    Kind.VERBATIM: 4,
    Kind.EDITED: 3,
    Kind.PARAPHRASED: 2,
    Kind.QUOTED: 1,
    Kind.BACKGROUND: 0,
    Kind.ORIGINAL: -1,
}
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
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Judge:
    """Compares a query with its candidates and composes the answer.

    Attributes:
        model: The relation model.
        houses: Which sources are of one house.
        reader: Reads what the evidence leaves in doubt; None decides by the evidence alone.
    """

    model: RelationModel
    houses: Houses = field(default_factory=Houses)
    reader: JointReader | None = None

    @property
    def fingerprint(self) -> str:
        """Of the relation model that decides, and of the reader it listens to."""
        return self.model.fingerprint if self.reader is None else f"{self.model.fingerprint} {self.reader.name}"

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
        always: bool = False,
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
            always: Answer with every candidate, unrelated ones too.

        Returns:
            The verdict.
        """
        background = Background(self.model)
        compared = background.compared(side, candidates, furniture)
        if is_new:
            again = (one.candidate.story for one in compared if is_sent_again(article, one, self.houses))
            story = next(again, story)
        owned = [(one, self._own(article, story, one)) for one in compared]
        compared = [
            one if own is Own.STORY else background.weighed(article, side, one, one_house=own is Own.HOUSE)
            for one, own in owned
        ]
        compared, cut = self._read(compared, story)
        if cut:
            searched = replace(searched, degraded=(*searched.degraded, cut))
        related = [(relation_of(one, article, story, self.model), one) for one in compared]
        kept = [
            _Related(one, relation, own, precedence_of(one, article, past, own))
            for relation, one in related
            if always or relation is not Relation.UNRELATED
            for own in [self._own(article, story, one)]
        ]
        kept.sort(key=_order)
        credits_told = credited(article.text) if kept else {}
        matches = [self._match(article, credits_told, one) for one in kept[:limit]]
        verdict = self._composed(side, matches, _credited(side, matches, compared), searched)
        return replace(verdict, story=story or None)

    def _own(self, article: Article, story: str | None, one: Compared) -> Own | None:
        if story is not None and story == one.candidate.story:
            return Own.STORY
        return Own.HOUSE if self.houses.same(article.source, one.candidate.ref.source) else None

    def _read(self, compared: list[Compared], story: str | None) -> tuple[list[Compared], str]:
        """Read what the evidence left in doubt, the likeliest first, and say so if the windows did not suffice.

        Versions of the query's own story and issues of a report in a fixed form are not asked about: what they are is
        known.
        """
        if self.reader is None or self.model.weighing is None:
            return compared, ""
        budget = Budget(self.reader.windows)
        found = list(compared)
        for index in sorted(range(len(found)), key=lambda i: -found[i].derivation):
            one = found[index]
            known = one.series is not None or (story is not None and one.candidate.story == story)
            if not known and self.model.weighing.asks(one.derivation):
                reading = self.reader.reading(one.alignment, budget)
                found[index] = one if reading is None else with_reading(one, reading, self.model)
        cut = f"reading stopped after {self.reader.windows} passages (DEDUP_READER_WINDOWS)" if budget.spent else ""
        return found, cut

    def _match(self, article: Article, credits_told: dict[str, str], one: _Related) -> Match:
        other = one.compared.candidate.article
        shared = None
        if credits_told and one.relation.is_derived and one.own is None:
            shared = third_party(credits_told, credited(other.text), article.source, other.source)
        return to_match(one.compared, one.relation, one.precedence, self.model, own=one.own, shared_credit=shared)

    def tells_another_story(self, side: Side, candidate: Candidate, shared: Collection[int]) -> bool:
        """Whether two texts prove unrelated once paragraphs of the query that both have are set aside."""
        return Background(self.model).tells_another_story(side, candidate, shared)

    def _composed(
        self, side: Side, matches: Sequence[Match], paragraphs: list[ParagraphVerdict], searched: Searched
    ) -> Verdict:
        weights = paragraph_weights(side)
        coverage = {kind: float(weights[[p.kind is kind for p in paragraphs]].sum()) for kind in Kind}
        best = matches[0] if matches else None
        relation = best.relation if best else Relation.UNRELATED
        derivation = max((match.derivation for match in matches), default=0.0)
        review = bool(best and best.needs_review)
        # A text is not composed of what was published after it said the same.
        after = {one.article.id for one in matches if one.direction is Direction.MATCH_FROM_QUERY}
        taken = [p.kind in RESTATED and p.best is not None and p.best.article_id not in after for p in paragraphs]
        restated = float(weights[taken].sum())
        sources = {p.best.article_id for p, is_taken in zip(paragraphs, taken, strict=True) if is_taken and p.best}
        reworded = any(_is_reworded(quote) for match in matches for quote in match.quotes)
        needed = COMPOSITE if reworded and len(sources) >= SEVERAL else COMPOSITE_WITHOUT_QUOTATION
        composite = not relation.is_derived and restated >= needed
        if composite:
            copied = float(weights[[p.kind in COPIED and one for p, one in zip(paragraphs, taken, strict=True)]].sum())
            relation = Relation.PARTIAL_COPY if copied > restated / 2 else Relation.REWRITE
            review = True
        summary = _summary(relation, paragraphs, best, composite=composite)
        return Verdict(
            relation,
            derivation,
            review,
            summary,
            coverage,
            tuple(matches),
            tuple(paragraphs),
            searched,
            notes=tuple(_notes(side)),
        )


def _notes(side: Side) -> Iterator[str]:
    """What an editor should know of the text, whatever it matches."""
    disguised = side.document.disguised
    if disguised:
        words = "1 word is" if disguised == 1 else f"{disguised:,} words are"
        yield f"Letters were disguised: {words} spelled with look-alikes of other scripts."


def _is_reworded(quote: QuoteEntry) -> bool:
    kept = (len(part.text.split()) for part in quote.diff if part.op is DiffOp.SAME)
    return quote.status is QuoteStatus.ALTERED and max(kept, default=0) < REWORDED_RUN


@dataclass(frozen=True, slots=True)
class _Related:
    """A candidate that is kept."""

    compared: Compared
    relation: Relation
    own: Own | None
    precedence: Precedence


def _order(one: _Related) -> tuple[int, bool, float, datetime]:
    """The most telling first; what was made from the query stands behind what it may be made from."""
    took = one.own is None and one.precedence.direction is Direction.MATCH_FROM_QUERY
    rank = max(_RANK[one.relation], int(took))
    published = one.compared.candidate.ref.published_at
    return rank, took, -round(one.compared.derivation, 2), published or _LATEST


def _credited(side: Side, matches: Sequence[Match], compared: Sequence[Compared]) -> list[ParagraphVerdict]:
    """Each paragraph with its strongest source; the earliest one where several are as strong.

    Background is credited too where the stories that share it are no matches.
    """
    options: list[tuple[Sequence[ParagraphVerdict], datetime | None]]
    options = [(match.paragraphs, match.article.published_at) for match in matches]
    options += [(one.paragraphs, one.candidate.ref.published_at) for one in compared]
    credited = []
    for index, paragraph in enumerate(side.document.paragraphs):
        found = [
            (paragraphs[index], published)
            for rank, (paragraphs, published) in enumerate(options)
            if paragraphs[index].best is not None and (rank < len(matches) or paragraphs[index].background)
        ]
        if found:
            credited.append(min(found, key=lambda option: _credit(*option))[0])
            continue
        place = side.document.canonical.to_original(paragraph.span)
        credited.append(
            ParagraphVerdict(index, place.start, place.end, Kind.ORIGINAL, boilerplate=not len(paragraph.sentences))
        )
    return credited


def _credit(paragraph: ParagraphVerdict, published: datetime | None) -> tuple[int, float, datetime]:
    best = paragraph.best
    closeness = round(max(best.lexical, best.semantic), 1) if best is not None else 0.0
    return -_STRENGTH[paragraph.kind], -closeness, published or _LATEST


_VERBS = {
    Kind.VERBATIM: "verbatim",
    Kind.EDITED: "edited",
    Kind.PARAPHRASED: "restated in other words",
    Kind.QUOTED: "sharing only a quotation",
    Kind.BACKGROUND: "background that recurs in other stories",
}


def _summary(relation: Relation, paragraphs: list[ParagraphVerdict], best: Match | None, *, composite: bool) -> str:
    told = [p for p in paragraphs if not p.boilerplate]
    counts = Counter(p.kind for p in told)
    parts = ", ".join(f"{counts[kind]} {verb}" for kind, verb in _VERBS.items() if counts[kind])
    if len(told) == 1:
        (kind,) = counts
        found = f"Its one paragraph: {_VERBS.get(kind, 'not found in the archive')}."
    else:
        among = f"{len(told)} paragraphs"
        found = f"Of {among} {parts}." if parts else f"None of {among} is found in the archive."
    if best is None or relation is Relation.UNRELATED:
        return found
    if composite:
        sources = len({p.best.article_id for p in told if p.best is not None})
        return f"{found} No single stored article explains it; {sources} do together."
    named = best.article.title or best.article.id or "the other text"
    return f"{found} Closest: {named}. {best.reason}"
