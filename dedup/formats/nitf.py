"""NITF, the IPTC's news industry text format, with and without its namespace."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from dedup.formats.blocks import paragraphs_of
from dedup.formats.items import canceled, instant, text_item
from dedup.formats.xml import attribute, descendants, first, local, pieces_of, text_of

if TYPE_CHECKING:
    from dedup.wire import WireItem

_OTHER_TIMES = ("date.release", "story.date")
"""Where a document has no day of issue."""

_ISSUE = 2
"""Digits of the number of an issue: other numbers at the end of an id are part of it."""


def nitf_items(root: Any) -> list[WireItem]:  # noqa: ANN401 - lxml has no types here
    """Read one document, and the cancel of another if it says that too.

    Without a document id, its key word (or title) and day of issue make one, or else its words.

    Raises:
        InvalidArticle: It has nothing to be known by.
    """
    data = first(root, "docdata")
    issued = attribute(first(root, "date.issue"), "norm")
    key = first(root, "du-key")
    ids = first(root, "doc-id")
    paragraphs = nitf_paragraphs(root)
    named = attribute(key, "key") or _digest(text_of(first(root, "title")) or nitf_headline(root))
    guid = attribute(ids, "id-string")
    day = instant(issued)
    if guid is None and day and named:
        guid = ":".join(filter(None, (attribute(ids, "regsrc"), named, day.date().isoformat())))
    elif guid is None and paragraphs:
        guid = f"nitf:{_digest(' '.join(paragraphs))}"
    holder = attribute(first(root, "doc.copyright"), "holder")
    distributor = text_of(first(root, "distributor"))
    byline = first(root, "byline")
    languages = {key.rpartition("}")[2]: value for key, value in root.attrib.items()}
    version = attribute(key, "version")
    status = attribute(data, "management-status")
    other = attribute(data, "management-doc-idref")
    items = [
        text_item(
            _without_issue(guid, version),
            paragraphs=paragraphs,
            headline=nitf_headline(root),
            source=attribute(ids, "regsrc") or distributor or holder,
            language=languages.get("lang") or languages.get("baselang"),
            status=status,
            version=version,
            times=(issued, *(attribute(first(root, name), "norm") for name in _OTHER_TIMES)),
            evolved_from=attribute(first(root, "correction"), "id-string"),
            embargoed=_embargo(root, data, issued),
            slug=attribute(key, "key"),
            credits=(pieces_of(byline), distributor, attribute(ids, "regsrc"), holder),
        )
    ]
    if other is not None and other != guid and canceled(attribute(data, "management-idref-status")):
        items.append(text_item(other, status="canceled", times=(issued,)))
    return items


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


def _without_issue(guid: str | None, version: str | None) -> str | None:
    """The id without the number of the issue, which some count from 0 (``_00`` is version 1)."""
    story, _, issue = (guid or "").rpartition("_")
    if story and issue.isdecimal() and len(issue) == _ISSUE and version is not None and version.isdecimal():
        return story if int(version) - int(issue) in {0, 1} else guid
    return guid


def _digest(title: str | None) -> str | None:
    return hashlib.sha256(title.encode()).hexdigest()[:16] if title else None


def _embargo(root: Any, data: Any | None, issued: str | None) -> str | None:  # noqa: ANN401 - see above
    """The time of release, where the document says that it is held, or released after it was issued."""
    release = attribute(first(root, "date.release"), "norm")
    held = (attribute(data, "management-status") or "").lower() in {"embargoed", "withheld"}
    out, sent = instant(release), instant(issued)
    return release if held or (out is not None and sent is not None and out > sent) else None
