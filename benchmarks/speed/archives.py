"""Archives to measure on: the corpora without pairs of a folder, or the sample wire multiplied.

Multiplied: articles are drawn from the sample's sentences, with two in five words of their own; a tenth of them are
copies of an earlier one, in which up to a quarter of the words is exchanged, so that how alike they are is spread over
the whole range.
"""

from __future__ import annotations

import random
from importlib import resources
from typing import TYPE_CHECKING

from benchmarks.corpora import load_corpus
from dedup.article import Article
from dedup.formats.files import read_content
from dedup.formats.labelled import corpus_names

if TYPE_CHECKING:
    from pathlib import Path

_COPIES = 0.1
_SENTENCES = (4, 14)
_EXCHANGED = (0.0, 0.25)
"""Share of a copy's words that are exchanged: at 0.16 half of the runs of four words are other ones."""

_OWN = 0.4
"""Share of an article's words that are its own, so that two with the same sentences are no copies."""


def archive(data: Path | None, size: int, seed: int = 1) -> list[Article]:
    """Articles of the corpora without pairs of a folder, in order; without a folder made-up ones.

    Args:
        data: Folder of corpora, or None.
        size: Most articles; 0 for all (made-up ones: 10,000).
        seed: Of what is made up.
    """
    if data is None:
        return _multiplied(size or 10_000, random.Random(seed))  # noqa: S311 - a fixed archive, not a secret
    articles: list[Article] = []
    for name in corpus_names(data):
        if not (data / f"{name}.pairs.jsonl").exists():
            articles += load_corpus(data, name).articles.values()
    return articles[: size or None]


def _multiplied(size: int, rng: random.Random) -> list[Article]:
    content = (resources.files("dedup") / "samples" / "wire.jsonl").read_bytes()
    texts = [item.result.text for item in read_content("wire.jsonl", content) if isinstance(item.result, Article)]
    sentences = [sentence for text in texts for sentence in text.replace("\n", " ").split(". ") if sentence]
    made: list[str] = []
    for _ in range(size):
        if made and rng.random() < _COPIES:
            words, share = rng.choice(made).split(" "), rng.uniform(*_EXCHANGED)
        else:
            words, share = ". ".join(rng.choices(sentences, k=rng.randint(*_SENTENCES))).split(" "), _OWN
        made.append(" ".join(_word(rng) if rng.random() < share else word for word in words))
    return [Article(text, id=f"made-{number}") for number, text in enumerate(made)]


def _word(rng: random.Random) -> str:
    return "".join(rng.choice(("ka", "lo", "mi", "ne", "ru", "sta", "ver", "zo")) for _ in range(4))
