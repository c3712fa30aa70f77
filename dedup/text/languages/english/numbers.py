"""Numbers in text: figures and words, money, percentages and units, each as one value that compares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.article import Span
from dedup.text.languages.english.fractions import find_fractions
from dedup.text.languages.english.units import UNITS
from dedup.text.languages.findings import Quantity
from dedup.text.units import CURRENCY_CODES

if TYPE_CHECKING:
    from dedup.text.languages.findings import Hedge

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
}
_PREFIXED = {"us": "usd", "a": "aud", "au": "aud", "c": "cad", "ca": "cad", "nz": "nzd", "hk": "hkd", "s": "sgd"}
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
_GLUED = r"(?:km/h|km|kg|cm|mm|mph|kph|ft|lbs?|ha|[CF])"
_NUMBER = re.compile(
    r"(?<![\w.,/\u2044-])(?=[\dA-Z$\u20ac\u00a3\u00a5\u20b9\u20bdotfsenzah])(?:"
    r"(?:(?P<prefix>[A-Z]{1,2})?(?P<symbol>[$\u20ac\u00a3\u00a5\u20b9\u20bd]) ?"
    rf"|(?P<code>(?:{'|'.join(CURRENCY_CODES).upper()}) ?))?"
    r"(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+|\d{1,3}(?: \d{3})+(?![\d,.]*\d)|\d+[.,]\d+|\d+)"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?"
    rf"(?P<short>k|m|mn|mln|bn|bln|b|tn|trn)?(?:(?![\w$])|(?={_GLUED}\b))(?!\.\d)"
    rf"|(?P<words>(?i:{_WORD_NUMBER}(?:[ -](?:and )?(?:{_WORD_NUMBER}|(?:{_BIG})\b)){{0,6}}))"
    rf"|(?P<lone>(?i:half an?|an?)(?= (?:{_BIG})\b))"
    r")",
)
_AFTER = re.compile(rf"[ -](?P<big>{_BIG}|mn|bn|mln|bln|tln|lakh|crore)\b", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    rf"[ -]?(?P<unit>{'|'.join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))})(?![\w/])",
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
_VAGUE = re.compile(r"[ -](?:dozen|score)\b|[/\u2044]| \d[/\u2044]\d")
_AND_A_HALF = re.compile(r"[ -]and[ -]a[ -]half\b")
_SCALE = re.compile(r"(?P<scale>[CF])\b")
_SCALES = {"C": "celsius", "F": "fahrenheit"}
_BELOW_ZERO = re.compile(r"\bminus \Z", re.IGNORECASE)
_TEMPERATURES = frozenset({"celsius", "fahrenheit", "degree"})
_HEDGE_WORDS: dict[Hedge, str] = {
    "above": "(?:slightly |just |little |well )?(?:more than|over|above)|exceeding|upwards of|north of",
    "below": "almost|nearly|(?:slightly |just |little )?(?:less than|fewer than|under|below)|just short of",
    "about": "about|around|roughly|approximately|some|circa|an estimated|close to|in the region of",
}
_HEDGES = {
    hedge: re.compile(rf"\b(?:{words})(?: (?:an?|the))? ?\Z", re.IGNORECASE) for hedge, words in _HEDGE_WORDS.items()
}
_HEDGE_REACH = 24
_RANGE = re.compile(rf"(?: (?P<link>to|and) |-)[$\u20ac\u00a3]?(?P<top>\d+(?:\.\d+)?) (?P<big>{_BIG})\b")
_BETWEEN = re.compile(r"\b(?:between|from) \Z", re.IGNORECASE)
_PRONOUN_ONE = 1


def find_quantities(text: str, within: Span) -> list[Quantity]:
    """The numbers of a stretch of text, in order.

    Vague ones ("dozens", "several", "a dozen") are none, nor is "one" where it counts nothing.

    Args:
        text: Canonical text.
        within: Where to look, usually one sentence.
    """
    fractions = find_fractions(text, within)
    # A fraction in words is a round number by nature.
    found = [
        Quantity(span, format(percent, "g"), "%", _hedge(text, span.start, within) or "about", is_size=True)
        for span, percent in fractions
    ]
    for match in _NUMBER.finditer(text, *within):
        quantity = _read(text, match, within)
        if quantity is not None and not any(
            span.start < quantity.span.end and quantity.span.start < span.end for span, _ in fractions
        ):
            found.append(quantity)
    return sorted(found)


def _read(text: str, match: re.Match[str], within: Span) -> Quantity | None:
    start, end = match.span()
    value = _stated(match)
    half = _AND_A_HALF.match(text, end, within.end)
    if half is not None:
        value, end = value + 0.5, half.end()
    big = _AFTER.match(text, end, within.end)
    while big is not None and not match["short"]:
        value *= _MAGNITUDES[big["big"].lower()]
        end = big.end()
        big = _AFTER.match(text, end, within.end)
    if _VAGUE.match(text, end, within.end):
        return None
    value *= _magnitude_of_range(text, match, value, within)
    currency = _currency(match)
    unit, end = (currency, end) if currency else _unit(text, start, end, within)
    if match["words"] and value == _PRONOUN_ONE and (unit not in UNITS.values() or unit == "day"):
        return None
    if match["ordinal"]:
        unit = f"{unit}-th"
    minus = _BELOW_ZERO.search(text, max(within.start, start - 6), start)
    if minus is not None and unit in _TEMPERATURES:
        value, start = -value, minus.start()
    digits = format(value, ".12g") if value < 1e12 else format(value, ".0f")  # noqa: PLR2004 - no exponent
    is_size = text[start : start + 2].lower() == "a "
    return Quantity(Span(start, end), digits, unit, _hedge(text, start, within), is_size)


def _stated(match: re.Match[str]) -> float:
    """What the number says by itself, before a magnitude behind it."""
    if match["lone"]:
        return 0.5 if match["lone"][0] in "hH" else 1.0
    if match["words"]:
        return _words_value(match["words"])
    return _figure_value(match["figure"]) * _MAGNITUDES.get(match["short"] or "", 1.0)


def _magnitude_of_range(text: str, match: re.Match[str], value: float, within: Span) -> float:
    """What the lower end of a range is multiplied by: "between 350 and 400 million" begins at 350 million."""
    top = _RANGE.match(text, match.end(), within.end)
    if top is None or match["words"] or match["short"] or value >= float(top["top"]):
        return 1.0
    if top["link"] == "and" and not _BETWEEN.search(text, max(within.start, match.start() - 9), match.start()):
        return 1.0
    return _MAGNITUDES[top["big"]]


def _hedge(text: str, start: int, within: Span) -> Hedge:
    before = text[max(within.start, start - _HEDGE_REACH) : start]
    return next((hedge for hedge, words in _HEDGES.items() if words.search(before)), "")


def _currency(match: re.Match[str]) -> str:
    if match["code"]:
        return match["code"].strip().lower()
    if not match["symbol"]:
        return ""
    prefix = (match["prefix"] or "").lower()
    return _PREFIXED.get(prefix, "usd") if match["symbol"] == "$" else _SYMBOLS[match["symbol"]]


def _unit(text: str, start: int, end: int, within: Span) -> tuple[str, int]:
    """The unit of a number and where it ends."""
    scale = _SCALE.match(text, end, within.end)
    if scale is not None:
        return _SCALES[scale["scale"]], scale.end()
    known = _UNIT_AFTER.match(text, end, within.end)
    if known is not None:
        return UNITS[known["unit"].lower()], known.end()
    before = _unit_before(text, start, end, within)
    if before:
        return before, end
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


def _unit_before(text: str, start: int, end: int, within: Span) -> str:
    """What the word before a number makes of it: "article 14", "aged 38"."""
    label = _LABEL.search(text, max(within.start, start - 12), start)
    if label is not None:
        return label[1].lower()
    age = _AGE.search(text, max(within.start, start - 8), start)
    is_age = age is not None and text[end : end + 1] in {",", ".", ""} and text[max(start - 3, 0) : start - 2].isalpha()
    return "age" if is_age else ""


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
    if word in UNITS:
        return UNITS[word]
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" stays
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if _is_plural(word) else word


def _figure_value(figure: str) -> float:
    plain = figure.replace(" ", "").replace("'", "")
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
