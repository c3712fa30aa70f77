"""What the command line says of itself: exit codes, help, examples."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner

from dedup.cli import app
from dedup.errors import DedupError
from dedup.terminal.exits import EXIT_CODES
from tests.unit.commandline import dedup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


GROUP: Any = typer.main.get_command(app)
COMMANDS = ("ingest", "score", "compare", "cluster", "serve", "reindex", "doctor", "migrate", "version")


def tree(root: type[DedupError] = DedupError) -> Iterator[type[DedupError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("kind", list(tree()))
def test_every_error_has_an_exit_code(kind: type[DedupError]) -> None:
    assert EXIT_CODES[kind] in {1, 3, 4, 5}


def test_help_names_every_command_and_the_exit_codes() -> None:
    result = dedup("--help")
    assert result.exit_code == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", result.stdout)
    assert "Exit codes" in result.stdout


def every(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - no types
    yield path, command
    for name, child in getattr(command, "commands", {}).items():
        yield from every(child, (*path, name))


@pytest.mark.parametrize(("path", "command"), [pytest.param(*one, id=" ".join(one[0])) for one in every(GROUP)])
def test_every_help_has_examples_that_can_be_called(
    path: tuple[str, ...],
    command: Any,  # noqa: ANN401 - no types
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    lines = [line.strip() for line in command.epilog.split("\n\n")]
    examples = [line for line in lines if re.match(r"(\w+=\S+ )?dedup ", line)]
    assert examples
    assert lines[0] == ("Examples:" if len(examples) > 1 else "Example:")
    monkeypatch.chdir(tmp_path)
    for name in ("archive", "backups/monday", "corpora"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("story.txt", "story.html", "ours.txt", "theirs.html", "wire.jsonl.gz"):
        (tmp_path / name).touch()
    for example in examples:
        assert example in shown.stdout
        words = shlex.split(re.sub(r"^\w+=\S+ ", "", re.split(r" [<>] ", example)[0]))[1:]
        context: Any = None
        at = GROUP
        while True:  # parsed as the command line would, and not run
            try:
                context = at.make_context(at.name, list(words), parent=context)
            except typer.Exit:  # --version, which ends there
                break
            rest = [*context._protected_args, *context.args]
            if not rest:
                break
            at, words = at.commands[rest[0]], rest[1:]
        assert "--version" in example or tuple(context.command_path.split()[1:])[: len(path)] == path


def test_heavy_libraries_are_left_alone_until_they_are_needed() -> None:
    heavy = {"torch", "faiss", "sqlalchemy", "fastapi", "numpy", "sentence_transformers", "lxml"}
    script = f"import sys, dedup.cli; print(sorted({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"[]\n"  # noqa: S603
