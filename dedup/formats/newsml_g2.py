"""NewsML-G2: a newsItem alone, or several items inside a newsMessage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.items import text_item
from dedup.formats.nitf import nitf_headline, nitf_paragraphs
from dedup.formats.xml import attribute, descendants, first, local, paragraphs_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.wire import WireItem

ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_ORIGINS = frozenset({"evolvedfrom", "previousversion", "updateof", "derivedfrom", "iscorrectionof", "replaces"})
_KINDS = {"packageItem": "package", "conceptItem": "concept", "knowledgeItem": "concept", "planningItem": "planning"}


def g2_items(root: Any) -> list[WireItem]:  # noqa: ANN401 - lxml has no types here
    """Read all items of a message.

    Raises:
        InvalidArticle: An item has no guid.
        UnreadableInput: There is no item in it.
    """
    found = [root] if local(root) in ITEMS else list(descendants(root, *ITEMS))
    if not found:
        message = f"This NewsML-G2 (<{local(root)}>) holds no item; send a newsItem or a newsMessage."
        raise UnreadableInput(message)
    named = [one for one in found if one.get("guid")]
    return [_item(one) for one in named or found]  # a package around the items often has no guid of its own


def _item(item: Any) -> WireItem:  # noqa: ANN401 - see above
    content = first(item, "contentMeta")
    meta = first(item, "itemMeta")

    def within(part: Any | None, name: str) -> Any | None:  # noqa: ANN401 - see above
        return None if part is None else first(part, name)

    kind = _KINDS.get(local(item)) or _code(attribute(within(meta, "itemClass"), "qcode")) or "text"
    inline = next(descendants(item, "inlineXML", "inlineData"), None)
    html, paragraphs, headline = _body(inline) if kind in {"text", "composite"} else (None, [], None)
    provider = within(meta, "provider")
    language = attribute(within(content, "language"), "tag") or item.get("{http://www.w3.org/XML/1998/namespace}lang")
    holder = first(item, "copyrightHolder")
    source = _label(next(_informing(content), None)) or _label(provider)
    return text_item(
        item.get("guid") or attribute(meta, "guid"),
        kind=kind,
        html=html,
        paragraphs=paragraphs,
        headline=text_of(within(content, "headline")) or headline or text_of(within(meta, "title")),
        source=source,
        language=language,
        status=_code(attribute(within(meta, "pubStatus"), "qcode")),
        version=item.get("version"),
        version_created=text_of(within(meta, "versionCreated")),
        evolved_from=_origin(item),
        embargoed=text_of(within(meta, "embargoed")),
        slug=text_of(within(content, "slugline")),
        credits=(
            text_of(within(content, "by")),
            text_of(within(content, "creditline")),
            *(_label(one) for one in _informing(content)),
            _label(provider),
            _label(holder),
            text_of(first(item, "copyrightNotice")),
        ),
        missing=None if inline is not None or kind != "text" else "its text is elsewhere (remoteContent)",
    )


def _informing(content: Any | None) -> Any:  # noqa: ANN401 - see above
    return iter(()) if content is None else descendants(content, "infoSource")


def _body(inline: Any | None) -> tuple[str | None, list[str], str | None]:  # noqa: ANN401 - see above
    """HTML, or paragraphs, and the headline that the text itself has."""
    if inline is None:
        return None, [], None
    nitf = inline if local(inline) == "nitf" else first(inline, "nitf")
    if nitf is not None:
        return None, nitf_paragraphs(nitf), nitf_headline(nitf)
    text = (inline.text or "").strip()
    if len(inline) == 0 and text:
        return (text, [], None) if text.startswith("<") else (None, text.split("\n\n"), None)
    body = first(inline, "body")
    return None, paragraphs_of(inline if body is None else body), None


def _origin(item: Any) -> str | None:  # noqa: ANN401 - see above
    for link in descendants(item, "link"):
        relation = _code(attribute(link, "rel")) or ""
        target = attribute(link, "residref", "guidref", "href")
        plainly = not attribute(link, "rel") and link.get("guidref") and link.get("version")
        if target and not _same_story(target, item.get("guid") or "") and (relation.lower() in _ORIGINS or plainly):
            return target
    return None


def _same_story(one: str, other: str) -> bool:
    """Whether two ids differ in nothing but a part that one of them leaves empty, as some do with the date."""
    parts, others = one.split(":"), other.split(":")
    return len(parts) == len(others) and all(a == b or not a or not b for a, b in zip(parts, others, strict=True))


def _code(value: str | None) -> str | None:
    return None if value is None else value.rpartition(":")[2]


def _label(element: Any | None) -> str | None:  # noqa: ANN401 - see above
    """What a party is called: its name, its literal, or the end of its code."""
    if element is None:
        return None
    readings: tuple[Callable[[], str | None], ...] = (
        lambda: text_of(first(element, "name")),
        lambda: attribute(element, "literal"),
        lambda: _code(attribute(element, "qcode")),
        lambda: attribute(element, "uri"),
    )
    return next(filter(None, (read() for read in readings)), None)
