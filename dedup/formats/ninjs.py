"""ninjs, the IPTC's news in JSON: versions 1, 2 and 3, and what Superdesk and Newshub make of it.

Real bodies fail the schemas, so nothing is validated: every field is taken where it is found, in any spelling of its
name, and what nobody knows is ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import UnreadableInput
from dedup.formats.bodies import told_apart
from dedup.formats.items import killed, plain, text_item
from dedup.formats.nitf import nitf_paragraphs
from dedup.formats.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.wire import WireItem

_HEADLINES = ("main", "headline", "title", "")
_CAPTIONED = frozenset("picture photo image audio video graphic animation event planning".split())  # noqa: SIM905
_HTML = ("body_html", "body_xhtml")
_FURTHER, _FOOTER = "body_", "body_footer"
_TIMES = (
    *("versioncreated", "contentmodified", "firstpublished", "contentcreated", "firstcreated"),
    *("_updated", "_created"),
)
"""Of a version, the best first; the last are those of a database."""

_LISTED = ("items", "item", "_items")
_OWN = ("guid", "uri", "headlines", "bodies", "body_html")


def is_ninjs(data: Mapping[str, Any]) -> bool:
    """Whether an object has fields that ninjs has, or lists objects that have some."""
    listed = next(filter(None, (_list(data.get(name)) for name in _LISTED)), [])
    return any(name in one for one in (data, *listed[:1]) for name in _OWN)


def ninjs_items(data: Mapping[str, Any]) -> list[WireItem]:
    """Read one ninjs object, or a list of them under ``item`` or ``items``.

    Raises:
        InvalidArticle: One has neither ``uri`` nor ``guid``, or a field can not be used.
    """
    listed = next(filter(None, (_list(data.get(name)) for name in _LISTED)), [])
    named = any(data.get(name) for name in ("uri", "guid"))
    return [_item(one) for one in listed] if listed and not named else [_item(data)]


def _item(data: Mapping[str, Any]) -> WireItem:
    fields = {str(key).lower(): value for key, value in data.items()}
    untyped = "event" if fields.get("eventdetails") and not fields.get("bodies") else "text"
    kind = (plain(fields.get("type")) or untyped).lower()
    html, paragraphs = _body(fields, described=kind == "text")
    if kind in _CAPTIONED:
        html, paragraphs = None, []  # what stands there is a caption
    holder = plain(fields.get("copyrightholder")) or _of(fields.get("rightsinfo"), "copyrightholder")
    sources = _list(fields.get("infosources")) or _list(fields.get("infosource"))
    named = [_of(one, "name") or _of(one, "literal") for one in sources]
    signals = _list(fields.get("signal")) or _list(fields.get("signals")) or [{"code": fields.get("signal")}]
    return text_item(
        _guid(fields),
        kind=kind,
        html=html,
        paragraphs=paragraphs,
        headline=_headline(fields),
        source=plain(fields.get("source")) or next(filter(None, named), None) or holder,
        language=plain(fields.get("language")),
        status=killed(_of(signal, "qcode") or _of(signal, "code") for signal in signals)
        or plain(fields.get("pubstatus")),
        version=plain(fields.get("version")),
        times=(plain(fields.get(name)) for name in _TIMES),
        evolved_from=next(filter(None, map(plain, _origins(fields))), None),
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


def _guid(fields: Mapping[str, Any]) -> str | None:
    """The id of a story; of an API its own, since what it calls ``uri`` is where the story is read."""
    guid, own, uri = (plain(fields.get(name)) for name in ("guid", "_id", "uri"))
    return guid or (own if uri is None or uri.startswith(("http:", "https:")) else None) or uri


def _origins(fields: Mapping[str, Any]) -> list[object]:
    """What an item may say it was made from: Superdesk's names, and TT's list."""
    replaced = fields.get("replacing")
    return [fields.get("evolvedfrom"), fields.get("rewrite_of"), *(replaced if isinstance(replaced, list) else [])]


def _body(fields: Mapping[str, Any], *, described: bool) -> tuple[str | None, list[str]]:
    """The body as HTML, or else in paragraphs; where there is none, a description that is said to be the text."""
    footer = fields.get(_FOOTER)
    for name in _HTML:
        body = fields.get(name)
        if isinstance(body, str) and body.strip():
            return body.rstrip().removesuffix(footer.strip() if isinstance(footer, str) else ""), []
    bodies = [body for body in _list(fields.get("bodies")) if _of(body, "value")]
    bodies.sort(key=lambda body: (_role(body) not in {"", "main", "body"}, "html" not in _content_type(body)))
    for body in sorted(bodies, key=lambda body: _is_foreign(body, fields)):
        value = next(value for key, value in body.items() if key.lower() == "value")
        if "nitf" in _content_type(body) or _role(body) == "nitf":
            if found := _of_nitf(value):
                return None, found
        elif isinstance(value, str):
            return (value, []) if "html" in _content_type(body) else told_apart(value)
    names = ("body_text", *(key for key in fields if key.startswith(_FURTHER) and key != _FOOTER))
    texts = [fields.get(name) for name in names]
    if described:
        texts += [_of(one, "value") for one in _list(fields.get("descriptions")) if _role(one) == "text"]
    return told_apart(next((text for text in texts if isinstance(text, str) and text.strip()), ""))


def _is_foreign(value: dict[str, Any], fields: Mapping[str, Any]) -> bool:
    """Whether a headline or body is said to be in another language than the item."""
    own, said = plain(fields.get("language")) or "", _of(value, "language") or _of(value, "lang") or ""
    return bool(own and said) and own.lower().partition("-")[0] != said.lower().partition("-")[0]


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
    spoken = sorted(_list(fields.get("headlines")), key=lambda line: _is_foreign(line, fields))
    lines = {_role(line): _of(line, "value") for line in reversed(spoken)}
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
