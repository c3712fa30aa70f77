"""``dedup cluster``: where its lines go, and how a run that was stopped goes on."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from dedup.cli import app
from dedup.detection.clusters import Membership
from dedup.errors import UnreadableInput
from dedup.terminal.groups import GroupLines
from tests.unit.copies.wire import edited, report

if TYPE_CHECKING:
    from pathlib import Path

STORIES = {
    **{f"o{n}": report(n) for n in range(30)},
    **{f"c{n}": edited(report(n), 2, 900 + n) for n in range(0, 30, 5)},
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "archive.jsonl"
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in STORIES.items()), "utf-8")
    return file


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["cluster", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def by_words(*arguments: str | Path) -> list[dict[str, object]]:
    code, out, said = run("--by", "words", *arguments)
    assert code == 0, said
    return [json.loads(line) for line in out.splitlines()]


def test_by_words_each_copy_names_its_lead_and_why(archive: Path) -> None:
    rows = by_words(archive)
    assert [row["id"] for row in rows] == list(STORIES)
    followers = {row["id"]: row["lead"] for row in rows if row["lead"] != row["id"]}
    assert followers == {f"c{n}": f"o{n}" for n in range(0, 30, 5)}
    row = rows[-1]
    assert list(row) == ["id", "lead", "relation", "shared", "containment", "spans", "also"]
    assert row["relation"] == "near_copy"
    assert all(
        STORIES["c25"][slice(*span["query"])] == STORIES["o25"][slice(*span["match"])]
        for span in row["spans"]  # type: ignore[attr-defined]
    )


def test_the_bar_can_be_set(archive: Path) -> None:
    assert all(row["lead"] == row["id"] for row in by_words("--alike", "0.95", archive))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--by", "words", "--same-event"], "--same-event goes with --by meaning"),
        (["--alike", "0.7"], "--alike goes with --by words"),
        (["--by", "words", "--resume"], "--resume goes with --out"),
        (["--by", "sound"], "--by"),
    ],
)
def test_options_that_do_not_go_together_are_refused(archive: Path, arguments: list[str], said: str) -> None:
    code, out, told = run(*arguments, archive)
    assert (code, out) == (2, "")
    assert said in told


def test_a_file_that_is_there_is_not_written_over(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "groups.jsonl"
    out.write_text("precious\n")
    code, _, said = run("--by", "words", "--out", out, archive)
    assert code == 2
    assert "--resume" in said
    assert out.read_text() == "precious\n"


@pytest.mark.parametrize("cut", [0, 1, 60, 2500, -1, -40])
def test_a_stopped_run_goes_on_where_it_was_and_ends_as_one_run_would(archive: Path, tmp_path: Path, cut: int) -> None:
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    by_words("--out", whole, archive)
    written = whole.read_bytes()
    part.write_bytes(written[:cut])  # the last line half written
    by_words("--out", part, "--resume", archive)
    assert part.read_bytes() == written
    by_words("--out", part, "--resume", archive)
    assert part.read_bytes() == written


def test_resume_begins_where_there_is_nothing_to_go_on_with(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "new.jsonl"
    by_words("--out", out, "--resume", archive)
    assert len(out.read_text().splitlines()) == len(STORIES)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id":"a","lead":"a","derivation":null}', "--by meaning"),
        ('{"id":"a","text":"a story"}', "line 1 is no line of dedup cluster"),
        ("some notes", "line 1 is no line of dedup cluster"),
        ("[1]", "line 1 is no line of dedup cluster"),
    ],
)
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, line: str, said: str) -> None:
    out = tmp_path / "other.jsonl"
    out.write_text(f"{line}\n")
    with pytest.raises(UnreadableInput, match=said):
        GroupLines(out, "words", resume=True)
    assert out.read_text() == f"{line}\n"


def test_an_id_that_comes_twice_is_told_twice(tmp_path: Path) -> None:
    out = tmp_path / "groups.jsonl"
    with GroupLines(out, "meaning") as lines:
        for lead in ("a", "b"):
            lines.write(Membership("a", lead))
    with GroupLines(out, "meaning", resume=True) as lines:
        assert [lines.earlier("a"), lines.earlier("a"), lines.earlier("a"), lines.earlier("b")] == [
            "a",
            "b",
            None,
            None,
        ]


def read_terminal(command: list[str], *, to: int | None) -> bytes:
    """What a command writes to a terminal, with stdout there or somewhere else."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs if to is None else to, stderr=theirs) as process:  # noqa: S603
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            seen += piece
        assert process.wait(60) == 0, seen
    os.close(ours)
    return seen


def test_on_a_terminal_every_line_is_json_and_into_a_file_all_of_them_go(archive: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dedup.cli", "cluster", "--by", "words", str(archive)]
    seen = read_terminal(command, to=None).decode()
    *lines, told = seen.splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(STORIES)
    assert told == "36 articles: 30 lead, 6 follow: 6 near_copy"
    out = tmp_path / "lines.jsonl"
    with out.open("wb") as stream:
        read_terminal(command, to=stream.fileno())
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == list(STORIES)


def test_what_was_found_is_summed_up_beside_the_lines(archive: Path) -> None:
    result = CliRunner().invoke(app, ["cluster", "--by", "words", str(archive)])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    leads = sum(line["lead"] == line["id"] for line in lines)
    assert f"{len(lines)} articles: {leads} lead, {len(lines) - leads} follow: " in result.stderr
