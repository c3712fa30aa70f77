"""Shares of a verdict as a page shows them, with what an editor leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from api.desk.views import KINDS
from dedup.detection.crediting import Option
from dedup.detection.encoding import paragraphs_told
from dedup.detection.shares import (
    by_source_and_kind,
    counted_as,
    coverage_of,
    paragraph_weights,
    share_of,
    sources_of,
)
from dedup.detection.side import Side
from dedup.detection.verdict import RESTATED, Kind, Relation
from dedup.text.readings import readings_kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.detection.shares import Uncounted
    from dedup.detection.sources import Source as Share
    from dedup.detection.verdict import ParagraphVerdict
    from dedup.text.document import Document


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the bar.

    Attributes:
        number: Of the source; None where the words have none.
        kind: Of its paragraphs.
        start: Where it begins, in percent of the bar.
        width: In percent of the bar.
    """

    number: int | None
    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """All of one source in the bar: number, and place in percent."""

    number: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a text.

    Attributes:
        number: From 1, its place among the matches; what is none comes after them.
        article: Which one.
        match: Its place among the matches, from 1; None where it is not among those that are shown.
        paragraphs: How many paragraphs go to it that were taken from it, in the same words or in others.
        share: Of the text's words, as the verdict has it.
        alone: Of the text's words that it has, whatever others have too; None where it is not derived from it.
    """

    number: int
    article: Mapping[str, Any]
    match: int | None
    paragraphs: int
    share: float
    alone: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Shares of a text's words.

    Attributes:
        found: Share that stored articles have together.
        kinds: Kind, its label and its share, where there is any.
        segments: The bar, from left to right.
        stretches: Its sources, from left to right.
        sources: The sources, the one with the most words first.
        choices: Sources that can be left out, or are, by number.
        alone: What each match has of the text by itself; None where the text is not derived from it.
        paragraphs: What each paragraph counts as, as the verdict's JSON has them.
        numbers: Of the sources, by id.
        left_out: Why a paragraph counts as the text's own though it was found, by index.
    """

    found: float
    kinds: tuple[tuple[str, str, float], ...]
    segments: tuple[Segment, ...]
    stretches: tuple[Stretch, ...]
    sources: tuple[Source, ...]
    choices: tuple[Source, ...]
    alone: tuple[float | None, ...]
    paragraphs: tuple[Mapping[str, Any], ...]
    numbers: Mapping[str | None, int]
    left_out: Mapping[int, str]


def side_to_count(document: Document, layout: Mapping[str, Any]) -> Side:
    """A text to count the words of: it has no vectors, which nothing that is counted reads."""
    return Side(document, np.zeros((0, 1), np.float32), kept=readings_kept(layout, document))


def counted(side: Side, verdict: Mapping[str, Any], uncounted: Uncounted) -> Counted:
    """Count the shares of a verdict.

    Args:
        side: The text it is of.
        verdict: As the API answers it.
        uncounted: What is left out.
    """
    told = paragraphs_told(verdict["paragraphs"])
    matches = [paragraphs_told(match["paragraphs"]) for match in verdict["matches"]]
    published = [match["article"]["published_at"] for match in verdict["matches"]]
    others = [
        [Option(one[index], _time(at)) for one, at in zip(matches, published, strict=True)]
        for index in range(len(told))
    ]
    paragraphs = counted_as(side, told, uncounted, others) if uncounted else told
    weights = paragraph_weights(side, uncounted, {one.index for one in told if one.background})
    coverage = {kind: round(share, 4) for kind, share in coverage_of(weights, paragraphs).items()}
    numbers = numbers_of(verdict, told)
    alone = tuple(
        _alone(side, weights, match, one, uncounted) for match, one in zip(verdict["matches"], matches, strict=True)
    )
    sources = _sources(weights, paragraphs, verdict, numbers, alone)
    left = {one.number: one for one in sources}
    named = {one.best.article_id for one in (*told, *paragraphs) if one.best is not None} | uncounted.sources
    choices = [left.get(number) or _source(number, name, verdict) for name, number in numbers.items() if name in named]
    segments, stretches = _bar(weights, paragraphs, coverage, sources)
    return Counted(
        round(share_of(weights, paragraphs), 4),
        tuple((kind.value, KINDS[kind.value], share) for kind, share in coverage.items() if share),
        segments,
        stretches,
        sources,
        tuple(sorted(choices, key=lambda one: one.number)),
        alone,
        tuple(_as_told(one, verdict, after) for one, after in zip(verdict["paragraphs"], paragraphs, strict=True)),
        numbers,
        _left_out(told, paragraphs, uncounted),
    )


def numbers_of(verdict: Mapping[str, Any], paragraphs: Sequence[ParagraphVerdict]) -> dict[str | None, int]:
    """The number of each source, the same in tabs, composite and time line: its place among the matches, from 1.

    Args:
        verdict: As the API answers it.
        paragraphs: Its own; what they are credited to that is no match comes after the matches.
    """
    numbers = match_numbers(verdict)
    for one in paragraphs:
        if one.best is not None:
            numbers.setdefault(one.best.article_id, max(len(numbers), len(verdict["matches"])) + 1)
    return numbers


def match_numbers(verdict: Mapping[str, Any]) -> dict[str | None, int]:
    """The place of each match, from 1; the first one of two versions of a story."""
    numbers: dict[str | None, int] = {}
    for number, match in enumerate(verdict["matches"], start=1):
        numbers.setdefault(match["article"]["id"], number)
    return numbers


def _alone(
    side: Side,
    weights: NDArray[np.float64],
    match: Mapping[str, Any],
    paragraphs: Sequence[ParagraphVerdict],
    uncounted: Uncounted,
) -> float | None:
    if not Relation(match["relation"]).is_derived:
        return None
    return round(min(share_of(weights, counted_as(side, paragraphs, uncounted) if uncounted else paragraphs), 1.0), 4)


def _sources(
    weights: NDArray[np.float64],
    paragraphs: Sequence[ParagraphVerdict],
    verdict: Mapping[str, Any],
    numbers: Mapping[str | None, int],
    alone: Sequence[float | None],
) -> tuple[Source, ...]:
    """Sources that paragraphs are credited to, those too that share but a quotation or background."""
    shares = {one.article_id: one for one in sources_of(weights, paragraphs)}
    used = dict.fromkeys([*shares, *(one.best.article_id for one in paragraphs if one.best is not None)])
    found = [_source(numbers[name], name, verdict, shares.get(name), alone[numbers[name] - 1 :][:1]) for name in used]
    return tuple(sorted(found, key=lambda one: (-one.share, one.number)))


def _source(
    number: int,
    name: str | None,
    verdict: Mapping[str, Any],
    share: Share | None = None,
    alone: Sequence[float | None] = (),
) -> Source:
    is_match = number <= len(verdict["matches"])
    return Source(
        number,
        verdict["matches"][number - 1]["article"] if is_match else {"id": name},
        number if is_match else None,
        share.paragraphs if share else 0,
        round(share.share, 4) if share else 0.0,
        alone[0] if alone else None,
    )


def _bar(
    weights: NDArray[np.float64],
    paragraphs: Sequence[ParagraphVerdict],
    coverage: Mapping[Kind, float],
    sources: Sequence[Source],
) -> tuple[tuple[Segment, ...], tuple[Stretch, ...]]:
    both = by_source_and_kind(weights, paragraphs)
    parts: list[tuple[int | None, Kind, float]] = [
        (source.number, kind, both.get((source.article["id"], kind), 0.0))
        for source in sources
        for kind in Kind
        if kind in RESTATED
    ]
    parts += [(None, kind, coverage[kind]) for kind in Kind if kind not in RESTATED]
    segments, at = [], 0.0
    for number, kind, share in parts:
        if share > 0:
            segments.append(Segment(number, kind.value, round(at * 100, 2), round(share * 100, 2)))
            at += share
    stretches = []
    for number in dict.fromkeys(one.number for one in segments if one.number is not None):
        own = [one for one in segments if one.number == number]
        stretches.append(Stretch(number, own[0].start, round(sum(one.width for one in own), 2)))
    return tuple(segments), tuple(stretches)


def _as_told(one: Mapping[str, Any], verdict: Mapping[str, Any], counts_as: ParagraphVerdict) -> Mapping[str, Any]:
    """A paragraph of the verdict's JSON, or what another match's JSON has of it, or as the text's own."""
    if counts_as.best is None:
        return one if one["best"] is None else {**one, "kind": counts_as.kind.value, "best": None}
    if counts_as.best.article_id == one["best"]["article_id"]:
        return one
    # A story may be a match in several versions, and not each of them has the paragraph.
    there = counts_as.best.article_id, counts_as.best.paragraph, counts_as.best.start
    beside = (match["paragraphs"][one["index"]] for match in verdict["matches"])
    return next(told for told in beside if told["best"] is not None and _place(told["best"]) == there)


def _place(best: Mapping[str, Any]) -> tuple[str | None, int, int]:
    return best["article_id"], best["paragraph"], best["start"]


def _left_out(
    told: Sequence[ParagraphVerdict], counts_as: Sequence[ParagraphVerdict], uncounted: Uncounted
) -> dict[int, str]:
    found = {}
    for before, after in zip(told, counts_as, strict=True):
        if before.background and uncounted.furniture:
            found[before.index] = "not counted: furniture"
        elif before.best is not None and after.best is None:
            source = before.best.article_id in uncounted.sources
            found[before.index] = "not counted: its source" if source else "not counted: short"
    return found


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
