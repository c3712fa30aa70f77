"""Desks: whose a private source is, and what a caller may therefore see.

What is derived from an article goes to everybody who may read it, so it must be derived from nothing that one of them
may not: an article is judged by what all its readers see. That is why kept verdicts need no filter, and lists, alerts
and time lines made of them none but by the article itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from dedup.errors import InvalidAccess

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.access.callers import Caller

DESK: Final = r"^[^\W_][\w.-]{0,63}$"
"""Of a desk's name: nothing that ends a string of SQL, which such names stand in."""

LONGEST_SOURCE: Final = 512
"""Characters of a source label."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen: every public source, and private ones by whose they are.

    Attributes:
        desks: Of those who look.
        shared: Whether a source has to be all these desks', as what is told to each of them has; else it is enough that
            it is one's.
    """

    desks: frozenset[str] = frozenset()
    shared: bool = False

    def sees(self, readers: frozenset[str]) -> bool:
        """Whether a source is seen that is these desks'; one that is nobody's in particular is everybody's."""
        if not readers:
            return True
        return self.desks <= readers if self.shared and self.desks else bool(self.desks & readers)


class Sources(Protocol):
    """Keeps which sources are private."""

    def private(self) -> dict[str, frozenset[str]]:
        """Private sources by their labels, each with the desks that may read it."""
        ...

    def make_private(self, source: str, desks: frozenset[str], by: Caller, origin: str) -> int:
        """Let only some desks read a source, whosever it was.

        Verdicts that tell of it to others are forgotten in the same transaction; they are made anew.

        Returns:
            How many were.
        """
        ...

    def open(self, source: str, by: Caller, origin: str) -> int:
        """Let everybody read a source again; likewise.

        Raises:
            InvalidAccess: It is not private.
        """
        ...


def readers_of(source: str | None, private: Mapping[str, frozenset[str]]) -> Sight:
    """What is seen by everybody who may read a source."""
    return Sight(private.get(source or "", frozenset()), shared=True)


def checked_desks(desks: Iterable[str]) -> frozenset[str]:
    """Names of desks.

    Raises:
        InvalidAccess: One is no name.
    """
    found = frozenset(desks)
    for name in found:
        if re.fullmatch(DESK, name) is None or "\n" in name:
            message = f"{name[:80]!r} is no name for a desk: letters, digits, dots, dashes, up to 64, begin one."
            raise InvalidAccess(message)
    return found
