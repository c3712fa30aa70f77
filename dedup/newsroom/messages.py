"""The inbox: messages as they came, and what became of each. Ports and plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from dedup.article import Article
    from dedup.detection.verdict import Match
    from dedup.storing import Ingested
    from dedup.wire import Status, WireItem

State = Literal["waiting", "working", "done", "skipped", "failed", "dead"]
"""Of a message: to be worked on, in work, scored, without anything to score, to be tried again, given up."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message before it is accepted.

    Attributes:
        sender: Who sent it.
        format: What it has to be in; None lets its content tell.
        media_type: As the sender said.
        body: Its bytes.
        source: Source label of its articles; None takes their own.
    """

    sender: str
    format: str | None
    media_type: str | None
    body: bytes
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a message that was sent.

    Attributes:
        id: Its number in the inbox.
        known: The same bytes came before; nothing was added.
    """

    id: int
    known: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the inbox.

    Attributes:
        id: Its number; later ones are higher.
        incoming: As it came; its body is empty in listings.
        received_at: When it was accepted.
        state: See :data:`State`.
        attempts: How often it was worked on.
        due_at: Not worked on before.
        reason: Why it was skipped, failed or given up, in words an editor reads.
        outcome: What became of each of its items.
    """

    id: int
    incoming: Incoming
    received_at: datetime
    state: State
    attempts: int
    due_at: datetime
    reason: str | None
    outcome: tuple[dict[str, Any], ...]


class Inbox(Protocol):
    """Durable; several processes may work on one inbox."""

    def accept(self, incoming: Incoming) -> Accepted:
        """Keep a message; the same bytes of the same sender are kept once, and tried again if they were given up."""
        ...

    def claim(self, count: int) -> list[Message]:
        """Take messages that are due, oldest first, for so long that a dead worker's come back."""
        ...

    def finish(self, message: Message, state: State, reason: str | None, outcome: Sequence[dict[str, Any]]) -> None:
        """Say what became of a claimed message, unless it is another's by now, who took this worker for dead."""
        ...

    def postpone(self, message: Message, reason: str, until: datetime, *, counted: bool = True) -> None:
        """Have a claimed message tried again, unless it is another's; a fault not its own is no attempt."""
        ...

    def backlog(self, *states: State) -> int:
        """How many messages are in some states; without any, how many are not done yet."""
        ...

    def oldest(self) -> datetime | None:
        """When the oldest message that is not done yet came in; None if all are."""
        ...

    def listing(  # noqa: PLR0913 - each narrows it
        self,
        *,
        sender: str | None = None,
        state: State | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Message]:
        """Messages without their bodies, newest first."""
        ...

    def read(self, message_id: int) -> Message:
        """One message.

        Raises:
            MessageNotFound: None has that number.
        """
        ...

    def retry(self, message_id: int) -> Message:
        """Have a message that is not done worked on again.

        Raises:
            MessageNotFound: None has that number.
        """
        ...


@dataclass(frozen=True, slots=True)
class WireState:
    """What is known of a story of a sender: its newest version.

    Attributes:
        guid: The sender's id of the story; the id of its article.
        version: Of the newest version.
        version_created: Of the newest version; the time it came where the sender gives none.
        status: What may be done with it.
        embargoed_until: Not to be published before.
        evolved_from: The story this one was made from.
        sender: Who sent it last.
        slug: The sender's keyword.
        credits: As sent.
    """

    guid: str
    version: str | None
    version_created: datetime
    status: Status
    embargoed_until: datetime | None
    evolved_from: str | None
    sender: str
    slug: str | None
    credits: tuple[str, ...]


class WireStates(Protocol):
    """What is known of the stories of all senders."""

    def read(self, guid: str) -> WireState | None:
        """The state of a story."""
        ...

    def write(self, state: WireState) -> None:
        """Replace the state of a story; part of the store's transaction if one is open."""
        ...

    def held_until(self, guids: Sequence[str], now: datetime) -> datetime | None:
        """Until when none of these stories may be named to anybody; None if all may.

        The last instant there is stands for a story that is withheld without a time.
        """
        ...

    def held(self, guids: Collection[str], now: datetime) -> frozenset[str]:
        """Which of these stories may not be named to anybody."""
        ...


class AlertRaiser(Protocol):
    """Is told what came in, inside the store's transaction, and may raise alerts in it."""

    def arrived(self, sender: str, item: WireItem, ingested: Ingested) -> None:
        """The newest version of a story was stored and scored; may be told twice of one."""
        ...

    def killed(self, sender: str, at: datetime, article: Article, derivatives: Sequence[Match]) -> None:
        """A story was taken back at that time; these stored articles derive from it. May be told twice of one."""
        ...
