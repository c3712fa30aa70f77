"""Amounts that say the same: one rounded, or given in another unit.

"Almost 50" says the same as 48 and not as 52, 24.8 % the same as 25 %, 19 kilometres the same as 12 miles. Two amounts
of different units that can not be converted into each other never do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from dedup.text.units import convert

if TYPE_CHECKING:
    from dedup.text.languages.findings import Hedge

_ROUNDED = 0.05
"""How far a number that is not called round may be from what it rounds, as a share of it: 1,000 for 1,043."""

_ABOUT = 0.1
"""The same for one that is called so, and for fractions in words."""

_ABOVE = 0.25
"""How far a number may lie above what is called "more than": "more than 1,000" is not said of 1,300."""

_LEAST_ROUNDED = 100
"""From here on a whole number is rounded without a word: 40 is not said of 38, but 1,000 is of 1,043."""

_CONVERTED = 0.025
"""How far a conversion may be off where neither figure is round."""

_CONVERTED_ROUND = 0.06
"""The same where one is round: 300 miles for 500 kilometres."""

_CONVERTED_SMALL = 0.25
"""The same where one is the other to the last digit it gives: a mile for two kilometres."""

_DEGREE = 1.0
"""The same for temperatures, in degrees."""

# Names of units within this engine, whatever language a text counts them in.
_EXACT_UNITS = frozenset({"age", "article", "section", "chapter", "flight", "number", "no.", "room", "route", "bill"})


class Amount(Protocol):
    """A number with its unit, as :class:`dedup.text.facts.Fact` is one."""

    @property
    def value(self) -> str:
        """In plain digits."""
        ...

    @property
    def unit(self) -> str:
        """Empty if none is named."""
        ...

    @property
    def hedge(self) -> Hedge:
        """Whether it is called round."""
        ...


def same_amount(one: Amount, other: Amount) -> bool:
    """Whether two amounts say the same, as far as each says it."""
    if one.unit and other.unit and one.unit != other.unit:
        return _converted(one, other) or _converted(other, one)
    if one.value == other.value:
        return True
    unit = one.unit or other.unit
    if unit in _EXACT_UNITS or unit.endswith("-th"):
        return False
    return _rounds(one, other) or _rounds(other, one)


def _rounds(coarse: Amount, fine: Amount) -> bool:
    """Whether one amount is a round number for the other."""
    about, exact = float(coarse.value), float(fine.value)
    largest = max(abs(exact), abs(about))
    off = (exact - about) / largest if largest else 0.0
    fraction = "." in coarse.value and coarse.unit == "%" and coarse.hedge == "about"
    if not fraction and not _is_rounder(coarse.value, fine.value):
        return False
    if fraction or (coarse.hedge and coarse.hedge != fine.hedge):
        low, high = {"about": (-_ABOUT, _ABOUT), "above": (0.0, _ABOVE), "below": (-_ABOUT, 0.0)}[
            coarse.hedge or "about"
        ]
        return low <= off <= high
    step = _last_place(coarse.value)
    fits = abs(exact - about) <= step / 2 and abs(off) <= _ROUNDED
    return fits and (abs(exact) >= _LEAST_ROUNDED or "." in fine.value)


def _converted(one: Amount, other: Amount) -> bool:
    """Whether one amount, converted, is the other within what both say."""
    said = float(other.value)
    for exact in convert(float(one.value), one.unit, other.unit):
        gap = abs(exact - said)
        if other.unit in {"celsius", "fahrenheit", "degree"}:
            if gap <= _DEGREE * (1.8 if other.unit == "fahrenheit" else 1.0):
                return True
            continue
        share = gap / abs(exact) if exact else math.inf
        hedged = bool(one.hedge or other.hedge)
        loose = _ABOUT if hedged else _CONVERTED_ROUND if "0" in {one.value[-1], other.value[-1]} else _CONVERTED
        step = _last_place(other.value) if hedged else _last_place(other.value, least=1)
        if share <= loose or (share <= _CONVERTED_SMALL and gap <= step / 2):
            return True
    return False


def _last_place(value: str, least: int = 10**15) -> float:
    """What the last digit that is no trailing zero counts: 1000 for "43000", 0.1 for "4.3".

    Args:
        value: In plain digits.
        least: Trailing zeros are taken as said where they count this or more.
    """
    if "." in value:
        return float(10.0 ** -len(value.split(".")[1]))
    zeros = len(value) - len(value.rstrip("0")) if value.strip("0") else 0
    return float(min(10**zeros, least))


def _is_rounder(one: str, other: str) -> bool:
    """Whether a number has fewer digits that say something, or is one of the steps that one rounds to."""
    fewer = _digits(one) < _digits(other)
    return fewer or (_digits(one) <= _digits(other) and float(one) % 5 == 0 and float(other) % 5 != 0)


def _digits(value: str) -> int:
    return len(value.lstrip("-").replace(".", "").lstrip("0") if "." in value else value.lstrip("-").rstrip("0"))
