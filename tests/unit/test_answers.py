"""Editors' answers as text: what is printed, and what programs get."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from rich.console import Console

from dedup.newsroom.learning import evaluate, figures
from dedup.senders import load_newsroom
from dedup.terminal.answers import drawn, told
from tests.unit.newsroom.test_learning import answer

if TYPE_CHECKING:
    from pathlib import Path

SAID = [
    *(answer("rewrite", 0.99, "rewrite", number) for number in range(30)),
    *(answer("near_copy", 0.61234, "same_event", 30 + number) for number in range(2)),
]


def test_figures_come_with_their_numbers() -> None:
    console = Console(file=io.StringIO(), width=100, record=True)
    console.print(told(evaluate(SAID)))
    printed = console.export_text()
    assert "On your 32 answers: 30 of 32 (94%; 80% to 98%) left the relation as it was." in printed
    assert "near copy         same event      2" in printed
    assert "90% right: derivation = 0.613 (30 of 32), keeps 30 of 30 that were derived." in printed


def test_a_line_is_rounded_up_so_that_it_keeps_to_what_was_found() -> None:
    assert drawn(evaluate(SAID))[2] == "99% right: derivation = 0.99 (30 of 30), keeps 30 of 30 that were derived."
    assert drawn(evaluate(SAID[:3]))[0].endswith("too few answers lie above one.")


def test_a_line_is_drawn_with_it_in_the_senders_file(tmp_path: Path) -> None:
    (line,) = re.findall(r"\w+ = [\d.]*\d", drawn(evaluate(SAID))[0])
    chat = "[destinations.chat]\nkind = 'slack'\nurl = 'https://chat.example/hook'\n"
    (tmp_path / "senders.toml").write_text(f"[[alerts]]\nto = ['chat']\n{line}\n\n{chat}")
    (rule,) = load_newsroom(tmp_path / "senders.toml", {}).rules
    assert rule.derivation == 0.613


def test_programs_get_all_of_it() -> None:
    found = figures(evaluate(SAID))
    assert found["agreed"]["part"] == 30
    assert found["words"][1] == {"machine": "near_copy", "editor": "same_event", "pairs": 2}
    assert [line["at_least"] for line in found["lines"]] == [0.61234, 0.99, 0.99]
