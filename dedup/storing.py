"""The stored versions of an id: which there are, and what an article that is to be stored is to them.

It is the same as one of them, another version, or a conflict.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dedup.detection.crediting import source_of
from dedup.errors import ArticleNotFound, VersionConflict
from dedup.wire import story_sent_as

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Article
    from dedup.detection.verdict import ArticleRef, Verdict
    from dedup.ports.records import StoredArticle
    from dedup.ports.store import ArticleStore


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one stored article.

    Attributes:
        id: Its id.
        version: The version it is stored under.
        status: Whether it was stored now.
        verdict: The verdict it got when it came in, as JSON.
        told: The same, where it came in now.
    """

    id: str
    version: str
    status: Literal["created", "unchanged"]
    verdict: bytes
    told: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An article among the stored versions of its id.

    Attributes:
        article: With the version it is to be stored under.
        digest: Of its content.
        known: The stored version that is the same; None where it is new.
    """

    article: Article
    digest: str
    known: StoredArticle | None = None


def placed(article: Article, versions: Sequence[StoredArticle]) -> Placed:
    """Find an article among the stored versions of its id, or give it the next version.

    Args:
        article: To be stored.
        versions: Stored under its id.

    Raises:
        VersionConflict: Its version is stored with another content.
    """
    digest = content_hash(article)
    known = same_as(article, digest, versions)
    if known is not None:
        return Placed(known.article, digest, known)
    article = replace(article, version=article.version or _next_version(versions))
    if any(stored.article.version == article.version for stored in versions):
        message = (
            f"article {article.id!r} is stored in version {article.version!r} with another content; "
            "send the changed text under a new version, or without one"
        )
        raise VersionConflict(message)
    return Placed(article, digest)


def content_hash(article: Article) -> str:
    """Digest of everything that makes a repeated store the same; the time of publication counts, not its zone."""
    published = None if article.published_at is None else article.published_at.timestamp()
    parts = (article.text, article.title, article.source, published, article.language, article.evolved_from)
    digest = hashlib.sha256()
    for part in parts:
        content = ("" if part is None else str(part)).encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def versions_of(store: ArticleStore, article_id: str) -> list[StoredArticle]:
    """All stored versions of an id, the newest last.

    Raises:
        ArticleNotFound: Nothing is stored under that id.
    """
    versions = store.versions(article_id)
    if not versions:
        message = f"no article {article_id!r} is stored"
        raise ArticleNotFound(message)
    return versions


def newest(store: ArticleStore, article_id: str) -> StoredArticle:
    """The newest stored version of an article.

    Args:
        store: Where it is.
        article_id: The id it is stored under, or the one it was sent with, which may end in a version of it.

    Raises:
        ArticleNotFound: Nothing is stored under that id.
    """
    sent = story_sent_as(article_id)
    if sent is not None and not store.versions(article_id):
        story, labels = sent
        versions = store.versions(story)
        if any((stored.article.version or "").partition("@")[0] in labels for stored in versions):
            return versions[-1]
    return versions_of(store, article_id)[-1]


def texts_of(store: ArticleStore, verdict: Verdict) -> dict[ArticleRef, str]:
    """Texts of the stored versions that a verdict names, as far as they are still stored.

    Args:
        store: Where they are.
        verdict: Names its matches, and what its paragraphs are credited to; what is named by its id alone is taken in
            its newest version.
    """
    named = {match.article for match in verdict.matches}
    named |= {one for paragraph in verdict.paragraphs if (one := source_of(verdict, paragraph)) is not None}
    versions = {name: store.versions(name) for name in {one.id for one in named} if name is not None}
    return {
        one: stored.article.text
        for one in named
        for stored in versions.get(one.id or "", ())
        if one.version in {None, stored.article.version}
    }


def unchanged(stored: StoredArticle, verdict: bytes = b"null") -> Ingested:
    """What is said of an article that is stored already."""
    return Ingested(str(stored.article.id), str(stored.article.version), "unchanged", verdict)


def same_as(article: Article, digest: str, versions: Sequence[StoredArticle]) -> StoredArticle | None:
    """The stored version that an article is, by its digest; without a version it is any that has its content."""
    return next(
        (one for one in versions if one.content_hash == digest and article.version in {None, one.article.version}), None
    )


def _next_version(versions: Sequence[StoredArticle]) -> str:
    """The number of the next version; one further where the caller has used it for another."""
    taken = {stored.article.version for stored in versions}
    return next(number for number in map(str, itertools.count(len(versions) + 1)) if number not in taken)
