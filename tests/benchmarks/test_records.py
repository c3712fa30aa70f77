from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.records import MixedPredictions, Records, read_rows

if TYPE_CHECKING:
    from pathlib import Path

ROW = {"corpus": "c", "derived": "d", "source": "s", "derivation": 0.5}


def test_a_run_continues_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "pairs.jsonl"
    Records(path, {"model": "1"}).append(ROW)
    again = Records(path, {"model": "1"})
    assert ("c", "d", "s") in again
    assert ("c", "d", "t") not in again
    again.append(ROW | {"source": "t"})
    assert read_rows(path) == ({"model": "1"}, [ROW, ROW | {"source": "t"}])


def test_a_half_written_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    Records(path, {"model": "1"}).append(ROW)
    with path.open("a") as stream:
        stream.write('{"corpus": "c", "deri')
    records = Records(path, {"model": "1"})
    records.append(ROW | {"source": "t"})
    assert len(read_rows(path)[1]) == 2


def test_predictions_of_another_model_are_not_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    Records(path, {"model": "1", "code": "x"}).append(ROW)
    with pytest.raises(MixedPredictions, match=r"another model: .*--fresh"):
        Records(path, {"model": "2", "code": "x"})
    assert len(read_rows(path)[1]) == 1
    assert ("c", "d", "s") not in Records(path, {"model": "2", "code": "x"}, fresh=True)
