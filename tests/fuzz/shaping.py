"""Messages that are nearly good: a seed with some of its values, elements, headers or bytes changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    import random

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1e308, "", " ", "x", "\x00", "\ud800", "\u202e", "\r\n", "a" * 5000, "1" * 400),
    *("2031-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "Mon, 99 Foo 2031", "P1D"),
    *("<p>", "&#0;", "&#xD800;", "<![CDATA[", "urn:x:", "http://[", "(" * 300, "=?utf-8?q?=?=", "=?x?b?/?="),
    *([], {}, [[]], [None], [{}], {"": None}, {"a": [{"b": "c"}]}, ["x", 1]),
)
"""Values that are not what anybody expects."""


def shaped(seed: bytes, chance: random.Random) -> bytes:
    """A seed with one to four changes, of the kind that its format has."""
    for _ in range(chance.randint(1, 4)):
        kind = chance.random()
        if seed[:1] in b"{[" and kind < 0.9:
            seed = _json(seed, chance)
        elif seed[:1] == b"<" and kind < 0.7:
            seed = _xml(seed, chance)
        elif b": " in seed[:200] and kind < 0.6:
            seed = _line(seed, chance)
        else:
            seed = _bytes(seed, chance)
    return seed


def _json(content: bytes, chance: random.Random) -> bytes:
    try:
        value = json.loads(content)
    except ValueError:
        return _bytes(content, chance)
    places: list[tuple[Any, Any]] = []

    def walk(inside: Any) -> None:  # noqa: ANN401 - JSON
        named = inside.items() if isinstance(inside, dict) else enumerate(inside) if isinstance(inside, list) else ()
        for name, one in named:
            places.append((inside, name))
            walk(one)

    walk(value)
    if not places:
        return json.dumps(chance.choice(ODD)).encode()
    inside, name = chance.choice(places)
    how = chance.randrange(5)
    if how == 0 and isinstance(inside, dict):
        del inside[name]
    elif how == 1:
        inside[name] = [inside[name], chance.choice(ODD)]
    elif how == 2:
        inside[name] = {str(chance.choice(ODD)): inside[name]}
    else:
        inside[name] = chance.choice(ODD)
    return json.dumps(value).encode()


def _xml(content: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError):
        return _bytes(content, chance)
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one = chance.choice(elements)
    odd = "".join(letter for letter in str(chance.choice(ODD)) if letter >= " " and not "\ud800" <= letter <= "\udfff")
    parent = one.getparent()
    how = chance.randrange(6)
    if how == 0 and parent is not None:
        parent.remove(one)
    elif how == 1 and parent is not None:
        parent.append(etree.fromstring(etree.tostring(one, with_tail=False)))
    elif how == 2:
        one.text = odd
    elif how == 3 and one.attrib:
        one.attrib[chance.choice(list(one.attrib))] = odd
    elif how == 4 and one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]
    else:
        one.tag = chance.choice(elements).tag
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _line(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    number = chance.randrange(min(len(lines), 40))
    name, colon, _ = lines[number].partition(b": ")
    how = chance.randrange(3)
    if how == 0:
        del lines[number]
    elif how == 1 and colon:
        lines[number] = name + colon + str(chance.choice(ODD)).encode("utf-8", "surrogatepass")
    else:
        lines.insert(number, lines[chance.randrange(len(lines))])
    return b"\n".join(lines)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    end = min(start + chance.choice((0, 1, 2, 8, 100)), len(content))
    piece = chance.choice(
        (b"", content[end : end + 50], chance.randbytes(3), content[start:end] * 20, b"\x00", b"\xff", b"<", b'"')
    )
    return content[:start] + piece + content[end:]
