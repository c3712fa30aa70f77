"""Languages: whether the sentence model knows that of a text. Where it does not, closeness means nothing.

Of unrelated German, French, Polish or Arabic stories the packaged model, which learned from English, finds every
sentence close to every other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dedup.detection.scale import RAW
from dedup.text.languages.telling import primary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.detection.scale import Scale
    from dedup.text.languages.telling import Told


class _Told(Protocol):
    """A document, or a profile of one."""

    @property
    def told(self) -> Told:
        """Which language it is in."""
        ...


FLAT = 0.25
"""Mean cosine of the sentences of one text, less twice its standard deviation, from which on the model does not tell
them apart. In Arabic, Russian and Spanish all texts looked at lie above, in Polish nearly all, of German agency copy
few; of 258 English texts some. So it is asked only where no language is told."""

_LEAST_SENTENCES = 5
"""Sentences below which a spread says nothing."""

_UNNAMED = "the language of the text"


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that a sentence model knows.

    Attributes:
        known: Their BCP 47 primary subtags; None where it is taken to know all.
        scale: Of its cosines.
    """

    known: frozenset[str] | None = None
    scale: Scale = RAW

    @property
    def listed(self) -> tuple[str, ...] | None:
        """The same in order, as an answer names them."""
        return None if self.known is None else tuple(sorted(self.known))

    def unknown(self, text: _Told, vectors: NDArray[np.float32], given: str | None) -> str:
        """The language of a text that the model does not know, in plain English; empty where it knows it.

        What was given is believed unless the words clearly say otherwise. A text of which neither tells is judged by
        the spread of its cosines; a short one has none, and counts as known.

        Args:
            text: What says which language it is in.
            vectors: Of its sentences.
            given: BCP 47 tag that the text was sent with.
        """
        if self.known is None or not len(vectors):
            return ""
        told = text.told
        said = told.code if told.sure else primary(given or "")
        if said:
            return "" if said in self.known else named(said)
        return _UNNAMED if told.code not in self.known and self._is_flat(vectors) else ""

    def _is_flat(self, vectors: NDArray[np.float32]) -> bool:
        if len(vectors) < _LEAST_SENTENCES:
            return False
        cosines = self.scale.between(vectors, vectors)[np.triu_indices(len(vectors), 1)]
        return float(cosines.mean() - 2.0 * cosines.std()) >= FLAT


def named(code: str) -> str:
    """A language in plain English, by its BCP 47 primary subtag."""
    from babel import Locale

    return str(Locale("en").languages.get(code, f"the language {code!r}"))
