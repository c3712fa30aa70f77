"""Character-level scores of detected passages: Potthast, Stein, Barrón-Cedeño & Rosso (2010), COLING, section 3.

A case and a detection are a passage of a derived text and one of a source text. A detection detects a case if it
overlaps it on both sides, in the same two texts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Range = tuple[int, int]

GAP = 300
"""Characters between two verbatim runs, in both texts, up to which they are one detection: about fifty words, a
sentence or two that was edited."""

LEAST = 100
"""Characters of the derived text that a detection has at least: shorter runs are phrases of the language."""


class Passage(NamedTuple):
    """A case or a detection.

    Attributes:
        texts: Names of the derived and the source text.
        derived: Characters of the derived text, half open.
        source: Characters of the source text, half open.
    """

    texts: tuple[str, str]
    derived: Range
    source: Range


@dataclass(frozen=True, slots=True)
class Scores:
    """The four figures of the measure, macro-averaged over passages."""

    precision: float
    recall: float
    granularity: float

    @property
    def plagdet(self) -> float:
        """F1 divided by log2(1 + granularity)."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total / log2(1 + self.granularity) if total else 0.0


def score(cases: Sequence[Passage], detections: Sequence[Passage]) -> Scores:
    """Score detections against cases.

    Args:
        cases: What was really taken.
        detections: What was found.

    Returns:
        The scores; precision is 0 without detections, granularity 1 where nothing was detected.
    """
    by_case, by_detection = _overlapping(cases, detections)
    recall = sum(_covered(case, [detections[i] for i in by_case[n]]) for n, case in enumerate(cases))
    precision = sum(_covered(one, [cases[i] for i in by_detection[n]]) for n, one in enumerate(detections))
    found = [len(indexes) for indexes in by_case.values() if indexes]
    return Scores(
        precision / len(detections) if detections else 0.0,
        recall / len(cases) if cases else 0.0,
        sum(found) / len(found) if found else 1.0,
    )


def merge(runs: Iterable[tuple[Range, Range]], gap: int = GAP, least: int = LEAST) -> list[tuple[Range, Range]]:
    """Merge verbatim runs that lie close in both texts, and drop what stays short.

    Args:
        runs: Characters of the derived and of the source text.
        gap: Characters between two runs, on both sides, up to which they are merged.
        least: Characters of the derived text that a merged run has at least.

    Returns:
        Merged runs, in the order of the derived text.
    """
    groups: list[tuple[Range, Range]] = []
    for run in sorted(runs):
        grown = run
        apart = []
        for group in groups:
            if _distance(group[0], grown[0]) <= gap and _distance(group[1], grown[1]) <= gap:
                grown = (_hull(group[0], grown[0]), _hull(group[1], grown[1]))
            else:
                apart.append(group)
        groups = [*apart, grown]
    return sorted(group for group in groups if group[0][1] - group[0][0] >= least)


def _overlapping(
    cases: Sequence[Passage], detections: Sequence[Passage]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Which detections detect each case, and which cases each detection detects."""
    places = defaultdict(list)
    for index, one in enumerate(detections):
        places[one.texts].append(index)
    by_case: dict[int, list[int]] = {n: [] for n in range(len(cases))}
    by_detection: dict[int, list[int]] = {n: [] for n in range(len(detections))}
    for n, case in enumerate(cases):
        for index in places[case.texts]:
            one = detections[index]
            if _common(case.derived, one.derived) and _common(case.source, one.source):
                by_case[n].append(index)
                by_detection[index].append(n)
    return by_case, by_detection


def _covered(passage: Passage, others: Sequence[Passage]) -> float:
    """Share of a passage's characters, of both texts together, that others cover."""
    whole = passage.derived[1] - passage.derived[0] + passage.source[1] - passage.source[0]
    derived = _union([_clip(passage.derived, other.derived) for other in others])
    source = _union([_clip(passage.source, other.source) for other in others])
    return (derived + source) / whole if whole else 0.0


def _union(ranges: list[Range]) -> int:
    total, reached = 0, 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _clip(whole: Range, part: Range) -> Range:
    return max(whole[0], part[0]), min(whole[1], part[1])


def _common(first: Range, second: Range) -> bool:
    start, end = _clip(first, second)
    return start < end


def _distance(first: Range, second: Range) -> int:
    return max(0, first[0] - second[1], second[0] - first[1])


def _hull(first: Range, second: Range) -> Range:
    return min(first[0], second[0]), max(first[1], second[1])
