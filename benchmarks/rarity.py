"""Count how many articles use a word: ``python -m benchmarks rarity --data DIR --out dedup/text/rarity.txt``."""

from __future__ import annotations

import argparse
import math
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import load_corpus
from dedup.text.canonical import canonicalise
from dedup.text.languages.known import LANGUAGES
from dedup.text.rarity import LEAST_ARTICLES
from dedup.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

CORPORA = ("bbc-news", "rss-2023", "reuters-c50")
"""Corpora of news articles without labels."""

_WIDTH = 116


def table(texts: Iterable[str]) -> str:
    """The content of the table for some articles."""
    counts: Counter[str] = Counter()
    articles = 0
    for text in texts:
        counts.update(LANGUAGES["en"].stems(words(canonicalise(text).text)))
        articles += 1
    levels: dict[str, list[str]] = {}
    for stem, count in sorted(counts.items()):
        if count >= LEAST_ARTICLES:
            levels.setdefault(f"{math.log(articles / count):.1f}", []).append(stem)
    lines = ["# Articles counted; then the logarithm of one over the share of them that use a word, and its stems.", ""]
    lines[1] = str(articles)
    for level in sorted(levels, key=float):
        lines += [f"{level} {line}" for line in textwrap.wrap(" ".join(levels[level]), _WIDTH)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks rarity", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of corpora")
    parser.add_argument("--out", type=Path, required=True, help="table to write")
    arguments = parser.parse_args()
    texts = (article.text for name in CORPORA for article in load_corpus(arguments.data, name).articles.values())
    arguments.out.write_text(table(texts), "utf-8")
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
