"""What the inbox, alerts and mutes look like as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.parameters import Moment
from api.schemas import NAMING, WordBody
from dedup.formats.jsonlines import LONGEST_LABEL
from dedup.newsroom.messages import State


class AcceptedBody(BaseModel):
    """What became of a message."""

    model_config = ConfigDict(title="Accepted")

    id: int = Field(description="Its number in the inbox.")
    status: Literal["accepted", "known"] = Field(description="`known`: the same bytes came before.")
    skipped: list[str] = Field(
        default=[], description="Items without anything to score, each with its reason; the inbox says so too."
    )


class MessageBody(BaseModel):
    """A message in the inbox, without its text."""

    model_config = ConfigDict(title="Message")

    id: int
    sender: str
    format: str | None = Field(description="What it had to be in; null where its content tells.")
    received_at: datetime
    state: State
    attempts: int = Field(description="How often it was worked on.")
    due_at: datetime | None = Field(description="When it is worked on again, if it waits.")
    reason: str | None = Field(description="Why it was skipped, failed or given up.")
    items: list[dict[str, Any]] = Field(description="What became of each of its items.")


class InboxBody(BaseModel):
    """A page of the inbox."""

    model_config = ConfigDict(title="Inbox")

    messages: list[MessageBody]
    next: int | None = Field(description="`before` of the next page; null on the last.")


class AlertBody(BaseModel):
    """An alert, with all that is sent."""

    model_config = ConfigDict(title="Alert")

    id: int
    created_at: datetime
    kind: str = Field(description="`derived` or `killed`.")
    payload: dict[str, Any] = Field(description="What is sent; docs/hooks.md describes it.")
    deliveries: list[dict[str, Any]] = Field(default=[], description="Where it goes, with every attempt.")
    said: WordBody | None = Field(default=None, description="What an editor said of the two since; null if nothing.")
    muted: str | None = Field(default=None, description="Why it is not sent; null where it is, or was before.")


class MuteBody(BaseModel):
    """Alerts that an editor wants no more."""

    model_config = ConfigDict(title="Mute")

    number: int
    sources: list[str] | None = Field(description="Two sources: alerts between them, whichever took.")
    story: str | None = Field(description="A story: alerts about any version of it.")
    by: str
    why: str
    at: datetime
    until: datetime | None = Field(description="Until when; null until it is lifted.")


class MutesBody(BaseModel):
    """All that is muted."""

    model_config = ConfigDict(title="Mutes")

    mutes: list[MuteBody]


_Said = Annotated[str, Field(max_length=LONGEST_LABEL, pattern=NAMING)]
_ONE_OF_BOTH: dict[str, Any] = {
    "oneOf": [
        {"required": [name], "properties": {name: {"type": kind}, other: {"type": "null"}}}
        for name, kind, other in (("sources", "array", "story"), ("story", "string", "sources"))
    ]
}


class NewMuteBody(BaseModel):
    """What is to be muted: two sources, or a story."""

    model_config = ConfigDict(title="NewMute", extra="forbid", json_schema_extra=_ONE_OF_BOTH)

    sources: list[_Said] | None = Field(default=None, min_length=2, max_length=2, description="Two source labels.")
    story: _Said | None = Field(default=None, description="Id of an article of the story.")
    by: str | None = Field(default=None, max_length=80, description="Who mutes it; unset, whoever's key it is.")
    why: str = Field(max_length=300, pattern=NAMING, description="Why, for whoever misses an alert.")
    until: Moment | None = Field(default=None, description="Until when; unset, until it is lifted.")


class AlertsBody(BaseModel):
    """A page of alerts."""

    model_config = ConfigDict(title="Alerts")

    alerts: list[AlertBody]
    next: int | None = Field(description="`before` of the next page; null on the last.")


class ReplayedBody(BaseModel):
    """An alert that is delivered again."""

    model_config = ConfigDict(title="Replayed")

    id: int
    deliveries: int = Field(description="How many wait.")
