"""Reports in a fixed form: the words stay, and the figures, days and names in their slots are filled anew.

Weather, markets, results, draws, earthquakes, earnings written by a robot: two issues of one report share nearly all
their words, and neither was made from the other. A copy of one issue, cut, corrected or brought up to date, has most of
its slots in common with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.runs import LEAST_RUN, begins_of, verbatim_runs
from dedup.text.facts import same_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side
    from dedup.text.facts import Fact

LEAST_FORM = 0.5
"""Share of the words outside slots, of either text, that stand in runs of the form."""

PART_FORM = 0.3
"""The same of one of the texts, which is enough in a table with another introduction (:data:`TABLE`)."""

TABLE = (12, 0.85)
"""Slots that are filled anew in such a table, and their share of all that are for figures and days."""

LEAST_FILLED = 5
"""Slots filled anew, each change counted once: an editor corrects two or three."""

LEAST_FIGURES = 3
"""Of those, figures and days: names alone differ where one reporter writes of a town and the other of its people."""

LEAST_SHARE = 0.6
"""Share of the slots for figures and days that are filled anew, and of the sentences with slots in which one is; what
stays is a constant of the form."""

LEAST_SENTENCES = 3
"""Sentences in which slots are filled anew, or all that have slots: a running toll stands in one or two."""

UNNAMED = (6, 0.8)
"""Slots and share that are needed, in three sentences at least, where neither a day nor names tell the one issue from
the other."""

LEAST_NAMES = 2
"""Names filled anew from which on they do."""

ANOTHER_WEEK = timedelta(days=2)
"""Time between two publications from which on a weekday that both name need not be one day."""

LEAST_LISTED = 5
"""Names that two lists have each, at least, where they are told apart by sharing none."""

MOST_WORDS = 5_000
"""Words of a text beyond which it is no report in a fixed form."""


@dataclass(frozen=True, slots=True)
class Series:
    """Two issues of one report.

    Attributes:
        filled: Slots that were filled anew: figures, days and names, each change counted once.
        kept: Slots for figures and days that hold the same in both.
    """

    filled: int
    kept: int

    @property
    def slots(self) -> int:
        """All slots that could tell one issue from the other."""
        return self.filled + self.kept

    @property
    def share_kept(self) -> float:
        """Share of the slots that hold the same in both, 0..1; less than half."""
        return self.kept / self.slots


def may_share_form(alignment: Alignment) -> bool:
    """Whether two texts may be issues of one report: an upper bound of the shares that :func:`find_series` asks for.

    Neither form is made for that.
    """
    said, said_back = alignment.said
    part, most = sorted((share_said(alignment.query, said), share_said(alignment.match, said_back)))
    return most >= LEAST_FORM and part >= PART_FORM


def share_said(side: Side, said: NDArray[np.bool_]) -> float:
    """Share of its words outside facts that may stand in a run of a form, 0..1.

    There a fact stands for any other, so that it is a stretch of facts and of words that the other text has anywhere.

    Args:
        side: A text.
        said: Which of its words the other text has anywhere, shape (words,).
    """
    facts = side.words_of_facts
    begins = begins_of(said | facts, LEAST_RUN)
    may_stand = np.zeros(len(facts), dtype=bool)
    for offset in range(LEAST_RUN):
        may_stand[begins + offset] = True
    return int((may_stand & ~facts).sum()) / max(int((~facts).sum()), 1)


def find_series(query: Side, match: Side, apart: timedelta | None = None) -> Series | None:
    """Tell whether two texts are issues of one report in a fixed form.

    Args:
        query: One text.
        match: The other.
        apart: Time between their publications, where both are known.

    Returns:
        How its slots are filled; None where the texts have no form in common, or one and the same filling.
    """
    if max(len(query.hashes), len(match.hashes)) > MOST_WORDS:
        return None
    ours, theirs = query.form, match.form
    runs = verbatim_runs(ours.tokens, theirs.tokens, stretches=query.form_stretches)
    of_ours = sum(ours.words(slice(run.query, run.query + run.length)) for run in runs)
    of_theirs = sum(theirs.words(slice(run.match, run.match + run.length)) for run in runs)
    part, most = sorted((of_ours / max(ours.words(), 1), of_theirs / max(theirs.words(), 1)))
    if most < LEAST_FORM or part < PART_FORM:
        return None
    slots = _Slots(same_weekdays_count=apart is None or apart < ANOTHER_WEEK)
    for run in runs:
        for one, other in ours.answering(theirs, run.query, run.match, run.length):
            slots.read(query.facts[one], match.facts[other])
    return slots.series(TABLE if part < LEAST_FORM else (LEAST_FILLED, LEAST_SHARE))


def are_lists_of_others(query: Side, match: Side) -> bool:
    """Whether two texts are lists, as of results, that name nobody in common: of one subject, and never one event.

    Args:
        query: One text.
        match: The other.
    """
    if not (query.form.is_list and match.form.is_list):
        return False
    names, others = ({fact.value for fact in side.facts if fact.kind == "name"} for side in (query, match))
    return min(len(names), len(others)) >= LEAST_LISTED and not names & others


@dataclass
class _Slots:
    """What slots hold that answer to each other.

    Attributes:
        same_weekdays_count: A weekday that both name is one day.
    """

    same_weekdays_count: bool
    _figures: set[tuple[str, str]] = field(default_factory=set)
    _names: set[tuple[str, str]] = field(default_factory=set)
    _kept: set[tuple[str, str]] = field(default_factory=set)
    _sentences: set[int] = field(default_factory=set)
    _filled_sentences: set[int] = field(default_factory=set)
    _days: set[bool] = field(default_factory=set)

    def read(self, one: Fact, other: Fact) -> None:
        """Take in two facts: units that differ say nothing unless they convert, names that stay are the form's."""
        same = same_value(one, other)
        if not same and one.unit and other.unit and one.unit != other.unit:
            return
        if same and one.unit == "weekday" and not self.same_weekdays_count:
            return
        self._sentences.add(one.sentence)
        if same and one.kind == "name":
            return
        if one.unit in {"weekday", "date"}:
            self._days.add(same)
        if same:
            self._kept.add((one.unit, one.value))
            return
        self._filled_sentences.add(one.sentence)
        (self._names if one.kind == "name" else self._figures).add((one.value, other.value))

    def series(self, needed: tuple[int, float]) -> Series | None:
        """The series, if the slots were filled anew throughout, for another day or another subject.

        Args:
            needed: Slots that are filled anew at least, and their share of all.
        """
        found = Series(len(self._figures) + len(self._names), len(self._kept))
        named = False in self._days or len(self._names) >= LEAST_NAMES
        spread, sentences = len(self._filled_sentences), len(self._sentences)
        if spread < max(min(LEAST_SENTENCES, sentences) if named else LEAST_SENTENCES, LEAST_SHARE * sentences):
            return None
        if len(self._figures) < LEAST_FIGURES or self._days == {True}:
            return None
        least, share = needed if named else (max(needed[0], UNNAMED[0]), max(needed[1], UNNAMED[1]))
        return found if found.filled >= least and found.filled >= share * found.slots else None
