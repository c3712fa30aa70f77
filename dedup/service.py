"""The use cases: score, compare, ingest, remove, rebuild. Everything heavy is behind a port."""

from __future__ import annotations

import hashlib
import itertools
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.article import MAX_CHARACTERS, Article
from dedup.detection.alignment import Side
from dedup.detection.composition import Candidate, Judge
from dedup.detection.encoding import verdict_json
from dedup.detection.verdict import ArticleRef, Searched, Verdict
from dedup.errors import ArticleNotFound, EmptyText, InputError, InvalidArticle, TextTooLong, VersionConflict
from dedup.ports import NewArticle, item_key
from dedup.proposal import ALIGNED, Proposer, Search
from dedup.text.document import Document, has_words, passage_vectors, read_document, restore_document
from dedup.text.shingles import shingle_hashes, word_hashes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.ports import (
        ArticleStore,
        Encoder,
        Keys,
        LexicalIndex,
        Operation,
        SemanticIndex,
        Signatures,
        StoredArticle,
        Vectors,
    )

BATCH = 32
"""Articles that are encoded together when many come in: enough to fill the encoder's batches of sentences."""

SNAPSHOT_EVERY = 5_000
"""Operations between snapshots of the semantic index: replaying as many takes about a second at the next start."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one stored article."""

    id: str
    version: str
    status: Literal["created", "unchanged"]
    verdict: bytes


@dataclass(frozen=True, slots=True)
class Health:
    """How much is stored, and whether the indexes are in step with it."""

    articles: int
    passages: int
    sequence: int
    indexed_sequence: int
    indexed_items: int
    model: str

    @property
    def in_step(self) -> bool:
        """Whether the semantic index holds what the store holds."""
        return self.sequence == self.indexed_sequence and self.passages == self.indexed_items


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of the doctor."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    article: Article
    side: Side
    passages: Vectors
    signatures: Signatures


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
        rebuilding: bool = False,
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
            rebuilding: :meth:`rebuild` will be called: accept a store made with another model or scheme.

        Raises:
            ModelMismatch: The store was built with another encoder or signature scheme.
        """
        self._store = store
        self._lexical = lexical
        self._semantic = semantic
        self._encoder = encoder
        self._judge = judge
        self._window_days = window_days
        self._changes = threading.RLock()
        self._proposer = Proposer(store, lexical, semantic, aligned)
        self._unsaved = 0
        if not rebuilding:
            store.bind({**self._properties(), "state": "ready"})
            self.catch_up()

    def _properties(self) -> dict[str, str]:
        return {
            "model": self._encoder.name,
            "model_dimension": str(self._encoder.dimension),
            "model_fingerprint": self._encoder.fingerprint,
            "signature_scheme": self._lexical.scheme,
        }

    # Scoring

    def score(
        self,
        article: Article,
        *,
        window_days: int | None = None,
        sources: Sequence[str] | None = None,
        limit: int = 10,
    ) -> Verdict:
        """Score a text against the stored corpus; nothing is stored.

        Args:
            article: The text; if it has an id, stored versions under that id are its own chain, not copies.
            window_days: Only match articles published at most so many days before or after this one (or now).
            sources: Only match articles with one of these source labels.
            limit: Most matches in the answer.

        Returns:
            The verdict.

        Raises:
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
        """
        return self._score(self._prepare([article])[0], Search(window_days or self._window_days, sources, limit))

    def compare(self, query: Article, match: Article) -> Verdict:
        """Compare two given texts; nothing is stored and the corpus is not asked.

        Args:
            query: The one that is explained.
            match: The one it is held against.

        Returns:
            A verdict with exactly one match.

        Raises:
            EmptyText: One of the texts has no words.
            TextTooLong: One of them is longer than an article may be.
        """
        first, second = self._prepare([query, match])
        candidate = Candidate(match, _ref(match), second.side, story=match.evolved_from or match.id, proposed_by=())
        searched = Searched(1, len(second.passages), None, self._encoder.name, self._judge.fingerprint)
        return self._judge.verdict(query, first.side, [candidate], searched, always=True)

    def _score(self, prepared: _Prepared, search: Search) -> Verdict:
        self.catch_up()
        article = prepared.article
        found = self._proposer.propose(article, prepared.side, prepared.passages, prepared.signatures, search)
        counts = self._store.counts()
        searched = Searched(
            counts.articles, counts.passages, search.window_days, self._encoder.name, self._judge.fingerprint
        )
        return self._judge.verdict(
            article, prepared.side, found, searched, story=self._story(article), limit=search.limit
        )

    def _story(self, article: Article) -> str | None:
        """Id of the first article of the chain this one belongs to."""
        for name in (article.id, article.evolved_from):
            if name is not None and (versions := self._store.versions(name)):
                return versions[-1].story
        return article.evolved_from or article.id

    # Storing

    def ingest(self, article: Article) -> Ingested:
        """Score an article and store it, in one transaction.

        Repeating it with the same id, version and content changes nothing. Without a version, changed content under a
        known id becomes the next version.

        Args:
            article: Must have an id.

        Returns:
            What became of it, with the verdict it got when it first came in.

        Raises:
            InvalidArticle: It has no id.
            EmptyText: The text has no words.
            TextTooLong: It is longer than an article may be.
            VersionConflict: That id and version are stored with another content.
        """
        result = next(self.ingest_many([article]))
        if isinstance(result, InputError):
            raise result
        return result

    def ingest_many(self, articles: Iterable[Article]) -> Iterator[Ingested | InputError]:
        """Score and store articles as they come, each in a transaction of its own.

        Args:
            articles: Any number; read in batches, so memory stays bounded.

        Yields:
            For each article, in order, what became of it, or the error that kept it out.
        """
        waiting = iter(articles)
        while batch := list(itertools.islice(waiting, BATCH)):
            yield from self._ingest_batch(batch)

    def _ingest_batch(self, batch: Sequence[Article]) -> Iterator[Ingested | InputError]:
        documents = [_read(article, needs_id=True) for article in batch]
        readable = [
            (article, document)
            for article, document in zip(batch, documents, strict=True)
            if isinstance(document, Document)
        ]
        prepared = iter(self._encode(readable))
        for document in documents:
            if isinstance(document, InputError):
                yield document
                continue
            try:
                yield self._store_one(next(prepared))
            except InputError as error:
                yield error

    def _store_one(self, prepared: _Prepared) -> Ingested:
        article = prepared.article
        name, digest = str(article.id), _content_hash(article)
        with self._changes:
            versions = self._store.versions(name)
            known = next((v for v in versions if _is_same(v, article, digest)), None)
            if known is not None:
                verdict = self._store.verdict(known.key) or b"null"
                return Ingested(name, str(known.article.version), "unchanged", verdict)
            article = replace(article, version=article.version or str(len(versions) + 1))
            if any(v.article.version == article.version for v in versions):
                message = (
                    f"article {name!r} is stored in version {article.version!r} with another content; "
                    "send the changed text under a new version, or without one"
                )
                raise VersionConflict(message)
            prepared = replace(prepared, article=article)
            body = verdict_json(self._score(prepared, Search(self._window_days)))
            with self._store.transaction():
                key = self._store.add(
                    NewArticle(
                        article,
                        self._story(article) or name,
                        digest,
                        prepared.side.document.layout(),
                        prepared.side.vectors,
                    )
                )
                self._lexical.add(_item_keys(key, len(prepared.signatures)), prepared.signatures)
                self._store.save_verdict(key, body)
            self.catch_up()
        return Ingested(name, str(article.version), "created", body)

    def remove(self, article_id: str) -> int:
        """Remove every version of an article from the store and the indexes, at once.

        Args:
            article_id: The id it was stored under.

        Returns:
            How many versions went.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        with self._changes:
            versions = self._versions(article_id)
            with self._store.transaction():
                for stored in versions:
                    self._lexical.remove(_item_keys(stored.key, len(stored.layout["passages"]) + 1))
                    self._store.remove(stored.key)
            self.catch_up()
        return len(versions)

    # Reading

    def article(self, article_id: str) -> StoredArticle:
        """The newest stored version of an article.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        return self._versions(article_id)[-1]

    def matches(self, article_id: str) -> bytes:
        """The verdict the newest version of an article got when it came in, as JSON.

        Raises:
            ArticleNotFound: Nothing is stored under that id.
        """
        return self._store.verdict(self.article(article_id).key) or b"null"

    def _versions(self, article_id: str) -> list[StoredArticle]:
        versions = self._store.versions(article_id)
        if not versions:
            message = f"no article {article_id!r} is stored"
            raise ArticleNotFound(message)
        return versions

    def health(self) -> Health:
        """How much is stored, and whether the indexes are in step."""
        counts = self._store.counts()
        return Health(
            counts.articles,
            counts.passages,
            counts.sequence,
            self._semantic.sequence,
            len(self._semantic),
            self._encoder.name,
        )

    # Keeping the indexes in step

    def catch_up(self) -> None:
        """Take in what the store has and the semantic index has not: after a start, or another process's changes."""
        if self._semantic.sequence == self._store.last_sequence():
            return
        with self._changes:
            if self._semantic.sequence > self._store.last_sequence():
                self._semantic.clear()  # a snapshot of another store, or of one that was restored from a backup
            operations = self._store.operations(self._semantic.sequence)
            while batch := list(itertools.islice(operations, 500)):
                self._apply(batch)
                self._unsaved += len(batch)
            if self._unsaved > max(SNAPSHOT_EVERY, len(self._semantic) // 20):
                self._semantic.save()
                self._unsaved = 0

    def _apply(self, operations: Sequence[Operation]) -> None:
        present = self._store.load(operation.key for operation in operations if operation.kind == "add")
        gone = [
            item
            for operation in operations
            if operation.key not in present
            for item in _item_keys(operation.key, operation.passages + 1)[1:]
        ]
        if gone:
            self._semantic.remove(np.array(gone, dtype=np.int64))
        if present:
            self._semantic.add(*_passage_items(list(present.values())))
        self._semantic.advance(operations[-1].sequence)

    def rebuild(self, progress: Callable[[int, int], None]) -> None:
        """Make both indexes anew from the store; texts are cut and encoded again if the model is another one.

        Args:
            progress: Called with the number of articles done and the number there are.
        """
        with self._changes:
            encoded_alike = self._store.is_bound(_only(self._properties(), "model_fingerprint", "model_dimension"))
            self._store.rebind({**self._properties(), "state": "rebuilding"})
            self._lexical.clear()
            self._semantic.clear()
            total, done = self._store.counts().articles, 0
            sequence = self._store.last_sequence()
            stored = self._store.scan()
            while batch := list(itertools.islice(stored, 200)):
                if not encoded_alike:
                    batch = self._encode_again(batch)
                self._index_again(batch)
                done += len(batch)
                progress(done, total)
            self._semantic.advance(sequence)
            self._semantic.save()
            self._store.rebind({**self._properties(), "state": "ready"})

    def _encode_again(self, batch: list[StoredArticle]) -> list[StoredArticle]:
        prepared = self._encode([(stored.article, read_document(stored.article)) for stored in batch])
        with self._store.transaction():
            for stored, new in zip(batch, prepared, strict=True):
                self._store.replace_vectors(stored.key, new.side.document.layout(), new.side.vectors)
        return [
            replace(stored, layout=new.side.document.layout(), sentence_vectors=new.side.vectors)
            for stored, new in zip(batch, prepared, strict=True)
        ]

    def _index_again(self, batch: list[StoredArticle]) -> None:
        with self._store.transaction():
            for stored in batch:
                document = restore_document(stored.article.text, stored.layout)
                signatures = self._lexical.sign(_shingles(document))
                self._lexical.add(_item_keys(stored.key, len(signatures)), signatures)
        self._semantic.add(*_passage_items(batch))

    def diagnose(self) -> list[Finding]:
        """Check that store and indexes agree; each finding says what to do where they do not."""
        counts, health = self._store.counts(), self.health()
        missing = self._missing_items()
        return [
            Finding("store", ok=True, detail=f"{counts.articles} articles, {counts.passages} passages"),
            Finding("model", ok=True, detail=f"{self._encoder.name}, {self._encoder.dimension} dimensions"),
            Finding(
                "semantic index",
                ok=health.in_step,
                detail=f"{health.indexed_items} of {counts.passages} passages, operation {health.indexed_sequence} of "
                f"{counts.sequence}" + ("" if health.in_step else "; run dedup reindex"),
            ),
            Finding(
                "lexical index",
                ok=missing == 0,
                detail="every article is found by its own signature"
                if missing == 0
                else f"{missing} articles are not found by their own signature; run dedup reindex",
            ),
        ]

    def _missing_items(self) -> int:
        missing = 0
        for stored in self._store.scan():
            document = restore_document(stored.article.text, stored.layout)
            hits = self._lexical.query(self._lexical.sign(_shingles(document)[:1]))
            missing += item_key(stored.key, 0) not in hits[0]
        return missing

    def close(self) -> None:
        """Write the semantic index's snapshot and let go of everything."""
        self._semantic.close()

    # Preparing

    def _prepare(self, articles: Sequence[Article]) -> list[_Prepared]:
        documents = [_read(article) for article in articles]
        for document in documents:
            if isinstance(document, InputError):
                raise document
        return self._encode([(a, d) for a, d in zip(articles, documents, strict=True) if isinstance(d, Document)])

    def _encode(self, articles: Sequence[tuple[Article, Document]]) -> list[_Prepared]:
        texts = [document.sentence_texts() for _, document in articles]
        vectors = self._encoder.encode([text for sentences in texts for text in sentences])
        ends = np.cumsum([len(sentences) for sentences in texts])
        prepared = []
        for (article, document), end, sentences in zip(articles, ends, texts, strict=True):
            side = Side(document, vectors[end - len(sentences) : end])
            signatures = self._lexical.sign(_shingles(document))
            prepared.append(_Prepared(article, side, passage_vectors(document, side.vectors), signatures))
        return prepared


def _read(article: Article, *, needs_id: bool = False) -> Document | InputError:
    """Cut an article up, or say why it can not be used."""
    if needs_id and not article.id:
        return InvalidArticle("an article needs an id to be stored")
    if len(article.text) > MAX_CHARACTERS:
        return TextTooLong(f"the text has {len(article.text):,} characters; at most {MAX_CHARACTERS:,} are read")
    document = read_document(article)
    if not has_words(document):
        return EmptyText("the text has no words to compare; send at least one sentence")
    return document


def _shingles(document: Document) -> list[NDArray[np.uint64]]:
    """Shingles of the whole text, then of each passage."""
    words = document.words
    hashes = word_hashes(words.texts)
    edges = [
        np.searchsorted(words.sentences, [p.sentences.start, p.sentences.stop]).tolist() for p in document.passages
    ]
    return [shingle_hashes(hashes), *(shingle_hashes(hashes[first:stop]) for first, stop in edges)]


def _item_keys(key: int, count: int) -> list[int]:
    return [item_key(key, slot) for slot in range(count)]


def _passage_items(batch: Sequence[StoredArticle]) -> tuple[Keys, Vectors]:
    """Keys and vectors of all passages of some stored articles."""
    keys = [item for stored in batch for item in _item_keys(stored.key, len(stored.layout["passages"]) + 1)[1:]]
    vectors = [
        passage_vectors(restore_document(stored.article.text, stored.layout), stored.sentence_vectors)
        for stored in batch
    ]
    return np.array(keys, dtype=np.int64), np.concatenate(vectors)


def _is_same(stored: StoredArticle, article: Article, digest: str) -> bool:
    return stored.content_hash == digest and article.version in {None, stored.article.version}


def _content_hash(article: Article) -> str:
    parts = (article.text, article.title, article.source, article.published_at, article.language, article.evolved_from)
    digest = hashlib.sha256()
    for part in parts:
        content = ("" if part is None else str(part)).encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def _only(properties: dict[str, str], *names: str) -> dict[str, str]:
    return {name: properties[name] for name in names}


def _ref(article: Article) -> ArticleRef:
    return ArticleRef(article.id, article.title, article.source, article.published_at, article.version)
