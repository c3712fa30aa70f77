"""Numbers in text: figures and words, money, percentages and units, each as one value that compares."""

from __future__ import annotations

import re
from typing import NamedTuple

from dedup.article import Span


class Quantity(NamedTuple):
    """A number and what it counts or measures.

    Attributes:
        span: Offsets into the canonical text, of the number with its unit.
        value: The amount in plain digits, magnitudes multiplied out: "1.2 billion" is "1200000000".
        unit: "%", "usd", "km", "age"; else the noun it counts, in the singular; empty if there is none.
    """

    span: Span
    value: str
    unit: str


_ONES_LIST = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS_LIST = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: value for value, word in enumerate(_ONES_LIST.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TENS_LIST.split(), start=2)}
_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "tln": 1e12,
    "lakh": 1e5,
    "crore": 1e7,
}
_SYMBOLS = {
    "$": "usd",
    "\u20ac": "eur",
    "\u00a3": "gbp",
    "\u00a5": "jpy",
    "\u20b9": "inr",
    "\u20bd": "rub",
    "\u20ac ": "eur",
}
_PREFIXED = {"us": "usd", "a": "aud", "au": "aud", "c": "cad", "ca": "cad", "nz": "nzd", "hk": "hkd", "s": "sgd"}
_CODE_LIST = "usd eur gbp jpy chf cny inr rub aud cad sek nok dkk pln czk brl zar krw try mxn"
_CODES = _CODE_LIST.split()
_UNITS = {
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
    **dict.fromkeys(["foot", "feet", "ft"], "ft"),
    **dict.fromkeys(["kph", "km/h", "kmh"], "km"),
    **dict.fromkeys(["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"], "kg"),
    **dict.fromkeys(["tonne", "tonnes", "ton", "tons"], "tonne"),
    **dict.fromkeys(["ha", "hectare", "hectares"], "ha"),
    **dict.fromkeys(["litre", "litres", "liter", "liters"], "litre"),
    **dict.fromkeys(["hour", "hours", "hr", "hrs"], "hour"),
    **dict.fromkeys(["minute", "minutes", "min", "mins"], "minute"),
    **dict.fromkeys(["second", "seconds", "sec", "secs"], "second"),
    **dict.fromkeys(["year-old", "year-olds", "years old", "years of age"], "age"),
    **dict.fromkeys(["person", "people", "persons"], "people"),
    **dict.fromkeys(["degree", "degrees", "\u00b0c", "\u00b0"], "degree"),
    **dict.fromkeys(["year", "years"], "year"),
    **dict.fromkeys(["month", "months"], "month"),
    **dict.fromkeys(["week", "weeks"], "week"),
    **dict.fromkeys(["day", "days"], "day"),
    **{code: code for code in _CODES},
}
_IRREGULAR = {
    "employees": "worker",
    "staff": "worker",
    "children": "child",
    "lives": "life",
    "wives": "wife",
    "feet": "ft",
}
_NO_UNIT_LIST = """
a an the this that these those and or but nor of in on at to by for from with as than then so if is are was were
be been being has had have will would can could may might must shall should do does did not no it its he she
they we you i his her their our who which what when where while after before since until till during against
more less most least over under about around nearly almost only also still just other others further said says
told per out up down off into onto between among because however both each every all some any"""
_NO_UNIT = frozenset(_NO_UNIT_LIST.split())
_WORD = "|".join([*_TENS, *sorted(_ONES, key=len, reverse=True)])
_WORD_NUMBER = rf"(?:(?:{'|'.join(_TENS)})-(?:one|two|three|four|five|six|seven|eight|nine)\b|(?:{_WORD})\b)"
_BIG = r"hundred|thousand|million|billion|trillion"
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?=[\dA-Z$\u20ac\u00a3\u00a5\u20b9\u20bdotfsenz])(?:"
    r"(?:(?P<prefix>[A-Z]{1,2})?(?P<symbol>[$\u20ac\u00a3\u00a5\u20b9\u20bd]) ?"
    rf"|(?P<code>(?:{'|'.join(_CODES).upper()}) ?))?"
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,.]*\d)|\d+[.,]\d+|\d+)"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?"
    r"(?P<short>k|m|mn|mln|bn|bln|b|tn|trn)?(?![\w$])(?!\.\d)"
    rf"|(?P<words>(?i:{_WORD_NUMBER}(?:[ -](?:and )?(?:{_WORD_NUMBER}|(?:{_BIG})\b)){{0,6}}))"
    r")",
)
_AFTER = re.compile(rf"[ -](?P<big>{_BIG}|mn|bn|mln|bln|tln|lakh|crore)\b", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    rf"[ -]?(?P<unit>{'|'.join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))})(?![\w/])",
    re.IGNORECASE,
)
_NOUNS_AFTER = re.compile(
    r"(?P<gap>[ -])(?:of (?:the |its |his |her |their )?)?(?P<nouns>[a-z][\w-]*(?: [a-z][\w-]*){0,2})"
)
_COUNTED = frozenset(
    {"people", "dead", "injured", "killed", "wounded", "hurt", "missing", "staff", "sheep", "aircraft", "crew"}
)
_LABEL = re.compile(
    r"\b(article|section|chapter|paragraph|number|no\.|flight|room|phase|round|channel|grade|page|line|level|unit|route|gate"
    r"|platform|lane|table|bill|resolution|protocol) $",
    re.IGNORECASE,
)
_AGE = re.compile(r"(?:, |aged? (?:of )?)$")
_VAGUE = re.compile(r"[ -](?:dozen|score|and a half)\b|/| \d/\d")
_PRONOUN_ONE = 1


def find_quantities(text: str, within: Span) -> list[Quantity]:
    """The numbers of a stretch of text, in order.

    Vague ones ("dozens", "several", "a dozen") are none, nor is "one" where it counts nothing.

    Args:
        text: Canonical text.
        within: Where to look, usually one sentence.
    """
    found = []
    for match in _NUMBER.finditer(text, *within):
        quantity = _read(text, match, within)
        if quantity is not None:
            found.append(quantity)
    return found


def _read(text: str, match: re.Match[str], within: Span) -> Quantity | None:
    start, end = match.span()
    value = _words_value(match["words"]) if match["words"] else _figure_value(match["figure"])
    if match["short"]:
        value *= _MAGNITUDES[match["short"]]
    big = _AFTER.match(text, end, within.end)
    while big is not None and not match["short"]:
        value *= _MAGNITUDES[big["big"].lower()]
        end = big.end()
        big = _AFTER.match(text, end, within.end)
    if _VAGUE.match(text, end, within.end):
        return None
    currency = _currency(match)
    unit, end = (currency, end) if currency else _unit(text, start, end, within)
    if match["words"] and value == _PRONOUN_ONE and (unit not in _UNITS.values() or unit == "day"):
        return None
    if match["ordinal"]:
        unit = f"{unit}-th"
    return Quantity(Span(start, end), format(value, ".12g") if value < 1e12 else format(value, ".0f"), unit)  # noqa: PLR2004


def _currency(match: re.Match[str]) -> str:
    if match["code"]:
        return match["code"].strip().lower()
    if not match["symbol"]:
        return ""
    prefix = (match["prefix"] or "").lower()
    return _PREFIXED.get(prefix, "usd") if match["symbol"] == "$" else _SYMBOLS[match["symbol"]]


def _unit(text: str, start: int, end: int, within: Span) -> tuple[str, int]:
    """The unit of a number and where it ends."""
    known = _UNIT_AFTER.match(text, end, within.end)
    if known is not None:
        return _UNITS[known["unit"].lower()], known.end()
    label = _LABEL.search(text, max(within.start, start - 12), start)
    if label is not None:
        return label[1].lower(), end
    age = _AGE.search(text, max(within.start, start - 8), start)
    if age is not None and text[end : end + 1] in {",", ".", ""} and text[max(start - 3, 0) : start - 2].isalpha():
        return "age", end
    nouns = _NOUNS_AFTER.match(text, end, within.end)
    if nouns is None:
        return "", end
    position = nouns.start("nouns")
    counted = []
    for word in nouns["nouns"].split(" "):
        if word in _NO_UNIT:
            break
        counted.append((word, position + len(word)))
        position += len(word) + 1
    if nouns["gap"] == "-":
        return (_singular(counted[0][0].split("-")[0]), counted[0][1]) if counted else ("", end)
    word, stop = next((pair for pair in counted if _is_plural(pair[0])), ("", end))
    return _singular(word), stop


def _is_plural(word: str) -> bool:
    return (
        word in _IRREGULAR
        or word in _COUNTED
        or word.endswith("men")
        or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
    )


def _singular(word: str) -> str:
    if word in _IRREGULAR or word in _COUNTED:
        return _IRREGULAR.get(word, word)
    if word.endswith("men"):
        return word[:-2] + "an"
    if word in _UNITS:
        return _UNITS[word]
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" stays
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if _is_plural(word) else word


def _figure_value(figure: str) -> float:
    plain = figure.replace(" ", "")
    if "," in plain:
        grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain)
        plain = plain.replace(",", "" if grouped else ".")
    return float(plain[:300])


def _words_value(phrase: str) -> float:
    total, current = 0.0, 0.0
    for word in re.split(r"[ -]", phrase.lower()):
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, 0) or _TENS.get(word, 0)
        elif word == "hundred":
            current = max(current, 1.0) * 100
        elif word in _MAGNITUDES:
            total += max(current, 1.0) * _MAGNITUDES[word]
            current = 0.0
    return total + current
