"""An archive of made-up reports with planted copies."""

from __future__ import annotations

import random

from dedup.article import Article

_PLACES = "Saltmere Quillhaven Ostrava-Nord Caldermouth Fennick Brackwater Tollan Mirefield".split()  # noqa: SIM905
_VERBS = "opened closed repaired inspected widened sold flooded rebuilt painted guarded".split()  # noqa: SIM905
_THINGS = "harbour bridge market school library ferry quay theatre station garden mill tower".split()  # noqa: SIM905
_WHO = "council mayor engineers residents police owners students builders".split()  # noqa: SIM905


def report(seed: int, sentences: int = 8) -> str:
    """A report that shares hardly four words in a row with that of another seed."""
    rng = random.Random(seed)  # noqa: S311 - a fixed text, not a secret
    return " ".join(
        f"The {rng.choice(_WHO)} of {rng.choice(_PLACES)} {rng.choice(_VERBS)} the {rng.choice(_THINGS)} number"
        f" {rng.randrange(10_000)} after {rng.randrange(2, 99)} {rng.choice(_WHO)} {rng.choice(_VERBS)} its"
        f" {rng.choice(_THINGS)}."
        for _ in range(sentences)
    )


def edited(text: str, sentence: int, seed: int) -> str:
    """A report with one sentence replaced by another's."""
    parts = text.split(". ")
    parts[sentence] = report(seed, 1).rstrip(".")
    return ". ".join(parts)


def article(name: str, text: str) -> Article:
    return Article(text, id=name)
