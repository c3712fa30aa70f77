"""What the store is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.ports.arrays import Vectors

Layout: TypeAlias = dict[str, Any]
"""What :meth:`dedup.detection.side.Side.layout` gives: plain values for JSON."""


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
