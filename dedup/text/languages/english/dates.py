"""Dates in text: days, months, years, weekdays and times of day, each as one value that compares."""

from __future__ import annotations

import re

from dedup.article import Span
from dedup.text.languages.findings import Moment

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?"
    r"|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_LONG_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_BEFORE_MONTH = r"(?<=\b[Ii]n )|(?<=\bof )|(?<=\b[Ss]ince )|(?<=\buntil )|(?<=\bby )|(?<=\b[Ll]ast )|(?<=\bnext )"
_BEFORE_YEAR = (
    r"(?<=\b[IiOo][nf] )|(?<=\b[BbTt][yo] )|(?<=\b[Ss]ince )|(?<=\b[Uu]ntil )|(?<=\b[Ff]rom )|(?<=\bbefore )"
    r"|(?<=\b[Aa]fter )|(?<=\bduring )|(?<=\band )|(?<=\bearly )|(?<=\blate )|(?<=\bmid-)|(?<=\bfor )|(?<=\bthe )"
)
_NOT_COUNTED = "and|to|in|was|were|with|by|for|after|that|as|on|at|but|the|had|has|is|when|while|because|or"
_MOMENT = re.compile(
    r"\b(?:(?=[\d])(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b"
    rf"|(?P<day2>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?(?P<month2>{_MONTH})\b(?:,? (?P<year2>{_YEAR})\b)?"
    r"|(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[apAP]\.?[mM]\b\.?)"
    r"|(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![\d:])"
    rf"|(?:{_BEFORE_YEAR})(?P<year4>{_YEAR})(?![\w%-]|[.,]\d| (?!(?:{_NOT_COUNTED})\b)[a-z]+s\b)"
    r")|(?=[JFMASOND])(?:"
    rf"(?P<month>{_MONTH}) (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>{_YEAR}))?(?![\w:%])(?!,\d)"
    rf"|(?P<month3>{_LONG_MONTH}),? (?P<year3>{_YEAR})\b"
    r"|(?P<month4>January|February|April|June|July|August|September|October|November|December)\b"
    rf"|(?:{_BEFORE_MONTH})(?P<month5>March|May)\b"
    r")|(?=[MTWFS])(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b)"
)


def find_moments(text: str, within: Span) -> list[Moment]:
    """The dates and times of a stretch of text, in order.

    Args:
        text: Canonical text.
        within: Where to look, usually one sentence.
    """
    return [_read(match) for match in _MOMENT.finditer(text, *within)]


def _read(match: re.Match[str]) -> Moment:
    span = Span(*match.span())
    parts: dict[str, str | None] = match.groupdict()
    if iso := parts["iso"]:
        return Moment(span, iso, "date")
    for month, day, year in (("month", "day", "year"), ("month2", "day2", "year2")):
        if (named := parts[month]) and (numbered := parts[day]):
            return Moment(span, f"{parts[year] or ''}-{_number(named)}-{int(numbered):02d}", "date")
    if alone := parts["month3"] or parts["month4"] or parts["month5"]:
        return Moment(span, f"{parts['year3'] or ''}-{_number(alone)}", "month")
    if weekday := parts["weekday"]:
        return Moment(span, _WEEKDAYS[_DAYS.index(weekday[:3].lower())], "weekday")
    if year4 := parts["year4"]:
        return Moment(span, year4, "year")
    return Moment(span, _time(parts), "time")


def _number(month: str) -> str:
    return f"{_MONTHS.index(month[:3].lower()) + 1:02d}"


def _time(parts: dict[str, str | None]) -> str:
    hour = int(parts["hour"] or parts["hour2"] or 0)
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"][0] in "pP" else 0)
    return f"{hour:02d}:{parts['minute'] or parts['minute2'] or '00'}"
