"""The use cases: score, compare, ingest, remove, rebuild. Everything heavy is behind a port."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from dedup import scaling
from dedup.access.desks import readers_of
from dedup.ahead import ahead, batched
from dedup.backfill import Backfill
from dedup.calibrations import Calibrations
from dedup.comparing import Comparer
from dedup.detection.precedence import fingerprint
from dedup.doctor import Doctor, Finding
from dedup.errors import ArticleNotFound, EncoderError, IndexUnavailable, InputError
from dedup.judging import Judging, SourcesChangedError
from dedup.likeness import Likeness
from dedup.observing import Observed
from dedup.ports.records import NewArticle, Owed
from dedup.preparation import Prepared, Preparer, as_stored, item_keys, read, restored
from dedup.proposal import ALIGNED, CACHED_BYTES, Proposer, Search
from dedup.scoring import Model, Scorer
from dedup.storing import Ingested, placed, unchanged
from dedup.text.passages import passage_vectors
from dedup.upkeep import Upkeep
from dedup.wire import story_sent_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dedup.article import Article
    from dedup.detection.composition import Judge
    from dedup.detection.verdict import Verdict
    from dedup.health import Health
    from dedup.likeness import Alike, Within
    from dedup.observing import Observer
    from dedup.ports.indexes import LexicalIndex, SemanticIndex
    from dedup.ports.models import Encoder
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore

    Preparing = Callable[[Iterator[list[Article | Ingested]]], Iterator[list[Prepared | Ingested | InputError]]]

BATCH = 32
"""Articles that are encoded together when many come in: enough to fill the encoder's batches of sentences."""

_SENTENCE = "The tide turned."
"""What a model is tried with."""


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
        self._lexical = lexical
        self._encoder = encoder
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
        self._doctor = Doctor(store, lexical, semantic, encoder, self._upkeep.health, scale)
        self._backfill = Backfill(store, lexical, self._upkeep)
        self._proposer = Proposer(
            store, lexical, semantic, judge.houses, self._preparer.languages, aligned, cached_bytes
        )
        model = Model(encoder.name, self._preparer.languages.listed, scale)
        self._scorer = Scorer(store, self._proposer, judge, model, self._observed, self._calibrations.now)
        self._judging = Judging(store, self._scorer, self._preparer, self._upkeep)
        self._likeness = Likeness(store, semantic, self._preparer.languages)
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
        """Passes on what is done, for those who work beside it."""
        return self._observed

    def watch(self, observer: Observer) -> None:
        """Tell an observer what is done from now on."""
        self._observed.watch(observer)

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
        """Score an article and store it, in one transaction.

        Repeating it with the same id, version and content changes nothing. Without a version, changed content under a
        known id becomes the next version.

        Args:
            article: Must have an id.
            window_days: Only match articles published at most so many days before or after it.

        Returns:
            What became of it, with the verdict it got when it first came in.

        Raises:
            InvalidArticle: It has no id.
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
            VersionConflict: That id and version are stored with another content.
        """
        document = read(article, needs_id=True)
        if isinstance(document, InputError):
            raise document
        return self._store_one(self._preparer.encode([(article, document)])[0], window_days or self._window_days)

    def ingest_prepared(self, prepared: Prepared) -> Ingested:
        """Score and store what was prepared elsewhere, as :meth:`ingest` does."""
        return self._store_one(prepared, self._window_days)

    def ingest_many(
        self, articles: Iterable[Article], *, window_days: int | None = None
    ) -> Iterator[Ingested | InputError]:
        """Score and store articles as they come, each in a transaction of its own.

        Args:
            articles: Any number; read in batches, so memory stays bounded.
            window_days: Only match articles published at most so many days before or after each.

        Yields:
            For each article, in order, what became of it, or the error that kept it out.
        """
        for batch in ahead(map(self._preparer.take, batched(articles, BATCH))):
            for prepared in batch:
                if not isinstance(prepared, Prepared):
                    yield prepared
                    continue
                try:
                    yield self._store_one(prepared, window_days or self._window_days)
                except InputError as error:
                    yield error

    def _store_one(self, prepared: Prepared, window_days: int | None) -> Ingested:
        with self._upkeep.changes:
            found = placed(prepared.article, self._store.versions(str(prepared.article.id)))
            article = found.article
            if found.known is not None:
                return unchanged(found.known, self.verdict_of(found.known))
            prepared = replace(prepared, article=article)
            key, scored, body, due = self._stored(prepared, found.digest, window_days)
            with self._observed.stage("store"):
                side = as_stored(prepared.side)
                self._upkeep.take_in([(key, passage_vectors(side.document, side.vectors))])
            self._proposer.know(key, side)
            for owed in due:
                again = self._judging.again(owed)
                if again is not None and owed.key == key:
                    body, scored = again
        return Ingested(str(article.id), str(article.version), "created", body, scored)

    def _stored(
        self, prepared: Prepared, digest: str, window_days: int | None
    ) -> tuple[int, Verdict, bytes, list[Owed]]:
        """Judge an article and store it with its verdict, in one transaction; anew where sources changed hands.

        Returns:
            Its key, its verdict, the same as JSON, and which verdicts are owed now.
        """
        article = prepared.article
        while True:
            private, known = self._store.private(), self._store.last_sequence()
            told = self._judging.told_to(article.source, private)
            search = Search(window_days)
            scored = self._judging.score(told, prepared, search)
            story = scored.story or str(article.id)
            sighted = told.sighted(article, prepared.side, story)
            takers = self._judging.takers(scored, window_days) + self._judging.unseen_takers(prepared, search, private)
            with suppress(SourcesChangedError), self._observed.stage("store"), self._judging.unchanged(private):
                side = prepared.side
                new = NewArticle(article, story, digest, side.layout(), side.vectors, side.profiled().kept())
                key = self._store.add(new)
                self._lexical.add(item_keys(key, len(prepared.passages)), prepared.signatures)
                # Writers queue: of two copies at one moment the one stored second can tell, and had not seen it.
                overtaken = self._store.last_sequence() != known + 1
                due = [Owed(key, window_days=window_days)] if overtaken else takers
                self._store.note(key, sighted)
                body = self._judging.keep(key, scored, due)
                self._judging.relink(str(article.id), scored.story, article.source)
                return key, scored, body, due

    def store_many(
        self, articles: Iterable[Article], preparing: Preparing | None = None
    ) -> Iterator[Ingested | InputError]:
        """Store articles in batches without a verdict: an archive's backfill.

        Repeating it is harmless, and quick: what is stored is not read again. They are found by whoever scores from
        then on; :meth:`judge_waiting` gives them verdicts.

        Args:
            articles: Any number; read in batches, so memory stays bounded.
            preparing: Prepares batches in order, elsewhere than here, as :meth:`dedup.preparation.Preparer.take` does.

        Yields:
            For each article, in order, what became of it, with ``null`` for a verdict, or the error that kept it out.
        """
        known = self._backfill.known
        batches = ([known(one) or one for one in batch] for batch in batched(articles, BATCH))
        for batch in ahead(iter((preparing or partial(map, self._preparer.take))(batches))):
            yield from self._backfill.store(batch, self._judging.story)

    def judge_waiting(self, *, window_days: int | None = None) -> Iterator[bytes]:
        """Give verdicts to articles that :meth:`store_many` stored, then those that somebody who died still owed."""
        for stored in self._backfill.waiting():
            yield self._judging.first(stored, window_days or self._window_days)
        while owed := self._store.owed(datetime.now(UTC), BATCH):
            yield from filter(None, map(self.settle, owed))

    def waiting(self) -> int:
        """How many stored articles have no verdict yet."""
        return self._store.unjudged_count()

    def owed(self, before: datetime, limit: int) -> list[Owed]:
        """Verdicts that have been to be made anew since before a time, so many at most.

        An article that was overtaken by another process while it was scored, or whose source came in after it, gets a
        second verdict from whoever found that out. What is still owed after some seconds was left by one that died.
        """
        return self._store.owed(before, limit)

    def settle(self, owed: Owed) -> bytes | None:
        """Make a verdict anew, if it is owed yet; None where its article is gone."""
        with self._upkeep.changes:
            if (due := self._store.owed_to(owed.key)) is not None:
                self._judging.again(due)
            return self._store.verdict(owed.key)

    def remove(
        self,
        article_id: str,
        within: Callable[[], None] | None = None,
        only: Callable[[StoredArticle], bool] = lambda _: True,
    ) -> int:
        """Remove every version of an article from the store and the indexes, at once.

        What is remembered is whose words they were and since when, so that nobody's copy passes for their source.

        Args:
            article_id: The id it was stored under.
            within: Called inside the transaction, for what must happen with the removal or not at all.
            only: Remove it if this holds for every version of it that is stored by now, else nothing.

        Returns:
            How many versions went.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        with self._upkeep.changes:
            versions = self._versions(article_id)
            if not all(map(only, versions)):
                return 0
            with self._store.transaction():
                for stored in versions:
                    self._lexical.remove(item_keys(stored.key, len(stored.layout["passages"])))
                    self._store.remember(stored, fingerprint(restored(stored, self._preparer.languages).hashes))
                    self._store.remove(stored.key)
                if within is not None:
                    within()
            self.catch_up()
        return len(versions)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open a transaction of the store for this thread, for what belongs to a change and lies beside it."""
        with self._store.transaction():
            yield

    # Reading

    def article(self, article_id: str) -> StoredArticle:
        """The newest stored version of an article.

        Args:
            article_id: The id it is stored under, or the one it was sent with, which may end in a version of it.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        sent = story_sent_as(article_id)
        if sent is not None and not self._store.versions(article_id):
            story, labels = sent
            versions = self._store.versions(story)
            if any((stored.article.version or "").partition("@")[0] in labels for stored in versions):
                return versions[-1]
        return self._versions(article_id)[-1]

    def matches(self, article_id: str) -> bytes:
        """The verdict the newest version of an article got when it came in, as JSON.

        It is made anew once, if what the article took from came in after it, and now where it has none yet.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        return self.judged(article_id)[1]

    def judged(self, article_id: str) -> tuple[StoredArticle, bytes]:
        """The newest version of an article, with the verdict that :meth:`matches` gives.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        stored = self.article(article_id)
        return stored, self.verdict_of(stored)

    def verdict_of(self, stored: StoredArticle) -> bytes:
        """The verdict a stored version got when it came in, as JSON; made now where none is there, or one is owed."""
        if (owed := self._store.owed_to(stored.key)) is not None:
            self.settle(owed)
        return self._store.verdict(stored.key) or self._judging.first(stored, self._window_days)

    def _versions(self, article_id: str) -> list[StoredArticle]:
        versions = self._store.versions(article_id)
        if not versions:
            message = f"no article {article_id!r} is stored"
            raise ArticleNotFound(message)
        return versions

    def alike(self, article: Article, within: Within, stored: StoredArticle | None = None) -> list[Alike]:
        """Stored articles of like meaning, the closest first; see :meth:`dedup.likeness.Likeness.of`.

        Args:
            article: A text, if only a sentence.
            within: Where to look.
            stored: The same text, where it is stored: it is then read as it was encoded, and is no answer itself.

        Raises:
            EmptyText: The text has no words.
            IndexUnavailable: The vector engine does not answer, or is behind.
        """
        if not self.catch_up():
            message = "The semantic index does not answer, or is being brought in step. Search by words, or later."
            raise IndexUnavailable(message)
        prepared = self._preparer.prepare([article])[0] if stored is None else self._preparer.prepared(stored)
        return self._likeness.of(prepared, within)

    # Upkeep

    def warm_up(self) -> None:
        """Load the models now, not with the first request.

        Raises:
            EncoderError: One can not be loaded or run.
        """
        self._encoder.encode([_SENTENCE])
        if self._judge.reader is not None:
            self._judge.reader.read([(_SENTENCE, _SENTENCE)])

    def catch_up(self) -> bool:
        """Take in what other processes stored; see :meth:`dedup.upkeep.Upkeep.catch_up`."""
        return self._upkeep.catch_up()

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release.

        Raises:
            SchemaOutdated: Another release has migrated it.
        """
        self._store.require_current()

    def rebuild(self, progress: Callable[[int, int], None]) -> None:
        """Make both indexes anew from the store; see :meth:`dedup.upkeep.Upkeep.rebuild`."""
        self._upkeep.rebuild(progress)

    def health(self) -> Health:
        """How much is stored, and whether the indexes are in step."""
        return self._upkeep.health()

    def diagnose(self) -> list[Finding]:
        """Check that store and indexes agree; each finding says what to do where they do not."""
        return [*self._doctor.diagnose(), self._reader(), self._calibration()]

    def _calibration(self) -> Finding:
        """Which calibration answers are made with, and whether it was fitted to the models that decide."""
        applied = self._calibrations.applied()
        if applied is None:
            return Finding("calibration", ok=True, detail="as shipped")
        if self._calibrations.holds(applied):
            return Finding("calibration", ok=True, detail=applied.told)
        why = "it was fitted to other models and does not count; run it again, or `dedup calibrate --reset`"
        return Finding("calibration", ok=False, detail=f"{applied.told}: {why}")

    def _reader(self) -> Finding:
        """Whether uncertain pairs are read, and whether the reader can be loaded and run."""
        reader = self._judge.reader
        if reader is None:
            why = (
                "none, evidence decides alone: DEDUP_READER_WINDOWS is 0, DEDUP_MODEL is not the packaged model, or "
                "the relation model was fitted without readings"
            )
            return Finding("reader", ok=True, detail=why)
        try:
            reader.read([(_SENTENCE, _SENTENCE)])
        except EncoderError as error:
            return Finding("reader", ok=False, detail=str(error))
        return Finding("reader", ok=True, detail=f"{reader.name}, up to {reader.windows} passages for an answer")

    def close(self) -> None:
        """Write the semantic index's snapshot and let go of the store."""
        self._upkeep.close()
        self._store.close()
