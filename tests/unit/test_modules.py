"""Modules are read in one sitting."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 300
"""Lines of a module."""


def test_a_module_is_read_in_one_sitting() -> None:
    folders = ("dedup", "api", "migrations", "benchmarks", "docs", "tests")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}
