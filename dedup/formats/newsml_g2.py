"""NewsML-G2: a newsItem alone, or several items inside a newsMessage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.blocks import HEADLINES, paragraphs_of
from dedup.formats.bodies import told_apart
from dedup.formats.items import killed, text_item
from dedup.formats.nitf import nitf_headline, nitf_paragraphs
from dedup.formats.xml import (
    XML_LANGUAGE,
    attribute,
    descendants,
    first,
    local,
    lower_names,
    pieces_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dedup.wire import WireItem

ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_ORIGINS = frozenset({"evolvedfrom", "previousversion", "updateof", "derivedfrom", "iscorrectionof", "replaces"})
_WRITTEN = frozenset(
    "body body.content html nitf p div block pre section article h1 h2 li blockquote".split()  # noqa: SIM905
)
"""Elements one of which stands in most texts; tables of events and of results have none."""

_SENTENCE = re.compile(r"(?:[^\W\d_]\S*\s+){5}\S+[.!?]")
"""What tells a text in a vocabulary that nobody knows from such tables."""

_BINARY = re.compile(r"image/|audio/|video/|application/(?:octet-stream|pdf)", re.IGNORECASE)
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
    inlines = list(descendants(item, "inlineXML", "inlineData"))
    html, paragraphs, headline = _body(inlines) if kind in {"text", "composite"} else (None, [], None)
    provider = within(meta, "provider")
    languages = (one.get(XML_LANGUAGE) for one in (item, *item.iterancestors()))
    language = attribute(within(content, "language"), "tag") or next(filter(None, languages), None)
    holder = first(item, "copyrightHolder")
    source = _label(next(_informing(content), None)) or _label(provider)
    return text_item(
        item.get("guid") or attribute(meta, "guid"),
        kind=kind,
        html=html,
        paragraphs=paragraphs,
        headline=_headline(content, language) or headline or text_of(within(meta, "title")),
        source=source,
        language=language,
        status=killed(_signals(meta)) or _code(attribute(within(meta, "pubStatus"), "qcode")),
        version=item.get("version"),
        times=(
            text_of(within(meta, "versionCreated")),
            text_of(within(content, "contentModified")),
            text_of(within(content, "contentCreated")),
            text_of(within(meta, "firstCreated")),
        ),
        evolved_from=_origin(item),
        embargoed=text_of(within(meta, "embargoed")),
        slug=text_of(within(content, "slugline")),
        credits=(
            text_of(within(content, "by")) or _byline(inlines),
            text_of(within(content, "creditline")),
            *(_label(one) for one in _informing(content)),
            _label(provider),
            _label(holder),
            text_of(first(item, "copyrightNotice")),
        ),
        missing=None if inlines or kind != "text" else "its text is elsewhere (remoteContent)",
    )


def _informing(content: Any | None) -> Any:  # noqa: ANN401 - see above
    return iter(()) if content is None else descendants(content, "infoSource")


def _signals(meta: Any | None) -> list[str | None]:  # noqa: ANN401 - see above
    return [] if meta is None else [attribute(signal, "qcode") for signal in descendants(meta, "signal")]


def _headline(content: Any | None, language: str | None) -> str | None:  # noqa: ANN401 - see above
    """The main headline, in the language of the text where there are several."""
    spoken = (language or "").lower().partition("-")[0]

    def order(line: Any) -> tuple[bool, bool, int]:  # noqa: ANN401 - see above
        role, rank = (_code(line.get("role")) or "").lower(), line.get("rank") or ""
        foreign = not (line.get(XML_LANGUAGE) or spoken).lower().startswith(spoken)
        return "sub" in role or "short" in role, foreign, int(rank) if rank.isdecimal() else 0

    lines = [] if content is None else sorted(descendants(content, "headline"), key=order)
    return next(filter(None, map(text_of, lines)), None)


def _byline(inlines: Iterable[Any]) -> str | None:
    found = (first(inline, "body.head", "byline") for inline in inlines)
    return next(filter(None, map(pieces_of, found)), None)


def _body(inlines: Iterable[Any]) -> tuple[str | None, list[str], str | None]:
    """HTML, or paragraphs, and the headline that the text itself has; of the first inline content that is a text."""
    for inline in inlines:
        html, paragraphs, headline = _text(inline)
        if paragraphs or (html and html.strip()):
            return html, paragraphs, headline
    return None, [], None


def _text(inline: Any) -> tuple[str | None, list[str], str | None]:  # noqa: ANN401 - see above
    lower_names(inline)
    nitf = first(inline, "nitf")
    if nitf is not None:
        return None, nitf_paragraphs(nitf), nitf_headline(nitf)
    if len(inline) == 0:
        binary = inline.get("encoding") or _BINARY.match(inline.get("contenttype") or "")
        html, paragraphs = told_apart("" if binary else inline.text or "")
        return html, paragraphs, None
    body = first(inline, "body")
    paragraphs = paragraphs_of(inline if body is None else body)
    written = (inline.text or "").strip() or next(descendants(inline, *_WRITTEN), None) is not None
    if not written and not any(map(_SENTENCE.search, paragraphs)):
        return None, [], None
    return None, paragraphs, next(filter(None, map(text_of, descendants(inline, *HEADLINES))), None)


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
