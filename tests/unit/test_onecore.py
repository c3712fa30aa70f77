from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROBE = """
import json, sys
from pathlib import Path
from threadpoolctl import ThreadpoolController
from dedup.settings import Settings
from dedup.wiring import build_comparer, build_service

def threads():
    return [one["num_threads"] for one in ThreadpoolController().select(threading_layer="pthreads").info()]

settings = Settings(data_dir=Path(sys.argv[1]), database_url=None)
before = threads()
{built}
print(json.dumps([before, threads()]))
"""


@pytest.mark.parametrize("built", ["build_comparer(settings)", "build_service(settings).close()"])
def test_texts_are_compared_on_one_core(built: str, tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", PROBE.replace("{built}", built), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "2"},  # also where there is one core
    )
    before, after = json.loads(done.stdout)
    assert before
    assert set(before) == {2}
    assert set(after) == {1}
