"""A source's furniture: paragraphs that recur in its stories while these share nothing else, learned from the store."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from dedup.detection.matching import Candidate
from dedup.detection.side import Side
from dedup.detection.verdict import ArticleRef
from dedup.text.document import restore_document
from dedup.text.readings import readings_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.article import Article
    from dedup.detection.composition import Judge
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore

STORIES = 3
"""Stored stories of one source that share a paragraph and nothing else, from which on it is the source's furniture.
With two, one may be a round-up that quotes the other."""

WORDS = (5, 120)
"""Words of a paragraph that may be furniture: fewer make no verbatim run, more are a story without paragraphs."""

_HOLDERS = 8
"""Stored articles that a new one is compared with to learn from it, at most; usually there is none."""


class Furniture:
    """Learns which paragraphs are a source's furniture, and knows them again.

    For each paragraph of a source the store notes the first story that has it, and then those alone that prove to be
    other stories once it is set aside: what a running story repeats is its own. With the third the paragraph is known
    and nothing more is noted, so that both asking and noting cost the same however often it recurs.
    """

    def __init__(self, store: ArticleStore, judge: Judge) -> None:
        self._store = store
        self._judge = judge

    def known(self, article: Article, side: Side, candidates: Sequence[Candidate]) -> frozenset[int]:
        """The paragraphs of a query that are furniture of its source, or of the source of a candidate that has them.

        Args:
            article: The query.
            side: Its side.
            candidates: Stored articles it is compared with; the store is not asked where none has a paragraph of it.
        """
        there = {digest for one in candidates for digest in one.side.paragraph_digests.values()}
        shared = {index: digest for index, digest in _eligible(side).items() if digest in there}
        sources = {article.source, *(one.article.source for one in candidates)} - {None}
        prints = {_fingerprint(str(source), digest): index for source in sources for index, digest in shared.items()}
        seen = self._store.sightings(prints) if prints else {}
        found = {shared[prints[paragraph]] for paragraph, keys in seen.items() if len(keys) >= STORIES}
        return frozenset(index for index, digest in shared.items() if digest in found)

    def sighted(self, article: Article, side: Side, story: str | None) -> list[int]:
        """The paragraphs to note for an article that is about to be stored, by their fingerprints.

        Args:
            article: The article; without a source nothing can be learned from it.
            side: Its side.
            story: Id of the first article of its chain.
        """
        if article.source is None:
            return []
        prints: dict[int, set[int]] = {}
        for index, digest in _eligible(side).items():
            prints.setdefault(_fingerprint(article.source, digest), set()).add(index)
        seen = self._store.sightings(prints)
        shared = {index for paragraph in seen for index in prints[paragraph]}
        first = dict.fromkeys(key for keys in seen.values() if len(keys) < STORIES for key in keys)
        holders = self._store.load(list(first)[:_HOLDERS])
        others = {key for key, stored in holders.items() if stored.story != story and self._apart(side, stored, shared)}
        noted = ((paragraph, seen.get(paragraph, [])) for paragraph in prints)
        return [paragraph for paragraph, keys in noted if len(keys) < STORIES and others.issuperset(keys)]

    def _apart(self, side: Side, stored: StoredArticle, shared: Iterable[int]) -> bool:
        """Whether a stored article is another story once the paragraphs that both have are set aside."""
        document = restore_document(stored.article.text, stored.layout)
        candidate = Candidate(
            stored.article,
            ArticleRef.of(stored.article),
            Side(document, stored.sentence_vectors, kept=readings_kept(stored.layout, document), scale=side.scale),
            stored.story,
            (),
        )
        digests = set(candidate.side.paragraph_digests.values())
        both = {index for index in shared if side.paragraph_digests[index] in digests}
        return self._judge.tells_another_story(side, candidate, both)


def _eligible(side: Side) -> dict[int, bytes]:
    """Digests of the paragraphs that are as long as furniture is, by index."""
    words = side.sentence_words
    least, most = WORDS
    return {
        paragraph.index: side.paragraph_digests[paragraph.index]
        for paragraph in side.document.paragraphs
        if least <= int(words[paragraph.sentences.start : paragraph.sentences.stop].sum()) <= most
    }


def _fingerprint(source: str, digest: bytes) -> int:
    """A paragraph of one source as the signed 64-bit number that it is stored under."""
    named = source.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(digest + named, digest_size=8).digest(), signed=True)
