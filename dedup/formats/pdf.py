"""PDF: its lines, put together to paragraphs by where they stand."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from datetime import UTC
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from dedup.article import MAX_CHARACTERS
from dedup.errors import TextTooLong, UnreadableInput

if TYPE_CHECKING:
    from datetime import datetime

    from pypdf import PageObject

MOST_PAGES = 200
MOST_SECONDS = 20.0
"""Time that a PDF is read, at most; a page of a newspaper takes a tenth of a second."""

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes of what is drawn on a page, unpacked. Text is a few thousand; drawings of maps are large and slow."""

_GAP = 1.35
"""Distance to the line above, in distances of that text, from which on a paragraph begins."""

_LARGER = 1.15
_HEADING = 1.3
_INDENT = (0.8, 6.0)
"""Indent of a paragraph's first line, in heights of a letter; what stands further off is another column."""

_EDGE_LINES = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|pagina|página|side|s|p)\b\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|de|di|van|sur)\s*\d{1,4})?\W*\Z",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:…][\"'”\u2019»“)\]]*\Z")


class _Line(NamedTuple):
    """A line of a page, with its place and the size of its letters in points."""

    text: str
    x: float
    y: float
    size: float


def read_pdf(content: bytes) -> tuple[list[str], datetime | None, list[str]]:
    """Titles, the surest first, time of the last change, and paragraphs.

    Raises:
        TextTooLong: It has too many pages, or takes too long to read.
        UnreadableInput: It has a password, or no text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is said once, by us
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not _opens(reader):
        message = "This PDF is protected with a password. Save it without protection, or send its text."
        raise UnreadableInput(message)
    if len(reader.pages) > MOST_PAGES:
        message = f"This PDF has {len(reader.pages)} pages and may have {MOST_PAGES}. Send its stories one by one."
        raise TextTooLong(message)
    pages = _pages(reader)
    paragraphs = _joined([_paragraphs(lines) for lines in _without_edges(pages)])
    if not paragraphs:
        message = "This PDF has no text: it was scanned or drawn. Have its text recognised (OCR), and send that."
        raise UnreadableInput(message)
    about = reader.metadata
    titles = [str(about.title)] if about and about.title else []
    return [*titles, *_heading(pages)], _changed(about), paragraphs


def _opens(reader: Any) -> bool:  # noqa: ANN401 - pypdf is optional
    """Whether it opens without a password, as a PDF does that only may not be printed or changed."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - it needs a package for ciphers, or one that there is not
        return False


def _pages(reader: Any) -> list[list[_Line]]:  # noqa: ANN401
    until = time.monotonic() + MOST_SECONDS
    pages: list[list[_Line]] = []
    length = 0
    for page in reader.pages:
        pages.append(_lines(page))
        length += sum(len(line.text) for line in pages[-1])
        if length > MAX_CHARACTERS or time.monotonic() > until:
            message = "This PDF has too much on its pages to be read as one article. Send the text of its stories."
            raise TextTooLong(message)
    return pages


def _lines(page: PageObject) -> list[_Line]:
    """The lines of a page in the order in which they were written."""
    drawn = page.get_contents()
    if drawn is None or len(drawn.get_data()) > LARGEST_PAGE:
        return []
    lines: list[_Line] = []
    open_line: list[Any] = []

    def close() -> None:
        if open_line and (text := " ".join("".join(open_line[0]).split())):
            lines.append(_Line(text, *open_line[1:]))
        open_line.clear()

    def take(text: str, base: list[float], at: list[float], _font: object, size: float) -> None:
        scale = abs(base[3]) or abs(base[1]) or 1.0
        x = at[4] * base[0] + at[5] * base[2] + base[4]
        y = at[4] * base[1] + at[5] * base[3] + base[5]
        height = size * (abs(at[3]) or abs(at[1]) or 1.0) * scale
        for number, piece in enumerate(text.split("\n")):
            if number:
                close()
            if piece.strip() and open_line and abs(open_line[2] - y) > max(height, open_line[3]) * 0.6:
                close()
            if piece.strip() and not open_line:
                open_line.extend([[], x, y, height])
            if open_line:
                open_line[0].append(piece)

    page.extract_text(visitor_text=take)
    close()
    return lines


def _without_edges(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Pages without page numbers, and without the lines at their edges that stand at one place on most of them."""
    edges = [_edges(lines) for lines in pages]
    often = Counter(shape for lines in edges for shape in set(map(_shape, lines)))
    least = max(2, (len(pages) + 1) // 2)
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        dropped = {line for line in edge if often[_shape(line)] >= least or _PAGE_NUMBER.match(line.text)}
        kept.append([line for line in lines if line not in dropped])
    return kept


def _edges(lines: list[_Line]) -> list[_Line]:
    high = sorted(lines, key=lambda line: line.y)
    return [*high[:_EDGE_LINES], *high[-_EDGE_LINES:]]


def _shape(line: _Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text), round(line.y)


def _paragraphs(lines: list[_Line]) -> list[str]:
    if not lines:
        return []
    steps = [above.y - line.y for above, line in pairwise(lines)]
    usual = median(near) if (near := [step for step in steps if 0 < step < 3 * max(line.size for line in lines)]) else 0
    found = [[lines[0]]]
    for (above, line), step in zip(pairwise(lines), steps, strict=True):
        if _begins(above, line, step, usual, found[-1]):
            found.append([line])
        else:
            found[-1].append(line)
    return ["\n".join(line.text for line in paragraph) for paragraph in found]


def _begins(above: _Line, line: _Line, step: float, usual: float, paragraph: list[_Line]) -> bool:
    larger, smaller = max(above.size, line.size), min(above.size, line.size)
    if larger > smaller * _LARGER:
        return True
    if step < 0:  # the next column
        return _ENDED.search(above.text) is not None
    left = min(one.x for one in paragraph[1:]) if len(paragraph) > 1 else line.x
    indented = _INDENT[0] * line.size < line.x - left < _INDENT[1] * line.size
    return step > usual * _GAP or (indented and _ENDED.search(above.text) is not None)


def _joined(pages: list[list[str]]) -> list[str]:
    """Paragraphs of all pages; one that goes on over a page's end is one."""
    found: list[str] = []
    for paragraphs in pages:
        if found and paragraphs and not _ENDED.search(found[-1]) and paragraphs[0][:1].islower():
            found[-1] += "\n" + paragraphs[0]
            paragraphs = paragraphs[1:]  # noqa: PLW2901 - the rest of this page
        found += paragraphs
    return found


def _heading(pages: list[list[_Line]]) -> list[str]:
    """The lines of the first page in letters that are larger than those of the text, where it begins with them."""
    lines = next((lines for lines in pages if lines), [])
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return []
    largest = max(line.size for line in lines)
    if largest < sizes.most_common(1)[0][0] * _HEADING:
        return []
    return [" ".join(line.text for line in lines if line.size > largest * 0.95)]


def _changed(about: Any) -> datetime | None:  # noqa: ANN401
    for name in ("modification_date", "creation_date"):
        try:
            found: datetime | None = getattr(about, name, None)
        except ValueError:
            continue
        if found is not None:
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None
