"""The examples of the documentation, followed: all of a page in order in an empty folder, and each does what it shows.

An example that a machine for tests can not run has its reason in ``ELSEWHERE`` of follower.py; what is `dedup` in it
is read by the command line all the same. A block of a kind that has no rule there fails.
"""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from dedup.settings import PREFIX, Settings
from tests.acceptance.follower import (
    ELSEWHERE,
    ELSEWHERE_KINDS,
    ENDLESS,
    LOG_LINE,
    PAGES,
    REFUSED,
    ROOT,
    TEXT,
    Reader,
)
from tests.acceptance.pages import Block, blocks, steps
from tests.acceptance.shown import check_usage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.servers.forking import Forking

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("curl") is None, reason="bash and curl are what the pages use"
)


@pytest.fixture
def reader(path: Path, tmp_path: Path, forking: Forking) -> Iterator[Reader]:
    opened = Reader(path, tmp_path, forking)
    yield opened
    for service in opened.services:
        service.stop()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_can_be_followed(path: Path, reader: Reader) -> None:
    for block in blocks(path):
        try:
            reader.follow(block)
        except BaseException as failed:
            failed.add_note(f"{path.relative_to(ROOT)}, line {block.line}")
            raise
    if path.name == "hooks.md":  # what the page's receiver gets is what the page's sender signs
        sent = TestClient(reader.names["app"]).post(
            "/hooks/dedup", content=reader.names["body"], headers=reader.names["headers"]
        )
        assert sent.status_code == 200


WRONG = {
    "a kind without a rule": (Block("yaml", 1, "", "a: 1\n"), "no rule"),
    "a block without a kind": (Block("", 1, "", "dedup doctor\n"), "no rule"),
    "an option that is not there": (Block("sh", 1, "", "dedup doctor --thorough\n"), "--thorough"),
    "an option in an image": (Block("sh", 1, "", "docker run wire-dedup keys list --all\n"), "--all"),
    "a command in its usage": (Block("text", 1, "", "dedup keys make NAME | lose NAME\n"), "lose"),
    "a setting that is not there": (Block("sh", 1, "", "export DEDUP_SPEED=11\n"), "speed"),
    "a field of an answer": (Block("json", 1, "Errors", '{"type": "about:blank", "reason": "…"}\n'), "reason"),
    "a value of an answer": (Block("json", 1, "Errors", '{"status": "four"}\n'), "four"),
    "a table of the senders file": (Block("toml", 1, "", "[keep]\nweeks = 3\n"), "weeks"),
    "other output": (Block("console", 1, "", "$ dedup keys list\nwd_1\n"), "none"),
    "Python that fails": (Block("python", 1, "", "import dedup\ndedup.compare_all\n"), "compare_all"),
    "output apart from its command": (Block("text", 1, "", "ok\n"), "console"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("path", [ROOT / "docs/http.md"], ids=["http"])
def test_what_is_wrong_is_told(wrong: str, path: Path, reader: Reader) -> None:
    block, told = WRONG[wrong]
    with pytest.raises(BaseException, match=re.escape(told)):
        reader.follow(block)
    assert path == reader.path


def test_nothing_is_excused_that_no_page_has() -> None:
    commands = [command for path in PAGES for block in blocks(path) for command, _ in steps(block)]
    for pattern in (*ELSEWHERE, REFUSED, ENDLESS):
        assert any(re.search(pattern, command) for command in commands), pattern
    kinds = {block.kind for path in PAGES for block in blocks(path)}
    assert kinds >= set(ELSEWHERE_KINDS)
    assert {path.name for path in PAGES} >= {*TEXT, LOG_LINE}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_a_sentence_names_is_there(path: Path) -> None:
    """Commands, options, settings and addresses between backticks."""
    told = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    routes = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))["paths"]
    known = [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route))) for route in routes]
    for code in re.findall(r"`([^`]+)`", told):
        line = " ".join(code.split())
        if line.startswith("dedup "):
            check_usage(line)
        for address in re.findall(r"(?:localhost:\d+|https://dedup\.example)(/v1/[^\s?\"']+)", line):
            assert any(route.fullmatch(address) for route in known), address
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+[A-Z]\b", told)) - {"DEDUP_SCREENSHOTS"}  # which the tests read
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)
