"""How many articles there are: known before they are read, or put right as they are."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from dedup.terminal.reading import Reading


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"id": f"a{number}", "text": "Snow fell."}).encode() + b"\n" for number in range(count))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.jsonl").write_bytes(lines(3))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(2) + b"\n"))
    (tmp_path / "c.json").write_text(json.dumps([{"id": f"c{number}", "text": "Rain fell."} for number in range(4)]))
    (tmp_path / "d.txt").write_text("Hail fell.")
    (tmp_path / "e.json").write_text('{"no": 1}')
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("Nothing of it is read.")
    return tmp_path


def test_the_total_is_known_and_put_right(folder: Path) -> None:
    reading = Reading([folder], None)
    assert reading.expected() == 3 + 2 + 1 + 1 + 1
    read = 0
    for _ in reading:
        read += 1
        if read == 10:  # all of c.json was read when d.txt is
            assert reading.expected() == 3 + 2 + 4 + 1 + 1
    assert (read, reading.failed) == (10, 1)
    assert reading.expected() == read + reading.failed


def test_a_stream_has_no_total_before_its_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(lines(5))

    monkeypatch.setattr(sys, "stdin", Stdin)
    reading = Reading([Path("-"), folder / "a.jsonl"], None)
    articles = iter(reading)
    next(articles)
    assert reading.expected() is None
    assert sum(1 for _ in articles) == 7
    assert reading.expected() == 8
