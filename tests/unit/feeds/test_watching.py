from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dedup.errors import StoreUnavailable, UnreadableInput
from dedup.feeds import watching
from dedup.feeds.watching import DropFolder

if TYPE_CHECKING:
    from pathlib import Path


class Keeper:
    """Keeps what it is given; refuses what begins with "bad"."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def __call__(self, content: bytes) -> None:
        if content.startswith(b"bad"):
            message = "This is no message."
            raise UnreadableInput(message)
        self.kept.append(content)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file()}


def test_files_are_taken_and_moved(tmp_path: Path) -> None:
    keeper = Keeper()
    drop = DropFolder(tmp_path, keeper, settled=0)
    for name, content, at in (("b.xml", b"second", 200), ("a.xml", b"first", 100), ("c.xml", b"bad one", 300)):
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, (at, at))
    taken = {one.name: one.reason for one in drop.look()}
    assert taken == {"a.xml": None, "b.xml": None, "c.xml": "This is no message."}
    assert keeper.kept in ([b"first", b"second"], [b"second", b"first"])
    assert names(tmp_path) == set()
    assert names(tmp_path / "done") == {"a.xml", "b.xml"}
    assert names(tmp_path / "failed") == {"c.xml", "c.xml.reason.txt"}
    assert (tmp_path / "failed" / "c.xml.reason.txt").read_text() == "This is no message.\n"


def test_a_file_that_still_grows_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    keeper = Keeper()
    drop = DropFolder(tmp_path, keeper, settled=2)
    file = tmp_path / "long.xml"
    for second, content in enumerate((b"a", b"ab", b"abc", b"abc")):
        clock[0] = float(second)
        file.write_bytes(content)
        os.utime(file, (len(content), len(content)))
        assert list(drop.look()) == []
    clock[0] = 4.0
    assert [one.name for one in drop.look()] == ["long.xml"]
    assert keeper.kept == [b"abc"]


@pytest.mark.parametrize("name", [".hidden", "x.part", "x.TMP", "x.filepart"])
def test_unfinished_and_hidden_files_are_left_alone(tmp_path: Path, name: str) -> None:
    drop = DropFolder(tmp_path, Keeper(), settled=0)
    (tmp_path / name).write_bytes(b"x")
    assert list(drop.look()) == []
    assert (tmp_path / name).exists()


def test_a_rename_into_place_is_complete(tmp_path: Path) -> None:
    keeper = Keeper()
    drop = DropFolder(tmp_path, keeper, settled=0)
    (tmp_path / "x.part").write_bytes(b"whole")
    assert list(drop.look()) == []
    (tmp_path / "x.part").rename(tmp_path / "x.xml")
    assert [one.name for one in drop.look()] == ["x.xml"]


def test_a_file_stays_where_it_is_while_the_inbox_is_away(tmp_path: Path) -> None:
    def away(_content: bytes) -> None:
        message = "The database does not answer."
        raise StoreUnavailable(message)

    (tmp_path / "x.xml").write_bytes(b"x")
    with pytest.raises(StoreUnavailable):
        list(DropFolder(tmp_path, away, settled=0).look())
    assert names(tmp_path) == {"x.xml"}


def test_a_file_that_is_gone_meanwhile_is_no_failure(tmp_path: Path) -> None:
    def taken_by_another(_content: bytes) -> None:
        (tmp_path / "a.xml").rename(tmp_path / "done" / "a.xml")
        (tmp_path / "b.xml").unlink()

    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (100, 100))
    assert list(DropFolder(tmp_path, taken_by_another, settled=0).look()) == []
    assert names(tmp_path / "failed") == set()


def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    drop = DropFolder(tmp_path, Keeper(), settled=0)
    for content in (b"one", b"two", b"three"):
        (tmp_path / "x.xml").write_bytes(content)
        list(drop.look())
    assert names(tmp_path / "done") == {"x.xml", "x.2.xml", "x.3.xml"} or len(names(tmp_path / "done")) == 3


def test_a_huge_file_fails_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LARGEST", 10)
    (tmp_path / "x.xml").write_bytes(b"x" * 11)
    keeper = Keeper()
    (taken,) = DropFolder(tmp_path, keeper, settled=0).look()
    assert "larger than" in str(taken.reason)
    assert keeper.kept == []
