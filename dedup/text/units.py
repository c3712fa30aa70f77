"""Units: which measure the same thing, with the factors between them; how they are written is each language's own.

Currencies are units like others, but none is converted: what one is worth in another changes every day.
"""

from __future__ import annotations

_CODE_LIST = "usd eur gbp jpy chf cny inr rub aud cad sek nok dkk pln czk brl zar krw try mxn"
CURRENCY_CODES = tuple(_CODE_LIST.split())
"""Codes that stand before an amount."""

_FACTORS: dict[str, dict[str, tuple[float, ...]]] = {
    "length": {
        "mm": (0.001,),
        "cm": (0.01,),
        "m": (1.0,),
        "km": (1000.0,),
        "inch": (0.0254,),
        "ft": (0.3048,),
        "yard": (0.9144,),
        "mile": (1609.344,),
        "nmi": (1852.0,),
    },
    "area": {
        "m2": (1.0,),
        "ha": (1e4,),
        "km2": (1e6,),
        "ft2": (0.09290304,),
        "acre": (4046.8564224,),
        "mile2": (2589988.110336,),
    },
    "mass": {
        "g": (0.001,),
        "kg": (1.0,),
        "tonne": (1000.0,),
        "ton": (1000.0, 907.18474, 1016.0469088),
        "oz": (0.028349523125,),
        "lb": (0.45359237,),
        "gbp": (0.45359237,),  # "pounds" may be either
    },
    "volume": {
        "litre": (1.0,),
        "gallon": (3.785411784, 4.54609),
        "pint": (0.473176473, 0.56826125),
        "barrel": (158.987294928,),
    },
    "speed": {"km/h": (1.0,), "mph": (1.609344,), "m/s": (3.6,), "knot": (1.852,)},
    "time": {"second": (1.0,), "minute": (60.0,), "hour": (3600.0,), "day": (86400.0,), "week": (604800.0,)},
    "calendar": {"month": (1.0,), "year": (12.0,)},
}
"""Of each unit in its dimension's base unit; several where English has several units of one name."""

_TEMPERATURES = {"celsius", "fahrenheit", "degree"}
_DIMENSION = {unit: name for name, units in _FACTORS.items() for unit in units} | dict.fromkeys(
    _TEMPERATURES, "temperature"
)
_METRIC_LIST = "mm cm m km m2 ha km2 g kg tonne litre km/h m/s celsius"
_IMPERIAL_LIST = "inch ft yard mile ft2 acre mile2 oz lb gallon pint mph fahrenheit"
_METRIC, _IMPERIAL = frozenset(_METRIC_LIST.split()), frozenset(_IMPERIAL_LIST.split())


_DOLLARS = frozenset({"usd", "aud", "cad", "nzd", "hkd", "sgd"})
"""Each is "$" at home."""

CURRENCIES = frozenset(CURRENCY_CODES) | _DOLLARS
SHARED = frozenset(_DIMENSION) | CURRENCIES | {"%", "pp", "age", "people"}
"""Units that the rules of all languages call the same; any other is a word of a text, as it stands there."""


def are_mistaken(one: str, other: str) -> bool:
    """Whether two units of one figure can be a slip: two currencies, or two lengths of time.

    Two dollars may be one, as their readers write it.
    """
    if one == other or {one, other} <= _DOLLARS:
        return False
    times = _FACTORS["time"] | _FACTORS["calendar"]
    return {one, other} <= CURRENCIES or {one, other} <= times.keys()


def measures_the_same(one: str, other: str) -> bool:
    """Whether two different units can be converted into each other."""
    return one != other and one in _DIMENSION and _DIMENSION[one] == _DIMENSION.get(other)


def of_two_systems(one: str, other: str) -> bool:
    """Whether one unit is metric and the other what it is converted into for readers who think in miles and pounds."""
    return measures_the_same(one, other) and bool({one, other} & _METRIC) and bool({one, other} & _IMPERIAL)


def convert(value: float, unit: str, to: str) -> list[float]:
    """A measure in another unit, in every way it can be meant; none if the units measure different things.

    A difference of two temperatures is converted otherwise than a temperature, and a text does not say which it means;
    degrees that are not said to be either may be both.
    """
    if unit in _TEMPERATURES and to in _TEMPERATURES:
        return _temperatures(value, unit, to)
    if not measures_the_same(unit, to):
        return []
    units = _FACTORS[_DIMENSION[unit]]
    return [value * one / other for one in units[unit] for other in units[to]]


def _temperatures(value: float, unit: str, to: str) -> list[float]:
    found = []
    if unit != "fahrenheit" and to != "celsius":
        found += [value * 1.8 + 32, value * 1.8]
    if unit != "celsius" and to != "fahrenheit":
        found += [(value - 32) / 1.8, value / 1.8]
    return found
