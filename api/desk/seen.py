"""What the page of a verdict is asked to show, as the address or a form of the page has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qs, urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dedup.detection.shares import Uncounted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMPOSITE = "composite"
"""View that gives each paragraph its own source."""

SHORT = (10, 20, 30, 50)
"""Words below which a paragraph may be left out, as the page offers them."""

_Id = Annotated[str, Field(max_length=512)]
_LISTS = frozenset({"without"})


class Seen(BaseModel):
    """What of a verdict is shown, and how its shares are counted."""

    model_config = ConfigDict(frozen=True)

    match: Annotated[int, Field(ge=0, le=100)] = 0
    """Its number; 0 stands for the closest, which lists show."""
    beside: _Id = ""
    view: Annotated[str, Field(max_length=20)] = ""
    order: Literal["", "printed"] = ""
    quotations: Literal["", "out"] = ""
    furniture: Literal["", "out"] = ""
    short: Annotated[str, Field(pattern=r"^\d{0,3}$")] = ""
    without: Annotated[tuple[_Id, ...], Field(max_length=100)] = ()
    paper: Literal["", "1"] = ""
    taken_as: Annotated[Literal["", "csv", "json"], Field(alias="as")] = ""

    @property
    def uncounted(self) -> Uncounted:
        """What is left out of the shares."""
        sources = frozenset(one for one in self.without if one)
        return Uncounted(bool(self.quotations), bool(self.furniture), int(self.short or 0), sources)

    @property
    def is_composite(self) -> bool:
        """Whether all sources are asked for together."""
        return self.view == COMPOSITE

    def query(self, **other: object) -> str:
        """As a query string, with some of it shown otherwise.

        Args:
            other: By name; what stands on its default is left out.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields if name != "taken_as"} | other
        set_ = {name: value for name, value in own.items() if value}
        return urlencode(set_, doseq=True)

    def counting_all(self) -> str:
        """The same, with everything counted."""
        return self.query(quotations="", furniture="", short="", without=())

    def at(self, match: int) -> Seen:
        """The same beside the match of that number."""
        return self.model_copy(update={"match": match, "beside": ""})


def seen_in(form: Mapping[str, Sequence[str]]) -> Seen:
    """Read the fields of a form, or the one that has another view's query in it; what can not be used is left out.

    Args:
        form: Values by the name of their field.
    """
    given = parse_qs(form["go"][-1][:8000], max_num_fields=150) if form.get("go") else form
    values = {name: given[name] if name in _LISTS else given[name][-1] for name in Seen.model_fields if name in given}
    try:
        return Seen.model_validate(values)
    except ValidationError:
        return Seen()
