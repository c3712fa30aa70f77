"""Candidates: which stored articles are worth the exact comparison. Proposes, never decides."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from dedup.caching import ByteCache
from dedup.detection.matching import Candidate
from dedup.detection.verdict import ArticleRef
from dedup.errors import IndexUnavailable
from dedup.histories import Histories
from dedup.nearest import asked_of, nearness
from dedup.ports.indexes import Bounds, article_key, item_key
from dedup.preparation import restored
from dedup.rarewords import by_rare_words
from dedup.text.profiles import is_current, sentence_characters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.article import Article
    from dedup.detection.kinship import Houses
    from dedup.detection.languages import Languages
    from dedup.detection.precedence import Publication
    from dedup.detection.side import Side
    from dedup.ports.arrays import Signatures, Vectors
    from dedup.ports.indexes import LexicalIndex, SemanticIndex
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore

NEIGHBOURS = 24
"""Passages the semantic index is asked for, for each passage of the query."""

SHORTLIST = 20
"""Articles of each index whose vectors are read; the true source is among the first ten for 97 % and more of rewrites
by one vector an article already, so twenty leave room for lifted passages."""

NAMED = 8
"""Articles that use a text's rarest words whose vectors are read: beside what both indexes bring, few are needed."""

ALIGNED = 12
"""Articles that are compared exactly."""

CACHED_BYTES = 200_000_000
"""Of texts that are kept: some 1,300 articles."""

_AWAY = (
    "vector engine away: searched by words alone, since the semantic index does not answer or is behind; copies are "
    "found, rewrites only where words stayed"
)

_BYTES_A_CHARACTER = 48
"""Of a text with all that is read from it, beside its vectors; measured over 120 articles of six corpora."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search is restricted to.

    Attributes:
        window_days: Days before and after the query's publication, or now.
        sources: Source labels.
        limit: Most matches in an answer.
        aligned: Articles that are compared exactly, if more or fewer than usual; as many are asked of each way.
        but: Key of a stored article that is no candidate: the query itself, where it is scored anew.
        before: Only articles with a lower key: those stored before the query, where it is scored later.
    """

    window_days: int | None = None
    sources: Sequence[str] | None = None
    limit: int = 10
    aligned: int | None = None
    but: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a query is to be compared with.

    Attributes:
        candidates: The most promising first; never the same version of the query itself.
        past: What the story and the house of the query published beside it.
        degraded: What the search left out, in words.
        unprofiled: Candidates by key of whose text nothing is kept for comparisons, or what other code made.
    """

    candidates: list[Candidate]
    past: tuple[Publication, ...]
    degraded: tuple[str, ...] = ()
    unprofiled: Mapping[int, Side] = field(default_factory=dict)


class Proposer:
    """Asks both indexes, the rarest words and the story chain, and ranks what they propose by the stored vectors.

    For a text in a language that the sentence model does not know, only words propose and rank.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts the service puts together
        self,
        store: ArticleStore,
        lexical: LexicalIndex,
        semantic: SemanticIndex,
        houses: Houses,
        languages: Languages,
        aligned: int = ALIGNED,
        cached_bytes: int = CACHED_BYTES,
    ) -> None:
        self._aligned = aligned
        self._store = store
        self._lexical = lexical
        self._languages = languages
        self._semantic = semantic
        self._sides: ByteCache[int, Side] = ByteCache(cached_bytes, _bytes_of)
        self._histories = Histories(store, houses, self._side)

    def propose(  # noqa: PLR0913, PLR0917 - the query in all its forms
        self,
        article: Article,
        side: Side,
        passages: Vectors,
        signatures: Signatures,
        search: Search,
        story: str | None = None,
        *,
        by_meaning: bool = True,
    ) -> Proposed:
        """The stored articles to compare with a query.

        Args:
            article: The query.
            side: Its text and sentence vectors.
            passages: Its passage vectors, shape (passages, dimension).
            signatures: Of the whole text, then of its passages.
            search: Restrictions; versions of the query's own chain are admitted whenever they were published.
            story: Id of the first article of the query's chain.
            by_meaning: The semantic index is in step and may be asked.

        Returns:
            Candidates and histories.
        """
        aligned = search.aligned or self._aligned
        lexical = self._seen(self._lexical_scores(signatures))
        since, until = _window(article, search)
        semantic: dict[int, float] | None = {}
        if not side.unknown_language:
            bounds = _bounds(since, until, search)
            neighbours = max(NEIGHBOURS, search.aligned or 0)
            semantic = self._semantic_scores(asked_of(side, passages), neighbours, bounds) if by_meaning else None
        degraded = (_AWAY,) if semantic is None else ()
        semantic = semantic or {}
        words = by_rare_words(self._store, side, search.before)
        if since is not None or search.sources is not None:
            admitted = self._store.admitted(words, since, until, search.sources)
            words = {key: score for key, score in words.items() if key in admitted}
        chain = self._chain(article)
        if search.before is not None:
            lexical, semantic = _earlier(lexical, search.before), _earlier(semantic, search.before)
            chain = {key for key in chain if key < search.before}
        listed = max(SHORTLIST, search.aligned or 0)
        named = max(NAMED, search.aligned or 0)
        shortlist = {*_best(lexical, listed), *_best(semantic, listed), *_best(words, named), *chain}
        if since is not None or search.sources is not None:
            admitted = self._store.admitted(shortlist, since, until, search.sources)
            shortlist = admitted | self._store.admitted(chain, None, None, search.sources)
        loaded = self._store.load(shortlist - {search.but})
        promise = {key: _promise(side, stored, lexical.get(key, 0.0)) for key, stored in loaded.items()}
        ranked = sorted(loaded.values(), key=lambda one: (-promise[one.key], -words.get(one.key, 0.0), one.key))
        kept = ranked[:aligned] + [stored for stored in ranked[aligned:] if stored.key in chain]
        candidates = [
            Candidate(
                stored.article,
                ArticleRef.of(stored.article),
                self._side(stored),
                stored.story,
                tuple(
                    name
                    for name, keys in (
                        ("lexical", lexical),
                        ("semantic", semantic),
                        ("rare_words", words),
                        ("chain", chain),
                    )
                    if stored.key in keys
                ),
            )
            for stored in kept
        ]
        unprofiled = {
            stored.key: one.side for stored, one in zip(kept, candidates, strict=True) if not is_current(stored.profile)
        }
        past, candidates = self._histories.of(article, side, story, candidates)
        return Proposed(candidates, past, degraded, unprofiled)

    def over(self, store: ArticleStore) -> Proposer:
        """The same over what another store tells."""
        other = copy(self)
        other._store = store  # noqa: SLF001 - of the same class
        other._histories = self._histories.over(store)  # noqa: SLF001 - likewise
        return other

    def _seen(self, scores: dict[int, float]) -> dict[int, float]:
        """Only articles that may be seen: what may not must not take the place of another either."""
        visible = self._store.visible(scores)
        return scores if len(visible) == len(scores) else {key: scores[key] for key in scores if key in visible}

    def know(self, key: int, side: Side) -> None:
        """Keep the text of an article that was just stored, since news of a day is compared with that day's news."""
        self._sides.put(key, side)

    def _lexical_scores(self, signatures: Signatures) -> dict[int, float]:
        """For each proposed article how much the query's items are like its closest ones, on average."""
        scores: defaultdict[int, float] = defaultdict(float)
        for items in self._lexical.query(signatures):
            closest: defaultdict[int, float] = defaultdict(float)
            for item, likeness in items.items():
                key = article_key(item)
                closest[key] = max(closest[key], likeness)
            for key, likeness in closest.items():
                scores[key] += likeness / len(signatures)
        return dict(scores)

    def _semantic_scores(self, vectors: Vectors, neighbours: int, bounds: Bounds) -> dict[int, float] | None:
        """For each proposed article how near its passages are; None where the index does not answer."""
        try:
            return nearness(self._semantic, self._store, vectors, neighbours, bounds, self._languages.scale)
        except IndexUnavailable:
            return None

    def _chain(self, article: Article) -> set[int]:
        """Stored articles of the query's own chain: other versions of its id, and what it evolved from."""
        names = {name for name in (article.id, article.evolved_from) if name is not None}
        return {stored.key for name in names for stored in self._store.versions(name)}

    def _side(self, stored: StoredArticle) -> Side:
        side = self._sides.get(stored.key)
        if side is None:
            side = restored(stored, self._languages)
            self.know(stored.key, side)
        return side


def _bounds(since: datetime | None, until: datetime | None, search: Search) -> Bounds:
    """Where passages are looked for."""
    sources = None if search.sources is None else tuple(search.sources)
    before = None if search.before is None else item_key(search.before, 0)
    return Bounds(since, until, sources, before)


def _bytes_of(side: Side) -> int:
    return side.vectors.nbytes + _BYTES_A_CHARACTER * side.characters


def _earlier(scores: dict[int, float], key: int) -> dict[int, float]:
    return {one: score for one, score in scores.items() if one < key}


def _best(scores: dict[int, float], listed: int) -> list[int]:
    return sorted(scores, key=lambda key: (-scores[key], key))[:listed]


def _promise(side: Side, stored: StoredArticle, lexical: float) -> float:
    """How much of either text has a close sentence in the other: exact, but from vectors alone."""
    if side.unknown_language:
        return lexical
    cosines = side.scale.between(side.vectors, stored.sentence_vectors)
    lengths = sentence_characters(stored.profile)
    if lengths is None:
        lengths = np.array([end - start for start, end, _ in stored.layout["sentences"]])
    of_query = float(side.weights @ cosines.max(axis=1))
    lengths = lengths.astype(np.float64)
    of_match = float(lengths @ cosines.max(axis=0) / lengths.sum())
    return max(of_query, of_match) + lexical


def _window(article: Article, search: Search) -> tuple[datetime | None, datetime | None]:
    if search.window_days is None:
        return None, None
    centre = article.published_at or datetime.now(UTC)
    return _shifted(centre, -search.window_days), _shifted(centre, search.window_days)


def _shifted(moment: datetime, days: int) -> datetime:
    """The moment some days away, at the ends of the calendar if it would lie beyond."""
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if days < 0 else datetime.max.replace(tzinfo=UTC)
