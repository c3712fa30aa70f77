"""What an article changed: quotations word by word, then numbers, dates and names."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dedup.detection.ledger import DiffOp, DiffPart, Excerpt, FactEntry, QuoteEntry, QuoteStatus
from dedup.terminal.safe import plain_text
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.detection.verdict import Match
    from dedup.terminal.words import Against

_STYLES = {DiffOp.SAME: "", DiffOp.REMOVED: "strike red", DiffOp.INSERTED: "bold underline green"}
_SIGNS = {DiffOp.SAME: "{}", DiffOp.REMOVED: "[-{}-]", DiffOp.INSERTED: "{{+{}+}}"}
_REWORDED = 2
"""Words changed for each one kept, from which on a word-by-word comparison is no help any more."""

_OPENING = "([“«$£€"
_CLOSING = ".,;:!?)]”»%"

_SHOWN_TWICE = {QuoteStatus.UNQUOTED: "here without quotation marks", QuoteStatus.TRANSLATED: "in another language"}
"""What is said of quotations that are shown one below the other."""


def changes(match: Match, against: Against, *, signs: bool) -> RenderableType | None:
    """The quote ledger and the fact differences of one match.

    Args:
        match: The other article.
        against: What it is called.
        signs: Write ``[-old-]{+new+}`` as wdiff does, since strike-through and underline will not show.

    Returns:
        What to print; None if nothing was changed.
    """
    parts: list[RenderableType] = []
    if any(entry.status is not QuoteStatus.ADDED for entry in match.quotes):
        parts += _quotations(match.quotes, against.there, signs=signs)
    if match.facts:
        if parts:
            parts.append(Text())
        parts.append(Text(f"Facts, {against.before} → as here", "bold"))
        parts.append(_facts(match.facts))
    return Group(*parts) if parts else None


def _quotations(quotes: Iterable[QuoteEntry], there: str, *, signs: bool) -> list[RenderableType]:
    counted = Counter(entry.status for entry in quotes)
    tally = ", ".join(f"{counted[status]} {status}" for status in QuoteStatus if counted[status])
    parts: list[RenderableType] = [Text(f"Quotations: {tally}", "bold")]
    for entry in quotes:
        if entry.status is QuoteStatus.ALTERED and _is_reworded(entry.diff):
            parts.append(_bullet(_speakers(entry), Text("reworded")))
            parts += [_quoted(excerpt.text, place) for excerpt, place in _both(entry, there)]
        elif entry.status is QuoteStatus.ALTERED or (entry.status is QuoteStatus.REATTRIBUTED and entry.diff):
            parts.append(_bullet(_speakers(entry), _diff(entry, signs=signs)))
        elif entry.status is QuoteStatus.REATTRIBUTED and entry.query is not None:
            parts.append(_bullet(_speakers(entry), plain_text(entry.query.text)))
        elif entry.status in _SHOWN_TWICE:
            parts.append(_bullet(_speakers(entry), Text(_SHOWN_TWICE[entry.status])))
            parts += [_quoted(excerpt.text, place) for excerpt, place in _both(entry, there)]
    return parts


def _bullet(head: Text, body: Text) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=2, justify="right")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row("•", Text.assemble(head, body))
    return grid


def _speakers(entry: QuoteEntry) -> Text:
    before, after = entry.match_speaker, entry.query_speaker
    if before and after and before != after:
        return Text(harmless(f"{before}, now {after}: "), "bold")
    speaker = after or before
    return Text(harmless(f"{speaker}: ") if speaker else "", "bold")


def _is_reworded(diff: Iterable[DiffPart]) -> bool:
    """Whether so little stayed that the two are easier to read one below the other."""
    kept = sum(len(part.text.split()) for part in diff if part.op is DiffOp.SAME)
    changed = sum(len(part.text.split()) for part in diff if part.op is not DiffOp.SAME)
    return changed > _REWORDED * kept


def _both(entry: QuoteEntry, there: str) -> list[tuple[Excerpt, str]]:
    sides = ((entry.match, there), (entry.query, "here"))
    return [(excerpt, place) for excerpt, place in sides if excerpt is not None]


def _quoted(text: str, place: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=9, justify="right", style="dim")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(f"{place}:", plain_text(text.strip()))
    return grid


def _diff(entry: QuoteEntry, *, signs: bool) -> Text:
    if not entry.diff:
        texts = [excerpt.text for excerpt in (entry.match, entry.query) if excerpt is not None]
        return plain_text(" → ".join(texts))
    text = Text()
    for part, following in pairwise([*entry.diff, DiffPart(DiffOp.SAME, "")]):
        words = harmless(part.text.strip())
        text.append(_SIGNS[part.op].format(words) if signs else words, _STYLES[part.op])
        if following.text and _spaced(part.text, following.text):
            text.append(" ")
    return text


def _spaced(before: str, after: str) -> bool:
    """Whether two pieces of a diff are parted: they are words, unless punctuation clings to one."""
    return not (before[-1:] in _OPENING or after[:1] in _CLOSING)


def _facts(facts: Iterable[FactEntry]) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for fact in facts:
        change = Text.assemble(
            (harmless(fact.match.text), "strike red"),
            (" → ", "dim"),
            (harmless(fact.query.text), "bold underline green"),
        )
        place = Text(f"paragraph {fact.query_paragraph + 1} here, {fact.match_paragraph + 1} there", "dim")
        grid.add_row(str(fact.kind), change, place)
    return grid
