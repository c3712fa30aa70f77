"""Turns: as many requests compute at once as there are cores, and who would wait too long is told to come again.

The work is bound by the processors, so requests beyond the cores wait for each other. Beyond some seconds that helps
nobody: the sender has given up or sends again. A request takes its turn when its body has come in, so that one that
dribbles in holds nobody up; pages and reads take none.
"""

import math
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from statistics import median
from typing import Annotated

from anyio import Semaphore
from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

PATIENCE = 2.0
"""Seconds that a request may be expected to wait for its turn."""

FIRST_SECONDS = 0.25
"""What a turn is taken to last before any has been: a text of fifteen paragraphs on a core of some years ago."""

REMEMBERED = 9
"""Latest turns by whose median one is expected to last: a very long one, such as the first, which loads the models, is
no sign of the next, and where all are long that is seen after five."""


class Turns:
    """The queue of one application.

    Args:
        at_once: Requests that compute at once; one a core by default.
        clock: Seconds, for tests.

    Attributes:
        refused: Requests that were told to come again.
    """

    def __init__(self, at_once: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once or len(os.sched_getaffinity(0))
        self._clock = clock
        self._free = Semaphore(self._at_once)
        self._asked = 0
        self._lasted = deque([FIRST_SECONDS] * REMEMBERED, REMEMBERED)
        self.refused = 0

    @property
    def expected(self) -> float:
        """Seconds that a request which came now would wait."""
        ahead = self._asked - self._at_once + 1
        return max(ahead, 0) * median(self._lasted) / self._at_once

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and take it.

        Raises:
            HTTPException: 503, with the seconds after which to come again; it would wait too long.
        """
        expected = self.expected
        if expected > PATIENCE:
            self.refused += 1
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"Too many texts are being worked on: this one would wait {expected:.0f} seconds. Send it again later.",
                {"Retry-After": str(math.ceil(expected))},
            )
        self._asked += 1
        try:
            async with self._free:
                began = self._clock()
                try:
                    yield
                finally:
                    self._lasted.append(self._clock() - began)
        finally:
            self._asked -= 1


@asynccontextmanager
async def turn_for(request: Request) -> AsyncIterator[None]:
    """A turn in the queue of the application that a request came to; raises as :meth:`Turns.turn` does."""
    turns: Turns = request.app.state.turns
    async with turns.turn():
        yield


async def take_turn(request: Request) -> AsyncIterator[None]:
    """A turn for as long as a route computes."""
    async with turn_for(request):
        yield


Turn = Annotated[None, Depends(take_turn, scope="function")]
"""Stands behind the body among a route's parameters; over before the answer is sent, which a slow client reads."""
