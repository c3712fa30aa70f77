from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dedup.article import Article
from dedup.comparing import Comparer
from dedup.errors import EmptyText
from dedup.wiring import build_judge
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Three trawlers were towed into Port Anselm on Monday after their nets had fouled, the harbour master said."


def test_two_given_texts_are_compared_without_a_store() -> None:
    verdict = Comparer(HashingEncoder(), build_judge()).compare(Article(TEXT), Article(TEXT))
    assert [match.relation.value for match in verdict.matches] == ["identical"]
    assert verdict.searched.articles == 1


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(EmptyText):
        Comparer(HashingEncoder(), build_judge()).compare(Article(TEXT), Article("..."))


def test_comparing_two_files_loads_no_database_and_leaves_nothing(tmp_path: Path) -> None:
    for name in ("query", "match"):
        (tmp_path / f"{name}.txt").write_text(TEXT)
    code = (
        "import json, sys; sys.argv = ['dedup', 'compare', 'query.txt', 'match.txt', '--json']\n"
        "from dedup.cli import app\n"
        "try: app()\n"
        "except SystemExit as done: code = done.code\n"
        "heavy = {'sqlalchemy', 'alembic', 'faiss', 'datasketch', 'fastapi'}\n"
        "print(json.dumps([code, sorted(heavy & {*sys.modules})]))"
    )
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"DEDUP_DATA_DIR": str(tmp_path / "data")},
    )
    *verdict, loaded = done.stdout.splitlines()
    assert json.loads("\n".join(verdict))["relation"] == "identical"
    assert json.loads(loaded) == [0, []]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["match.txt", "query.txt"]
