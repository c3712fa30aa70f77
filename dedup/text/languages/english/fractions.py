"""Fractions in words, as shares: "a quarter of" is 25 %, "two thirds" 66.7 %, "one in five" 20 %."""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.article import Span


class Fraction(NamedTuple):
    """A share in words.

    Attributes:
        span: Offsets into the canonical text.
        percent: What it is of a hundred, to a tenth.
    """

    span: Span
    percent: float


_COUNT_LIST = "one two three four five six seven eight nine ten"
_COUNTS = {word: value for value, word in enumerate(_COUNT_LIST.split(), start=1)} | {"a": 1, "an": 1}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_OF = r"(?= of\b(?! (?:the )?(?:19|20)\d\d)(?! an? (?:hour|mile|century|second|day|year|dozen)\b))"
_FRACTION = re.compile(
    rf"\b(?:(?P<several>{_COUNT_LIST.replace(' ', '|')})[ -](?P<parts>thirds|quarters|fifths|sixths|eighths|tenths)\b"
    r"(?! (?:of an? )?(?:hour|mile|century|final))"
    rf"|(?P<count>an?|one)[ -](?P<part>third|quarter|fourth|fifth|sixth|eighth|tenth){_OF}"
    rf"|(?P<half>half){_OF}(?<!first half)(?<!second half)(?<!other half)(?<!top half)(?<!latter half)"
    rf"|(?P<some>{_COUNT_LIST.replace(' ', '|')}|\d\d?) (?:in|out of)(?: every)? "
    rf"(?P<all>{_COUNT_LIST.replace(' ', '|')}|100|\d\d)(?![\w%-]|[.,:]\d)"
    r"(?! (?:or|to|years|months|days|weeks|hours|minutes)\b))",
    re.IGNORECASE,
)


def find_fractions(text: str, within: Span) -> list[Fraction]:
    """The fractions in words of a stretch of text, in order.

    A part of a stretch of time or way ("a quarter of an hour", "the second half of 2029") is no share.

    Args:
        text: Canonical text.
        within: Where to look, usually one sentence.
    """
    found = [Fraction(Span(*match.span()), _percent(match)) for match in _FRACTION.finditer(text, *within)]
    return [fraction for fraction in found if 0 < fraction.percent < 100]  # noqa: PLR2004 - a whole is no part


def _percent(match: re.Match[str]) -> float:
    if match["half"]:
        return 50.0
    if match["some"]:
        return round(100 * _count(match["some"]) / _count(match["all"]), 1)
    parts = (match["parts"] or match["part"]).lower().removesuffix("s")
    return round(100 * _count(match["several"] or match["count"]) / _PARTS[parts], 1)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word.lower()]
