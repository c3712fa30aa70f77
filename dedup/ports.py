"""The few Protocols the service needs. Each lists only the methods that are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from dedup.access.desks import Sight
    from dedup.article import Article

Vectors: TypeAlias = NDArray[np.float32]
"""Unit vectors, shape (n, dimension)."""
Signatures: TypeAlias = NDArray[np.uint64]
"""MinHash signatures, shape (n, permutations)."""
Keys: TypeAlias = NDArray[np.int64]
"""Item keys, shape (n,)."""

ITEMS_PER_ARTICLE = 4096
"""An item key is ``article key * 4096 + slot``; slot 0 is the whole article, slot n + 1 is passage n."""


def item_key(article_key: int, slot: int) -> int:
    """The key of an article's item in the indexes; see :data:`ITEMS_PER_ARTICLE`."""
    return article_key * ITEMS_PER_ARTICLE + slot


def article_key(item: int) -> int:
    """The article an item key belongs to."""
    return item // ITEMS_PER_ARTICLE


class Encoder(Protocol):
    """Turns sentences into vectors."""

    @property
    def name(self) -> str:
        """What the model is called in settings and answers."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """BCP 47 primary subtags of the languages it knows; None where it is taken to know all."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when the weights, tokenizer or pooling do."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order, shape (len(texts), dimension)."""
        ...


class Reader(Protocol):
    """Reads two short texts together."""

    @property
    def name(self) -> str:
        """What it is called in answers; changes when its weights do."""
        ...

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Log-odds that the first text of each pair restates the second, in order, shape (len(pairs),)."""
        ...


class LexicalIndex(Protocol):
    """Proposes items that share many word shingles. Changes inside a store's transaction are part of it."""

    @property
    def scheme(self) -> str:
        """Everything two signatures must agree on to be comparable."""
        ...

    def sign(self, shingles: Sequence[NDArray[np.uint64]]) -> Signatures:
        """Signatures of sets of hashed shingles, in order."""
        ...

    def add(self, keys: Sequence[int], signatures: Signatures) -> None:
        """Add items; a key that is there already is replaced."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Remove items; unknown keys are ignored."""
        ...

    def query(self, signatures: Signatures) -> list[dict[int, float]]:
        """For each signature the keys of items that are like it, each with how much they are, 0..1.

        The more of its shingles an item has, the more; where very many are like it, not all of them.
        """
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands among others.

    Attributes:
        at: When its article was published, or else stored.
        source: Its source label.
    """

    at: datetime
    source: str | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where items are looked for.

    Attributes:
        since: Only what was published, or else stored, then or later.
        until: Only what was until then.
        sources: Only from those.
        before: Only items with a lower key.
    """

    since: datetime | None = None
    until: datetime | None = None
    sources: tuple[str, ...] | None = None
    before: int | None = None


EVERYWHERE = Bounds()


class SemanticIndex(Protocol):
    """Proposes items whose vectors are close. Derived from the store; :attr:`sequence` says how far.

    One that several processes share is an engine of its own; each of its methods may raise :class:`IndexUnavailable`.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes read and change it too."""
        ...

    @property
    def sequence(self) -> int:
        """The last store operation that is taken in, as far as this process knows."""
        ...

    def refresh(self) -> None:
        """Learn how far other processes have brought a shared one."""
        ...

    def __len__(self) -> int:
        """How many items it holds."""
        ...

    def add(self, keys: Keys, vectors: Vectors, places: Sequence[Place] = ()) -> None:
        """Add items; a key that is there already is replaced.

        Args:
            keys: Of the items.
            vectors: Of them, shape (len(keys), dimension).
            places: Of them, for searches that are narrowed; empty where none will be.
        """
        ...

    def remove(self, keys: Keys) -> None:
        """Remove items; unknown keys are ignored."""
        ...

    def search(self, vectors: Vectors, count: int, within: Bounds = EVERYWHERE) -> tuple[NDArray[np.float32], Keys]:
        """The nearest items of each vector, best first.

        Args:
            vectors: Shape (n, dimension).
            count: Items for each of them.
            within: Where they are looked for. An index may find others too: who asks narrows what it gets.

        Returns:
            Cosines and keys, both of shape (len(vectors), count); where there are fewer items, key -1.
        """
        ...

    def advance(self, sequence: int) -> None:
        """Note that all operations up to this one are taken in."""
        ...

    def clear(self) -> None:
        """Remove everything and go back to sequence 0."""
        ...

    def save(self) -> None:
        """Write a snapshot that the next start begins from."""
        ...

    def close(self) -> None:
        """Write a snapshot if there is something new, and stop what runs in the background."""
        ...


Layout: TypeAlias = dict[str, Any]
"""What :meth:`dedup.detection.alignment.Side.layout` gives: plain values for JSON."""


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What the store keeps of an article besides its buckets.

    Attributes:
        article: Id and version are set.
        story: Id of the first article in the chain this one evolved from; its own id if there is none.
        content_hash: Digest of everything the idempotence of a repeated store rests on.
        layout: How the text was cut, and what was read off it.
        sentence_vectors: Shape (sentences, dimension).
        profile: What a comparison reads off it (:meth:`dedup.text.profiles.Profile.kept`); it may come later.
    """

    article: Article
    story: str
    content_hash: str
    layout: Layout
    sentence_vectors: Vectors
    profile: bytes | None = None


@dataclass(frozen=True)
class StoredArticle:
    """An article as the store gives it back; vectors went through half precision.

    Attributes:
        read_layout: Gives its layout, which most of what is looked up is never asked for.
        profile: What was kept of it for comparisons; None where nothing was.
    """

    key: int
    article: Article
    story: str
    content_hash: str
    read_layout: Callable[[], Layout]
    sentence_vectors: Vectors
    stored_at: datetime
    profile: bytes | None = None

    @cached_property
    def layout(self) -> Layout:
        """How the text was cut, and what was read off it."""
        return self.read_layout()


@dataclass(frozen=True, slots=True)
class PastVersion:
    """What is remembered of an article version that was removed.

    Attributes:
        story: Id of the first article of its chain.
        source: Its source label.
        published_at: When it was published.
        shingles: Of its words, as :func:`dedup.detection.precedence.fingerprint` gives them.
    """

    story: str
    source: str | None
    published_at: datetime | None
    shingles: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the store, in the order of commits."""

    sequence: int
    kind: Literal["add", "remove"]
    key: int
    passages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is stored."""

    articles: int
    passages: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A verdict that is to be made anew.

    Attributes:
        key: Of the article.
        with_later: By all that is stored, since its source came in after it; else by what came before it alone.
        window_days: Days around its publication in which matches are looked for.
    """

    key: int
    with_later: bool = False
    window_days: int | None = None


class Announcements(Protocol):
    """Tells that another process may have changed the store. One thread waits."""

    def wait(self, seconds: float) -> None:
        """Wait until something is told, or so long; may end early."""
        ...

    def wake(self) -> None:
        """End the wait of another thread, or its next one."""
        ...

    def close(self) -> None:
        """Let go of what is held; by the thread that waited."""
        ...


class ArticleStore(Protocol):
    """The truth. Everything written inside one :meth:`transaction` is there as a whole or not at all."""

    def transaction(self) -> AbstractContextManager[None]:
        """Open a transaction for this thread: commits at the end, rolls back on an error; not nested."""
        ...

    def add(self, new: NewArticle) -> int:
        """Store an article version with its operation row and give its key.

        Raises:
            VersionConflict: That id and version are stored already.
        """
        ...

    def add_all(self, batch: Sequence[NewArticle]) -> list[int]:
        """Store article versions together, each with its operation row, and give their keys, which rise.

        Raises:
            VersionConflict: One of them is stored already, or comes twice.
            InvalidArticle: A field can not be stored. Nothing was written then.
        """
        ...

    def remove(self, key: int) -> None:
        """Remove one article version with its verdict, writing its operation row."""
        ...

    def remember(self, stored: StoredArticle, shingles: NDArray[np.uint32]) -> None:
        """Keep what may be known of a version that is about to be removed: whose words they were, and since when."""
        ...

    def past_versions(self, stories: Iterable[str], sources: Iterable[str]) -> list[PastVersion]:
        """What is remembered of removed versions: all of some stories, and the latest published of some sources."""
        ...

    def story_of(self, article_id: str) -> str | None:
        """The story that versions of an id belong to, or belonged to before they were removed."""
        ...

    def siblings(self, stories: Iterable[str]) -> list[int]:
        """Keys of the earliest published versions of those of some stories that have several."""
        ...

    def versions(self, article_id: str) -> list[StoredArticle]:
        """All stored versions of an id, oldest first; empty if there is none.

        Where each has a time of publication, that is their order, so that one that came late is no newest.
        """
        ...

    def relink(self, story: str, to: str, of: Collection[str] | None = None) -> None:
        """Make articles of one story part of another: all, or those of some sources; its first one was no first."""
        ...

    def seen_by(self, sight: Sight) -> ArticleStore:
        """What of it may be seen; changes are of the whole."""
        ...

    def visible(self, keys: Collection[int]) -> Collection[int]:
        """Those keys whose articles may be seen."""
        ...

    def private(self) -> Mapping[str, frozenset[str]]:
        """Private sources by their labels, each with the desks that may read it."""
        ...

    def load(self, keys: Iterable[int]) -> dict[int, StoredArticle]:
        """Stored articles by key; keys that are gone are left out."""
        ...

    def admitted(
        self, keys: Iterable[int], since: datetime | None, until: datetime | None, sources: Sequence[str] | None
    ) -> set[int]:
        """Those keys whose articles lie in the time window and come from one of the sources.

        An article without a time of publication is placed by the time it was stored.
        """
        ...

    def scan(self, batch: int = 500) -> Iterator[StoredArticle]:
        """Every stored article, in key order, read in batches so that memory stays bounded."""
        ...

    def operations(self, after: int) -> Iterator[Operation]:
        """Operations later than a sequence number, in order."""
        ...

    def last_sequence(self) -> int:
        """The newest operation's sequence number; 0 before the first."""
        ...

    def reaches(self, sequence: int) -> bool:
        """Whether the log still tells all that happened after an operation; 0 is before anything was stored."""
        ...

    def waiting_since(self, after: int) -> datetime | None:
        """When the first operation later than a sequence number was written; None if there is none."""
        ...

    def trim(self, before: datetime) -> int:
        """Forget operations that were written before a moment, never the newest one; how many went."""
        ...

    def turn(self) -> AbstractContextManager[Callable[[], None] | None]:
        """Be the one process that brings a shared index in step, if no other is; it does not wait.

        What it gives is to be called between steps of the work, since a process that is frozen within the block loses
        its turn after half a minute; it raises :class:`StoreUnavailable` then. None where it is another's turn.
        """
        ...

    def require_current(self) -> None:
        """Make sure that the store still has the schema of this release.

        Raises:
            SchemaOutdated: Another release has migrated it.
        """
        ...

    def counts(self) -> Counts:
        """How much is stored."""
        ...

    def note(self, key: int, paragraphs: Iterable[int]) -> None:
        """Keep that an article has some paragraphs of its source, by their fingerprints; gone when the article is."""
        ...

    def sightings(self, paragraphs: Iterable[int]) -> dict[int, list[int]]:
        """Keys of the articles that were noted for each paragraph, ascending; none for one that was never seen."""
        ...

    def save_verdict(self, key: int, verdict: bytes) -> None:
        """Keep the verdict an article got when it came in, as JSON; none is owed to it then."""
        ...

    def owe(self, one: Owed) -> None:
        """Note that a verdict is to be made anew; of two for one article the wider one stays."""
        ...

    def owed_to(self, key: int) -> Owed | None:
        """What is owed to an article; None where its verdict stands."""
        ...

    def owed(self, before: datetime, limit: int) -> list[Owed]:
        """Verdicts that have been owed since before a time, by article key, so many at most."""
        ...

    def verdict(self, key: int) -> bytes | None:
        """The verdict an article got when it came in."""
        ...

    def unjudged(self, after: int, limit: int) -> list[int]:
        """Keys of articles without a verdict, higher than one, ascending, so many at most."""
        ...

    def unjudged_count(self) -> int:
        """How many articles have no verdict."""
        ...

    def bind(self, properties: dict[str, str]) -> None:
        """Fix what the stored data was made with: written into an empty store, compared with a filled one.

        Raises:
            ModelMismatch: The store was built with other values; names them and says what to do.
        """
        ...

    def is_bound(self, properties: dict[str, str]) -> bool:
        """Whether the store was made with these values."""
        ...

    def rebind(self, properties: dict[str, str]) -> None:
        """Overwrite what :meth:`bind` compares: at the beginning and the end of a rebuild."""
        ...

    def replace_vectors(self, key: int, layout: Layout, sentence_vectors: Vectors, profile: bytes | None) -> None:
        """Overwrite how an article is cut, encoded and read, during a rebuild with another model."""
        ...

    def keep_profiles(self, made: Mapping[int, Callable[[], bytes]]) -> None:
        """Keep profiles of stored articles, by key, if nobody else is writing: they can be made again at any time.

        Args:
            made: What makes each; called if it is kept.
        """
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
