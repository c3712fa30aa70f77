from __future__ import annotations

import gc
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dedup.pauses import OLD, YOUNG, pause_rarely

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROBE = """
import gc, sys
from pathlib import Path
from dedup.settings import Settings
from dedup.wiring import build_service

build_service(Settings(data_dir=Path(sys.argv[1]), database_url=None)).close()
print(*gc.get_threshold())
"""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((700, 10, 10), (YOUNG, 10, OLD)),
        ((2 * YOUNG, 5, 2 * OLD), (2 * YOUNG, 5, 2 * OLD)),
        ((0, 10, 10), (0, 10, 10)),
    ],
)
def test_cycles_are_collected_no_more_often_than_before(
    before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    gc.set_threshold(*before)
    pause_rarely()
    assert gc.get_threshold() == after


def test_a_service_has_it_so(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=True
    )
    young, _, old = map(int, done.stdout.split())
    assert (young, old) == (YOUNG, OLD)


def test_a_command_ends_without_looking_for_cycles() -> None:
    code = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_freeze_count() > 1000))
from dedup.cli import main
sys.argv = ["dedup", "--version"]
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert done.stdout.splitlines()[-1] == "True"
