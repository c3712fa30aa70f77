"""Stored articles that use a text's rarest words: who is named in both, whatever is said of them in which words.

A rewrite keeps names where it keeps no sentence, and a few lines about a long speech are near to none of its passages.
So what the two indexes miss, words find, and the other way round (Karpukhin et al. 2020, table 2, for questions).
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from dedup.text.languages.stems import LETTERS
from dedup.text.rarity import rarity
from dedup.text.searching import Phrase, words_of

if TYPE_CHECKING:
    from dedup.detection.side import Side
    from dedup.detection.topics import Topic
    from dedup.ports.store import ArticleStore

WORDS = 16
"""Words that are looked for: 3 ms of a million articles; half as many more find hardly more."""

MOST_ARTICLES = 400
"""Articles beyond which a word is not rare in a store, whatever it is in the news. The first eight by these words have
the source of 98 rewrites in 100 among 100,000 articles, and of 88 among a million."""


def by_rare_words(store: ArticleStore, side: Side, before: int | None = None) -> dict[int, float]:
    """For each stored article that uses some of a text's rarest words, how rare those are in the store, in sum.

    Args:
        store: What may be seen.
        side: The text.
        before: Only articles with a lower key.

    Returns:
        By article key, the sum of the logarithms of one over the share of articles that use each word.
    """
    articles = store.counts().articles
    found = store.keys_with(_phrases(side.topic, articles), MOST_ARTICLES, before)
    scores: defaultdict[int, float] = defaultdict(float)
    for keys in found:
        for key in keys:
            scores[key] += math.log1p(articles / len(keys))
    return dict(scores)


def _phrases(topic: Topic, articles: int) -> list[Phrase]:
    """The rarest words as they are searched, of those that are as rare names before others; numbers are none.

    Left out are those that more than :data:`MOST_ARTICLES` of so many must have, even if they are used half as often as
    in the news.
    """
    least = math.log(max(articles, 1) / (2 * MOST_ARTICLES))
    names = set(topic.mention_stems)

    def rank(stem: str) -> tuple[float, bool, float, str]:
        return -rarity(stem), stem not in names, -topic.words[stem], stem

    ranks: dict[Phrase, tuple[float, bool, float, str]] = {}
    for stem in sorted((stem for stem in topic.words if not stem[0].isdigit()), key=rank)[: 4 * WORDS]:
        phrase = _phrase(stem)
        if phrase is not None:
            rare = min(rarity(stem), rarity(phrase.words[0][:LETTERS]))  # "ohio's" is as common as "ohio"
            ranks.setdefault(phrase, (-rare, *rank(stem)[1:]))
    rarest = sorted(ranks, key=lambda phrase: ranks[phrase])
    return [phrase for phrase in rarest if -ranks[phrase][0] >= least][:WORDS]


def _phrase(stem: str) -> Phrase | None:
    """A stem as it is searched; of one that was cut from a longer word, all words that begin so.

    It is one word, the longest of "ohio's": where two have to follow each other, a database goes through all articles
    that have either. So Chinese and Japanese, whose words are pairs of characters, are not looked for.
    """
    words = tuple(word.folded for word in words_of(stem))
    longest = max(words, key=len, default="")
    return Phrase((longest,), is_prefix=len(stem) >= LETTERS and longest is words[-1]) if len(longest) > 1 else None
