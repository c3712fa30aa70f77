"""NewsML 1.2, which many national agencies still send."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.blocks import paragraphs_of
from dedup.formats.bodies import html_paragraphs, told_apart
from dedup.formats.items import killed, text_item
from dedup.formats.nitf import nitf_headline, nitf_paragraphs
from dedup.formats.storyids import without_version
from dedup.formats.xml import XML_LANGUAGE, attribute, descendants, first, lower_names, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.wire import WireItem

_BESIDE_TEXT = frozenset(
    """title headline subheadline caption legend keyword keywords picture image photo icon logo thumbnail preview
    quicklook graphic video sound stylesheet contact tweettext""".split()  # noqa: SIM905
)
"""Roles of components whose words are no text of the story."""

_TEXT = frozenset({"body", "lead", "intro"})
"""Roles of its text: where there is a body, nothing else is."""

_MEDIA = frozenset({"photo", "picture", "image", "graphic", "video", "audio", "animation", "binary"})
_SHORT_ID = 4
_DATED = 3
"""Colons in ``urn:newsml:PROVIDER:DATE``, which names no item."""

_NUMBERED = 6
"""Digits of a component's id that is the story's: those of ``NC0001`` are the same in every message."""

_MOST_LANGUAGES = 24
"""In which a story is told; an item that claims more is read as one."""


def newsml1_items(root: Any) -> list[WireItem]:  # noqa: ANN401 - lxml has no types here
    """Read all news items of an envelope; one that is told in several languages is one item for each.

    Raises:
        InvalidArticle: An item has no identifier.
        UnreadableInput: There is no item in it.
    """
    found = list(descendants(root, "NewsItem"))
    if not found:
        message = "This NewsML holds no NewsItem; send one with its text."
        raise UnreadableInput(message)
    return [item for one in found for item in _items(one)]


class _Components:
    """What the components of an item say of what is inside them; read once, since items may have thousands."""

    def __init__(self, item: Any) -> None:  # noqa: ANN401 - see above
        self._item = item
        self._roles = {one.getparent(): attribute(one, "FormalName") for one in descendants(item, "Role")}
        self._media = {one.getparent(): attribute(one, "FormalName") for one in descendants(item, "MediaType")}
        self._languages = {one: attribute(one, XML_LANGUAGE) for one in descendants(item, "NewsComponent")}
        for one in descendants(item, "Language"):
            component = next(one.iterancestors("{*}NewsComponent"), None)
            if component in self._languages and self._languages[component] is None:  # else it is above the item
                self._languages[component] = attribute(one, "FormalName")

    def role(self, content: Any) -> str:  # noqa: ANN401 - see above
        """What the nearest component that says so is for."""
        return (next((self._roles[one] for one in content.iterancestors() if one in self._roles), None) or "").lower()

    def language(self, content: Any) -> str | None:  # noqa: ANN401 - see above
        """The language of the nearest component that names one."""
        above = (self._languages.get(one) for one in content.iterancestors())
        return next(filter(None, above), None) or attribute(self._item, XML_LANGUAGE)

    def texts(self) -> list[Any]:
        """The contents that are text of the story, as their roles and types say."""
        found = [one for one in descendants(self._item, "DataContent") if self._is_text(one)]
        body = any(self.role(one) == "body" for one in found)
        return [one for one in found if not body or self.role(one) in _TEXT]

    def _is_text(self, content: Any) -> bool:  # noqa: ANN401 - see above
        media = (self._media.get(content.getparent()) or "").lower()
        empty = len(content) == 0 and not (content.text or "").strip()
        return not empty and self.role(content) not in _BESIDE_TEXT and media not in _MEDIA


def _items(item: Any) -> Iterator[WireItem]:  # noqa: ANN401 - see above
    components = _Components(item)
    contents: dict[str, list[Any]] = {}
    for content in components.texts():
        language = components.language(content)
        contents.setdefault((language or "").lower().partition("-")[0], []).append(content)
    unsaid = contents.pop("", [])
    if len(contents) > _MOST_LANGUAGES:
        contents = {"": components.texts()}
    for number, (language, told) in enumerate(contents.items() or [("", [])]):
        yield _item(item, components, told if number else [*unsaid, *told], language if number else None)


def _item(
    item: Any,  # noqa: ANN401 - see above
    components: _Components,
    contents: list[Any],
    other: str | None,
) -> WireItem:
    """One item, of some of the contents; ``other`` is their language where it is not the item's first."""

    def text(*names: str) -> str | None:
        return next(filter(None, (text_of(one) for one in descendants(item, *names))), None)

    def formal(name: str) -> str | None:
        return attribute(first(item, name), "FormalName")

    revision = text("RevisionId")
    paragraphs, headline = _body(contents)
    languages = map(components.language, contents)
    management = first(item, "NewsManagement")
    parties = [_party(first(item, name)) for name in ("Provider", "Source")]
    kind = (formal("MediaType") or "").lower() if not paragraphs else "text"
    guid = _without_revision(_guid(item, revision), revision, text("NewsItemId"))
    return text_item(
        f"{guid}:{other}" if guid and other else guid,
        kind="picture" if kind == "photo" else kind or "text",
        paragraphs=paragraphs,
        headline=_headline(item, components, other) or text("HeadLine", "Headline") or headline,
        source=parties[0] or text("ProviderId"),
        language=other or formal("Language") or next(filter(None, languages), None) or item.get(XML_LANGUAGE),
        status=killed([_formal(management, "Instruction")]) or formal("Status"),
        version=revision,
        times=(text("ThisRevisionCreated"), text("FirstCreated"), text("DateId")),
        evolved_from=attribute(first(item, "DerivedFrom"), "NewsItem"),
        embargoed=_embargo(item),
        slug=text("SlugLine") or text("NameLabel"),
        credits=(text("ByLine"), text("CreditLine"), *parties, text("CopyrightLine")),
    )


def _guid(item: Any, revision: str | None) -> str | None:  # noqa: ANN401 - see above
    """The public identifier, or what makes one where it is missing or the same for every item of the provider."""
    identifier, public = text_of(first(item, "NewsItemId")), text_of(first(item, "PublicIdentifier"))
    if identifier is None:
        return public if public is not None and _names_item(public) else _told_apart(item, public)
    if public is not None and not (revision and _without_revision(public, revision, identifier) == public):
        return public
    date = text_of(first(item, "DateId"))
    if date == text_of(first(item, "ThisRevisionCreated")) and len(identifier) >= _SHORT_ID:
        date = None  # it is another one for every revision
    return ":".join(filter(None, (public or text_of(first(item, "ProviderId")), date, identifier))) or None


def _names_item(public: str) -> bool:
    """Whether an identifier goes further than provider and date."""
    return not public.lower().startswith("urn:newsml:") or public.count(":") > _DATED


def _told_apart(item: Any, public: str | None) -> str | None:  # noqa: ANN401 - see above
    """An id of an item that its own tells from no other: another that it has, or provider, date and headline."""
    component = attribute(first(item, "NewsComponent"), "Duid")
    numbered = component if component and sum(map(str.isdigit, component)) >= _NUMBERED else None
    if (named := text_of(first(item, "guid")) or numbered) is not None:
        return named
    words = text_of(first(item, "HeadLine")) or text_of(first(item, "Headline")) or text_of(first(item, "DataContent"))
    if words is None:
        return public
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    return ":".join(
        filter(None, (public or text_of(first(item, "ProviderId")), text_of(first(item, "DateId")), digest))
    )


def _formal(part: Any | None, name: str) -> str | None:  # noqa: ANN401 - see above
    return None if part is None else attribute(first(part, name), "FormalName")


def _party(part: Any | None) -> str | None:  # noqa: ANN401 - see above
    return _formal(part, "Party")


def _headline(item: Any, components: _Components, language: str | None) -> str | None:  # noqa: ANN401 - see above
    """The headline of the component in a language."""
    lines = descendants(item, "HeadLine", "Headline")
    spoken = (line for line in lines if language and (components.language(line) or "").lower().startswith(language))
    return next(filter(None, map(text_of, spoken)), None)


def _embargo(item: Any) -> str | None:  # noqa: ANN401 - see above
    """When an item that is held will be usable; other changes of its status are none."""
    change = first(item, "StatusWillChange")
    future = _formal(change, "FutureStatus")
    return text_of(first(change, "DateAndTime")) if change is not None and future in {None, "Usable"} else None


def _body(contents: list[Any]) -> tuple[list[str], str | None]:
    """The text of some contents and the headline in it; a component that only repeats is left out."""
    paragraphs: list[str] = []
    told: set[str] = set()
    headline = None
    for content in contents:
        lower_names(content)
        nitf = next(descendants(content, "nitf", "body.content"), None)
        if nitf is not None:
            found = nitf_paragraphs(nitf)
            headline = headline or nitf_headline(nitf)
        elif len(content) == 0:
            html, found = told_apart(content.text or "")
            if html is not None:
                found, heading = html_paragraphs(html)
                headline = headline or heading
        else:
            found = paragraphs_of(content)
        paragraphs += [paragraph for paragraph in found if paragraph not in told]
        told.update(found)
    return paragraphs, headline


def _without_revision(guid: str | None, revision: str | None, identifier: str | None) -> str | None:
    """Public identifiers end in the revision, some with a letter that says what it does to the one before (1N, 2U)."""
    if guid is None or revision is None:
        return guid
    for end in (revision, f"{revision}N", f"{revision}U", f"{revision}A"):
        if identifier and guid.endswith(f":{identifier}:{end}"):
            return guid[: -len(end) - 1]
    return without_version(guid, revision)[0]
