"""The text of a message in clean paragraphs: no markup escaped twice, no control characters, no wrapped lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.formats.html import article_from_html
from dedup.text.paragraphs import is_hard_wrapped
from dedup.text.repairs import mended
from dedup.text.words import any_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK = re.compile(
    r"<(?:p|div|br|li|[uo]l|tr|td|h\d|table|pre|blockquote|section|article|header|body|html)\b", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"<(?:p|div|br|table|pre|section|article|body|html)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]{0,20}(?:\s[^<>]{0,500})?/?>")
_SCRIPT = re.compile(r"<(/?)(?:script|style)\b[^<>]{0,500}>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]")
_SPACE = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"\s+")
_AROUND = re.compile(r"\A\W+|\W+\Z")
_EMPTY_LINES = re.compile(r"\n\s*\n")
_WORDS = re.compile(r"[^<>]+")
_NEW_PARAGRAPH = re.compile(r"(?<=[.!?\"'\u201d\u00bb)])[^\S\n]*\n(?:[^\S\n]{2,}|\t)(?=\S)")
_INDENTED = re.compile(r"\t|[ \u00a0\u3000]{2,}|\u3000")
_LEAST_WRAPPED = 40
"""Characters of a wrapped line; shorter ones are lists and addresses."""


def told_apart(text: str) -> tuple[str | None, list[str]]:
    """A body whose type nobody gave: HTML, or the paragraphs of plain text."""
    return (text, []) if _BLOCK.search(text) else (None, plain_paragraphs(text))


def plain_paragraphs(text: str) -> list[str]:
    """Paragraphs of plain text: parted by an empty line, or by an indent that others lack, or else line by line.

    Lines that were wrapped at some width are joined.
    """
    text = mended(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = [block.split("\n") for block in _EMPTY_LINES.split(text.strip("\n"))]
    wrapped = _is_wrapped(blocks)
    found: list[str] = []
    for lines in blocks:
        indented = [_INDENTED.match(line) is not None for line in lines]
        if any(indented) and not all(indented):
            starts = [index for index, first in enumerate(indented) if first or index == 0]
            ends = [*starts[1:], len(lines)]
            found += [" ".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
        else:
            found += [" ".join(lines)] if wrapped else lines
    return [paragraph.strip() for paragraph in found if paragraph.strip()]


def html_paragraphs(body: str) -> tuple[list[str], str | None]:
    """Paragraphs of HTML, and the heading that stands above them.

    HTML that has no paragraphs of its own parts them by empty lines, as blogs store it; wire lines that somebody put
    into one element part them by an indent behind the end of a sentence.

    Raises:
        TextTooLong: It is longer than one article may be.
        UnreadableInput: It can not be parsed at all.
    """
    body = _WORDS.sub(_parted, body) if _PARAGRAPH.search(body) else _EMPTY_LINES.sub("<br><br>", body)
    article = article_from_html(body)
    return [article.text[slice(*span)] for span in article.paragraph_spans or ()], article.title


def cleaned(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs without what is no text; one without any word, such as a rule, is left out."""
    return [clean for paragraph in paragraphs if any_word(clean := _unwrapped(without_markup(paragraph)))]


def _parted(words: re.Match[str]) -> str:
    """Words between two tags, with a break where a line is indented and others are not."""
    lines = words[0].replace("\r\n", "\n").strip().split("\n")[1:]
    indented = [line[:1].isspace() for line in lines if line.strip()]
    return _NEW_PARAGRAPH.sub("<br><br>", words[0]) if any(indented) and not all(indented) else words[0]


def without_headline(paragraphs: Sequence[str], headline: str | None) -> list[str]:
    """Paragraphs without the headline at their beginning, in whatever element it stood; a text of nothing else is kept.

    Said again letter by letter, but for case, white space and what stands around its words.
    """
    said = _headline_words(headline or "")
    begun = next((index for index, text in enumerate(paragraphs) if not said or _headline_words(text) != said), None)
    return list(paragraphs[begun or 0 :])


def _headline_words(text: str) -> str:
    return _AROUND.sub("", _BLANK.sub(" ", text)).casefold()


def without_markup(text: str) -> str:
    """Text without control characters, shortcodes, and the tags and names of characters that were escaped twice."""
    text = mended(text)
    if "<" in text:
        text = _TAG.sub("", _without_scripts(text))
    text = _CONTROL.sub(_printed, text)
    return "\n".join(_SPACE.sub(" ", line).strip() for line in text.split("\n")).strip()


def _without_scripts(text: str) -> str:
    """Text without what stands between the tags of a script or style."""
    kept, at, inside = [], 0, False
    for tag in _SCRIPT.finditer(text):
        if not inside:
            kept.append(text[at : tag.start()])
        inside = not tag[1]
        at = tag.end()
    return "".join([*kept, "" if inside else text[at:]])


def _printed(control: re.Match[str]) -> str:
    """What a control character was meant to be: those of Latin-1 are letters and signs of Windows-1252."""
    if "\x80" <= control[0] < "\xa0":
        return control[0].encode("latin-1").decode("cp1252", "ignore")
    return " " if control[0] in "\v\f\x1c\x1d\x1e\x1f" else ""


def _unwrapped(paragraph: str) -> str:
    """Lines joined that break where a line was full, not where the sender meant it."""
    lines = [line for line in paragraph.split("\n") if line]
    return (" " if _is_wrapped([lines]) else "\n").join(lines)


def _is_wrapped(blocks: list[list[str]]) -> bool:
    longest = max((len(line) for lines in blocks for line in lines[:-1]), default=0)
    return longest >= _LEAST_WRAPPED and is_hard_wrapped(blocks)
