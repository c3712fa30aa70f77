"""XML as paragraphs: the blocks of XHTML and NITF by their names, those of any other vocabulary by how they stand."""

from __future__ import annotations

import re
from typing import Any

from dedup.formats.xml import local
from dedup.text.repairs import mended

_LEAVES = frozenset("caption dd dt fn h1 h2 h3 h4 h5 h6 hl1 hl2 li p pre td th title".split())  # noqa: SIM905
"""Blocks with nothing but words in them: whatever stands inside is part of the line."""

_BLOCKS = _LEAVES | frozenset(
    """abstract article aside bq block blockquote body body.content center div dl footer hr main nitf-table note ol
    section table tbody tfoot thead tr ul""".split()  # noqa: SIM905
)
_INLINE = frozenset(
    """a abbr acronym b big cite code del em font i ins kbd mark q s small span strike strong sub sup time tt u
    alt-code chron classifier copyrite event function lang location money num object.title org person postaddr pronounce
    virtloc""".split()  # noqa: SIM905
)
_CELLS = frozenset({"td", "th"})
_SKIPPED = frozenset(
    """body.end body.head figcaption figure head header iframe media media-caption media-metadata media-producer
    media-reference nav noscript object script style""".split()  # noqa: SIM905
)
HEADLINES = frozenset(
    "headline hedline hl otsikko overskrift rubrik rubrikk titel titolo titre titulo".split()  # noqa: SIM905
)
"""Blocks of other vocabularies that are the headline."""

_BESIDE = HEADLINES | frozenset(
    """author auteur autor autore byline forfattare signatur skribent
    dat date dateline datum dato ort place sted source kalla kilde kredit credit copyright
    bild bilde billede bildebyline bildbyline fotobyline foto photo image picture bildtext bildetekst billedtekst
    bildunterschrift bildlegende legende didascalia kuvateksti onderschrift pie piedefoto keyword keywords
    metadata meta vinjett""".split()  # noqa: SIM905
)
"""Blocks of other vocabularies that are told apart, or are captions."""

_BLANK = re.compile(r"\s+")
_LINE = re.compile(r"[^\S\n]+")
_BEFORE_STOP = re.compile(r" (?=[.,](?:\s|\Z))")
"""The trace of an element on a line of its own, in XML printed for people."""

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_NEW_PARAGRAPH = re.compile(r"\n[^\S\n]+(?=\S)|\n\s*\n\s*")


class _Paragraphs:
    """Collects the text below an element, block by block."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []

    def walk(self, here: Any, *, kept: bool, line: bool = False) -> None:  # noqa: ANN401 - lxml has no types here
        """Take in an element with all that is below it.

        Args:
            here: The element.
            kept: Its line breaks are part of the text.
            line: It stands inside a block that has nothing but words in it.
        """
        self._add(here.text, kept=kept)
        line = line or _has_words(here)
        for child in here:
            self._take(child, local(child).lower(), kept=kept, line=line)
            self._add(child.tail, kept=kept)

    def _take(self, child: Any, name: str, *, kept: bool, line: bool) -> None:  # noqa: ANN401 - see above
        unknown = not line and name not in _INLINE
        if name == "br":
            self._pieces.append("\n")
        elif name in _CELLS:
            self._pieces.append(" ")
            self.walk(child, kept=False, line=True)
            self._pieces.append("  ")
        elif not name or name in _SKIPPED or (unknown and name in _BESIDE):
            return
        elif name in _BLOCKS or unknown:
            self.flush()
            self.walk(child, kept=kept or name == "pre", line=name in _LEAVES)
            self.flush()
        else:
            self.walk(child, kept=kept, line=line)

    def _add(self, text: str | None, *, kept: bool) -> None:
        if text:
            self._pieces.append(text.replace("\r\n", "\n") if kept else _without_wrapping(text))

    def flush(self) -> None:
        """End a block: empty lines in it part paragraphs, others stay line breaks."""
        for paragraph in _EMPTY_LINE.split("".join(self._pieces)):
            lines = [_BEFORE_STOP.sub("", _LINE.sub(" ", line)).strip() for line in paragraph.split("\n")]
            if text := "\n".join(line for line in lines if line):
                self.found.append(text)
        self._pieces.clear()


def _has_words(here: Any) -> bool:  # noqa: ANN401 - see above
    """Whether words stand between the elements inside one, which then are part of a line."""
    return bool((here.text or "").strip()) or any((child.tail or "").strip() for child in here)


def _without_wrapping(text: str) -> str:
    """Text on one line, but for paragraphs as wire lines part them: by an empty line, or an indent that others lack."""
    text = mended(text) if "\n" in text else text  # a word cut at the line's end, before the line is lost
    lines = text.strip().split("\n")[1:]
    ragged = any(line[:1].isspace() for line in lines) and any(line and not line[0].isspace() for line in lines)
    if not ragged and not any(not line.strip() for line in lines):
        return _BLANK.sub(" ", text)
    ended = _NEW_PARAGRAPH if ragged else _EMPTY_LINE
    parts = [_BLANK.sub(" ", part) for part in ended.split(text.strip())]
    return (" " if text[0].isspace() else "") + "\n\n".join(parts) + (" " if text[-1].isspace() else "")


def paragraphs_of(element: Any) -> list[str]:  # noqa: ANN401 - see above
    """The text below an element in paragraphs: blocks end one, rows of a table are one each.

    Blocks are those of XHTML and NITF, and of other vocabularies every element that stands beside others and not among
    words. Captions, scripts, and head matter (headline, byline, place, subjects: they are told apart) are left out.
    """
    paragraphs = _Paragraphs()
    paragraphs.walk(element, kept=local(element).lower() == "pre")
    paragraphs.flush()
    return paragraphs.found
