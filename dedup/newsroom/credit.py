"""The credit check: does an article name the agency it derives from, and where?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dedup.article import Span
from dedup.detection.verdict import Direction, DirectionBy
from dedup.newsroom.rules import DEFAULT_RELATIONS, pieced_from
from dedup.text.agencies import name_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether an agency is named.

    Attributes:
        agency: Source label of the article it derives from.
        found: It is; None where it is not asked, since nobody knows who took it, or both have it from somebody else.
        place: Where in the text, in characters; None if only a field names it, or nothing does.
        field: The credit field that names it.
        told: The same as a sentence.
    """

    agency: str | None
    found: bool | None
    place: Span | None
    field: str | None
    told: str


def credit_of(text: str, credits_sent: Sequence[str], match: Mapping[str, Any]) -> Credit | None:
    """Whether a text credits a match of its verdict, as far as it is known that it took from it.

    Args:
        text: As sent.
        credits_sent: Its credit line, byline and the like.
        match: As the API answers it.

    Returns:
        None where there is no question: nothing was taken, it is the text's own, or the other one took it.
    """
    agency = match["article"]["source"]
    if match["relation"] not in DEFAULT_RELATIONS or match.get("own"):
        return None
    if match.get("shared_credit"):
        return both_carry(match["shared_credit"])
    if match.get("direction_by") != DirectionBy.TIME:
        return not_known(agency) if agency else None
    if match["direction"] == Direction.MATCH_FROM_QUERY or not agency:
        return None
    return check_credit(text, credits_sent, agency)


def credit_of_all(text: str, credits_sent: Sequence[str], verdict: Mapping[str, Any]) -> Credit | None:
    """The same of a whole verdict: its best match, or all that the text was pieced together from.

    Args:
        text: As sent.
        credits_sent: Its credit line, byline and the like.
        verdict: As the API answers it; verdicts of earlier releases may lack some of it.
    """
    if verdict.get("composite") is None:
        matches = verdict.get("matches") or ()
        return credit_of(text, credits_sent, matches[0]) if matches else None
    asked = [credit_of(text, credits_sent, match) for match in pieced_from(verdict)]
    found = [one for one in asked if one is not None]
    return pieced_credit(found) if found else None


def check_credit(text: str, credits_sent: Sequence[str], agency: str | None) -> Credit:
    """Look for the name of an agency in an article.

    Args:
        text: Of the article that came in, as sent.
        credits_sent: Its credit line, byline and the like.
        agency: Source label of the article it derives from.
    """
    if not agency:
        return Credit(None, found=False, place=None, field=None, told="The source of the other text is not known.")
    pattern = name_pattern(agency)
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


def both_carry(agency: str) -> Credit:
    """Both texts name somebody else whom they have it from."""
    return Credit(agency, found=None, place=None, field=None, told=f"Both carry {agency}.")


def pieced_credit(each: Sequence[Credit]) -> Credit:
    """Whether a text that was pieced together from several stories credits their sources.

    Args:
        each: The check for every one of them; none is asked where it is not known of all that they came first.
    """
    unknown = next((one for one in each if one.found is None), None)
    names = list(dict.fromkeys(one.agency or "an unknown source" for one in each))
    if unknown is not None:
        if len(names) == 1:
            return unknown
        told = f"Shares text with {_joined(names)}; which came first is not known of all."
        return Credit(unknown.agency, found=None, place=None, field=None, told=told)
    missing = list(dict.fromkeys(one.agency or "an unknown source" for one in each if not one.found))
    said = f"no credit found for {_joined(missing)}" if missing else "all credited"
    first = next((one for one in each if not one.found), each[0])
    return Credit(
        first.agency, not missing, first.place, first.field, f"Pieced together from text of {_joined(names)}; {said}."
    )


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def not_known(source: str | None) -> Credit:
    """Who took from whom can not be told.

    Args:
        source: Source label of the other text.
    """
    told = f"Shares text with {source or 'the other text'}; which came first is not known."
    return Credit(source, found=None, place=None, field=None, told=told)


def _looked_in(credits_sent: Sequence[str]) -> str:
    """Where no credit is, if there were more places than the text."""
    fields = "; ".join(one[:80] for one in credits_sent)
    return f" in the text nor in the fields of the message ({fields})" if fields else ""
