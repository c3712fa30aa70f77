"""What the address says a list is narrowed to, and the choices a page offers with the number each would leave."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qs, urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.desk.views import RELATIONS
from dedup.detection.verdict import Relation
from dedup.newsroom.listing import Narrowed, TakingsOnly
from dedup.newsroom.takings import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dedup.newsroom.listing import Facets
    from dedup.newsroom.views import View

_DERIVED = tuple(relation.value for relation in Relation if relation.is_derived)
_Day = Annotated[date | None, BeforeValidator(lambda value: value or None)]
_Key = Annotated[int, Field(ge=0, le=2**62)]

_Labels = Annotated[tuple[Annotated[str, Field(max_length=512)], ...], Field(max_length=50)]

_MOST_FIELDS = 200

SEVERAL = ("relation", "taker", "origin")
"""Filters that may have several values."""

WINDOWS = (("", "any time"), ("1", "last hour"), ("6", "last 6 hours"), ("24", "last day"), ("168", "last week"))
_CREDITS = (("missing", "No credit"), ("given", "Credited"))
_WORDS = (("nobody", "Nobody yet"), ("confirmed", "Confirmed"), ("corrected", "Corrected"))
_STATES = (("", "Open"), ("done", "Done"), ("all", "All"))


class Filters(BaseModel):
    """What a list is narrowed to, as the address has it."""

    model_config = ConfigDict(frozen=True)

    words: Annotated[str, Field(max_length=200)] = ""
    relation: tuple[
        Literal[
            "",
            "derived",
            "identical",
            "near_copy",
            "partial_copy",
            "rewrite",
            "update",
            "series",
            "same_event",
            "unrelated",
        ],
        ...,
    ] = ()
    review: Literal["", "1"] = ""
    credit: Literal["", "missing", "given"] = ""
    said: Literal["", "nobody", "confirmed", "corrected"] = ""
    state: Literal["", "done", "all"] = ""
    assigned: Annotated[str, Field(max_length=80)] = ""
    source: Annotated[str, Field(max_length=512)] = ""
    hours: Annotated[str, Field(pattern=r"^\d{0,4}$")] = ""
    since: _Day = None
    until: _Day = None
    way: Literal["", "taken", "unknown", "unnamed", "own"] = ""
    taker: _Labels = ()
    origin: _Labels = ()
    original: Annotated[str, Field(max_length=512)] = ""
    taken_from: _Day = None
    taken_to: _Day = None
    hour: Annotated[str, Field(pattern=r"^(1?\d|2[0-3])?$")] = ""

    @property
    def chosen(self) -> Mapping[str, str | list[str]]:
        """Those that are set, for addresses."""
        every = {name: getattr(self, name) for name in Filters.model_fields}
        every |= {name: [one for one in every[name] if one] for name in SEVERAL}
        return {
            name: value if isinstance(value, list) else str(value)
            for name, value in every.items()
            if value and (isinstance(value, list) or str(value).strip())
        }

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that are listed; none stands for all."""
        named = [_DERIVED if one == "derived" else (one,) for one in self.relation if one]
        return tuple(dict.fromkeys(one for several in named for one in several))

    def query(self, **more: object) -> str:
        """The same as a query string, with more behind it."""
        return urlencode({**self.chosen, **more}, doseq=True)

    def address(self, **more: object) -> str:
        """Where that list is."""
        query = self.query(**more)
        return f"/desk?{query}" if query else "/desk"

    def narrowed(self) -> Narrowed:
        """The same for the store."""
        return Narrowed(
            self.relations,
            self.source or None,
            datetime.now(UTC) - timedelta(hours=int(self.hours)) if self.hours else None,
            self.words.strip() or None,
            bool(self.review),
            {"": None, "missing": False, "given": True}[self.credit],
            self.said or None,
            self.assigned or None,
            {"": False, "done": True, "all": None}[self.state],
            _midnight(self.since),
            _midnight(self.until, days=1),
            self.taking,
        )

    @property
    def taking(self) -> TakingsOnly | None:
        """Which takings are listed; None where the list is not of them."""
        if not any((self.way, self.taker, self.origin, self.original, self.taken_from, self.taken_to, self.hour)):
            return None
        return TakingsOnly(
            _midnight(self.taken_from) or datetime.min.replace(tzinfo=UTC),
            _midnight(self.taken_to, days=1) or datetime.max.replace(tzinfo=UTC),
            Way(self.way or Way.TAKEN),
            self.taker,
            self.origin,
            self.original or None,
            int(self.hour) if self.hour else None,
        )

    def but(self, **other: object) -> Filters:
        """The same with other choices."""
        return self.model_copy(update=other)


class Did(BaseModel):
    """What was just done, as the address of the page that it leads to has it.

    Attributes:
        did: Number of the batch.
        left: Stories that it could not be done to.
        kept: Stories that were not put back, because somebody has changed them since.
    """

    did: _Key = 0
    left: _Key = 0
    kept: _Key = 0


class Place(Filters, Did):
    """A page of a list, as the address has it."""

    before: _Key | None = None
    after: _Key | None = None
    at: _Key | None = None
    view: Annotated[str, Field(max_length=80)] = ""
    taken_as: Annotated[Literal["", "csv", "json"], Field(alias="as")] = ""

    @property
    def filters(self) -> Filters:
        """Without the place in it."""
        return Filters.model_construct(**{name: getattr(self, name) for name in Filters.model_fields})


def read_query(query: str) -> Place:
    """Read a query string that a page carried; one that can not be used stands for the whole list."""
    try:
        given = parse_qs(query[:4000], max_num_fields=_MOST_FIELDS)
        values = {name: value if name in SEVERAL else value[-1] for name, value in given.items()}
        return Place.model_validate(values)
    except ValueError:  # too many fields, or pydantic's own of one that can not be used
        return Place()


def resolved(place: Place, views: Iterable[View]) -> Filters | None:
    """What a page of a list is narrowed to; None where its view is not kept any more."""
    if not place.view:
        return place.filters
    view = next((one for one in views if one.name == place.view), None)
    return None if view is None else read_query(view.query).filters


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """The beginning of a day, or of one that many days later, as far as the calendar goes."""
    if day is None:
        return None
    try:
        return datetime.combine(day + timedelta(days=days), time(), UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice that a page offers.

    Attributes:
        label: As an editor reads it.
        count: How many stories it would leave.
        address: Where it leads; back, where it is chosen.
        chosen: It is.
    """

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices of one kind."""

    label: str
    choices: tuple[Choice, ...]


def choices_of(filters: Filters, facets: Facets) -> tuple[Choices, ...]:
    """What a list can be narrowed to from here; choices that would leave nothing are left out, unless they are made."""
    credited = {"missing": facets.credited[False], "given": facets.credited[True]}
    states = {"": facets.done[False], "done": facets.done[True], "all": facets.done.total()}
    names = sorted(name for name in {*facets.assigned, filters.assigned or None} if name)
    assigned = {name: facets.assigned[name] for name in names}
    review = [("1", "Needs review")]
    kinds = (
        ("Queue", _one(filters, "state", _STATES, states)),
        ("Look", _one(filters, "review", review, {"1": facets.review[True]})),
        ("Relation", _several(filters, facets)),
        ("Credit", _one(filters, "credit", _CREDITS, credited)),
        ("Editors", _one(filters, "said", _WORDS, facets.word)),
        ("Whose", _one(filters, "assigned", [(name, name) for name in names], assigned)),
    )
    found = ((label, tuple(one for one in choices if one.count or one.chosen)) for label, choices in kinds)
    # A single choice that all stories share narrows nothing.
    return tuple(Choices(label, some) for label, some in found if len(some) > 1 or any(_tells(one) for one in some))


def _tells(one: Choice) -> bool:
    return one.chosen or one.label not in {"Nobody yet", "Open"}


def _one(filters: Filters, name: str, values: Sequence[tuple[str, str]], counts: Mapping[str, int]) -> Iterator[Choice]:
    """Choices of which one is made at a time."""
    for value, label in values:
        chosen = getattr(filters, name) == value
        yield Choice(label, counts[value], filters.but(**{name: "" if chosen else value}).address(), chosen)


def _several(filters: Filters, facets: Facets) -> Iterator[Choice]:
    """Relations, of which several may be chosen."""
    made = filters.relations
    for value, label in RELATIONS.items():
        chosen = value in made
        left = tuple(one for one in RELATIONS if (one in made) != (one == value))
        yield Choice(label, facets.relation[value], filters.but(relation=left).address(), chosen)
