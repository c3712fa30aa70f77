"""How rare a word is in English news: what two texts share says the more, the fewer others have it.

The table beside this module counts articles that use a word, by stem (:mod:`dedup.text.languages.stems`). It is made
by ``python -m benchmarks rarity`` from articles without labels. Words that it does not list are rare.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = "rarity.txt"

LEAST_ARTICLES = 6
"""Articles that must use a word for it to be listed; below, a count is chance, and the word somebody's name."""


@cache
def rarities() -> tuple[dict[str, float], float]:
    """Every listed stem with the logarithm of one over the share of articles that use it, and that of all others."""
    lines = resources.files("dedup.text").joinpath(TABLE).read_text("utf-8").splitlines()
    articles, *levels = (line.split() for line in lines if not line.startswith("#"))
    listed = {stem: float(rarity) for rarity, *stems in levels for stem in stems}
    # An unlisted word is taken to be half as common as the rarest one that is listed.
    return listed, math.log(2 * int(articles[0]) / LEAST_ARTICLES)


def rarity(stem: str) -> float:
    """Logarithm of one over the share of articles of English news that use a word, by its stem."""
    listed, unlisted = rarities()
    return listed.get(stem, unlisted)


def rarities_of(stems: Sequence[str]) -> list[float]:
    """The same of many."""
    listed, unlisted = rarities()
    return [listed.get(stem, unlisted) for stem in stems]


def is_rare(stem: str) -> bool:
    """Whether the table does not list a word."""
    return stem not in rarities()[0]
