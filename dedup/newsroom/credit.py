"""The credit check: does an article name the agency it derives from, and where?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.article import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMS = (
    ("ap", "associated press", "the associated press"),
    ("afp", "agence france-presse", "agence france presse"),
    ("reuters", "thomson reuters"),
    ("dpa", "deutsche presse-agentur"),
    ("pa", "press association", "pa media", "pa sport"),
    ("upi", "united press international"),
    ("aap", "australian associated press"),
    ("cp", "canadian press", "the canadian press"),
    ("ansa",),
    ("efe", "agencia efe"),
    ("kyodo", "kyodo news", "kyodonews"),
    ("tass", "itar-tass"),
    ("ntb", "norsk telegrambyrå"),
    ("tt", "tidningarnas telegrambyrå"),
    ("belga",),
    ("anp",),
    ("stt",),
    ("ritzau",),
)
"""Agencies by the forms in which papers name them. A label that is not among them is looked for as it is written."""

_SHORT = 4
"""Letters up to which a form is an acronym: it counts in capitals, or as it is written in the label."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether an agency is named.

    Attributes:
        agency: Source label of the article it derives from.
        found: It is.
        place: Where in the text, in characters; None if only a field names it, or nothing does.
        field: The credit field that names it.
        told: The same as a sentence.
    """

    agency: str | None
    found: bool
    place: Span | None
    field: str | None
    told: str


def check_credit(text: str, credits_sent: Sequence[str], agency: str | None) -> Credit:
    """Look for the name of an agency in an article.

    Args:
        text: Of the article that came in, as sent.
        credits_sent: Its credit line, byline and the like.
        agency: Source label of the article it derives from.
    """
    if not agency:
        return Credit(None, found=False, place=None, field=None, told="The source of the other text is not known.")
    pattern = _pattern(agency)
    field = next((one for one in credits_sent if pattern.search(one)), None)
    match = pattern.search(text)
    place = Span(*match.span()) if match else None
    if place is not None:
        told = f"Derived from {agency}; credited in the text at character {place.start}."
    elif field is not None:
        told = f"Derived from {agency}; credited in a field of the message ({field[:80]})."
    else:
        told = f"Derived from {agency}, no credit found{_looked_in(credits_sent)}."
    return Credit(agency, place is not None or field is not None, place, field, told)


def _looked_in(credits_sent: Sequence[str]) -> str:
    """Where no credit is, if there were more places than the text."""
    fields = "; ".join(one[:80] for one in credits_sent)
    return f" in the text nor in the fields of the message ({fields})" if fields else ""


def _pattern(agency: str) -> re.Pattern[str]:
    label = agency.strip()
    known = next((forms for forms in _FORMS if label.lower() in forms), (label.lower(),))
    forms = []
    for form in dict.fromkeys((*known, label.lower())):
        words = r"[\s.-]+".join(map(re.escape, re.split(r"[\s-]+", form)))
        acronym = len(form) <= _SHORT
        forms.append(rf"(?:{_capitals(form, label)})" if acronym else rf"(?i:{words})")
    return re.compile(rf"(?<![\w@.])(?:{'|'.join(forms)})(?![\w@])")


def _capitals(form: str, label: str) -> str:
    """An acronym in capitals, with or without points; and as the label has it, as dpa writes itself small."""
    upper = form.upper()
    options = {re.escape(upper), r"\.".join(map(re.escape, upper)) + r"\."}
    if label.lower() == form:
        options.add(re.escape(label))
    return "|".join(sorted(options, key=len, reverse=True))
