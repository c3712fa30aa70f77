"""PDF and Word documents, hostile ones too, and files that are no text. All places and people are invented."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter

from dedup.article import Article
from dedup.errors import InputError, TextTooLong, UnreadableInput
from dedup.formats import documents
from dedup.formats.documents import article_from_document
from dedup.formats.files import read_content, read_files
from dedup.formats.pdf import LARGEST_PAGE, MOST_PAGES
from dedup.formats.recognition import document_kind
from dedup.formats.wire import read_wire
from tests.unit.formats.documents import Drawn, pdf, word
from tests.unit.formats.mails import mail

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    "The board of the Orven ferry voted on Monday to close the upper",
    "slip, after engineers found that the chains had worn to half",
    "their strength.",
)
MORE = ("Nobody will cross there before April, said Tove Lind, who", "chairs the board.")
HEAD = "Orven Harbour - Press office"
TITLE = "Upper slip closes"


def lines(texts: tuple[str, ...], top: int, x: int = 72, size: int = 11) -> list[Drawn]:
    return [Drawn(x, top - 14 * number, size, text) for number, text in enumerate(texts)]


def release(number: int, of: int, body: list[Drawn]) -> list[Drawn]:
    return [Drawn(72, 810, 9, HEAD), *body, Drawn(280, 30, 9, f"Page {number} of {of}")]


def paragraphs(content: bytes) -> list[str]:
    kind = document_kind(content)
    assert kind is not None
    return article_from_document(content, kind).text.split("\n\n")


def test_a_pdf_in_paragraphs_without_what_recurs_on_its_pages() -> None:
    first = release(1, 2, [Drawn(72, 760, 18, TITLE), *lines(LINES, 720), *lines(MORE, 664)])
    second = release(2, 2, lines(("A ferry will run from the lower slip instead.",), 760))
    content = pdf([first, second], "/Title (Microsoft Word - x.docx) /ModDate (D:20310506100000+02'00')")
    (item,) = read_content("release.pdf", content)
    assert isinstance(item.result, Article)
    assert item.result.text.split("\n\n") == ["\n".join(LINES), "\n".join(MORE), second[1].text]
    assert (item.result.id, item.result.title) == ("release", TITLE)
    assert item.result.published_at == datetime(2031, 5, 6, 8, tzinfo=UTC)
    assert [item.guid[:5] for item in read_wire(content)] == ["text:"]


def test_indents_columns_and_pages_that_a_paragraph_goes_over() -> None:
    indented = [*lines(LINES, 700), *lines(MORE[:1], 658, x=86), *lines(MORE[1:], 644)]
    assert paragraphs(pdf([indented])) == ["\n".join(LINES), "\n".join(MORE)]
    assert paragraphs(pdf([[*lines(LINES[:2], 700), *lines(LINES[2:], 760, x=320)]])) == ["\n".join(LINES)]
    assert paragraphs(pdf([lines(LINES[:2], 100), lines(LINES[2:], 760)])) == ["\n".join(LINES)]


def test_a_line_that_recurs_inside_the_text_of_pages_stays() -> None:
    pages = [
        [*lines(LINES, 700 - number), *lines(("The chains cost 5 crowns.",), 640 - 9 * number), *lines(MORE, 560)]
        for number in range(3)
    ]
    assert paragraphs(pdf(pages)).count("The chains cost 5 crowns.") == 3


def test_a_word_document_without_heads_and_feet() -> None:
    content = word([*LINES, "", *MORE], heading=TITLE)
    (item,) = read_content("release.docx", content)
    assert isinstance(item.result, Article)
    assert item.result.text.split("\n\n") == [*LINES, *MORE]
    assert (item.result.id, item.result.title) == ("release", TITLE)
    assert paragraphs(word([TITLE, *MORE], title=TITLE)) == list(MORE)


def test_documents_are_known_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(word(list(MORE)))
    (tmp_path / "b.pdf").write_bytes(pdf([lines(LINES, 700)]))
    found = [item.result for item in read_files(tmp_path)]
    assert [result.id for result in found if isinstance(result, Article)] == ["a", "b"]
    (item,) = read_files("-", io.BytesIO(word(list(MORE))))
    assert isinstance(item.result, Article)


def test_a_document_that_a_mail_brings_along() -> None:
    message = mail("Attached.")
    message.add_attachment(word(list(MORE)), "application", "octet-stream", filename="release.docx")
    (item,) = read_wire(message.as_bytes())
    assert item.article is not None
    assert (item.guid, item.article.source) == ("pier-1@northsound.example", "Northsound Wire")
    assert item.article.text.split("\n\n") == list(MORE)


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([lines(LINES, 700)]))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def repacked(name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word document with another file in the place of one of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(list(MORE)))) as old, zipfile.ZipFile(stream, "w", compression) as new:
        for file in old.infolist():
            new.writestr(file.filename, content if file.filename == name else old.read(file.filename))
    return stream.getvalue()


BODY = "word/document.xml"
REFUSED = {
    "protected": (encrypted, UnreadableInput, "password"),
    "scanned": (lambda: pdf([[], []]), UnreadableInput, "OCR"),
    "too many pages": (lambda: pdf([lines(MORE, 700)] * (MOST_PAGES + 1)), TextTooLong, "201 pages"),
    "all drawn": (
        lambda: pdf([lines(MORE, 700)], drawing=b"0 0 m 1 1 l S\n" * (LARGEST_PAGE // 10)),
        UnreadableInput,
        "OCR",
    ),
    "cut off": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 9, UnreadableInput, "broken"),
    "a bomb": (lambda: repacked(BODY, b" " * 60_000_000), TextTooLong, "unpacked"),
    "no XML": (lambda: repacked(BODY, b"<w:document"), UnreadableInput, "broken"),
    "no text": (lambda: word([""]), UnreadableInput, "no text"),
    "too long": (lambda: word(["word " * 250_000]), TextTooLong, "unpacked|characters"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_documents_that_can_not_be_read_say_what_to_do(name: str) -> None:
    make, kind, told = REFUSED[name]
    content = make()
    started = time.process_time()
    with pytest.raises(kind, match=told):
        read_wire(content)
    assert time.process_time() - started < 10.0


def test_entities_of_a_word_document_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"{bomb}<w:document {space}><w:body><w:p><w:r><w:t>Slip &b;&f;</w:t></w:r></w:p></w:body></w:document>"
    assert paragraphs(repacked(BODY, body.encode())) == ["Slip"]


def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_PACKAGES", {"pdf": "no_such_package", "docx": "no_such_package"})
    for content in (pdf([lines(MORE, 700)]), word(list(MORE))):
        with pytest.raises(UnreadableInput, match=r"pip install 'wire-dedup\[documents\]'"):
            read_wire(content)


def packed(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


def locked(archive: bytes) -> bytes:
    """An archive whose directory says of its first file that it is encrypted."""
    flags = archive.index(b"PK\x01\x02") + 8
    return archive[:flags] + b"\x01" + archive[flags + 1 :]


ODT = packed("content.xml", mimetype="application/vnd.oasis.opendocument.text")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
OTHERS = {
    "photo.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
    "photo.heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "a HEIC image"),
    "film.mp4": (b"\0\0\0\x18ftypisom\0\0\0\0", "a video"),
    "photo.webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "a WebP image"),
    "letter.rtf": (rb"{\rtf1\ansi The slip is closed.}", "an RTF document"),
    "letter.doc": (OLE + "WordDocument".encode("utf-16-le"), "Save it as .docx"),
    "letter.msg": (OLE + "__substg1.0_0037".encode("utf-16-le"), "Save it as .eml"),
    "letter.odt": (ODT, r"\(\.odt\)"),
    "locked.odt": (locked(ODT), "a ZIP archive"),
    "damaged.odt": (ODT[:10] + b"\xff" * 20 + ODT[30:], "a ZIP archive"),
    "letter.pages": (packed("Index/Document.iwa"), "a Pages document"),
    "table.xlsx": (packed("xl/workbook.xml"), r"\(\.xlsx\)"),
    "stories.zip": (packed("a.txt"), "Send the files in it"),
    "broken.docx": (b"PK\x03\x04 and nothing more", "ZIP archive|Word document"),
    "empty.pdf": (b"Not a PDF at all.", "no PDF"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_named(name: str) -> None:
    content, told = OTHERS[name]
    (item,) = read_content(name, content)
    assert isinstance(item.result, InputError)
    with pytest.raises(UnreadableInput, match=told):
        raise item.result
    if "no PDF" not in told:
        with pytest.raises(UnreadableInput, match="This is"):
            read_wire(content)


@pytest.mark.parametrize(
    "text", ["BMW closed its works in Orven.", "ID3 tags are lost.", "%PDF- is how a PDF begins.", "PK won."]
)
def test_texts_that_begin_like_other_files_are_texts(text: str) -> None:
    (item,) = read_content("x.txt", text.encode())
    assert isinstance(item.result, Article)
    assert item.result.text == text
