"""Event streams: all who listen to alerts and see the same, served by one question to the database."""

from __future__ import annotations

from collections.abc import AsyncIterator  # noqa: TC003 - FastAPI reads the annotations
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Final, Self, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, Event, Lock, create_task_group, move_on_after, sleep, to_thread
from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request  # noqa: TC002 - likewise

from api.dependencies import CallerHere, NewsroomHere  # noqa: TC001 - likewise
from dedup.access.callers import LOCAL
from dedup.errors import AlertNotFound, DedupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.newsroom.alerts import AlertReading, StoredAlert
    from dedup.newsroom.running import Newsroom

MOST_STREAMS: Final = 1000
"""Streams that are open at once, at most; each is a connection and some kilobytes."""

RETRY_SECONDS: Final = 60
"""When one that was refused is to ask again: a stream stays open for hours, so not at once."""

POLL_SECONDS = 0.5
"""How often new alerts are looked for; the database is asked, so it works whichever process raised them."""

MOST_HELD: Final = 1000
"""Alerts that a stream remembers to tell later: as many as its Last-Event-ID has room for. The oldest is dropped first;
it stays in the list."""

LISTED_SECONDS = 1.0
"""How old what an open list is told of the newest story may be."""

_AT_ONCE: Final = 100
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class Cursor:
    """How far a listener has heard: what it sends back as Last-Event-ID when it comes again.

    Attributes:
        last: Every alert up to this one was told, or is held.
        held: Numbers of alerts that an embargo holds back, or an editor muted; each is told once it may be.
    """

    last: int
    held: list[int]

    @classmethod
    def read(cls, event_id: str) -> Self:
        """Read the id of an event: ``17``, or ``17;3,9`` where 3 and 9 were held then."""
        last, _, held = event_id.partition(";")
        return cls(int(last), [int(one) for one in held.split(",") if one])

    def __str__(self) -> str:
        """The id of an event."""
        return f"{self.last};{','.join(map(str, self.held))}" if self.held else str(self.last)


class Streams:
    """The open streams of one application, by what those see who listen.

    Args:
        told: How an alert is told over a newsroom; None while it is kept back.

    Attributes:
        open: How many there are.
        refused: How many were refused.
    """

    def __init__(self, told: Callable[[Newsroom, StoredAlert], bytes | None]) -> None:
        self._told = told
        self._thread = CapacityLimiter(1)
        self._audiences: WeakValueDictionary[frozenset[str] | None, Audience] = WeakValueDictionary()
        self.open = 0
        self.refused = 0

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Take a place for as long as a stream is open.

        Raises:
            HTTPException: 503; all are taken.
        """
        if self.open >= MOST_STREAMS:
            self.refused += 1
            message = f"{self.open:,} event streams are open already. Ask again later, or read /v1/alerts."
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, message, {"Retry-After": str(RETRY_SECONDS)})
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    def audience(self, desks: frozenset[str] | None, newsroom: Newsroom) -> Audience:
        """Those who listen and see the same; it is kept as long as one of them listens.

        Args:
            desks: Of who listens; None for who sees everything.
            newsroom: As they see it.
        """
        found = self._audiences.get(desks)
        if found is None:
            found = self._audiences[desks] = Audience(newsroom.alerts, partial(self._told, newsroom), self._thread)
        return found

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look for new alerts as long as this is open."""
        async with create_task_group() as tasks:
            tasks.start_soon(self._watch)
            yield
            tasks.cancel_scope.cancel()

    async def _watch(self) -> None:
        while True:
            for audience in list(self._audiences.values()):
                with suppress(DedupError):  # the database is away: it is asked again
                    await audience.look()
            await sleep(POLL_SECONDS)


class Audience:
    """Those of the streams whose listeners see the same.

    A thousand streams that each asked the database twice a second would leave it no time for anything else. So one
    question finds out whether there is anything new, one thread reads for all streams, and what it has read for one it
    knows for the others until the next question.

    Args:
        alerts: What was raised, as far as they see it.
        told: How an alert is told; None while it is kept back.
        thread: The one of all streams.
    """

    def __init__(
        self, alerts: AlertReading, told: Callable[[StoredAlert], bytes | None], thread: CapacityLimiter
    ) -> None:
        self._alerts = alerts
        self._told = told
        self._thread = thread
        self._newest = 0
        self._news = Event()
        self._read_up_to = 0
        self._read_at = 0.0
        self._later: dict[int, list[int]] = {}
        self._bodies: dict[int, bytes | None] = {}
        self._listing = Lock()
        self._listed, self._listed_at = 0, 0.0

    async def look(self) -> None:
        """Ask what the newest alert is, and wake those who have not heard it."""
        newest = await self.asked(partial(self._alerts.listing, limit=1))
        if newest and newest[0].id > self._newest:
            self._newest = newest[0].id
            self._news.set()
            self._news = Event()

    def is_new_after(self, last: int) -> bool:
        """Whether there are alerts that a listener has not heard."""
        return self._newest > last

    async def news(self, last: int, seconds: float) -> None:
        """Wait until there are alerts that a listener has not heard, or so long."""
        if not self.is_new_after(last):
            with move_on_after(seconds):
                await self._news.wait()

    async def newest_listed(self, ask: Callable[[], int]) -> int:
        """The newest story of the list, asked once a second for all who have one open."""
        async with self._listing:
            if monotonic() - self._listed_at >= LISTED_SECONDS:
                self._listed = await self.asked(ask)
                self._listed_at = monotonic()
        return self._listed

    async def asked(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask the database by the one thread that all streams have."""
        return await to_thread.run_sync(ask, limiter=self._thread)

    async def due(self, cursor: Cursor, *, look_at_held: bool) -> list[tuple[str, bytes]]:
        """What is to be told to a listener now: new alerts, and held ones that may be told.

        Args:
            cursor: Moved on.
            look_at_held: Whether those that were held are looked at again.

        Returns:
            Each with the id that is true once it was told.
        """
        return await self.asked(partial(self._due, cursor, look_at_held=look_at_held))

    def _due(self, cursor: Cursor, *, look_at_held: bool) -> list[tuple[str, bytes]]:
        newest = self._newest  # before anything is read: all up to it is in what is read after
        if newest != self._read_up_to or monotonic() - self._read_at > POLL_SECONDS:
            self._read_up_to, self._read_at = newest, monotonic()
            self._later.clear()
            self._bodies.clear()
        told = []
        for number in list(cursor.held) if look_at_held else ():
            body, gone = self._body(number)
            if body is not None or gone:
                cursor.held.remove(number)
            if body is not None:
                told.append((str(cursor), body))
        later = self._after(cursor.last)
        for number in later:
            cursor.last = number
            body, _ = self._body(number)
            if body is None:
                cursor.held = [*cursor.held, number][-MOST_HELD:]
            else:
                told.append((str(cursor), body))
        if not later:  # the newest may have been removed since
            cursor.last = max(cursor.last, newest)
        return told

    def _after(self, last: int) -> list[int]:
        if last not in self._later:
            found = self._alerts.listing(after=last, limit=_AT_ONCE)
            self._later[last] = [alert.id for alert in found]
            for alert in found:
                if alert.id not in self._bodies:
                    self._bodies[alert.id] = self._told(alert)
        return self._later[last]

    def _body(self, number: int) -> tuple[bytes | None, bool]:
        """An alert as it is told, None while it is kept back; and whether there is none of that number."""
        if number not in self._bodies:
            try:
                self._bodies[number] = self._told(self._alerts.read(number))
            except AlertNotFound:  # a listener made it up, or it was removed
                return None, True
        return self._bodies[number], False


async def streams_of(request: Request) -> Streams:
    """The streams of the application that a request came to."""
    streams: Streams = request.app.state.streams
    return streams


_StreamsHere = Annotated[Streams, Depends(streams_of)]


async def audience_of(streams: _StreamsHere, caller: CallerHere, newsroom: NewsroomHere) -> Audience:
    """Those who listen and see what the caller sees."""
    return streams.audience(None if caller is LOCAL else caller.desks, newsroom)


async def take_seat(streams: _StreamsHere) -> AsyncIterator[None]:
    """A place among the streams, until the answer has ended."""
    with streams.seat():
        yield


AudienceHere = Annotated[Audience, Depends(audience_of)]
Seat = Annotated[None, Depends(take_seat)]
"""Stands among the parameters of a route whose answer does not end by itself."""
