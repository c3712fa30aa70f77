"""The verdict over the corpus: every paragraph credited to its own best source, over all candidates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.kinds import paragraph_weights
from dedup.detection.matching import COPIED, RESTATED, Candidate, Compared, compare_sides, relation_of, to_match
from dedup.detection.verdict import (
    DiffOp,
    Kind,
    Match,
    ParagraphVerdict,
    QuoteEntry,
    QuoteStatus,
    Relation,
    Searched,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.detection.alignment import Side
    from dedup.detection.relation import RelationModel

__all__ = ["Candidate", "Judge"]

COMPOSITE = 0.25
"""Share of a text restated from stored articles together, from which on it is a rewrite even where no single source
explains it, if a quotation was reworded too: reporters who were there quote the same words, or other ones."""

COMPOSITE_WITHOUT_QUOTATION = 0.6
"""The same for a text without a reworded quotation. Of reports of one event in basil and ecb-plus, each held against
all others of its event, 36 in 100 restate a quarter of their words from the others, and 14 in 100 are left by the two
conditions."""

_REWORDED_RUN = 5
"""Words in a row that a reworded quotation has no more in common with its counterpart."""

RECURRING = 3
"""Stories that have a paragraph while they share nothing else with the query, from which on it is background."""

_ELSEWHERE = 0.25
"""Share of the query, beside the paragraph in question, that such a story may restate."""

_BACKGROUND_WEIGHT = 0.1
"""What a word of background counts, against one of any other word."""

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
    Relation.SAME_EVENT: 3,
    Relation.UNRELATED: 4,
}
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Judge:
    """Compares a query with its candidates and composes the answer.

    Attributes:
        model: The relation model.
    """

    model: RelationModel

    @property
    def fingerprint(self) -> str:
        """Of the relation model that decides."""
        return self.model.fingerprint

    def verdict(  # noqa: PLR0913 - the query, its candidates and what the answer says about the search
        self,
        article: Article,
        side: Side,
        candidates: Iterable[Candidate],
        searched: Searched,
        *,
        story: str | None = None,
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
            limit: Most matches in the answer.
            always: Answer with every candidate, unrelated ones too.

        Returns:
            The verdict.
        """
        compared = [compare_sides(side, candidate, self.model) for candidate in candidates]
        background = _background(compared)
        if background:
            weights = _weights(side, background)
            compared = [
                compare_sides(side, one.candidate, self.model, weights) if _touches(one, background) else one
                for one in compared
            ]
            compared = [replace(one, paragraphs=_marked(one.paragraphs, background)) for one in compared]
        related = [(relation_of(one, story, self.model), one) for one in compared]
        kept = [pair for pair in related if always or pair[0] is not Relation.UNRELATED]
        kept.sort(key=lambda pair: _order(*pair))
        matches = [to_match(one, relation, article, self.model) for relation, one in kept[:limit]]
        return self._composed(side, matches, _credited(side, matches, background), searched)

    def _composed(
        self, side: Side, matches: Sequence[Match], paragraphs: list[ParagraphVerdict], searched: Searched
    ) -> Verdict:
        weights = paragraph_weights(side)
        coverage = {kind: float(weights[[p.kind is kind for p in paragraphs]].sum()) for kind in Kind}
        best = matches[0] if matches else None
        relation = best.relation if best else Relation.UNRELATED
        derivation = max((match.derivation for match in matches), default=0.0)
        review = bool(best and best.needs_review)
        restated = sum(coverage[kind] for kind in RESTATED)
        needed = COMPOSITE if any(_is_reworded(q) for m in matches for q in m.quotes) else COMPOSITE_WITHOUT_QUOTATION
        composite = relation in {Relation.SAME_EVENT, Relation.UNRELATED} and restated >= needed
        if composite:
            copied = sum(coverage[kind] for kind in COPIED)
            relation = Relation.PARTIAL_COPY if copied > restated / 2 else Relation.REWRITE
            review = True
        summary = _summary(relation, paragraphs, best, composite=composite)
        return Verdict(relation, derivation, review, summary, coverage, tuple(matches), tuple(paragraphs), searched)


def _is_reworded(quote: QuoteEntry) -> bool:
    kept = (len(part.text.split()) for part in quote.diff if part.op is DiffOp.SAME)
    return quote.status is QuoteStatus.ALTERED and max(kept, default=0) < _REWORDED_RUN


def _order(relation: Relation, one: Compared) -> tuple[int, float, datetime]:
    return _RANK[relation], -round(one.derivation, 2), one.candidate.ref.published_at or _LATEST


def _background(compared: Sequence[Compared]) -> set[int]:
    """Query paragraphs that recur in stories which share nothing else with the query."""
    stories: dict[int, set[str | None]] = {}
    for one in compared:
        weights = paragraph_weights(one.alignment.query)
        copied = [p.index for p in one.paragraphs if p.kind in COPIED]
        total = float(weights[copied].sum())
        restated = one.share(RESTATED)
        for index in copied:
            if restated - float(weights[index]) < _ELSEWHERE and total - float(weights[index]) < _ELSEWHERE:
                stories.setdefault(index, set()).add(one.candidate.story or one.candidate.ref.id)
    return {index for index, found in stories.items() if len(found) >= RECURRING}


def _weights(side: Side, background: set[int]) -> NDArray[np.float64]:
    factors = np.array([_BACKGROUND_WEIGHT if s.paragraph in background else 1.0 for s in side.document.sentences])
    weights = side.weights * factors
    scaled: NDArray[np.float64] = weights / max(float(weights.sum()), 1e-9)
    return scaled


def _touches(one: Compared, background: set[int]) -> bool:
    return any(p.index in background and p.best is not None for p in one.paragraphs)


def _marked(paragraphs: list[ParagraphVerdict], background: set[int]) -> list[ParagraphVerdict]:
    return [
        replace(p, kind=Kind.BACKGROUND, background=True) if p.index in background and p.best is not None else p
        for p in paragraphs
    ]


def _credited(side: Side, matches: Sequence[Match], background: set[int]) -> list[ParagraphVerdict]:
    """Each paragraph with its strongest source; the earliest one where several are as strong."""
    credited = []
    for index, paragraph in enumerate(side.document.paragraphs):
        options = [(match.paragraphs[index], match) for match in matches if match.paragraphs[index].best is not None]
        if options:
            credited.append(min(options, key=lambda option: _credit(*option))[0])
            continue
        place = side.document.canonical.to_original(paragraph.span)
        credited.append(
            ParagraphVerdict(
                index,
                place.start,
                place.end,
                Kind.ORIGINAL,
                background=index in background,
                boilerplate=not len(paragraph.sentences),
            )
        )
    return credited


def _credit(paragraph: ParagraphVerdict, match: Match) -> tuple[int, float, datetime]:
    best = paragraph.best
    closeness = round(max(best.lexical, best.semantic), 1) if best is not None else 0.0
    return -_STRENGTH[paragraph.kind], -closeness, match.article.published_at or _LATEST


_VERBS = {
    Kind.VERBATIM: "verbatim",
    Kind.EDITED: "edited",
    Kind.PARAPHRASED: "restated in other words",
    Kind.QUOTED: "sharing only a quotation",
    Kind.BACKGROUND: "background that recurs in many stories",
}


def _summary(relation: Relation, paragraphs: list[ParagraphVerdict], best: Match | None, *, composite: bool) -> str:
    told = [p for p in paragraphs if not p.boilerplate]
    counts = Counter(p.kind for p in told)
    parts = ", ".join(f"{counts[kind]} {verb}" for kind, verb in _VERBS.items() if counts[kind])
    found = (
        f"Of {len(told)} paragraphs {parts}." if parts else f"None of {len(told)} paragraphs is found in the archive."
    )
    if best is None or relation is Relation.UNRELATED:
        return found
    if composite:
        sources = len({p.best.article_id for p in told if p.best is not None})
        return f"{found} No single stored article explains it; {sources} do together."
    named = best.article.title or best.article.id or "the other text"
    return f"{found} Closest: {named}. {best.reason}"
