"""Editors' answers as a page of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dedup.detection.verdict import Relation
from dedup.terminal.words import RELATIONS

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dedup.newsroom.learning import Evaluation, Share


def told(found: Evaluation) -> RenderableType:
    """What editors' answers say of the machine."""
    lines = [
        Text(f"On your {found.agreed.whole:,} answers: {shown(found.agreed)} left the relation as it was."),
        Text(f"Called derived, and it is: {shown(found.right)}. Derived, and called so: {shown(found.found)}."),
    ]
    if found.error is not None:
        lines.append(Text(f"A derivation is off by {found.error:.1%} in the mean."))
    return Group(*lines, Text(), _words(found), Text(), _worth(found), Text(), *map(Text, drawn(found)))


def shown(share: Share) -> str:
    """A share with its numbers, and where the true one lies."""
    if share.value is None or share.interval is None:
        return "none to tell by"
    low, high = share.interval
    return f"{share.part:,} of {share.whole:,} ({share.value:.0%}; {low:.0%} to {high:.0%})"


def drawn(found: Evaluation) -> list[str]:
    """Where to draw a line for alerts, a sentence a goal."""
    sentences = []
    for line in found.lines:
        if line.typed is None:
            sentences.append(f"{line.goal:.0%} right: no line reaches that yet, or too few answers lie above one.")
            continue
        kept = f"keeps {line.kept.part:,} of {line.kept.whole:,} that were derived"
        sentences.append(
            f"{line.goal:.0%} right: derivation = {line.typed} ({line.right.part:,} of {line.right.whole:,}), {kept}."
        )
    return sentences


def _words(found: Evaluation) -> Table:
    table = Table("the machine said", "you said", "pairs", box=None, pad_edge=False, header_style="bold")
    for (machine, editor), count in found.words.items():
        style = "" if machine == editor else "bold"
        table.add_row(*map(_named, (machine, editor)), f"{count:,}", style=style)
    table.columns[2].justify = "right"
    return table


def _worth(found: Evaluation) -> Table:
    table = Table("derivation", "said", "it was", box=None, pad_edge=False, header_style="bold")
    for one in found.bins:
        table.add_row(f"{one.low:.0%} to {one.high:.0%}", f"{one.said:.0%}", shown(one.right))
    return table


def _named(relation: str) -> str:
    return RELATIONS[Relation(relation)][0] if relation in set(Relation) else relation
