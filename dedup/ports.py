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
    from dedup.detection.scale import Scale

Vectors: TypeAlias = NDArray[np.float32]
"""Unit vectors, shape (n, dimension)."""
Signatures: TypeAlias = NDArray[np.uint64]
"""MinHash signatures, shape (n, permutations)."""
Keys: TypeAlias = NDArray[np.int64]
"""Item keys, shape (n,)."""


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

    @property
    def scale(self) -> Scale:
        """How its cosines are read; measured when it is first asked for, where that takes measuring."""
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

    def learned(self, name: str) -> str | None:
        """What was measured or learned under a name and is kept with the data; None where nothing was."""
        ...

    def learn(self, name: str, value: str | None) -> None:
        """Keep what was measured or learned in place of what was before; None forgets it."""
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
