"""What editors' answers say of the machine: where both agree, what a derivation is worth, where to draw a line.

Answers are no sample: editors answer what the queue shows them, so what was missed is known only as far as somebody
found it. Figures therefore come with their number and, where they are shares, with the interval that so few allow.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dedup.detection.matching import DERIVED
from dedup.detection.verdict import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dedup.newsroom.feedback import Feedback

BINS = 10
"""Equal parts of the range of derivation that are held against answers."""

GOALS = (0.9, 0.95, 0.99)
"""Shares of right accusations that a line is looked for at."""

FEWEST = 20
"""Answers a line must rest on: with fewer, 19 of 20 right says nothing of 95 in 100."""

_Z = 1.96
"""Of a normal distribution, for an interval that holds in 95 of 100."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of many.

    Attributes:
        part: How many are.
        whole: Of how many.
    """

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies in 95 of 100 samples like this: Wilson (1927). None of nothing."""
        if not self.whole:
            return None
        share, spread = self.part / self.whole, _Z**2 / self.whole
        middle = share + spread / 2
        half = _Z * math.sqrt(share * (1 - share) / self.whole + spread / (4 * self.whole))
        return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers on pairs of about one derivation.

    Attributes:
        low: Least derivation.
        high: What it is below.
        said: Mean derivation.
        right: Of how many of them editors say that one was made from the other.
    """

    low: float
    high: float
    said: float
    right: Share


@dataclass(frozen=True, slots=True)
class Line:
    """A derivation at which accusations are right often enough.

    Attributes:
        goal: Share of right ones that was asked for.
        at_least: The lowest derivation that reaches it; None where none does, or too few answers lie there.
        right: Right ones of those at or above it.
        kept: Of all that were derived, those at or above it.
    """

    goal: float
    at_least: float | None
    right: Share
    kept: Share

    @property
    def typed(self) -> str | None:
        """What to type into a rule: three digits, rounded up so that it keeps to what was found."""
        return None if self.at_least is None else f"{math.ceil(self.at_least * 1000) / 1000:g}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What editors' answers say of the machine.

    Attributes:
        agreed: Pairs whose relation editors left as it was.
        words: How often the machine said one thing and editors another, or the same: (machine, editor) to a number.
        right: Of pairs called derived, those that are.
        found: Of pairs that are, those called so.
        bins: What a derivation is worth.
        error: Expected calibration error over the bins (Guo et al. 2017), 0..1; None without answers.
        lines: Where to draw a line for alerts, a goal each.
    """

    agreed: Share
    words: Mapping[tuple[str, str], int]
    right: Share
    found: Share
    bins: tuple[Bin, ...]
    error: float | None
    lines: tuple[Line, ...]


def evaluate(answers: Iterable[Feedback]) -> Evaluation:
    """Hold the machine's words against editors'.

    Args:
        answers: The latest word on each pair. Pairs whose relation is of no derivation (a fixed form) count as not
            derived; those of which the machine kept no derivation are counted in ``words`` and ``agreed`` alone.
    """
    said = list(answers)
    words = Counter((str(one.machine.get("relation")), one.relation) for one in said)
    pairs = [
        (float(one.machine["derivation"]), Relation(one.relation).is_derived)
        for one in said
        if one.machine.get("derivation") is not None
    ]
    called = [derived for derivation, derived in pairs if derivation >= DERIVED]
    true = sum(derived for _, derived in pairs)
    bins = tuple(_bins(pairs))
    return Evaluation(
        agreed=Share(sum(one.confirms for one in said), len(said)),
        words=dict(words.most_common()),
        right=Share(sum(called), len(called)),
        found=Share(sum(called), true),
        bins=bins,
        error=sum(abs(one.said - (one.right.value or 0.0)) * one.right.whole for one in bins) / len(pairs)
        if pairs
        else None,
        lines=tuple(_line(pairs, goal) for goal in GOALS),
    )


def _bins(pairs: Sequence[tuple[float, bool]]) -> Iterable[Bin]:
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        within = [(p, derived) for p, derived in pairs if min(int(p * BINS), BINS - 1) == number]
        if within:
            right = Share(sum(derived for _, derived in within), len(within))
            yield Bin(low, high, sum(p for p, _ in within) / len(within), right)


def _line(pairs: Sequence[tuple[float, bool]], goal: float) -> Line:
    """The lowest derivation from which on enough are right; pairs of one derivation go together."""
    ranked = sorted(pairs, reverse=True)
    true, right = sum(derived for _, derived in ranked), 0
    best = Line(goal, None, Share(0, 0), Share(0, true))
    for count, (derivation, derived) in enumerate(ranked, 1):
        right += derived
        last_of_its_kind = count == len(ranked) or ranked[count][0] < derivation
        if last_of_its_kind and count >= FEWEST and derivation >= DERIVED and right >= goal * count:
            best = Line(goal, derivation, Share(right, count), Share(right, true))
    return best


def figures(found: Evaluation) -> dict[str, Any]:
    """The figures as JSON has them; shares with their numbers."""

    def share(one: Share) -> dict[str, Any]:
        return {"part": one.part, "whole": one.whole, "share": one.value, "interval": one.interval}

    return {
        "agreed": share(found.agreed),
        "called_derived_right": share(found.right),
        "derived_found": share(found.found),
        "calibration_error": found.error,
        "words": [{"machine": one, "editor": other, "pairs": count} for (one, other), count in found.words.items()],
        "bins": [{"low": one.low, "high": one.high, "said": one.said, "was": share(one.right)} for one in found.bins],
        "lines": [
            {"goal": one.goal, "at_least": one.at_least, "right": share(one.right), "kept": share(one.kept)}
            for one in found.lines
        ],
    }
