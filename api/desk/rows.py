"""Two texts row by row, as split diffs show them: what belongs together stands at the same height."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.desk.order import kept_in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.desk.views import Shown

FOLDED = 3
"""Paragraphs that only the other text has, from which on a run of them is folded."""


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs of the text that come from one paragraph of the other, beside it; or what only one of the two has.

    Attributes:
        query: Of the text in question; none where only the other has something here.
        match: Of the other; one beside its counterparts, several where only it has them.
        again: The other's paragraph stands in a row further up, too.
        moved: It stands in another order there.
        number: Of the pair, from 1; 0 where there is none.
    """

    query: tuple[Shown, ...] = ()
    match: tuple[Shown, ...] = ()
    again: bool = False
    moved: bool = False
    number: int = 0

    @property
    def folded(self) -> bool:
        """Whether it is shown as one line until it is opened."""
        return not self.query and len(self.match) >= FOLDED


@dataclass
class _Pair:
    match: int | None
    query: list[Shown] = field(default_factory=list)


def rows_of(query: Sequence[Shown], match: Sequence[Shown]) -> list[Row]:
    """Lay two texts side by side, in the order of the first.

    What only the other text has stands behind the paragraph that it follows there, or before all if it follows none
    that kept its place.

    Args:
        query: Paragraphs of the text in question.
        match: Paragraphs of the other; may be empty where that is no longer stored.
    """
    pairs: list[_Pair] = []
    for one in query:
        other = one.partners[0] if one.partners and one.partners[0] <= len(match) else None
        if not pairs or other is None or pairs[-1].match != other:
            pairs.append(_Pair(other))
        pairs[-1].query.append(one)
    paired = [pair.match for pair in pairs if pair.match is not None]
    kept = kept_in_order(paired)
    only = _only_there(match, paired, [paired[at] for at in kept])
    rows = [Row((), tuple(only[0]))] if 0 in only else []
    in_place, seen, number = {at + 1 for at in kept}, set[int](), 0
    for pair in pairs:
        if pair.match is None:
            rows.append(Row(tuple(pair.query)))
            continue
        number += 1
        again, moved = pair.match in seen, number not in in_place
        rows.append(Row(tuple(pair.query), (match[pair.match - 1],), again, moved, number))
        seen.add(pair.match)
        if not moved and pair.match in only:
            rows.append(Row((), tuple(only.pop(pair.match))))
    return rows


def _only_there(match: Sequence[Shown], paired: Sequence[int], anchors: Sequence[int]) -> dict[int, list[Shown]]:
    """What only the other text has, by the paragraph that it stands behind; 0 before all."""
    found: dict[int, list[Shown]] = {}
    has_counterpart = set(paired)
    for one in match:
        if one.number not in has_counterpart:
            at = bisect_right(anchors, one.number)
            found.setdefault(anchors[at - 1] if at else 0, []).append(one)
    return found
