"""A store of a benchmark, filled in bulk: the rows that the service would write, without scoring one article.

``buckets`` is by far the largest table. Its rows are kept back, sorted a band at a time and written in the order of
their key, so that SQLite fills page after page instead of opening a random one a row.
"""

from __future__ import annotations

import zlib
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import event, insert

from dedup.article import Article
from dedup.detection.side import Side
from dedup.index.faiss import EXACT_UP_TO
from dedup.index.minhash import BANDS, PERMUTATIONS, MemoryBuckets, MinHashLexicalIndex
from dedup.index.snapshot import SnapshotWriter, Stamp
from dedup.index.structures import SAMPLE_PER_CLUSTER, ExactStructure, Structure, clusters_for, train_inverted
from dedup.ports.records import NewArticle
from dedup.preparation import item_keys, shingles
from dedup.settings import Settings
from dedup.storage import fulltext
from dedup.storage.database import Database
from dedup.storage.rows import article_values, content_values
from dedup.storage.store import SqlArticleStore
from dedup.storage.tables import ArticleRow, ContentRow, OperationRow
from dedup.text.document import read_document, restore_document
from dedup.text.passages import passage_vectors
from dedup.text.shingles import shingle_hashes
from dedup.wiring import SNAPSHOT, build_service, database_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from sqlalchemy.engine import Connection

    from benchmarks.speed.multiplied import Copies, Multiplier
    from dedup.ports.models import Encoder
    from dedup.text.document import Document
    from dedup.text.readings import Readings

VECTORS = "passages.f16"
"""File in the store's folder with the vectors of all passages in half precision: what the exact search goes through."""
KEYS = "passages.i64"
"""Their item keys."""

_BATCH = 2_000
_FIRST = datetime(2001, 1, 1, tzinfo=UTC)
_EVERY = timedelta(minutes=13)
"""Between two articles: a million take 25 years."""
_BLOCK = 65_536


@dataclass(frozen=True)
class New:
    """An article to be stored.

    Attributes:
        article: With an id.
        side: What is read off it.
        shingles: Of the whole text, then of each passage.
    """

    article: Article
    side: Side
    shingles: list[NDArray[np.uint64]]

    @property
    def passages(self) -> int:
        """How many it has."""
        return len(self.side.document.passages)


def real(articles: Iterable[Article], encoder: Encoder) -> Iterator[New]:
    """Articles as they are."""
    for article in articles:
        document = read_document(article)
        if document.passages:
            yield New(article, Side(document, encoder.encode(document.sentence_texts())), shingles(document))


def multiplied(multiplier: Multiplier, number: int) -> Iterator[New]:
    """Copies, each named by its number."""
    done = 0
    for copies in multiplier.copies(number):
        for row, new in enumerate(_of(copies), start=done):
            published = _FIRST + row * _EVERY
            yield New(Article(new[0], id=f"copy-{row}", source=f"Paper {row % 97}", published_at=published), *new[1:])
        done += len(copies.texts)


def _of(copies: Copies) -> Iterator[tuple[str, Side, list[NDArray[np.uint64]]]]:
    piece = Side(copies.piece.document, copies.piece.vectors)
    layout, document = piece.layout(), piece.document
    edges = [(0, copies.hashes.shape[1])]
    for passage in document.passages:
        first, stop = np.searchsorted(document.words.sentences, [passage.sentences.start, passage.sentences.stop])
        edges.append((int(first), int(stop)))
    for text, hashes, vectors in zip(copies.texts, copies.hashes, copies.vectors, strict=True):
        copy = restore_document(text, layout)
        side = Side(copy, vectors, kept=_read_alike(piece, copy))
        yield text, side, [shingle_hashes(hashes[first:stop]) for first, stop in edges]


def _read_alike(piece: Side, copy: Document) -> Readings:
    """The readings of a copy: names are its own, and all stands where it stands in the piece."""
    facts = [
        replace(fact, value=copy.text_of(fact.span)) if fact.kind == "name" else fact for fact in piece.readings.facts
    ]
    return replace(piece.readings, facts=facts)


def fill(folder: Path, encoder: Encoder, articles: Iterable[New]) -> int:
    """Make a store of articles; an index has to be made after it.

    Args:
        folder: The data folder, where no store is yet.
        encoder: The one that the service will open it with.
        articles: What to store.

    Returns:
        How many there are.
    """
    settings = Settings(data_dir=folder, database_url=None)
    with closing(build_service(settings, encoder)):
        pass  # makes the schema, and notes model and scheme
    database = Database(database_url(settings))

    @event.listens_for(database.engine, "connect")
    def hasten(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.execute("PRAGMA journal_mode=OFF")  # nothing to go back to: a broken store is thrown away
        connection.execute("PRAGMA synchronous=OFF")

    signed = _Signed()
    with (folder / VECTORS).open("wb") as vectors, (folder / KEYS).open("wb") as keys:
        for batch in _batches(articles):
            with database.transaction() as connection:
                first = signed.articles + 1
                _write(connection, first, signed.passages, batch)
                signed.add(connection, first, batch)
            for key, new in enumerate(batch, start=first):
                passage_vectors(new.side.document, new.side.vectors).astype("<f2").tofile(vectors)
                np.array(item_keys(key, new.passages)[1:], dtype="<i8").tofile(keys)
    with database.transaction() as connection:
        signed.write(connection)
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    return signed.articles


def _batches(articles: Iterable[New]) -> Iterator[list[New]]:
    batch = []
    for new in articles:
        batch.append(new)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(connection: Connection, first: int, passages: int, batch: Sequence[New]) -> None:
    now = datetime.now(UTC)
    rows, contents, operations = [], [], []
    for key, new in enumerate(batch, start=first):
        article, side = new.article, new.side
        stored = NewArticle(
            Article(article.text, id=article.id, version="1", source=article.source, published_at=article.published_at),
            str(article.id),
            f"{zlib.crc32(article.text.encode()):08x}",
            side.layout(),
            side.vectors,
            side.profiled().kept(),
        )
        rows.append({"key": key, **article_values(stored, now)})
        contents.append(content_values(stored, key))
        passages += new.passages
        operations.append(
            {
                "sequence": key,
                "kind": "add",
                "article_key": key,
                "passages": new.passages,
                "total_articles": key,
                "total_passages": passages,
                "written_at": now,
            }
        )
    connection.execute(insert(ArticleRow), rows)
    connection.execute(insert(ContentRow), contents)
    connection.execute(insert(OperationRow), operations)
    for key, new in enumerate(batch, start=first):
        fulltext.write(connection, key, new.article.title, new.article.text)


class _Signed:
    """The items of the lexical index, with their hash in each band."""

    def __init__(self) -> None:
        self.articles = self.passages = 0
        self._index = MinHashLexicalIndex(MemoryBuckets())
        self._items: list[NDArray[np.int64]] = []
        self._hashes: list[NDArray[np.uint32]] = []

    def add(self, connection: Connection, first: int, batch: Sequence[New]) -> None:
        """Sign articles and write their ``items``."""
        items = np.array([k for key, new in enumerate(batch, start=first) for k in item_keys(key, new.passages)])
        signatures = self._index.sign([each for new in batch for each in new.shingles])
        # As datasketch hashes a band: the values' bytes, the highest first.
        content = signatures.astype(">u4").tobytes()
        width = 4 * PERMUTATIONS // BANDS
        crc = zlib.crc32
        hashes = np.array([crc(content[at : at + width]) for at in range(0, len(content), width)], dtype="<u4")
        hashes = hashes.reshape(-1, BANDS)
        rows = list(zip(items.tolist(), (row.tobytes() for row in hashes), strict=True))
        connection.exec_driver_sql("INSERT INTO items (item, hashes) VALUES (?, ?)", rows)
        self._items.append(items)
        self._hashes.append(hashes)
        self.articles += len(batch)
        self.passages += len(items) - len(batch)

    def write(self, connection: Connection) -> None:
        """Write ``buckets``, in the order of its key."""
        items = np.concatenate(self._items)
        for band in range(BANDS):
            hashes = np.concatenate([block[:, band] for block in self._hashes])
            order = np.argsort(hashes, kind="stable")  # the items are in order already
            buckets = (hashes[order].astype(np.int64) + band * 2**32).tolist()
            rows = list(zip(buckets, items[order].tolist(), strict=True))
            connection.exec_driver_sql("INSERT INTO buckets (bucket, item) VALUES (?, ?)", rows)


def passages(folder: Path, dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Item keys and vectors of all passages of a filled store, read from the disk as they are needed."""
    keys = np.fromfile(folder / KEYS, dtype="<i8")
    return keys, np.memmap(folder / VECTORS, dtype="<f2", mode="r").reshape(-1, dimension)


def index(folder: Path, encoder: Encoder) -> None:
    """Write the snapshot of the semantic index that the service would have come to with so many passages."""
    keys, vectors = passages(folder, encoder.dimension)
    built = _structure(vectors)
    for start in range(0, len(keys), _BLOCK):
        built.add(keys[start : start + _BLOCK], vectors[start : start + _BLOCK].astype(np.float32))
    database = Database(database_url(Settings(data_dir=folder, database_url=None)))
    store = SqlArticleStore(database)
    writer = SnapshotWriter(folder / SNAPSHOT)
    origin = f"{encoder.fingerprint} of {store.properties.identity()}"
    writer.write(built.index, Stamp(store.last_sequence(), origin, encoder.dimension, len(built)))
    writer.publish()
    database.dispose()


def _structure(vectors: NDArray[np.float16]) -> Structure:
    """An empty one of the kind that so many vectors are kept in."""
    if len(vectors) <= EXACT_UP_TO:
        return ExactStructure(vectors.shape[1])
    clusters = clusters_for(len(vectors))
    chosen = np.random.default_rng(1).permutation(len(vectors))[: SAMPLE_PER_CLUSTER * clusters]
    trained = train_inverted(vectors[np.sort(chosen)].astype(np.float32), clusters, lambda: True)
    if trained is None:
        raise RuntimeError
    return trained
