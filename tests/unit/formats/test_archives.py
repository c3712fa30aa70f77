"""WARC and Parquet: files of many articles, by the libraries that others write them with."""

from __future__ import annotations

import gzip
import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.formats import archives, buckets
from dedup.formats.files import read_content, read_files

pa = pytest.importorskip("pyarrow")
pytest.importorskip("fastwarc")

from pyarrow import parquet  # noqa: E402 - after what skips

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "<!doctype html><html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
PIER = ("Pier reopens", "The pier at Northwater reopened on Monday after repairs that took two years.")
TRAM = ("Tram halted", "Trams in Eastmoor stood still for three hours when a cable fell on Friday night.")


def page(story: tuple[str, str]) -> bytes:
    return PAGE.format(*story).encode()


def crawl(*answers: tuple[str, str, str, bytes], packed: bool = True) -> bytes:
    """A crawl as crawlers write it: a request before each answer, each record packed by itself."""
    records = [record("warcinfo", "", b"software: Northwater crawler\r\n", "application/warc-fields")]
    for address, status, kind, content in answers:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        records += [
            record("request", address, b"GET / HTTP/1.1\r\nHost: northwater.example\r\n\r\n", "application/http"),
            record("response", address, head + content, "application/http; msgtype=response"),
        ]
    return b"".join(map(gzip.compress, records) if packed else records)


def record(kind: str, address: str, content: bytes, media: str) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    return (
        (
            f"WARC/1.1\r\nWARC-Type: {kind}\r\n{target}WARC-Date: 2031-03-04T09:10:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nContent-Type: {media}\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        ).encode()
        + content
        + b"\r\n\r\n"
    )


ANSWERS = (
    ("https://northwater.example/pier", "200 OK", "text/html; charset=utf-8", page(PIER)),
    ("https://northwater.example/logo", "200 OK", "image/png", b"\x89PNG"),
    ("https://northwater.example/old", "301 Moved Permanently", "text/html", b"<p>It is elsewhere now.</p>"),
    ("https://northwater.example/gone", "404 Not Found", "text/html", page(("Gone", "There is nothing here."))),
    ("https://northwater.example/tram", "200 OK", "text/html", page(TRAM)),
)


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_the_pages_of_a_crawl_are_read_and_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(crawl(*ANSWERS, packed=name.endswith("gz")))
    first, second = read_files(tmp_path)
    assert (first.name, second.name) == (f"{tmp_path / name}, page 1", f"{tmp_path / name}, page 2")
    for item, story, address in zip((first, second), (PIER, TRAM), ("pier", "tram"), strict=True):
        assert isinstance(item.result, Article)
        assert (item.result.id, item.result.title) == (f"https://northwater.example/{address}", story[0])
        assert story[1] in item.result.text


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_crawl_that_was_cut_off_gives_what_is_whole(name: str) -> None:
    pages = [
        (f"https://northwater.example/{n}", "200 OK", "text/html", page((f"Story {n}", PIER[1]))) for n in range(9)
    ]
    content = crawl(*pages, packed=name.endswith("gz"))
    *found, last = read_content(name, content[:-80])
    assert len(found) == 8
    assert all(isinstance(item.result, Article) for item in found)
    assert "was cut off" in str(last.result)


def test_pages_are_read_in_the_encoding_they_were_sent_in_and_unpacked() -> None:
    address, words = "https://northwater.example/cafe", "The café at the pier in Northwater opens again on Sunday."
    latin = ("200 OK", "text/html; charset=iso-8859-1", page(("Café", words)).decode().encode("latin-1"))
    packed = ("200 OK", "text/html\r\nContent-Encoding: gzip", gzip.compress(page(("Café", words))))
    for answer in (latin, packed):
        (item,) = read_content("crawl.warc", crawl((address, *answer), packed=False))
        assert isinstance(item.result, Article)
        assert (item.result.title, words in item.result.text) == ("Café", True)


def test_what_is_no_crawl_says_so() -> None:
    (item,) = read_content("crawl.warc", b"The pier reopened.\n" * 5)
    assert "This is no WARC file" in str(item.result)
    (item,) = read_content("crawl.warc.gz", b"The pier reopened.\n" * 5)
    assert "can not be read" in str(item.result)


def table(folder: Path, **columns: object) -> Path:
    parquet.write_table(pa.table(columns), folder / "archive.parquet")
    return folder / "archive.parquet"


def test_rows_are_articles_whatever_writes_times_and_texts(tmp_path: Path) -> None:
    published = datetime(2031, 3, 4, 9, 10, tzinfo=UTC)
    path = table(
        tmp_path,
        id=pa.array([1, 2]),
        text=pa.array([PIER[1].encode(), TRAM[1].encode()], pa.binary()),
        source=pa.array(["Agency", None]).dictionary_encode(),
        published_at=pa.array([1930381800000000001, None], pa.timestamp("ns", "UTC")),
        clicks=pa.array([4, 5]),
    )
    first, second = read_files(path)
    assert first.result == Article(PIER[1], id="1", source="Agency", published_at=published)
    assert second.result == Article(TRAM[1], id="2")
    assert second.name == f"{path}, row 2"


def test_lists_and_days_are_read_and_a_bad_row_keeps_no_other_out(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        id=["pier", "", "tram"],
        paragraphs=[["One.", "Two."], ["Three."], ["Four."]],
        published_at=[date(2031, 3, 4), None, None],
    )
    first, bad, last = (item.result for item in read_files(path))
    assert isinstance(first, Article)
    assert (first.text, first.published_at) == ("One.\n\nTwo.", datetime(2031, 3, 4, tzinfo=UTC))
    assert "`id` is empty" in str(bad)
    assert isinstance(last, Article)


def test_a_table_without_texts_names_its_columns(tmp_path: Path) -> None:
    path = table(tmp_path, id=["a"], body=["One."])
    (item,) = read_files(path)
    assert "the columns id, body" in str(item.result)
    path.write_bytes(b"PAR1 and then nothing")
    (item,) = read_files(path)
    assert "This Parquet file is broken" in str(item.result)


def test_many_batches_keep_their_numbers(tmp_path: Path) -> None:
    count = 2 * archives._ROWS + 1
    path = table(tmp_path, id=[f"a{n}" for n in range(count)], text=[f"Story {n}." for n in range(count)])
    (tmp_path / "archive.parquet.gz").write_bytes(gzip.compress(path.read_bytes()))
    for items in (list(read_files(tmp_path / "archive.parquet")), list(read_files(tmp_path / "archive.parquet.gz"))):
        assert [item.number for item in items] == list(range(1, count + 1))


@pytest.mark.parametrize("name", ["crawl.warc", "archive.parquet"])
def test_without_the_extra_it_says_what_to_install(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archives, buckets):
        monkeypatch.setattr(module, "find_spec", lambda _name: None)
    (tmp_path / name).write_bytes(b"")
    (item,) = read_files(tmp_path)
    assert "pip install 'wire-dedup[archives]'" in str(item.result)


def test_a_table_that_somebody_sent_is_not_unpacked(tmp_path: Path) -> None:
    (item,) = read_content("archive.parquet", table(tmp_path, id=["a"], text=["One."]).read_bytes())
    assert "dedup ingest" in str(item.result)
