"""Numbers of a language that is given as data: figures with its own marks, number words, units."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.languages.findings import Quantity
from dedup.text.units import CURRENCY_CODES

if TYPE_CHECKING:
    from dedup.text.languages.findings import Hedge
    from dedup.text.languages.grammar import Grammar

_SYMBOLS = {"$": "usd", "\u20ac": "eur", "\u00a3": "gbp", "\u00a5": "jpy", "\u20b9": "inr", "\u20bd": "rub"}
_SYMBOL = f"[{''.join(map(re.escape, _SYMBOLS))}]"
_PERCENT = "[%\u066a]"
_HEDGES: tuple[Hedge, ...] = ("above", "below", "about")
_HEDGE_REACH = 24
_NOUN = 6
"""Letters of a noun that say what is counted: its endings are behind them."""

_WORDS_LOOKED_AT = 3
_TEN = 10
_HUNDRED = 100
_THOUSAND = 1000
_LONG = 1e12
_LABELLED = re.compile(r"\b(?:[\u00a7]|[Nn][r\u00b0\u00ba]\.?|[Aa]rt\.) ?\Z")


class Figures:
    """Finds the numbers of one language.

    Args:
        grammar: The language.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def find(self, text: str, within: Span) -> list[Quantity]:
        """The numbers of a stretch of text, in order."""
        found = []
        place = within.start
        while (match := self._number.search(text, place, within.end)) is not None:
            quantity = self._read(text, match, within)
            place = match.end()
            if quantity is not None:
                found.append(quantity)
                place = max(place, quantity.span.end)
        return found

    @cached_property
    def _marks(self) -> tuple[str, str]:
        """What groups thousands, and what stands before a fraction, each for a character class."""
        symbols = self._grammar.locale.number_symbols.get("latn", {})
        decimal = symbols.get("decimal", ".")
        grouping = {".": ",'\u066c ", ",": ".' \u066c"}[decimal]
        return grouping, f"{decimal}\u066b"

    @cached_property
    def _number(self) -> re.Pattern[str]:
        grouping, decimal = self._marks
        codes = "|".join(CURRENCY_CODES).upper()
        # "and" is written as one with what follows in Arabic, and everything is in Chinese.
        glue = r"(?<![\w.,/\u2044-])" if self._grammar.names_by_case else r"(?<![A-Za-z\d/\u2044-])(?<!\d[.,])"
        figure = rf"\d{{1,3}}(?:[{grouping}]\d{{3}})+(?:[{decimal}]\d+)?(?!\d)|\d+[{decimal}.,]\d+(?!\d)|\d+"
        parts = [rf"(?:(?P<symbol>{_SYMBOL}) ?|(?P<code>{codes}) ?)?(?P<figure>{figure})(?![.,:]?\d)"]
        if words := self._words:
            parts.append(rf"(?P<words>{words})")
        if self._grammar.one:
            lone = "|".join(self._grammar.one.split())
            parts.append(rf"(?P<lone>(?i:{lone})(?= ))")
        return re.compile(f"{glue}(?:{'|'.join(parts)})")

    @cached_property
    def _words(self) -> str:
        """Number words: in a row, with spaces or without, as the language has it."""
        longest = sorted(self._grammar.number_words, key=len, reverse=True)
        if not longest:
            return ""
        one = "|".join(map(re.escape, longest))
        if not self._grammar.has_spaces:
            return rf"(?:{one})+"
        return rf"(?i:(?:{one})\b(?:[ -](?:{one})\b){{0,4}})"

    @cached_property
    def _bigs(self) -> str:
        longest = sorted(self._grammar.magnitudes, key=len, reverse=True)
        return "|".join(map(re.escape, longest)) or "(?!)"

    @cached_property
    def _big(self) -> re.Pattern[str]:
        edge = r"(?!\w)" if self._grammar.has_spaces else ""
        gap = "[ -]" if self._grammar.has_spaces else " ?"
        return re.compile(rf"{gap}(?P<big>{self._bigs}){edge}", re.IGNORECASE)

    @cached_property
    def _units(self) -> list[tuple[re.Pattern[str], str]]:
        edge = r"(?![\w/])" if self._grammar.has_spaces else ""
        of = r"(?:de |d'|di )?" if self._grammar.has_spaces else ""
        ordered = sorted(self._grammar.units.items(), key=lambda unit: -len(unit[0]))
        known = [(_PERCENT, "%"), *((code.upper(), code) for code in CURRENCY_CODES)]
        return [(re.compile(rf"[ -]?{_SYMBOL}"), "")] + [
            (re.compile(rf"[ -]?{of}(?:{written}){edge if written != _PERCENT else ''}", re.IGNORECASE), unit)
            for written, unit in [*ordered, *known]
        ]

    @cached_property
    def _measures(self) -> frozenset[str]:
        """Units of which an article counts one: "un mètre", where "un jour" is any day."""
        return frozenset(self._grammar.units.values()) - {"people", "day", "week", "month", "year"}

    @cached_property
    def _hedges(self) -> list[tuple[Hedge, re.Pattern[str]]]:
        edge = r"\b" if self._grammar.has_spaces else ""
        return [
            (hedge, re.compile(rf"{edge}(?:{words}) ?\Z", re.IGNORECASE))
            for hedge, words in zip(_HEDGES, self._grammar.hedges, strict=True)
            if words
        ]

    def _read(self, text: str, match: re.Match[str], within: Span) -> Quantity | None:
        start, end = match.span()
        parts = match.groupdict()
        if _LABELLED.search(text, max(within.start, start - 6), start):
            return None
        value = 1.0 if parts.get("lone") else self._value(parts)
        is_word = not parts["figure"]
        is_big = False
        while (big := self._big.match(text, end, within.end)) is not None:
            value *= self._grammar.magnitudes[big["big"].lower()]
            end, is_big = big.end(), True
            if (more := self._smaller(text, end, within, value)) is not None:
                value, end = more
        currency = _SYMBOLS.get(parts["symbol"] or "", "") or (parts["code"] or "").lower()
        unit, end = (currency, end) if currency else self._unit(text, end, within)
        if is_word and not self._grammar.has_spaces and not unit and not is_big:
            return None  # a character that is a number stands in many words
        if parts.get("lone") and not is_big and unit not in self._measures:
            return None  # an article
        digits = format(value, ".12g") if value < _LONG else format(value, ".0f")
        return Quantity(
            Span(start, end), digits, unit, self._hedge(text, start, within), is_big and bool(parts.get("lone"))
        )

    def _smaller(self, text: str, end: int, within: Span, value: float) -> tuple[float, int] | None:
        """What goes on behind a magnitude without a space: 3万5000 is 35,000."""
        if self._grammar.has_spaces:
            return None
        more = re.compile(r"\d+").match(text, end, within.end)
        return (value + float(more.group()), more.end()) if more is not None else None

    def _hedge(self, text: str, start: int, within: Span) -> Hedge:
        before = text[max(within.start, start - _HEDGE_REACH) : start]
        return next((hedge for hedge, words in self._hedges if words.search(before)), "")

    def _unit(self, text: str, end: int, within: Span) -> tuple[str, int]:
        """The unit of a number and where it ends: one that is known, or the noun that is counted."""
        for pattern, unit in self._units:
            known = pattern.match(text, end, within.end)
            if known is not None:
                return unit or _SYMBOLS[known.group()[-1]], known.end()
        if not self._grammar.has_spaces:
            return "", end
        place = end
        for _ in range(_WORDS_LOOKED_AT):
            word = re.compile(r"[ -]([^\W\d_][\w-]*)").match(text, place, within.end)
            if word is None or word[1].casefold() in self._grammar.small_words:
                break
            place = word.end()
            if not self._grammar.has_capital_nouns or word[1][0].isupper():
                return word[1].casefold()[:_NOUN], place
        return "", end

    def _value(self, parts: dict[str, str | None]) -> float:
        if parts["figure"]:
            return self._figure(parts["figure"])
        return self._in_words(parts["words"] or "")

    def _figure(self, figure: str) -> float:
        grouping, decimal = self._marks
        if re.fullmatch(rf"\d{{1,3}}(?:[{grouping}]\d{{3}})+(?:[{decimal}]\d+)?", figure):
            figure = re.sub(f"[{grouping}]", "", figure)
        return float(re.sub(r"[,\u066b]", ".", figure)[:300])

    def _in_words(self, phrase: str) -> float:
        total, current = 0.0, 0.0
        known = sorted(self._grammar.number_words, key=len, reverse=True)
        for word in re.findall("|".join(map(re.escape, known)), phrase.lower()):
            value = self._grammar.number_words[word]
            if current and current < value and value >= (_HUNDRED if self._grammar.has_spaces else _TEN):
                current *= value
            else:
                current += value
            if value >= _THOUSAND:
                total, current = total + current, 0.0
        return total + current
