"""What is asked of the store: articles, the log of what changed, and what is kept beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from dedup.access.desks import Sight
    from dedup.ports.arrays import Vectors
    from dedup.ports.records import Counts, Layout, NewArticle, Operation, Owed, PastVersion, StoredArticle
    from dedup.text.searching import Phrase


class Properties(Protocol):
    """What the stored data was made with, and what was learned of it; part of the store's transactions."""

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


class ArticleStore(Protocol):
    """The truth. Everything written inside one :meth:`transaction` is there as a whole or not at all."""

    @property
    def properties(self) -> Properties:
        """What it was made with and what was learned of it."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """Open a transaction for this thread: commits at the end, rolls back on an error; not nested."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Have this thread's reads share what each of them would need for itself, until the end."""
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

    def keys_with(self, phrases: Sequence[Phrase], most: int, before: int | None = None) -> list[list[int]]:
        """For each phrase the keys, below one, of the articles that have it; none where they are more than so many."""
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
        its turn after half a minute; it raises :class:`dedup.errors.StoreUnavailable` then. None where it is another's
        turn.
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
