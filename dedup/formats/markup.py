"""What begins with "<": HTML, XML, or words that merely begin so."""

from __future__ import annotations

import re
from typing import Literal

HTML = frozenset(
    """a abbr address article aside audio b blockquote body br center cite code dd del details div dl dt em figure font
    footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins kbd li main mark meta nav ol p picture pre q s
    script section small span strike strong style sub summary sup table tbody td tfoot th thead tr tt u ul
    video""".split()  # noqa: SIM905
)
"""Elements that HTML and pieces of it begin with."""

_BEFORE = re.compile(rb"(?:\s+|\xef\xbb\xbf|<!--.*?-->)*", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml\b[^>]{0,500}>")
_TYPE = re.compile(rb"<!doctype\s+([\w.:-]{1,100})", re.IGNORECASE)
_TAG = re.compile(rb"<([A-Za-z_][\w.:-]{0,100})(\s[^<>]{0,20000}|/)?>")
_ATTRIBUTE = re.compile(rb"\s[\w.:-]{1,100}\s*=\s*[\"']")


def markup_of(content: bytes) -> Literal["html", "xml"] | None:
    """What markup a text begins with; None for words, such as ``<less than expected>``.

    A tag that HTML does not know is one of XML where it is closed again, or has attributes as XML writes them.
    """
    begun = _begin(content, 0)
    declared = _DECLARED.match(content, begun)
    begun = begun if declared is None else _begin(content, declared.end())
    of_type = _TYPE.match(content, begun)
    if of_type is not None:
        return "html" if of_type[1].lower() == b"html" else "xml"
    tag = _TAG.match(content, begun)
    if tag is not None and tag[1].decode().lower() in HTML:
        return "html"
    if tag is None or declared is not None:
        return None if declared is None else "xml"
    attributes = tag[2] or b""
    closed = attributes.endswith(b"/") or b"</" + tag[1] in content
    return "xml" if closed or _ATTRIBUTE.search(attributes) else None


def _begin(content: bytes, at: int) -> int:
    found = _BEFORE.match(content, at)
    return at if found is None else found.end()
