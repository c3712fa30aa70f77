"""Units: how they are written, and which measure the same thing, with the factors between them.

Currencies are units like others, but none is converted: what one is worth in another changes every day.
"""

from __future__ import annotations

_CODE_LIST = "usd eur gbp jpy chf cny inr rub aud cad sek nok dkk pln czk brl zar krw try mxn"
CURRENCY_CODES = tuple(_CODE_LIST.split())
"""Codes that stand before an amount."""

UNITS = {
    **dict.fromkeys(["%", "percent", "per cent", "pct", "pc"], "%"),
    **dict.fromkeys(["percentage point", "percentage points", "points of percentage"], "pp"),
    **dict.fromkeys(["basis point", "basis points"], "bp"),
    **dict.fromkeys(["dollar", "dollars"], "usd"),
    **dict.fromkeys(["euro", "euros"], "eur"),
    **dict.fromkeys(["pound", "pounds", "pounds sterling"], "gbp"),
    **dict.fromkeys(["yen"], "jpy"),
    **dict.fromkeys(["km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"], "km"),
    **dict.fromkeys(["metre", "metres", "meter", "meters"], "m"),
    **dict.fromkeys(["cm", "centimetre", "centimetres", "centimeter", "centimeters"], "cm"),
    **dict.fromkeys(["mm", "millimetre", "millimetres", "millimeter", "millimeters"], "mm"),
    **dict.fromkeys(["mile", "miles"], "mile"),
    **dict.fromkeys(["nautical mile", "nautical miles"], "nmi"),
    **dict.fromkeys(["yard", "yards"], "yard"),
    **dict.fromkeys(["foot", "feet", "ft"], "ft"),
    **dict.fromkeys(["inch", "inches"], "inch"),
    **dict.fromkeys(["kph", "km/h", "kmh", "kilometres an hour", "kilometers an hour"], "km/h"),
    **dict.fromkeys(["kilometres per hour", "kilometers per hour"], "km/h"),
    **dict.fromkeys(["mph", "miles an hour", "miles per hour"], "mph"),
    **dict.fromkeys(["metres per second", "meters per second", "metres a second", "m/s"], "m/s"),
    **dict.fromkeys(["knot", "knots"], "knot"),
    **dict.fromkeys(["gram", "grams", "gramme", "grammes"], "g"),
    **dict.fromkeys(["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"], "kg"),
    **dict.fromkeys(["tonne", "tonnes", "metric ton", "metric tons"], "tonne"),
    **dict.fromkeys(["ton", "tons"], "ton"),
    **dict.fromkeys(["lb", "lbs"], "lb"),
    **dict.fromkeys(["oz", "ounce", "ounces"], "oz"),
    **dict.fromkeys(["ha", "hectare", "hectares"], "ha"),
    **dict.fromkeys(["acre", "acres"], "acre"),
    **dict.fromkeys(["square metre", "square metres", "square meter", "square meters", "sq m"], "m2"),
    **dict.fromkeys(["square kilometre", "square kilometres", "square kilometer", "square kilometers"], "km2"),
    **dict.fromkeys(["sq km", "km2"], "km2"),
    **dict.fromkeys(["square foot", "square feet", "sq ft"], "ft2"),
    **dict.fromkeys(["square mile", "square miles", "sq miles"], "mile2"),
    **dict.fromkeys(["litre", "litres", "liter", "liters"], "litre"),
    **dict.fromkeys(["gallon", "gallons"], "gallon"),
    **dict.fromkeys(["pint", "pints"], "pint"),
    **dict.fromkeys(["barrel", "barrels"], "barrel"),
    **dict.fromkeys(["hour", "hours", "hr", "hrs"], "hour"),
    **dict.fromkeys(["minute", "minutes", "min", "mins"], "minute"),
    **dict.fromkeys(["second", "seconds", "sec", "secs"], "second"),
    **dict.fromkeys(["year-old", "year-olds", "years old", "years of age"], "age"),
    **dict.fromkeys(["person", "people", "persons"], "people"),
    **dict.fromkeys(["degrees celsius", "degree celsius", "degrees centigrade", "degrees c", "\u00b0c"], "celsius"),
    **dict.fromkeys(["celsius", "centigrade"], "celsius"),
    **dict.fromkeys(["fahrenheit"], "fahrenheit"),
    **dict.fromkeys(["degrees fahrenheit", "degree fahrenheit", "degrees f", "\u00b0f"], "fahrenheit"),
    **dict.fromkeys(["degree", "degrees", "\u00b0"], "degree"),
    **dict.fromkeys(["year", "years"], "year"),
    **dict.fromkeys(["month", "months"], "month"),
    **dict.fromkeys(["week", "weeks"], "week"),
    **dict.fromkeys(["day", "days"], "day"),
    **{code: code for code in CURRENCY_CODES},
}
"""Every spelling of a unit in lower case, with the unit's one name."""

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
