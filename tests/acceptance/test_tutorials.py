"""Pages with examples, followed: all are run in order in an empty folder, and print what the page shows."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs/tutorials").glob("*.md")), ROOT / "docs/library.md", ROOT / "docs/curl.md"]
CUT = "[…]"
MODEL_SECONDS = 300

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("curl") is None, reason="bash and curl are what the pages use"
)


def blocks(path: Path) -> Iterator[tuple[str, str]]:
    """The fenced blocks of a page that can be run: language and content."""
    yield from re.findall(r"^```(console|python)\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with what it is shown to print; a document that a command is fed belongs to it."""
    lines = block.splitlines()
    while lines:
        command = lines.pop(0).removeprefix("$ ")
        if "<<'END'" in command:
            end = lines.index("END") + 1
            command, lines = "\n".join([command, *lines[:end]]), lines[end:]
        printed = []
        while lines and not lines[0].startswith("$ "):
            printed.append(lines.pop(0))
        yield command, "\n".join(printed)


def holds(printed: str, shown: str) -> bool:
    """Whether what was printed is what is shown, where marks stand for anything."""
    pattern = ".*".join(re.escape(plain(piece)) for piece in shown.split(CUT))
    return re.fullmatch(pattern, plain(printed), re.DOTALL) is not None


def plain(text: str) -> str:
    """Without what a new fit of the relation model changes: shares, and blanks at the ends of lines."""
    return "\n".join(re.sub(r" *[<>]?\d+ %", " N %", line).rstrip() for line in text.splitlines()).strip("\n")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "SAMPLES": str(ROOT / "dedup/samples"), "PORT": port, "DEDUP_PORT": port, "COLUMNS": "100"}
    return {**os.environ, **own, "DEDUP_DATA_DIR": str(tmp_path / "data"), "DEDUP_SENDERS": ""}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_can_be_followed(path: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    serving: list[subprocess.Popen[bytes]] = []
    if path.stem == "newsroom":
        environment["DEDUP_SENDERS"] = str(tmp_path / "senders.toml")
    try:
        for language, block in blocks(path):
            if language == "python":
                follow([sys.executable, "-c", block], "", tmp_path, environment)
                continue
            for command, shown in steps(block):
                if command.endswith(" &"):
                    served = ["bash", "-c", f"exec {command[:-2]}"]
                    serving.append(subprocess.Popen(served, cwd=tmp_path, env=environment))  # noqa: S603 - as below
                    wait_for(int(environment["PORT"]))
                else:
                    follow(["bash", "-c", command], shown, tmp_path, environment)
    finally:
        for process in serving:
            process.terminate()
            process.wait()


def follow(command: list[str], shown: str, folder: Path, environment: dict[str, str]) -> None:
    ended = subprocess.run(  # noqa: S603 - the page's own
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=MODEL_SECONDS
    )
    assert ended.returncode == 0, ended.stderr
    assert not shown or holds(ended.stdout, shown), f"this is what is printed:\n{ended.stdout}"


def wait_for(port: int) -> None:
    """Until the service answers."""
    transport = httpx2.HTTPTransport(retries=100)
    with httpx2.Client(transport=transport, base_url=f"http://127.0.0.1:{port}") as client:
        while not client.get("/readyz").is_success:
            time.sleep(0.05)  # the processor is for the one that starts
