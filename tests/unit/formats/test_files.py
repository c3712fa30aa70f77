"""Files, folders and standard input: each by its own reader."""

import gzip
import io
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.errors import InputError, TextTooLong, UnreadableInput
from dedup.formats import files
from dedup.formats.files import read_content, read_files
from dedup.formats.records import Item
from tests.unit.formats.test_wire import ALL

LINES = b'{"id": "a", "text": "One."}\n{"id": "b", "text": 5}\n{"id": "c", "text": "Three."}\n'


def brief(items: list[Item]) -> list[tuple[int | None, str | None]]:
    return [(item.number, item.result.id if isinstance(item.result, Article) else None) for item in items]


def test_texts_and_pages_are_named_by_their_file(tmp_path: Path) -> None:
    (tmp_path / "roof.txt").write_text("It fell.", encoding="utf-8")
    (tmp_path / "page.html").write_text("<h1>Roof</h1><p>It fell.</p>", encoding="utf-8")
    (item,) = read_files(tmp_path / "roof.txt")
    assert item == Item(str(tmp_path / "roof.txt"), None, Article("It fell.", id="roof"))
    (item,) = read_files(tmp_path / "page.html")
    assert isinstance(item.result, Article)
    assert (item.result.id, item.result.title, item.result.text) == ("page", "Roof", "It fell.")


@pytest.mark.parametrize("name", ["wire.jsonl", "wire.ndjson", "wire.json"])
def test_json_lines_by_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + LINES)
    assert brief(list(read_files(tmp_path / name))) == [(1, "a"), (2, None), (3, "c")]


@pytest.mark.parametrize("name", ["wire.jsonl", "wire.ndjson.gz", "roof.txt", "broken.gz", "nameless", ""])
def test_what_is_at_hand_as_bytes_is_read_like_a_file(tmp_path: Path, name: str) -> None:
    content = gzip.compress(LINES) if name == "wire.ndjson.gz" else LINES
    (tmp_path / (name or "-")).write_bytes(content)
    here = list(read_content(name, content))
    there = list(read_files(tmp_path / (name or "-")))
    assert brief(here) == brief(there)
    assert here[0].path == (name or "-")


def test_json_is_one_article_or_a_list(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(b'{"id": "a", "text": "One."}')
    (tmp_path / "list.json").write_bytes(b'[{"id": "a", "text": "One."}, 5, {"id": "c", "text": "Three."}]')
    (tmp_path / "bad.json").write_bytes(b'{"id": ')
    assert brief(list(read_files(tmp_path / "one.json"))) == [(None, "a")]
    assert brief(list(read_files(tmp_path / "list.json"))) == [(1, "a"), (2, None), (3, "c")]
    assert brief(list(read_files(tmp_path / "bad.json"))) == [(None, None)]


def test_packed_files_are_unpacked(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "wire.jsonl.gz", "wb") as stream:
        stream.write(LINES)
    with gzip.open(tmp_path / "roof.txt.gz", "wb") as stream:
        stream.write(b"It fell.")
    assert brief(list(read_files(tmp_path))) == [(None, "roof"), (1, "a"), (2, None), (3, "c")]


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_foreign(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/2.txt", "a.txt", "c.txt", ".hidden.txt", ".git/x.txt", "photo.jpg"):
        (tmp_path / name).write_text("It fell.", encoding="utf-8")
    assert brief(list(read_files(tmp_path))) == [(None, "a"), (None, "2"), (None, "c")]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"It fell.", [(None, None)]),
        (b"<!doctype html><p>It fell.", [(None, None)]),
        (LINES, [(1, "a"), (2, None), (3, "c")]),
        (b'{"id": "a", "text": "One."}', [(None, "a")]),
    ],
)
def test_standard_input_is_read_by_how_it_begins(content: bytes, found: list[tuple[int | None, str | None]]) -> None:
    assert brief(list(read_files("-", io.BytesIO(content)))) == found


def test_a_process_may_end_while_a_thread_waits_for_standard_input() -> None:
    code = """
import sys, threading, time
from dedup.formats.files import read_files

reading = threading.Thread(target=lambda: list(read_files("-")), daemon=True)
reading.start()
place = None
while True:  # until it stays where it is
    before, frame = place, sys._current_frames()[reading.ident]
    place = frame.f_code, frame.f_lasti
    if place == before:
        break
    time.sleep(0.5)
print("waits")
"""
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.wait(timeout=60) == 0  # with its input still open
        assert process.stdout is not None
        assert process.stdout.read() == "waits\n"


@pytest.mark.parametrize("name", ["missing.txt", "broken.txt.gz", "latin.txt"])
def test_what_can_not_be_read_is_said_per_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (item,) = read_files(tmp_path / name)
    assert isinstance(item.result, UnreadableInput)


def test_sizes_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 100)
    monkeypatch.setattr(files, "LONGEST_LINE", 50)
    (tmp_path / "long.txt").write_bytes(b"a" * 101)
    (item,) = read_files(tmp_path / "long.txt")
    assert isinstance(item.result, TextTooLong)
    (tmp_path / "wire.jsonl").write_bytes(b'{"text": "' + b"a" * 200 + b'"}\n{"id": "b", "text": "Two."}\n')
    results = [item.result for item in read_files(tmp_path / "wire.jsonl")]
    assert isinstance(results[0], InputError)
    assert isinstance(results[1], Article)
    assert results[1].id == "b"


def test_wire_messages_are_told_by_their_content_and_keep_their_ids(tmp_path: Path) -> None:
    for name, extension in {"nitf": "xml", "ninjs": "json", "anpa": "txt", "feed": "rss"}.items():
        (tmp_path / f"{name}.{extension}").write_bytes(ALL[name])
    found = {item.path.rpartition("/")[2]: item.result for item in read_files(tmp_path)}
    ids = {name: result.id for name, result in found.items() if isinstance(result, Article)}
    assert ids == {
        "anpa.txt": "anpa:BC-EU--Pier:2031-03-03",
        "feed.rss": "nw:pier",
        "ninjs.json": "urn:newsml:northwater.example:20310303:pier",
        "nitf.xml": "nw-77",
    }


def test_a_folder_of_messages_without_extensions(tmp_path: Path) -> None:
    (tmp_path / "tag_nw.example_2031_pier_2").write_bytes(ALL["newsml-g2"])
    (tmp_path / "W2870").write_bytes(ALL["anpa"])
    (tmp_path / "logo.svg").write_text('<?xml version="1.0"?><svg/>')
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    found = [item.result.id for item in read_files(tmp_path) if isinstance(item.result, Article)]
    assert found == ["anpa:BC-EU--Pier:2031-03-03", "tag:nw.example,2031:pier"]
    assert {item.path.rpartition("/")[2] for item in read_files(tmp_path)} == {"W2870", "tag_nw.example_2031_pier_2"}


def test_items_without_a_text_say_why(tmp_path: Path) -> None:
    (tmp_path / "message.xml").write_bytes(ALL["newsml-g2"].replace(b"stat:usable", b"stat:canceled"))
    cancelled, picture = read_files(tmp_path)
    assert (cancelled.number, picture.number) == (1, 2)
    assert "was left out: it was cancelled" in str(cancelled.result)
    assert "it is of type picture and has no text" in str(picture.result)
