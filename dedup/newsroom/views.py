"""Narrowed lists that editors keep under a name, for everybody who works on this store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class View:
    """A narrowed list with a name.

    Attributes:
        name: What it is called; there is one of a name.
        query: What it is narrowed to, as a query string.
        by: Who kept it.
        at: When.
    """

    name: str
    query: str
    by: str
    at: datetime


class Views(Protocol):
    """Keeps views."""

    def keep(self, view: View) -> None:
        """Keep one; another of its name is replaced."""
        ...

    def forget(self, name: str) -> None:
        """Keep one no longer; nothing happens where there is none."""
        ...

    def all(self) -> Sequence[View]:
        """All, by name."""
        ...
