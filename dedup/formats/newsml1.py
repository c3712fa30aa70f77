"""NewsML 1.2, which many national agencies still send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.bodies import html_paragraphs, told_apart
from dedup.formats.items import killed, text_item
from dedup.formats.nitf import nitf_headline, nitf_paragraphs
from dedup.formats.xml import XML_LANGUAGE, attribute, descendants, first, local, paragraphs_of, text_of

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


def _items(item: Any) -> Iterator[WireItem]:  # noqa: ANN401 - see above
    contents: dict[str | None, list[Any]] = {}
    found = list(filter(_is_text, descendants(item, "DataContent")))
    if any(_role(content) == "body" for content in found):
        found = [content for content in found if _role(content) in _TEXT]
    for content in found:
        language = _language(content, item)
        contents.setdefault(language.lower().partition("-")[0] if language else None, []).append(content)
    unsaid = contents.pop(None, [])
    for number, (language, told) in enumerate(contents.items() or [(None, [])]):
        yield _item(item, told if number else [*unsaid, *told], language if number else None)


def _is_text(content: Any) -> bool:  # noqa: ANN401 - see above
    """Whether a content is told to be text of the story, by its nearest role and its type."""
    media = next(filter(None, (attribute(sibling, "FormalName") for sibling in _types(content))), "")
    empty = len(content) == 0 and not (content.text or "").strip()
    return not empty and _role(content) not in _BESIDE_TEXT and media.lower() not in _MEDIA


def _role(content: Any) -> str:  # noqa: ANN401 - see above
    """What the nearest component that says so is for."""
    roles = (child for above in content.iterancestors() for child in above if local(child) == "Role")
    return (attribute(next(roles, None), "FormalName") or "").lower()


def _types(content: Any) -> Iterator[Any]:  # noqa: ANN401 - see above
    return (sibling for sibling in content.itersiblings(preceding=True) if local(sibling) == "MediaType")


def _language(content: Any, item: Any) -> str | None:  # noqa: ANN401 - see above
    """The language of the component that something stands in."""
    above = [one for one in content.iterancestors() if local(one) == "NewsComponent"]
    said = (attribute(one, XML_LANGUAGE) or attribute(_own_language(one), "FormalName") for one in above)
    return next(filter(None, said), None) or attribute(item, XML_LANGUAGE)


def _own_language(component: Any) -> Any | None:  # noqa: ANN401 - see above
    metas = (child for child in component if local(child) == "DescriptiveMetadata")
    return next((one for meta in metas for one in meta if local(one) == "Language"), None)


def _item(item: Any, contents: list[Any], other: str | None) -> WireItem:  # noqa: ANN401 - see above
    """One item, of some of the contents; ``other`` is their language where it is not the item's first."""

    def text(*names: str) -> str | None:
        return next(filter(None, (text_of(one) for one in descendants(item, *names))), None)

    def formal(name: str) -> str | None:
        return attribute(first(item, name), "FormalName")

    revision = text("RevisionId")
    paragraphs, headline = _body(contents)
    languages = (_language(content, item) for content in contents)
    management = first(item, "NewsManagement")
    parties = [_party(first(item, name)) for name in ("Provider", "Source")]
    kind = (formal("MediaType") or "").lower() if not paragraphs else "text"
    guid = _without_revision(_guid(item, revision), revision)
    return text_item(
        f"{guid}:{other}" if guid and other else guid,
        kind="picture" if kind == "photo" else kind or "text",
        paragraphs=paragraphs,
        headline=_of_language(item, other) or text("HeadLine", "Headline") or headline,
        source=parties[0] or text("ProviderId"),
        language=other or formal("Language") or next(filter(None, languages), None) or item.get(XML_LANGUAGE),
        status=killed([_formal(management, "Instruction")]) or formal("Status"),
        version=revision,
        version_created=text("ThisRevisionCreated") or text("FirstCreated") or text("DateAndTime"),
        evolved_from=_without_revision(attribute(first(item, "DerivedFrom"), "NewsItem"), None),
        embargoed=_embargo(item),
        slug=text("SlugLine") or text("NameLabel"),
        credits=(text("ByLine"), text("CreditLine"), *parties, text("CopyrightLine")),
    )


def _guid(item: Any, revision: str | None) -> str | None:  # noqa: ANN401 - see above
    """The public identifier, or what makes one where it is missing or the same for every item of the provider."""
    identifier, public = text_of(first(item, "NewsItemId")), text_of(first(item, "PublicIdentifier"))
    if public is None and identifier is None:
        return text_of(first(item, "guid")) or attribute(first(item, "NewsComponent"), "Duid")
    if public is not None and not (identifier and revision and _without_revision(public, revision) == public):
        return public
    date = text_of(first(item, "DateId"))
    if date == text_of(first(item, "ThisRevisionCreated")) and len(identifier or "") >= _SHORT_ID:
        date = None  # it is another one for every revision
    return ":".join(filter(None, (public or text_of(first(item, "ProviderId")), date, identifier))) or None


def _formal(part: Any | None, name: str) -> str | None:  # noqa: ANN401 - see above
    return None if part is None else attribute(first(part, name), "FormalName")


def _party(part: Any | None) -> str | None:  # noqa: ANN401 - see above
    return _formal(part, "Party")


def _of_language(item: Any, language: str | None) -> str | None:  # noqa: ANN401 - see above
    """The headline of the component in a language."""
    lines = descendants(item, "HeadLine", "Headline")
    spoken = (line for line in lines if language and (_language(line, item) or "").lower().startswith(language))
    return next(filter(None, map(text_of, spoken)), None)


def _embargo(item: Any) -> str | None:  # noqa: ANN401 - see above
    """When an item that is held will be usable; other changes of its status are none."""
    change = first(item, "StatusWillChange")
    future = _formal(change, "FutureStatus")
    return text_of(first(change, "DateAndTime")) if change is not None and future in {None, "Usable"} else None


def _body(contents: list[Any]) -> tuple[list[str], str | None]:
    """The text of some contents and the headline in it; a component that only repeats is left out."""
    paragraphs: list[str] = []
    headline = None
    for content in contents:
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
        paragraphs += [paragraph for paragraph in found if paragraph not in paragraphs]
    return paragraphs, headline


def _without_revision(guid: str | None, revision: str | None) -> str | None:
    """Public identifiers end in the revision, some with a letter that says what it does to the one before (1N, 2U)."""
    if guid and revision:
        for end in (revision, f"{revision}N", f"{revision}U", f"{revision}A"):
            if guid.endswith(f":{end}"):
                return guid[: -len(end) - 1]
    return guid
