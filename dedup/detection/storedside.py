"""A stored text, of which most comparisons need no more than its profile."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dedup.detection.side import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.text.document import Document
    from dedup.text.profiles import Profile
    from dedup.text.readings import Readings


class StoredSide(Side):
    """A stored text with its profile: it is cut again only where something of it is shown.

    Args:
        cut: Gives the text as it was cut, and what was read off it then.
        characters: How many it has.
        vectors: Of its sentences.
        unknown_language: Its language, where the sentence model does not know it.
        headline: As it was sent.
        scale: Of the sentence model.
        profile: Of the text.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of a side, some of which come later
        self,
        cut: Callable[[], tuple[Document, Readings | None]],
        characters: int,
        vectors: NDArray[np.float32],
        unknown_language: str,
        headline: str,
        scale: Scale,
        profile: Profile,
    ) -> None:
        given = {"vectors": vectors, "unknown_language": unknown_language, "headline": headline}
        self.__dict__.update(given, scale=scale, profile=profile, _cut=cut, _characters=characters)

    @property
    def characters(self) -> int:
        """How many the text has."""
        characters: int = self.__dict__["_characters"]
        return characters

    @cached_property
    def _whole(self) -> tuple[Document, Readings | None]:
        cut: Callable[[], tuple[Document, Readings | None]] = self.__dict__["_cut"]
        return cut()

    @property
    def document(self) -> Document:
        """The text, cut up; see :class:`Side`."""
        return self._whole[0]

    @property
    def kept(self) -> Readings | None:
        """What was read off it when it was stored."""
        return self._whole[1]
