"""Who may send, what is worth an alert, and where alerts go: plain, as the senders file says it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from dedup.access.desks import Sight
from dedup.newsroom.retention import Keeping

if TYPE_CHECKING:
    from collections.abc import Mapping

SenderKind = Literal[
    "superdesk",
    "ninjs",
    "newsml-g2",
    "newsml-1",
    "nitf",
    "dpa",
    "ap",
    "anpa",
    "feed",
    "mail",
    "json-feed",
    "wordpress",
    "ghost",
    "arc",
    "apple-news",
    "reuters-connect",
    "guardian",
    "json",
    "text",
    "auto",
]
"""A format, the system whose format it is, or ``auto``: whatever the content says."""

DestinationKind = Literal["webhook", "slack"]


@dataclass(frozen=True, slots=True)
class Sender:
    """A system that sends us messages.

    Attributes:
        name: Last part of the address it posts to.
        kind: What its messages and signatures look like.
        secret: What its messages are signed with, or its bearer token; None only where ``unsigned``.
        unsigned: It may send without a signature.
        source: Source label of its articles; None takes each article's own.
        window_days: Days around an article in which matches are looked for; None takes the setting's.
    """

    name: str
    kind: SenderKind
    secret: str | None = field(default=None, repr=False)
    unsigned: bool = False
    source: str | None = None
    window_days: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What is worth an alert: everything that is named must hold.

    Attributes:
        name: Of the rule, shown in the alert.
        to: Names of destinations.
        relations: Relations of the best match; empty for all that are derived but ``update``.
        derivation: Least derivation.
        senders: Names of senders whose articles are watched; empty for all.
        sources: Source labels of the article that came in; empty for all.
        from_sources: Source labels of the article it derives from; empty for all.
        languages: Languages of the article that came in, as BCP 47 prefixes; empty for all.
        window_days: The two were published at most so many days apart.
        needs_review: Whether verdicts that need a review raise it too.
    """

    name: str
    to: tuple[str, ...]
    relations: tuple[str, ...] = ()
    derivation: float = 0.5
    senders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    from_sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    window_days: int | None = None
    needs_review: bool = True


@dataclass(frozen=True, slots=True)
class Destination:
    """Where alerts go.

    Attributes:
        name: What rules call it.
        kind: How it wants them.
        url: Where they are posted; a Slack address is a secret.
        secret: What they are signed with (``webhook``), as ``whsec_`` and base64.
        desk: Whose it is, which is sent what that desk may read; None for one that is sent what everybody may.
    """

    name: str
    kind: DestinationKind
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    desk: str | None = None

    @property
    def sight(self) -> Sight:
        """What may be sent there."""
        return Sight(frozenset() if self.desk is None else frozenset({self.desk}))


@dataclass(frozen=True, slots=True)
class NewsroomConfig:
    """Everything the senders file says; of houses, their sources by name."""

    senders: dict[str, Sender] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    destinations: dict[str, Destination] = field(default_factory=dict)
    houses: dict[str, list[str]] = field(default_factory=dict)
    keeping: Keeping = field(default_factory=Keeping)

    def seen_by(self, sight: Sight, private: Mapping[str, frozenset[str]]) -> NewsroomConfig:
        """What of it may be shown: destinations that are nobody else's, houses that are not hidden whole."""
        destinations = {name: one for name, one in self.destinations.items() if one.desk in {None, *sight.desks}}
        houses = {
            name: seen
            for name, labels in self.houses.items()
            if (seen := [label for label in labels if sight.sees(private.get(label, frozenset()))])
        }
        return replace(self, destinations=destinations, houses=houses)
