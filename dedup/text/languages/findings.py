"""What is found in a text whatever its language: numbers, dates, names, and who says a quotation."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from dedup.article import Span

Hedge = Literal["", "about", "above", "below"]
"""Whether a number is meant as it stands, or a round one for what is near, above or below it."""


class Quantity(NamedTuple):
    """A number and what it counts or measures.

    Attributes:
        span: Offsets into the canonical text, of the number with its unit.
        value: The amount in plain digits, magnitudes multiplied out: "1.2 billion" is "1200000000".
        unit: "%", "usd", "km", "age"; else the noun it counts, in the singular; empty if there is none.
        hedge: What the words before it make of it, "almost 50" being less than that.
        is_size: It tells a size in words and counts nothing: a fraction ("a third"), "a hundred", "a thousand".
    """

    span: Span
    value: str
    unit: str
    hedge: Hedge = ""
    is_size: bool = False


class Moment(NamedTuple):
    """A date or a time.

    Attributes:
        span: Offsets into the canonical text.
        value: "2031-03-04", "-03-04" without a year, "2031-03" or "-03" for a month, "2031", "friday", "07:40".
        unit: "date", "month", "year", "weekday" or "time".
    """

    span: Span
    value: str
    unit: str


def same_moment(one: str, other: str) -> bool:
    """Whether two values can be the same date: a missing year agrees with any year, a missing day with no day."""
    if one == other:
        return True
    (year, *rest), (other_year, *other_rest) = one.split("-"), other.split("-")
    return bool(rest) and rest == other_rest and "" in {year, other_year}


class Name(NamedTuple):
    """A name.

    Attributes:
        span: Offsets into the canonical text, without title and possessive.
        value: The full name it stands for, lower-cased.
        sentence: Index of the sentence it stands in.
    """

    span: Span
    value: str
    sentence: int


class Gender(StrEnum):
    """Whether somebody is a woman or a man, as far as a word tells it."""

    FEMALE = "female"
    MALE = "male"


class Form(Enum):
    """How a text names a speaker."""

    NAME = auto()
    ROLE = auto()
    KNOWN_ROLE = auto()
    PRONOUN = auto()


class Mention(NamedTuple):
    """A speaker as one clause names them.

    Attributes:
        text: A name without its title, a role without its article, or a pronoun, lower-cased.
        form: Which of them; a known role is one with the definite article, which was told of before.
    """

    text: str
    form: Form


class Speaker(NamedTuple):
    """Who says a quotation.

    Attributes:
        text: A name or a role; None where the text does not tell.
        is_person: It is the name of a person.
        rivals: Others whom the pronoun may mean, should the text be read otherwise.
    """

    text: str | None
    is_person: bool
    rivals: frozenset[str] = frozenset()
