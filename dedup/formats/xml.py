"""XML of strangers: parsed without entities and without a network; what stands in its elements."""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Any

from lxml import etree

from dedup.errors import UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_BLANK = re.compile(r"\s+")
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,9});")
_DECLARED = re.compile(rb"<!ENTITY\s+([^\s%\"']+)")
_ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")
_UNKNOWN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F]));"
)
_AMPERSAND = re.compile(r"&(?!#?\w{1,31};)")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(content: bytes) -> Any:  # noqa: ANN401 - lxml has no types here
    """Parse XML; a document type is read over, entities of its own are not.

    Agencies declare encodings that their gateways have changed since: what is valid UTF-8 with characters beyond ASCII
    is UTF-8, whatever the declaration says. HTML's names of characters, such as ``&nbsp;``, stand for these, though XML
    does not know them. What is no XML for a stray byte, control character or ampersand is read without it.

    Returns:
        The root element.

    Raises:
        UnreadableInput: It is no XML, or uses entities that it defines.
    """
    own = set(_DECLARED.findall(content))
    content = _ENTITY.sub(lambda name: name[0] if name[1] in own else _by_number(name), content).lstrip()
    try:
        root = _root(content)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        try:
            root = _root(_mended(content))
        except (etree.XMLSyntaxError, ValueError, LookupError):
            message = f"This is no XML: {error}. Mend it there, or send the article as plain text."
            raise UnreadableInput(message) from error
    declared = root.getroottree().docinfo.internalDTD
    nested = declared is not None and any("&" in (entity.content or "") for entity in declared.iterentities())
    if nested or next(root.iter(etree.Entity), None) is not None:
        message = "The XML uses entities that it defines itself. Send it with the characters themselves."
        raise UnreadableInput(message)
    return root


def _root(content: bytes) -> Any:  # noqa: ANN401 - see above
    """The root of a document; comments and instructions are no part of its text."""
    parser = etree.XMLParser(
        encoding="utf-8" if _is_utf8(content) else None,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(content, parser)


def _mended(content: bytes) -> bytes:
    """A document in UTF-8, without the characters that XML does not know, and with its ampersands escaped."""
    declared = _ENCODING.match(content)
    try:
        text = content.decode(declared[1].decode() if declared else "utf-8")
    except (UnicodeDecodeError, LookupError):
        text = content.decode("cp1252", "replace")
    text = _AMPERSAND.sub("&amp;", _UNKNOWN.sub("", _DECLARATION.sub("", text)))
    return text.encode()


def _by_number(name: re.Match[bytes]) -> bytes:
    known = name[1].decode()
    return f"&#{name2codepoint[known]};".encode() if known in name2codepoint and known not in _OF_XML else name[0]


def _is_utf8(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x1b" in content or b"\0" in content:
        return False  # UTF-16, or the Japanese encodings that shift by escapes
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def local(element: Any) -> str:  # noqa: ANN401 - see above
    """Name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def descendants(element: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401 - see above
    """All elements below one that have one of the names, in order."""
    return (found for found in element.iter(*(f"{{*}}{name}" for name in names)) if found is not element)


def first(element: Any, *path: str) -> Any | None:  # noqa: ANN401 - see above
    """The first element down a path of names, each anywhere below the one before."""
    for name in path:
        element = next(descendants(element, name), None)
        if element is None:
            return None
    return element


def text_of(element: Any | None) -> str | None:  # noqa: ANN401 - see above
    """All text of an element on one line; None if there is none."""
    return None if element is None else _BLANK.sub(" ", "".join(element.itertext())).strip() or None


def pieces_of(element: Any | None) -> str | None:  # noqa: ANN401 - see above
    """As :func:`text_of`, with a space between the elements inside, such as a name and a title."""
    return None if element is None else _BLANK.sub(" ", " ".join(element.itertext())).strip() or None


def attribute(element: Any | None, *names: str) -> str | None:  # noqa: ANN401 - see above
    """The first attribute that is set."""
    values = () if element is None else (element.get(name) for name in names)
    return next((value.strip() for value in values if value and value.strip()), None)


def lower_names(element: Any) -> None:  # noqa: ANN401 - see above
    """Write the names of all elements below one in lower case, as old dialects of HTML and NITF do not."""
    for one in element.iter(etree.Element):
        name = local(one)
        if one is not element and name != name.lower():
            one.tag = f"{one.tag.rpartition('}')[0]}}}{name.lower()}" if "}" in one.tag else name.lower()
