"""What texts have in common without one being made from the other: background, a source's furniture, a fixed form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dedup.detection.kinds import Held, may_be_copied
from dedup.detection.matching import DERIVED, Compared, compare_sides
from dedup.detection.series import find_series, may_share_form
from dedup.detection.shares import paragraph_weights
from dedup.detection.verdict import COPIED, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dedup.article import Article
    from dedup.detection.alignment import Alignment
    from dedup.detection.matching import Candidate
    from dedup.detection.relation import RelationModel
    from dedup.detection.shortened import Shortened
    from dedup.detection.side import Side

RECURRING = 2
"""Stored stories that have a paragraph while they share nothing else with the query, from which on it is background: it
was taken from one of them at most."""

_UNRELATED = 2
"""How many of those have to prove unrelated once the paragraph is set aside: papers that took it from one report of
this event would not."""

_EVEN = 0.5
"""Probability of one event at which it is as likely as not."""

_ELSEWHERE = 0.25
"""Share of the query, beside the paragraph in question, that such a story may have copied."""

_MOST_BACKGROUND = 0.5
"""Share of the query above which a paragraph is no background: it is the story."""

_ONE_HOUSE = "Both are of one house and have nothing else in common: it may be part of its pages."


@dataclass(frozen=True)
class Background:
    """Finds what to set aside before a query is judged.

    Attributes:
        model: The relation model.
        shortened: The query, and what was made of it.
    """

    model: RelationModel
    shortened: Shortened

    @property
    def _side(self) -> Side:
        return self.shortened.whole

    def compared(self, candidates: Iterable[Candidate], furniture: Collection[int]) -> list[Compared]:
        """Hold the query against its candidates, with the paragraphs set aside that prove nothing.

        Args:
            candidates: Stored articles that were proposed.
            furniture: Paragraphs of the query that are known as furniture of a source.
        """
        return self._without_recurring([self._without_furniture(one, furniture) for one in candidates])

    def weighed(self, article: Article, one: Compared, *, one_house: bool) -> Compared:
        """A comparison with another story, for what it is worth.

        Args:
            article: The query.
            one: The comparison.
            one_house: Both are of one house.
        """
        ours, theirs = article.published_at, one.candidate.article.published_at
        apart = abs(ours - theirs) if ours and theirs else None
        series = find_series(self._side, one.candidate.side, apart) if may_share_form(one.alignment) else None
        if series is not None:
            # The form is nobody's words, so what could have been taken are the slots: the probability counts as far
            # as they hold the same, which is less than half of them. It can not contradict the relation.
            said = {index for index, kind in enumerate(one.kinds) if kind is not Kind.ORIGINAL}
            derivation, judged = one.derivation * series.share_kept, _marked(one, said)
            return replace(one, series=series, derivation=derivation, judged=judged)
        if not one_house or one.derivation < DERIVED:
            return one
        copied = {index for index, kind in enumerate(one.kinds) if kind in COPIED}
        if not copied:
            return one
        another = self.tells_another_story(one.candidate, copied | one.background, one.alignment)
        return replace(one, doubt=_ONE_HOUSE) if another else one

    def tells_another_story(
        self, candidate: Candidate, shared: Collection[int], alignment: Alignment | None = None
    ) -> bool:
        """Whether two texts prove unrelated once paragraphs of the query that both have are set aside.

        Where that is most of the query, both are one story.
        """
        if float(paragraph_weights(self._side)[list(shared)].sum()) > _MOST_BACKGROUND:
            return False
        return self._is_unrelated(self._without(candidate, shared, alignment))

    def _without(self, candidate: Candidate, aside: Collection[int], alignment: Alignment | None = None) -> Compared:
        """The comparison with a candidate, some paragraphs of the query set aside."""
        return compare_sides(self._side, candidate, self.model, aside, alignment, self.shortened)

    def _without_furniture(self, candidate: Candidate, furniture: Collection[int]) -> Compared:
        there = set(candidate.side.paragraph_digests.values()) if furniture else set()
        shared = {index for index in furniture if self._side.paragraph_digests[index] in there}
        one = self._without(candidate, shared)
        return replace(one, judged=_marked(one, shared)) if shared else one

    def _without_recurring(self, compared: list[Compared]) -> list[Compared]:
        """Find the paragraphs that are background, and read the evidence without them.

        What recurs is background only if the stories that share it prove unrelated once it is set aside: a paragraph
        that several papers took from one report of this event is not.
        """
        recurring = _recurring(compared)
        if not recurring:
            return compared
        again = {
            id(one): self._without(one.candidate, {*recurring, *one.background}, one.alignment)
            for one in {id(one): one for ones in recurring.values() for one in ones}.values()
        }
        background = {
            index
            for index, ones in recurring.items()
            if len({_story(one) for one in ones if self._is_unrelated(again[id(one)])}) >= _UNRELATED
        }
        if not background:
            return compared
        found = [(again.get(id(one), one), background | one.background) for one in compared]
        return [replace(one, judged=_marked(one, aside)) for one, aside in found]

    def _is_unrelated(self, one: Compared) -> bool:
        """Another story: neither derived nor likelier of this event than not."""
        return one.derivation < DERIVED and self.model.derivation.same_event.probability(one.evidence) < _EVEN


def _recurring(compared: Sequence[Compared]) -> dict[int, list[Compared]]:
    """Query paragraphs that several stories have while they copied little else of the query, with those stories.

    Paraphrases are not asked: next to a copied paragraph they are found too easily, and whoever restated the rest will
    not prove unrelated once the paragraph is set aside.
    """
    may_share = [(one, may_be_copied(one.alignment)) for one in compared]
    stories: dict[int, set[str | None]] = {}
    for one, indexes in may_share:
        for index in indexes:
            stories.setdefault(index, set()).add(_story(one))
    asked = {index for index, having in stories.items() if len(having) >= RECURRING}
    sharing: dict[int, list[Compared]] = {}
    for one, indexes in may_share:
        if asked.isdisjoint(indexes):
            continue
        weights = paragraph_weights(one.alignment.query)
        copied = one.share(COPIED)
        for index, kind in enumerate(one.kinds):
            if kind not in COPIED:
                continue
            weight = float(weights[index])
            if weight <= _MOST_BACKGROUND and copied - weight < _ELSEWHERE:
                sharing.setdefault(index, []).append(one)
    return {index: ones for index, ones in sharing.items() if len({_story(one) for one in ones}) >= RECURRING}


def _story(one: Compared) -> str | None:
    return one.candidate.story or one.candidate.ref.id


def _marked(one: Compared, background: Collection[int]) -> dict[int, Held]:
    return {
        index: replace(held, kind=Kind.BACKGROUND, background=True) if index in background else held
        for index, held in one.held.items()
    }
