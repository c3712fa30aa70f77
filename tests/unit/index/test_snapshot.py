from __future__ import annotations

from typing import TYPE_CHECKING

import faiss
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dedup.index.snapshot import SnapshotError, SnapshotWriter, Stamp, read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

STAMP = Stamp(sequence=105, model="m" * 64, dimension=8, count=20)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    index = faiss.IndexIDMap(faiss.IndexFlatIP(8))
    index.add_with_ids(np.random.default_rng(0).standard_normal((20, 8), dtype=np.float32), np.arange(20))
    writer = SnapshotWriter(tmp_path / "snapshot")
    writer.write(index, STAMP)
    writer.publish()
    return tmp_path / "snapshot"


def test_comes_back_as_it_was(path: Path) -> None:
    index, stamp = read_snapshot(path, STAMP.model, 8)
    assert stamp == STAMP
    assert index.ntotal == 20


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_is_found(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    position = data.draw(st.one_of(st.integers(0, 300), st.integers(0, len(whole) - 1)))
    damaged = bytearray(whole)
    damaged[position] ^= data.draw(st.integers(1, 255))
    other = path.with_name("damaged")
    other.write_bytes(damaged)
    with pytest.raises(SnapshotError):
        read_snapshot(other, STAMP.model, 8)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null" + b" " * 1020, b"\xff" * 5000])
def test_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(SnapshotError):
        read_snapshot(tmp_path / "other", "m", 8)


def test_a_cut_or_lengthened_file_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for content in (whole[:-1], whole[:1100], whole + b"\0"):
        path.write_bytes(content)
        with pytest.raises(SnapshotError, match="digest"):
            read_snapshot(path, STAMP.model, 8)


def test_a_true_header_over_another_content_is_refused(tmp_path: Path) -> None:
    writer = SnapshotWriter(tmp_path / "snapshot")
    writer.write(faiss.IndexFlatIP(8), STAMP)
    writer.publish()
    with pytest.raises(SnapshotError, match="content"):
        read_snapshot(tmp_path / "snapshot", STAMP.model, 8)


def test_until_it_is_published_the_old_one_stands(path: Path) -> None:
    SnapshotWriter(path).write(faiss.IndexFlatIP(8), STAMP)
    assert read_snapshot(path, STAMP.model, 8)[0].ntotal == 20
