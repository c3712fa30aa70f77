"""PDF and Word documents for the tests, made byte by byte or by the library that reads them."""

from __future__ import annotations

import io
from typing import NamedTuple

import docx


class Drawn(NamedTuple):
    """A line of text on a page, and where."""

    x: int
    y: int
    size: int
    text: str


def pdf(pages: list[list[Drawn]], about: str = "", drawing: bytes = b"") -> bytes:
    """A PDF with these lines on its pages."""
    font, catalog, tree = 1, 2, 3
    objects = [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Catalog /Pages %d 0 R >>" % tree,
        b"",
        b"<< %s >>" % about.encode(),
    ]
    kids = []
    for lines in pages:
        stream = drawing + b"".join(
            b"BT /F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n" % (line.size, line.x, line.y, _escaped(line.text))
            for line in lines
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, len(objects), font)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[tree - 1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    content = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root %d 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, catalog, len(content))
    )


def _escaped(text: str) -> bytes:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")


def word(paragraphs: list[str], title: str = "", heading: str = "") -> bytes:
    """A Word document of these paragraphs, with a head and a foot on its pages."""
    document = docx.Document()
    document.core_properties.title = title
    document.sections[0].header.paragraphs[0].text = "Head of each page"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    if heading:
        document.add_heading(heading, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
