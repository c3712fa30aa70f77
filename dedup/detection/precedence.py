"""Which of two texts had the words first: asked of everything that either story had said, and when.

A version is no story. A correction comes after a copy of what it corrects, and a killed story is published again after
it was copied; neither was made from the copy. What counts is when a story, or its house, first published the words that
both texts share. Words that only a later version has, and that the other text had before it, are taken all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.detection.verdict import Direction, DirectionBy
from dedup.text.shingles import SHINGLE_WORDS, shingle_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side
    from dedup.detection.verdict import Containment

SAID = 0.5
"""Share of a sentence's word shingles that a publication has, from which on it said the sentence: a figure or a name
that was corrected takes four shingles, of the fifteen and more that a sentence of a report has."""

TELLING = 0.2
"""Share of one text in the other, and difference of both shares, from which on they tell which text is a part."""

REST = 0.2
"""Share of the shared words from which on it is told that the other text had them first."""

DAY = timedelta(days=1)
ZONES = timedelta(hours=12)
"""What a date without a time stands for: the day, in whatever part of the world it was written. A time of midnight is
taken for one, since most senders that know no time say that."""

_NOISE = 0.01
"""Cosine by which a stored sentence may miss what it was before it went through half precision."""


@dataclass(frozen=True, eq=False)
class Publication:
    """What a story or its house published at a time.

    Attributes:
        published_at: When; None where nobody said.
        said: Its text, or what :func:`fingerprint` gave of one that is gone.
    """

    published_at: datetime | None
    said: Side | NDArray[np.uint32]

    @cached_property
    def shingles(self) -> NDArray[np.uint32]:
        """Of its words, as :func:`fingerprint` gives them."""
        return self.said if isinstance(self.said, np.ndarray) else fingerprint(self.said.hashes)

    @property
    def vectors(self) -> NDArray[np.float32] | None:
        """Of its sentences; None where only its shingles are remembered."""
        return None if isinstance(self.said, np.ndarray) else self.said.vectors


@dataclass(frozen=True, slots=True)
class Story:
    """One of two texts, with what its story and house published beside it.

    Attributes:
        published_at: Of the version at hand.
        past: The rest, in any order.
    """

    published_at: datetime | None
    past: Sequence[Publication] = ()


@dataclass(frozen=True, slots=True)
class Precedence:
    """Which text had the words first.

    Attributes:
        direction: Which one was made from the other, if one was.
        by: What tells it.
        from_past: Another version than the one at hand decided it.
        rest: Share of the shared words that the other text had first.
    """

    direction: Direction
    by: DirectionBy
    from_past: bool = False
    rest: float = 0.0

    @property
    def match_is_later(self) -> bool:
        """Whether it is known that the match was made from the query; that it has less of it does not say so."""
        return self.direction is Direction.MATCH_FROM_QUERY and self.by is DirectionBy.TIME


def fingerprint(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """What is remembered of a text's words once the text is gone: four bytes a word, from which it can not be read.

    Args:
        hashes: Of its words, in order.

    Returns:
        Sorted, each once.
    """
    return np.unique(_short(shingle_hashes(hashes)))


def precedence(
    alignment: Alignment, shared: NDArray[np.bool_], query: Story, match: Story, containment: Containment
) -> Precedence:
    """Tell which of two texts had first what they share.

    Args:
        alignment: Of the two.
        shared: Which sentences of the query the match has too, shape (sentences,).
        query: The one.
        match: The other.
        containment: Tells which is a part of the other where no time does.
    """
    at_hand = _by_time(query.published_at, match.published_at)
    if not (query.past or match.past) or not shared.any():
        return Precedence(at_hand, DirectionBy.TIME) if at_hand is not Direction.UNKNOWN else _by_size(containment)
    units = np.flatnonzero(shared)
    answers = alignment.closest[units]
    ours, theirs = (_first_said(alignment, units, answers, story, of_query=story is query) for story in (query, match))
    words = alignment.query.weights[units]
    we, they = float(words[_before(ours, theirs)].sum()), float(words[_before(theirs, ours)].sum())
    if np.isclose(we, they):
        return _by_size(containment)
    direction = Direction.MATCH_FROM_QUERY if we > they else Direction.QUERY_FROM_MATCH
    return Precedence(direction, DirectionBy.TIME, direction is not at_hand, min(we, they) / float(words.sum()))


def _by_time(query: datetime | None, match: datetime | None) -> Direction:
    if query is None or match is None:
        return Direction.UNKNOWN
    ours, theirs = np.array([query.timestamp()]), np.array([match.timestamp()])
    if _before(theirs, ours).any():
        return Direction.QUERY_FROM_MATCH
    return Direction.MATCH_FROM_QUERY if _before(ours, theirs).any() else Direction.UNKNOWN


def _before(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which times are surely before others, all in seconds since 1970; infinity is no time.

    Of two dates without a time the days are compared; of one and a time, whether the time is outside its day.
    """
    day, zones = DAY.total_seconds(), ZONES.total_seconds()
    with np.errstate(invalid="ignore"):
        is_date, other_is_date = one % day == 0, other % day == 0
    latest = np.where(is_date & ~other_is_date, one + day + zones, one)
    earliest = np.where(other_is_date & ~is_date, other - zones, other)
    return np.isfinite(one) & np.isfinite(other) & (latest < earliest)


def _by_size(containment: Containment) -> Precedence:
    """A text that is a part of the other was probably cut from it; that is no knowledge."""
    of_query, of_match = containment.of_query, containment.of_match
    if max(of_query, of_match) < TELLING or abs(of_query - of_match) < TELLING:
        return Precedence(Direction.UNKNOWN, DirectionBy.NOTHING)
    direction = Direction.QUERY_FROM_MATCH if of_query > of_match else Direction.MATCH_FROM_QUERY
    return Precedence(direction, DirectionBy.CONTAINMENT)


def _first_said(
    alignment: Alignment,
    units: NDArray[np.intp],
    answers: NDArray[np.intp],
    story: Story,
    *,
    of_query: bool,
) -> NDArray[np.float64]:
    """When a story first said each shared sentence; infinity where nobody knows.

    An earlier version said it if it has the words of either text, or a sentence that answers to the other text's at
    least as well as the version at hand does: it may have been reworded since.
    """
    first = np.full(len(units), np.inf if story.published_at is None else story.published_at.timestamp())
    other = alignment.match.vectors[answers] if of_query else alignment.query.vectors[units]
    cosines = alignment.cosines[units, answers]
    for past in story.past:
        if past.published_at is None:
            continue
        said = _share_said(alignment.query, past)[units] >= SAID
        said |= _share_said(alignment.match, past)[answers] >= SAID
        if past.vectors is not None and len(past.vectors) and not alignment.by_words:
            said |= alignment.query.scale.between(other, past.vectors).max(axis=1) >= cosines - _NOISE
        first[said] = np.minimum(first[said], past.published_at.timestamp())
    return first


def _share_said(side: Side, past: Publication) -> NDArray[np.float64]:
    """Share of each sentence's shingles that a publication has, shape (sentences,)."""
    sentences = np.repeat(np.arange(len(side.sentence_words)), side.sentence_words)
    count = len(side.sentence_words)
    if len(sentences) < SHINGLE_WORDS:
        return np.zeros(count)
    within = sentences[: 1 - SHINGLE_WORDS] == sentences[SHINGLE_WORDS - 1 :]
    owners = sentences[: 1 - SHINGLE_WORDS][within]
    there = np.isin(_short(shingle_hashes(side.hashes))[within], past.shingles)
    share: NDArray[np.float64] = np.bincount(owners, weights=there, minlength=count) / np.maximum(
        np.bincount(owners, minlength=count), 1
    )
    return share


def _short(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return (shingles >> np.uint64(32)).astype(np.uint32)
