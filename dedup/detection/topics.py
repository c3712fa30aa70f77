"""What a text is about: its words, those of its beginning, of its headline and of its names, by how rare they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.rarity import rarities, rarities_of, rarity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from dedup.text.stems import Stems

LEAD_WORDS = 60
"""Words, in whole sentences, that tell what a report is about."""


class Weighed(dict[str, float]):
    """Words, each with its weight. Sums are exact, so that the order of a set does not show."""

    @cached_property
    def whole(self) -> float:
        """What all of them weigh."""
        return math.fsum(self.values())

    def among(self, others: AbstractSet[str]) -> float:
        """What those weigh that are among some words."""
        return math.fsum(map(self.__getitem__, self.keys() & others))


@dataclass(frozen=True)
class Topic:
    """The words that tell what a text is about, each by its rarity in the news.

    Attributes:
        stems: Of its sentences.
        word_edges: Where the words of each sentence begin, and where the last one ends, shape (sentences + 1,).
        headline_stems: Of its headline; empty without one.
        mentions: How often each word of a name is said, in lower case.
        mention_stems: The stem of each of those words, in their order; empty where it is too short.
    """

    stems: Stems
    word_edges: NDArray[np.int64]
    headline_stems: Sequence[str]
    mentions: Mapping[str, int]
    mention_stems: Sequence[str]

    @cached_property
    def words(self) -> dict[str, float]:
        """The content words and numbers by stem, each by its count and its rarity; of unit length.

        Counts weigh by their logarithm, so that a word said ten times does not drown the rest (Salton & Buckley 1988).
        """
        weights = (1.0 + np.log(self.stems.counts)) * np.array(rarities_of(self.stems.texts), dtype=np.float64)
        weights /= max(math.sqrt(float(weights @ weights)), 1e-9)
        return dict(zip(self.stems.texts, weights.tolist(), strict=True))

    @cached_property
    def lead(self) -> Weighed:
        """The content words and numbers of its first sentences by stem, each by its rarity."""
        stems = self.stems.before(int(self.word_edges.searchsorted(LEAD_WORDS)))
        return Weighed(zip(stems, rarities_of(stems), strict=True))

    @cached_property
    def headline(self) -> Weighed:
        """The content words of its headline by stem, each by its rarity; empty without one."""
        return Weighed((stem, rarity(stem)) for stem in self.headline_stems)

    @cached_property
    def opening(self) -> frozenset[str]:
        """The content words of its headline or of its first sentences, and numbers, by stem."""
        return frozenset(self.headline.keys() | self.lead.keys())

    @cached_property
    def names(self) -> Weighed:
        """How often each word of a name is said, by its rarity; nothing for what has no stem."""
        weights = rarities_of(self.mention_stems)
        said = zip(self.mentions.items(), self.mention_stems, weights, strict=True)
        return Weighed({name: count * weight if stem else 0.0 for (name, count), stem, weight in said})

    @cached_property
    def rare_names(self) -> set[str]:
        """Those of them that the news hardly has."""
        rare = _rare(self.mention_stems)
        return {name for name, stem in zip(self.mentions, self.mention_stems, strict=True) if stem and stem in rare}

    @cached_property
    def rare_words(self) -> frozenset[str]:
        """Content words that the news hardly has, names or not, by stem; numbers are none."""
        return frozenset(stem for stem in _rare(self.stems.texts) if not stem[0].isdigit())


def _rare(stems: Sequence[str]) -> set[str]:
    """Those that the news hardly has, as :func:`dedup.text.rarity.is_rare` says of one; all at once."""
    listed, _ = rarities()
    return set(stems).difference(listed)
