"""Commands that are only shown: whether the command line would take them."""

from __future__ import annotations

import contextlib
import re
import shlex
from typing import Any

import typer

from dedup.cli import app


def parse(command: str) -> None:
    """Have the command line read what is `dedup` in a command, as if it were called."""
    words = shlex.split(command, comments=True)
    while words and re.match(r"[A-Z_]+=", words[0]):
        words.pop(0)
    for runner, name in (("docker run", "wire-dedup"), ("uvx", "dedup")):
        if command.startswith(runner):
            words = ["dedup", *words[words.index(name) + 1 :]]
    if words[:1] != ["dedup"]:
        return
    end = next((n for n, word in enumerate(words) if word in {"|", "<", ">", "&"}), len(words))
    group: Any = typer.main.get_command(app)
    arguments, context = words[1:end], None
    with contextlib.suppress(typer.Exit):  # of --help
        while arguments:
            context = group.make_context(group.name, list(arguments), parent=context)
            if not hasattr(group, "commands"):
                return
            _, group, arguments = group.resolve_command(context, [*context._protected_args, *context.args])


def check_usage(line: str) -> None:
    """Whether the commands and options that a line about usage names are there."""
    command: Any = typer.main.get_command(app)
    within = [command]
    for told in re.split(r" \| | ", line.removeprefix("dedup")):
        word = told.strip("[]()….,;:`")
        inner = getattr(command, "commands", {})
        if word.islower() and word.isalpha() and inner and len(within) == 1:
            command = inner[word]
            within += [command, *getattr(command, "commands", {}).values()]
        elif re.match(r"--\w", word):
            options = {name for one in within for each in one.params for name in (*each.opts, *each.secondary_opts)}
            assert word in options, word
    for alternative in line.split(" | ") if len(within) > 1 and hasattr(command, "commands") else []:
        words = alternative.removeprefix(f"dedup {command.name}").split()
        assert not words or words[0] in command.commands, words[0]
