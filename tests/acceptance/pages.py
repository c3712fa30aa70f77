"""Pages of the documentation, cut into examples: fenced blocks, and the commands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CUT = "[…]"
"""Stands in what is shown for anything at all."""


@dataclass(frozen=True)
class Block:
    """An example.

    Attributes:
        kind: The word behind its fence; empty where it has none.
        line: Of the page, from 1.
        heading: The one it stands under.
        content: What is in it.
    """

    kind: str
    line: int
    heading: str
    content: str


def blocks(path: Path) -> list[Block]:
    """The examples of a page in order."""
    found, heading, tokens = [], "", MarkdownIt("commonmark").parse(path.read_text("utf-8"))
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[number + 1].content
        if token.type in {"fence", "code_block"} and token.map is not None:
            found.append(Block(token.info.strip(), token.map[0] + 1, heading, token.content))
    return found


def steps(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block with what it is shown to print; a document that a command is fed belongs to it."""
    prompt = "$ " if block.kind == "console" else ""
    lines = block.content.splitlines()
    while lines:
        command = lines.pop(0).removeprefix(prompt)
        while command.endswith("\\"):
            command = f"{command[:-1]}{lines.pop(0).strip()}"
        if "<<'END'" in command:
            end = lines.index("END") + 1
            command, lines = "\n".join([command, *lines[:end]]), lines[end:]
        printed = []
        while prompt and lines and not lines[0].startswith(prompt):
            printed.append(lines.pop(0))
        if command:
            yield command.replace(".venv/bin/", ""), "\n".join(printed)


def holds(printed: str, shown: str) -> bool:
    """Whether what was printed is what is shown, where marks stand for anything."""
    pattern = ".*".join(re.escape(plain(piece)) for piece in shown.split(CUT))
    return re.fullmatch(pattern, plain(printed), re.DOTALL) is not None


def plain(text: str) -> str:
    """Without what a new fit of the relation model changes: shares, and blanks at the ends of lines."""
    return "\n".join(re.sub(r" *[<>]?\d+ %", " N %", line).rstrip() for line in text.splitlines()).strip("\n")
