"""ninjs, the IPTC's news in JSON: versions 1, 2 and 3, and what Superdesk and Newshub make of it.

Real bodies fail the schemas, so nothing is validated: every field is taken where it is found, in any spelling of its
name, and what nobody knows is ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.items import plain, text_item
from dedup.formats.nitf import nitf_paragraphs
from dedup.formats.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_HEADLINES = ("main", "headline", "title", "")
_CAPTIONED = frozenset("picture photo image audio video graphic animation event planning".split())  # noqa: SIM905
_HTML = ("body_html", "body_xhtml")
_FURTHER = "body_"


def ninjs_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one ninjs object, or a list of them under ``item`` or ``items``.

    Raises:
        InvalidArticle: One has neither ``uri`` nor ``guid``, or a field can not be used.
    """
    listed = _list(data.get("items")) or _list(data.get("item"))
    named = any(data.get(name) for name in ("uri", "guid"))
    return [_item(one) for one in listed] if listed and not named else [_item(data)]


def _item(data: Mapping[str, Any]) -> WireItem:
    fields = {str(key).lower(): value for key, value in data.items()}
    kind = (plain(fields.get("type")) or "text").lower()
    html, paragraphs = _body(fields)
    if kind in _CAPTIONED:
        html, paragraphs = None, []  # what stands there is a caption
    holder = plain(fields.get("copyrightholder")) or _of(fields.get("rightsinfo"), "copyrightholder")
    sources = fields.get("infosources")
    named = [_of(one, "name") or _of(one, "literal") for one in sources] if isinstance(sources, list) else []
    return text_item(
        plain(fields.get("guid")) or plain(fields.get("uri")),
        kind=kind,
        html=html,
        paragraphs=paragraphs,
        headline=_headline(fields),
        source=plain(fields.get("source")) or next(filter(None, named), None) or holder,
        language=plain(fields.get("language")),
        status=plain(fields.get("pubstatus")),
        version=plain(fields.get("version")),
        version_created=plain(fields.get("versioncreated")),
        evolved_from=plain(fields.get("evolvedfrom")) or plain(fields.get("rewrite_of")),
        embargoed=plain(fields.get("embargoed")),
        slug=plain(fields.get("slugline")) or plain(fields.get("slug")),
        credits=(
            plain(fields.get("byline")) or plain(fields.get("by")),
            plain(fields.get("creditline")),
            plain(fields.get("source")),
            *named,
            holder,
            plain(fields.get("copyrightnotice")),
        ),
    )


def _body(fields: Mapping[str, Any]) -> tuple[str | None, list[str]]:
    """The body as HTML, or else in paragraphs."""
    for name in _HTML:
        if isinstance(fields.get(name), str) and fields[name].strip():
            return fields[name], []
    bodies = [body for body in _list(fields.get("bodies")) if _of(body, "value")]
    bodies.sort(key=lambda body: (_role(body) not in {"", "main", "body"}, "html" not in _content_type(body)))
    for body in bodies:
        value = next(value for key, value in body.items() if key.lower() == "value")
        if "nitf" in _content_type(body) or _role(body) == "nitf":
            if found := _of_nitf(value):
                return None, found
        elif isinstance(value, str):
            return _told_apart(value, html="html" in _content_type(body))
    rest = [fields.get("body_text"), *(value for key, value in fields.items() if key.startswith(_FURTHER))]
    text = next((value for value in rest if isinstance(value, str) and value.strip()), None)
    return _told_apart(text or "")


def _told_apart(value: str, *, html: bool = False) -> tuple[str | None, list[str]]:
    return (value, []) if html or value.lstrip().startswith("<") else (None, value.split("\n\n"))


def _of_nitf(value: object) -> list[str]:
    """Paragraphs of a body that is NITF; none if it is no such thing, so that another body is taken."""
    try:
        return nitf_paragraphs(parse_xml(value.encode())) if isinstance(value, str) else []
    except UnreadableInput:
        return []


def _headline(fields: Mapping[str, Any]) -> str | None:
    found = [plain(value) for key, value in sorted(fields.items()) if key.startswith("headline")]
    if any(found):
        return next(filter(None, found))
    lines = {_role(line): _of(line, "value") for line in reversed(_list(fields.get("headlines")))}
    fallback = plain(fields.get("title")) or plain(fields.get("name"))
    return next((lines[role] for role in (*_HEADLINES, *lines) if lines.get(role)), fallback)


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _of(value: object, name: str) -> str | None:
    if not isinstance(value, dict):
        return None
    return plain(next((found for key, found in value.items() if str(key).lower() == name), None))


def _role(value: dict[str, Any]) -> str:
    return (_of(value, "role") or "").lower()


def _content_type(value: dict[str, Any]) -> str:
    return (_of(value, "contenttype") or "").lower()
