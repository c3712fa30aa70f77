"""NITF, the IPTC's news industry text format, with and without its namespace."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from dedup.formats.items import text_item
from dedup.formats.xml import attribute, descendants, first, local, paragraphs_of, text_of

if TYPE_CHECKING:
    from dedup.wire import WireItem


def nitf_items(root: Any) -> list[WireItem]:  # noqa: ANN401 - lxml has no types here
    """Read one document. Without a document id, its key word (or title) and date of issue make one.

    Raises:
        InvalidArticle: It has neither.
    """
    data = first(root, "docdata")
    issued = attribute(first(root, "date.issue"), "norm")
    key = first(root, "du-key")
    ids = first(root, "doc-id")
    named = attribute(key, "key") or _digest(text_of(first(root, "title")) or nitf_headline(root))
    guid = attribute(ids, "id-string")
    if guid is None and issued and named:
        guid = ":".join(filter(None, (attribute(ids, "regsrc"), named, issued)))
    holder = attribute(first(root, "doc.copyright"), "holder")
    distributor = text_of(first(root, "distributor"))
    byline = first(root, "byline")
    language = {key.rpartition("}")[2]: value for key, value in root.attrib.items()}.get("lang")
    return [
        text_item(
            guid,
            paragraphs=nitf_paragraphs(root),
            headline=nitf_headline(root),
            source=attribute(ids, "regsrc") or distributor or holder,
            language=language,
            status=attribute(data, "management-status"),
            version=attribute(key, "version"),
            version_created=issued,
            embargoed=_embargo(root, data, issued),
            slug=attribute(key, "key"),
            credits=(text_of(byline), distributor, attribute(ids, "regsrc"), holder),
        )
    ]


def nitf_headline(root: Any) -> str | None:  # noqa: ANN401 - see above
    """The headline of a document."""
    head = first(root, "body.head")
    found = None if head is None else first(head, "hl1") if first(head, "hl1") is not None else first(head, "hedline")
    return text_of(found) or text_of(first(root, "title"))


def nitf_paragraphs(root: Any) -> list[str]:  # noqa: ANN401 - see above
    """The paragraphs of a document's content."""
    content = root if local(root) == "body.content" else first(root, "body.content")
    if content is None:
        content = next(descendants(root, "body"), None)
    return [] if content is None else paragraphs_of(content)


def _digest(title: str | None) -> str | None:
    return hashlib.sha256(title.encode()).hexdigest()[:16] if title else None


def _embargo(root: Any, data: Any | None, issued: str | None) -> str | None:  # noqa: ANN401 - see above
    """The time of release, where the document says that it is held, or released after it was issued."""
    release = attribute(first(root, "date.release"), "norm")
    held = (attribute(data, "management-status") or "").lower() in {"embargoed", "withheld"}
    return release if release and (held or (issued and release > issued)) else None
