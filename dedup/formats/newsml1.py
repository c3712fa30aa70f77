"""NewsML 1.2, which many national agencies still send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.items import text_item
from dedup.formats.nitf import nitf_headline, nitf_paragraphs
from dedup.formats.xml import attribute, descendants, first, paragraphs_of, text_of

if TYPE_CHECKING:
    from dedup.wire import WireItem

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def newsml1_items(root: Any) -> list[WireItem]:  # noqa: ANN401 - lxml has no types here
    """Read all news items of an envelope.

    Raises:
        InvalidArticle: An item has no identifier.
        UnreadableInput: There is no item in it.
    """
    found = list(descendants(root, "NewsItem"))
    if not found:
        message = "This NewsML holds no NewsItem; send one with its text."
        raise UnreadableInput(message)
    return [_item(one) for one in found]


def _item(item: Any) -> WireItem:  # noqa: ANN401 - see above
    def text(name: str) -> str | None:
        return text_of(first(item, name))

    def formal(name: str) -> str | None:
        return attribute(first(item, name), "FormalName")

    revision = text("RevisionId")
    html, paragraphs, headline = _body(item)
    identifier = text("NewsItemId")
    public = text("PublicIdentifier")
    guid: str | None = public
    if public is None or (identifier is not None and revision and _without_revision(public, revision) == public):
        # None, or one that is the same for every item of the provider.
        guid = ":".join(filter(None, (public or text("ProviderId"), text("DateId"), identifier))) or None
    if public is None and identifier is None:
        guid = text("guid") or attribute(first(item, "NewsComponent"), "Duid")
    provider = first(item, "Provider")
    party = None if provider is None else attribute(first(provider, "Party"), "FormalName")
    future = first(item, "StatusWillChange")
    language = formal("Language") or item.get(_XML_LANGUAGE)
    kind = (formal("MediaType") or "").lower() if not (html or paragraphs) else "text"
    return text_item(
        _without_revision(guid, revision),
        kind=kind or "text",
        html=html,
        paragraphs=paragraphs,
        headline=text("HeadLine") or headline,
        source=party or text("ProviderId"),
        language=language,
        status=formal("Status"),
        version=revision,
        version_created=text("ThisRevisionCreated") or text("FirstCreated") or text_of(first(item, "DateAndTime")),
        evolved_from=_without_revision(attribute(first(item, "DerivedFrom"), "NewsItem"), None),
        embargoed=None if future is None else text_of(first(future, "DateAndTime")),
        slug=text("SlugLine") or text("NameLabel"),
        credits=(text("ByLine"), text("CreditLine"), party, text("CopyrightLine")),
    )


def _body(item: Any) -> tuple[str | None, list[str], str | None]:  # noqa: ANN401 - see above
    """The text of the item, which may stand in several components; a component that only repeats is left out."""
    html: list[str] = []
    paragraphs: list[str] = []
    headline = None
    for content in descendants(item, "DataContent"):
        nitf = first(content, "nitf")
        if nitf is None:
            nitf = first(content, "body.content")
        plainly = (content.text or "").strip()
        if nitf is not None:
            found = nitf_paragraphs(nitf)
            headline = headline or nitf_headline(nitf)
        elif len(content) == 0 and "<" in plainly:
            html.append(plainly)
            continue
        elif len(content) == 0:
            found = plainly.split("\n\n")
        else:
            found = paragraphs_of(content)
        paragraphs += [paragraph for paragraph in found if paragraph not in paragraphs]
    if html:
        joined = "".join(f"<p>{paragraph}</p>" for paragraph in map(_escaped, paragraphs)) + "\n".join(html)
        return joined, [], headline
    return None, paragraphs, headline


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _without_revision(guid: str | None, revision: str | None) -> str | None:
    """Public identifiers end in the revision, some with a letter that says what it does to the one before (1N, 2U)."""
    if guid and revision:
        for end in (revision, f"{revision}N", f"{revision}U", f"{revision}A"):
            if guid.endswith(f":{end}"):
                return guid[: -len(end) - 1]
    return guid
