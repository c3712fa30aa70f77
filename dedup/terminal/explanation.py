"""A verdict as an editor reads it: what it is first, then which articles, which paragraphs, and what was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dedup.detection.verdict import Kind, Match, Relation, Searched, Verdict
from dedup.detection.wording import percent, pieced_together
from dedup.terminal.changes import changes
from dedup.terminal.paragraphs import side_by_side
from dedup.terminal.safe import plain_text
from dedup.terminal.together import together
from dedup.terminal.words import GIVEN, KINDS, NOTHING_STORED, RELATIONS, STORED, came_first, named, some, when
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.detection.verdict import ArticleRef
    from dedup.terminal.words import Against


def explain(
    verdict: Verdict,
    query: Article,
    texts: Mapping[ArticleRef, str],
    console: Console,
    against: Against = STORED,
) -> None:
    """Print a verdict.

    Args:
        verdict: The answer.
        query: The article it is about; its text is what the offsets point into.
        texts: Texts of the stored versions the answer names; one that is missing is left blank.
        console: Where to; without styles (a pipe, a dumb terminal) bold and colour become signs.
        against: What it was held against.
    """
    signs = console.color_system is None
    parts: list[RenderableType] = [_headline(verdict, query, against)]
    shown = [match for match in verdict.matches if match.relation is not Relation.UNRELATED]
    if shown:
        parts += [_section("Matches"), _matches(shown, verdict, against)]
    if any(paragraph.best is not None for paragraph in verdict.paragraphs):
        parts += [_section("Paragraph by paragraph"), side_by_side(verdict, query, texts, against, signs=signs)]
    if shown:
        found = changes(shown[0], against, signs=signs)
        if found is not None:
            parts += [_section(f"What changed against {named(shown[0].article)}"), found]
        first = shown[0]
        if first.reading is not None and first.relation.is_derived:
            read = together(first.reading, query.text, texts.get(first.article, ""))
            parts += [_section(f"Read together with {named(first.article)}"), read]
    parts += [Text(), _searched(verdict.searched, given=against is GIVEN)]
    console.print(Group(*parts))


def _section(title: str) -> RenderableType:
    return Padding(Rule(Text(title, style="bold"), align="left", style="dim"), (1, 0, 0, 0))


def _headline(verdict: Verdict, query: Article, against: Against) -> RenderableType:
    head = Text()
    empty = against is STORED and verdict.searched.articles == 0
    headline = NOTHING_STORED if empty else against.headlines[verdict.relation]
    if verdict.composite is not None:
        headline = pieced_together(len(verdict.composite.sources)).replace("Pieced together", "PIECED TOGETHER")
    head.append(f" {headline} ", style=f"{RELATIONS[verdict.relation][1]} reverse")
    if not empty:
        head.append(f"  derived: {percent(verdict.derivation)}", style="bold")
    if verdict.needs_review:
        head.append("  ")
        head.append(" ! NEEDS REVIEW ", style="bold black on yellow")
    lines: list[RenderableType] = [head, Text()]
    name = " · ".join(
        harmless(part) for part in (query.title, query.source, when(query.published_at), query.id) if part
    )
    if name:
        lines.append(Text(name, style="dim"))
    if query.kept is not None:
        lines.append(Text(query.kept.told, style="dim"))
    if empty:
        lines.append(
            plain_text("The store is empty. Store articles first (dedup ingest), or name another store.", "yellow")
        )
    else:
        lines.append(plain_text(verdict.summary))
    if verdict.review_reason:
        lines.append(plain_text(verdict.review_reason, "yellow"))
    lines += [*(plain_text(note, "yellow") for note in verdict.notes)]
    coverage = _coverage(verdict.coverage)
    if coverage and not empty:  # of nothing, all of a text would be its own
        lines.append(coverage)
    return Group(*lines)


def _coverage(coverage: Mapping[Kind, float]) -> Text:
    text = Text()
    for kind in Kind:
        share = coverage.get(kind, 0.0)
        if share > 0:
            text.append(" · " if text else "This text is ")
            text.append(f"{percent(share)} {kind}", style=KINDS[kind])
    return text


def _matches(matches: list[Match], verdict: Verdict, against: Against) -> RenderableType:
    unrelated, reason = len(verdict.matches) - len(matches), verdict.review_reason
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", expand=True)
    table.add_column("", no_wrap=True, justify="right")
    table.add_column(against.column, ratio=1, overflow="fold")
    table.add_column("relation", min_width=12, max_width=17)
    table.add_column("derived", no_wrap=True, justify="right")
    table.add_column("of this\ntext", no_wrap=True, justify="right")
    table.add_column("of\nthat", no_wrap=True, justify="right")
    for number, match in enumerate(matches, 1):
        article = match.article
        title = plain_text(article.title or article.id or "the other text", "bold" if number == 1 else "")
        beside = (article.source, when(article.published_at), article.id if article.title else None)
        place = " · ".join(harmless(part) for part in beside if part)
        word, style = RELATIONS[match.relation]
        relation = Text.assemble((word, style))
        if match.needs_review:
            relation.append(" (review)", "yellow")
        if match.relation.is_derived and (told := came_first(match)):
            relation.append(f"\n{told}", "dim")
        if match.review_reason and match.review_reason != reason:
            title = Text("\n").join([title, plain_text(match.review_reason, "yellow")])
        table.add_row(
            str(number),
            Text("\n").join([title, *([Text(place, "dim")] if place else [])]),
            relation,
            percent(match.derivation),
            percent(match.containment.of_query),
            percent(match.containment.of_match),
        )
    if not unrelated:
        return table
    more = "1 more was" if unrelated == 1 else f"{unrelated} more were"
    return Group(table, Text(f"{more} compared and found unrelated.", "dim"))


def _searched(searched: Searched, *, given: bool) -> Text:
    window = f"within {searched.window_days} days" if searched.window_days else "of any date"
    text = Text(style="dim")
    told = f"Searched {some(searched.articles, 'article')} ({some(searched.passages, 'passage')}) {window}; "
    text.append("Two given texts were compared, nothing stored was searched; " if given else told)
    text.append(harmless(f"model {searched.model}, configuration {searched.config}."))
    if searched.degraded:
        text.append(harmless(f" Incomplete: {', '.join(searched.degraded)}."), "bold yellow not dim")
    return text
