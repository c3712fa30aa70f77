"""Across languages: what two texts have in common whose words can not be the same.

A sentence model that knows both languages finds the sentences close that say the same, but of their words only names
and figures are written alike. All that was fitted to words in common is given, beside those, what English sentences as
close have in common (decision 72). Facts are compared without what is counted, whose name is a word of one language.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.shingles import word_hashes
from dedup.text.units import SHARED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from dedup.detection.side import Side
    from dedup.text.facts import Fact

_IN_COMMON = (
    (0.1, 0.0),
    (0.2, 0.01),
    (0.3, 0.025),
    (0.4, 0.06),
    (0.5, 0.11),
    (0.6, 0.18),
    (0.7, 0.26),
    (0.8, 0.36),
    (0.9, 0.56),
    (1.0, 1.0),
)
"""Cosines on the common scale, and the share of a sentence's rare words, names and figures apart, that English
sentences as close have in common: 17,600 pairs of sentences of the gold set's fitting events, rewrites and independent
reports. The same at a cosine of 0.4 to 0.6 is 0.1 for rewrites, 0.05 for reports."""


def are_across(query: Side, match: Side) -> bool:
    """Whether two texts are for sure in two languages, both of which the sentence model knows."""
    one, other = query.told, match.told
    known = not query.unknown_language and not match.unknown_language
    return known and one.sure and other.sure and one.code != other.code


def with_translations(overlap: NDArray[np.float32], cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares of rare words in common, with those that are the same word in another language, as far as is expected.

    Args:
        overlap: Share of each sentence's rare words that the other has as they are written, any shape.
        cosines: Of the same sentences, same shape.
    """
    points, shares = np.array(_IN_COMMON).T
    found: NDArray[np.float32] = np.minimum(overlap + np.interp(cosines, points, shares), 1.0).astype(np.float32)
    return found


def names_of(query: Side, match: Side) -> tuple[frozenset[str], frozenset[str]]:
    """The words of names that each text has: its own, and those of the other that it says as they are.

    Rules see a name in one language that they miss in another, as where every noun has a capital; such nouns are not
    looked for.
    """
    return _own(query) | _said(query, match), _own(match) | _said(match, query)


def _own(side: Side) -> frozenset[str]:
    return frozenset(name for name, stem in zip(side.mentions, side.mention_stems, strict=True) if stem)


def _said(side: Side, other: Side) -> frozenset[str]:
    if other.language.has_capital_nouns:
        return frozenset()
    names = sorted(_own(other))
    said = np.isin(word_hashes(names), side.vocabulary.hashes)
    return frozenset(name for name, is_said in zip(names, said.tolist(), strict=True) if is_said)


def without_nouns(facts: Iterable[Fact]) -> list[Fact]:
    """Facts with the units that all languages share: what else is counted is a word of one."""
    return [fact if fact.kind != "number" or fact.unit in SHARED else replace(fact, unit="") for fact in facts]
