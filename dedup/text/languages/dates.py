"""Dates of a language that is given as data: its months and weekdays come from CLDR, by Babel."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.languages.findings import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.text.languages.grammar import Grammar

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_ISO = rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)"
_NUMERIC = rf"(?P<day2>[0-3]?\d)(?P<sep>[./])(?P<month2>[01]?\d)(?P=sep)(?P<year2>{_YEAR})(?!\d)"
BY_CHARACTERS = r"(?:(?P<year>\d{4})年)?(?P<month>[01]?\d)月(?:(?P<day>[0-3]?\d)[日号號])?"
"""How Chinese and Japanese write a day or a month: 2031年3月14日."""

_CLOCK = r"(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![\d:])"
_LEAST_LETTERS = 4
"""Letters of a month that may stand alone: "mai" and "mei" are other words too."""

_OTHER_WORDS = frozenset({"mars"})
"""So is this one."""

_MONTHS_OF_YEAR = 12


class Calendar:
    """Finds the dates and times of one language.

    Args:
        grammar: The language.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def find(self, text: str, within: Span) -> list[Moment]:
        """The dates and times of a stretch of text, in order."""
        found = (self._read(match) for match in self._moment.finditer(text, *within))
        return [moment for moment in found if moment is not None]

    @cached_property
    def _months(self) -> dict[str, int]:
        """Every form of a month, without its full stop, with its number."""
        return dict(self._forms_of_months()) | dict(self._grammar.months)

    def _forms_of_months(self) -> Iterator[tuple[str, int]]:
        for kind in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, form in self._grammar.locale.months[kind][width].items():
                    yield form.casefold().rstrip("."), number

    @cached_property
    def _whole(self) -> frozenset[str]:
        """Months that are no abbreviation, so that a full stop behind one ends a sentence."""
        kinds = ("format", "stand-alone")
        written = (form for kind in kinds for form in self._grammar.locale.months[kind]["wide"].values())
        return frozenset(form.casefold() for form in written) | frozenset(self._grammar.months)

    @cached_property
    def _days(self) -> list[tuple[re.Pattern[str], str]]:
        """Every form of a weekday, with its English name."""
        of_cldr = [
            (re.escape(form.casefold()), _WEEKDAYS[number])
            for kind in ("format", "stand-alone")
            for number, form in self._grammar.locale.days[kind]["wide"].items()
        ]
        more = [(written, name) for name, written in self._grammar.weekdays.items()]
        return [(re.compile(written, re.IGNORECASE), name) for written, name in [*more, *of_cldr]]

    @cached_property
    def _moment(self) -> re.Pattern[str]:
        grammar = self._grammar
        edge, behind = (r"(?<!\w)", r"(?!\w)") if grammar.has_spaces else ("(?<![0-9])", "")
        weekday = "|".join(f"(?:{pattern.pattern})" for pattern, _ in self._days)
        parts = [_ISO, _NUMERIC]
        if grammar.date:
            parts += [grammar.date]
        else:
            forms = sorted((form for form in self._months if not form[0].isdigit()), key=len, reverse=True)
            month = "|".join(re.escape(form) + ("" if form in self._whole else r"\.?") for form in forms)
            alone = "|".join(
                re.escape(form) for form in forms if len(form) >= _LEAST_LETTERS and form not in _OTHER_WORDS
            )
            of = r"(?: de[l]?|\.|er|\u00ba|-\u0433\u043e)? "
            year = rf"(?:,? (?:de[l]? )?(?P<year>{_YEAR})(?!\d))?"
            parts += [
                rf"(?P<day>[0-3]?\d){of}(?P<month>{month}){behind}{year}",
                rf"(?P<month3>{month}){behind} (?:de[l]? )?(?P<year3>{_YEAR})(?!\d)",
                rf"(?P<month4>{alone}){behind}",
            ]
        parts += [grammar.clock] if grammar.clock else []
        parts += [_CLOCK]
        if grammar.before_year:
            before = "|".join(rf"(?<=\b{word} )" for word in grammar.before_year.split())
            parts += [rf"(?:{before})(?P<year4>{_YEAR})(?![\w%-]|[.,]\d)"]
        parts += [rf"(?P<weekday>{weekday}){behind}"]
        return re.compile(f"{edge}(?:{'|'.join(parts)})", re.IGNORECASE)

    def _read(self, match: re.Match[str]) -> Moment | None:
        span = Span(*match.span())
        parts: dict[str, str | None] = match.groupdict()
        if iso := parts["iso"]:
            return Moment(span, iso, "date")
        if weekday := parts["weekday"]:
            name = next(name for pattern, name in self._days if pattern.fullmatch(weekday))
            return Moment(span, name, "weekday")
        if (hour := parts.get("hour") or parts["hour2"]) is not None:
            return Moment(span, f"{int(hour):02d}:{int(parts.get('minute') or parts['minute2'] or 0):02d}", "time")
        if year := parts.get("year4"):
            return Moment(span, _western(year), "year")
        return self._date(span, parts)

    def _date(self, span: Span, parts: dict[str, str | None]) -> Moment | None:
        named = parts.get("month") or parts.get("month3") or parts.get("month4") or parts["month2"] or ""
        month = int(named) if named.isdigit() else self._months[named.casefold().rstrip(".")]
        year = parts.get("year") or parts.get("year3") or parts["year2"] or ""
        day = parts.get("day") or parts["day2"]
        if not 1 <= month <= _MONTHS_OF_YEAR:
            return None
        if day is None:
            return Moment(span, f"{_western(year)}-{month:02d}", "month")
        return Moment(span, f"{_western(year)}-{month:02d}-{int(day):02d}", "date")


def _western(year: str) -> str:
    """A year in the digits that values are compared in."""
    return str(int(year)) if year else ""
