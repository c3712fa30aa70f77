"""Texts on which weights in 8 bits are fitted: the samples that come with the package."""

from __future__ import annotations

import json
import re
from importlib import resources

_CUT = (4, 9)
"""Words of a piece of a sentence: a model's states reach furthest on short texts, of which articles have few."""


def sample_sentences() -> list[str]:
    """Sentences, and short pieces of them."""
    whole = dict.fromkeys(text for paragraph in _paragraphs() for text in re.split(r"(?<=[.!?])\s+", paragraph) if text)
    pieces = [
        " ".join(words[start : start + most])
        for index, words in enumerate(text.split() for text in whole)
        for most in _CUT
        for start in [index % max(1, len(words) - most)]
    ]
    return [*whole, *pieces]


def sample_windows() -> list[tuple[str, str]]:
    """Pairs of passages that share a paragraph, and of some that do not."""
    texts = _paragraphs()
    count = len(texts)
    near = [(" ".join(texts[at : at + 2]), " ".join(texts[at + 1 : at + 3])) for at in range(count - 2)]
    return near + [(text, texts[(index * 7 + 5) % count]) for index, text in enumerate(texts)]


def _paragraphs() -> list[str]:
    lines = resources.files("dedup.samples").joinpath("wire.jsonl").read_text("utf-8").splitlines()
    return [paragraph for line in lines for paragraph in json.loads(line)["paragraphs"]]
