"""The use cases: score, compare, ingest, remove, rebuild. Everything heavy is behind a port."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from dedup import scaling
from dedup.access.desks import readers_of
from dedup.calibrations import Calibrations
from dedup.comparing import Comparer
from dedup.doctor import TRIED_WITH, Doctor
from dedup.intake import Intake
from dedup.judging import Judging
from dedup.likeness import Likeness
from dedup.observing import Observed
from dedup.preparation import Prepared, Preparer
from dedup.proposal import ALIGNED, CACHED_BYTES, Proposer, Search
from dedup.scoring import Model, Scorer
from dedup.storing import newest
from dedup.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from dedup.article import Article
    from dedup.detection.composition import Judge
    from dedup.detection.verdict import Verdict
    from dedup.doctor import Finding
    from dedup.errors import InputError
    from dedup.health import Health
    from dedup.intake import Preparing
    from dedup.likeness import Alike, Within
    from dedup.ports.indexes import LexicalIndex, SemanticIndex
    from dedup.ports.models import Encoder
    from dedup.ports.records import Owed, StoredArticle
    from dedup.ports.store import ArticleStore
    from dedup.storing import Ingested


class DedupService:
    """Scores articles against the stored ones and stores them.

    Safe to use from several threads: scoring runs side by side, changes one after the other.
    """

    def __init__(  # noqa: PLR0913 - the parts the composition root puts together
        self,
        store: ArticleStore,
        lexical: LexicalIndex,
        semantic: SemanticIndex,
        encoder: Encoder,
        judge: Judge,
        *,
        window_days: int | None = None,
        aligned: int = ALIGNED,
        cached_bytes: int = CACHED_BYTES,
        rebuilding: bool = False,
        observed: Observed | None = None,
    ) -> None:
        """Take the parts and bring the indexes in step with the store.

        Args:
            store: The truth.
            lexical: Its buckets live in the store.
            semantic: Derived from the store.
            encoder: Must be the one the store was built with.
            judge: Decides and explains.
            window_days: Days around an article's publication in which matches are looked for, if a call names none.
            aligned: Stored articles an article is compared with exactly, at most.
            cached_bytes: Of stored texts that are kept in memory, at most.
            rebuilding: :meth:`rebuild` will be called: accept a store made with another model or scheme.
            observed: Passes on what is done; shared with the parts that tell of their work.

        Raises:
            ModelMismatch: The store was built with another encoder or signature scheme.
        """
        self._store = store
        self._judge = judge
        self._window_days = window_days
        self._observed = observed or Observed()
        self._upkeep = Upkeep(store, lexical, semantic, encoder)
        if not rebuilding:
            self._upkeep.bind()
        scale = scaling.kept(store, encoder)
        self._calibrations = Calibrations(store, judge.model.fingerprint, encoder.fingerprint, scale)
        self._comparer = Comparer(encoder, judge, scale, self._calibrations.now)
        self._preparer = Preparer(encoder, lexical, scale)
        self._doctor = Doctor(
            store, lexical, semantic, encoder, self._upkeep.health, scale, judge.reader, self._calibrations
        )
        self._proposer = Proposer(
            store, lexical, semantic, judge.houses, self._preparer.languages, aligned, cached_bytes
        )
        model = Model(encoder.name, self._preparer.languages.listed, scale)
        self._scorer = Scorer(store, self._proposer, judge, model, self._observed, self._calibrations.now)
        self._judging = Judging(store, self._scorer, self._preparer, self._upkeep, window_days)
        self._intake = Intake(
            store, lexical, self._preparer, self._proposer, self._judging, self._upkeep, self._observed
        )
        self._likeness = Likeness(store, semantic, self._preparer, self._upkeep)
        if not rebuilding:
            self._upkeep.catch_up()

    @property
    def upkeep(self) -> Upkeep:
        """What keeps the indexes in step, for who follows the store."""
        return self._upkeep

    @property
    def store(self) -> ArticleStore:
        """The truth, for those who keep tables of their own beside it."""
        return self._store

    @property
    def calibrations(self) -> Calibrations:
        """Which calibration answers are made with."""
        return self._calibrations

    @property
    def observed(self) -> Observed:
        """Passes on what is done, for those who watch it or work beside it."""
        return self._observed

    # Scoring

    def score(
        self,
        article: Article,
        *,
        window_days: int | None = None,
        sources: Sequence[str] | None = None,
        limit: int = 10,
        aligned: int | None = None,
    ) -> Verdict:
        """Score a text against the stored corpus; nothing is stored.

        Args:
            article: The text; if it has an id, stored versions under that id are its own chain, not copies.
            window_days: Only match articles published at most so many days before or after this one (or now).
            sources: Only match articles with one of these source labels.
            limit: Most matches in the answer.
            aligned: Stored articles to compare with exactly, at most; by default as many as for every other text.

        Returns:
            The verdict.

        Raises:
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
        """
        prepared = self._preparer.prepare([article])[0]
        search = Search(window_days or self._window_days, sources, limit, aligned)
        return self._score(prepared, search)

    def score_prepared(self, prepared: Prepared) -> Verdict:
        """Score a text that was prepared elsewhere, as :meth:`score` does one that was not."""
        return self._score(prepared, Search(self._window_days))

    def compare(self, query: Article, match: Article) -> Verdict:
        """Compare two given texts; see :meth:`dedup.comparing.Comparer.compare`."""
        return self._comparer.compare(query, match)

    def _score(self, prepared: Prepared, search: Search) -> Verdict:
        return self._scorer.score(prepared, search, by_meaning=self.catch_up())

    # Sight

    def told_to_readers_of(self, source: str | None) -> DedupService:
        """The same over what everybody sees who may read a source.

        By that its articles are judged: whatever follows from a verdict may be told to whoever sees the article.
        """
        private = self._store.private()
        return self.over(self._store.seen_by(readers_of(source, private))) if private else self

    def over(self, store: ArticleStore) -> DedupService:
        """The same parts over what another store tells; what changes something is for the whole service alone."""
        other = copy(self)
        other._store = store  # noqa: SLF001 - of the same class
        other._scorer = self._scorer.over(store)  # noqa: SLF001 - likewise
        other._likeness = self._likeness.over(store)  # noqa: SLF001 - likewise
        return other

    # Storing

    def ingest(self, article: Article, *, window_days: int | None = None) -> Ingested:
        """Score an article and store it, in one transaction; see :meth:`dedup.intake.Intake.ingest`."""
        return self._intake.ingest(article, window_days or self._window_days)

    def ingest_prepared(self, prepared: Prepared) -> Ingested:
        """Score and store what was prepared elsewhere, as :meth:`ingest` does."""
        return self._intake.store(prepared, self._window_days)

    def ingest_many(
        self, articles: Iterable[Article], *, window_days: int | None = None
    ) -> Iterator[Ingested | InputError]:
        """Score and store articles as they come; see :meth:`dedup.intake.Intake.ingest_many`."""
        return self._intake.ingest_many(articles, window_days or self._window_days)

    def store_many(
        self, articles: Iterable[Article], preparing: Preparing | None = None
    ) -> Iterator[Ingested | InputError]:
        """Store articles in batches without a verdict; see :meth:`dedup.intake.Intake.store_many`."""
        return self._intake.store_many(articles, preparing)

    def judge_waiting(self, *, window_days: int | None = None) -> Iterator[bytes]:
        """Give verdicts to articles that :meth:`store_many` stored, then those that somebody who died still owed."""
        return self._intake.judge_waiting(window_days or self._window_days)

    def waiting(self) -> int:
        """How many stored articles have no verdict yet."""
        return self._store.unjudged_count()

    def owed(self, before: datetime, limit: int) -> list[Owed]:
        """Verdicts that have been owed since before a time, so many at most: after seconds, by one that died."""
        return self._store.owed(before, limit)

    def settle(self, owed: Owed) -> bytes | None:
        """Make a verdict anew, if it is owed yet; None where its article is gone."""
        return self._judging.settle(owed)

    def remove(
        self,
        article_id: str,
        within: Callable[[], None] | None = None,
        only: Callable[[StoredArticle], bool] = lambda _: True,
    ) -> int:
        """Remove every version of an article, at once; says how many. See :meth:`dedup.intake.Intake.remove`."""
        return self._intake.remove(article_id, within, only)

    # Reading

    def article(self, article_id: str) -> StoredArticle:
        """The newest stored version of an article; see :func:`dedup.storing.newest`."""
        return newest(self._store, article_id)

    def matches(self, article_id: str) -> bytes:
        """The verdict the newest version of an article got when it came in, as JSON.

        It is made anew once, if what the article took from came in after it, and now where it has none yet.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        return self.judged(article_id)[1]

    def judged(self, article_id: str) -> tuple[StoredArticle, bytes]:
        """The newest version of an article, with the verdict that :meth:`matches` gives."""
        stored = self.article(article_id)
        return stored, self.verdict_of(stored)

    def verdict_of(self, stored: StoredArticle) -> bytes:
        """The verdict a stored version got when it came in, as JSON; made now where none is there, or one is owed."""
        return self._judging.verdict_of(stored)

    def alike(self, article: Article, within: Within, stored: StoredArticle | None = None) -> list[Alike]:
        """Stored articles of like meaning, the closest first; see :meth:`dedup.likeness.Likeness.of`."""
        return self._likeness.of(article, within, stored)

    # Upkeep

    def warm_up(self) -> None:
        """Load the models, and make what texts are read by, now and not with the first requests.

        Raises:
            EncoderError: One can not be loaded or run.
        """
        self._preparer.warm_up(TRIED_WITH)
        if self._judge.reader is not None:
            self._judge.reader.read([(TRIED_WITH, TRIED_WITH)])

    def catch_up(self) -> bool:
        """Take in what other processes stored; see :meth:`dedup.upkeep.Upkeep.catch_up`."""
        return self._upkeep.catch_up()

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release; raises what the store's does."""
        self._store.require_current()

    def rebuild(self, progress: Callable[[int, int], None]) -> None:
        """Make both indexes anew from the store; see :meth:`dedup.upkeep.Upkeep.rebuild`."""
        self._upkeep.rebuild(progress)

    def health(self) -> Health:
        """How much is stored, and whether the indexes are in step."""
        return self._upkeep.health()

    def diagnose(self) -> list[Finding]:
        """Check that store and indexes agree; each finding says what to do where they do not."""
        return self._doctor.diagnose()

    def close(self) -> None:
        """Write the semantic index's snapshot and let go of the store."""
        self._upkeep.close()
        self._store.close()
