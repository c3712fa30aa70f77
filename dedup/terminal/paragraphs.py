"""Paragraphs side by side: the new text on the left, the stored one it comes from on the right."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.detection.crediting import source_of
from dedup.detection.verdict import Counterpart, Kind, ParagraphVerdict, Verdict
from dedup.detection.wording import percent
from dedup.terminal.safe import shortened
from dedup.terminal.words import KINDS, some
from dedup.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.article import Article, Span
    from dedup.detection.verdict import ArticleRef
    from dedup.terminal.words import Against

_ALONE = 160
"""Characters shown of a paragraph that nobody has: enough to find it again."""

_SAME = "underline"
_WORD = re.compile(r"\w")


def side_by_side(
    verdict: Verdict, query: Article, texts: Mapping[ArticleRef, str], against: Against, *, signs: bool
) -> RenderableType:
    """Each paragraph of the query beside the stored paragraph it is credited to.

    Args:
        verdict: The answer.
        query: What it is about.
        texts: Texts of stored versions.
        against: What the query was held against.
        signs: Mark shared words with signs, since bold and underline will not show.

    Returns:
        The credit, a legend and the pairs.
    """
    sources = {match.article.id: match.article.source for match in verdict.matches}
    legend = f"Left: this text. Right: {against.legend}."
    if any(paragraph.best is not None and paragraph.best.spans for paragraph in verdict.paragraphs):
        legend += " [=Words=] stand in both." if signs else " Underlined words stand in both."
    parts: list[RenderableType] = [_credit(verdict.paragraphs, sources), Text(legend, "dim")]
    for paragraph in verdict.paragraphs:
        parts += [Text(), _label(paragraph)]
        if paragraph.best is None or paragraph.boilerplate:
            text = shortened(harmless(query.text[paragraph.start : paragraph.end]), _ALONE)
            parts.append(Padding(Text(text, "dim"), (0, 0, 0, 4)))
        else:
            source = source_of(verdict, paragraph)
            match = None if source is None else texts.get(source)
            parts.append(_pair(paragraph, paragraph.best, query.text, match, signs=signs))
    return Group(*parts)


def _credit(paragraphs: Iterable[ParagraphVerdict], sources: Mapping[str | None, str | None]) -> Text:
    """How many paragraphs come from whom, the most used first."""
    counted = [p for p in paragraphs if not p.boilerplate]
    credited = Counter(p.best.article_id for p in counted if p.best is not None and p.kind is not Kind.ORIGINAL)
    parts = [f"{count} from {_source(article_id, sources)}" for article_id, count in credited.most_common()]
    alone = len(counted) - sum(credited.values())
    if alone:
        parts.append(f"{alone} found nowhere")
    return Text(f"Of {some(len(counted), 'paragraph')}: {', '.join(parts)}.", "bold")


def _source(article_id: str | None, sources: Mapping[str | None, str | None]) -> str:
    if article_id is None:
        return "the other text"
    source = sources.get(article_id)
    return harmless(f"{article_id} ({source})" if source else article_id)


def _label(paragraph: ParagraphVerdict) -> Text:
    text = Text(f"{paragraph.index + 1:>2}  ", "dim")
    if paragraph.boilerplate:
        return text.append("credit or copyright line, not scored", "not dim italic")
    text.append(paragraph.kind.upper(), f"not dim {KINDS[paragraph.kind]}")
    best = paragraph.best
    if best is not None:
        text.append(f"  {harmless(best.article_id or 'the other text')}, paragraph {best.paragraph + 1}", "not dim")
        text.append(f"  words {percent(best.lexical)}, meaning {percent(max(0.0, best.semantic))}")
    if paragraph.background and paragraph.kind is not Kind.BACKGROUND:
        text.append("  (recurs in other stories)")
    return text


def _pair(
    paragraph: ParagraphVerdict, best: Counterpart, query: str, match: str | None, *, signs: bool
) -> RenderableType:
    left = _marked(query, paragraph.start, paragraph.end, [pair.query for pair in best.spans], signs=signs)
    right = Text("(text not at hand)", "dim italic")
    if match is not None:
        right = _marked(match, best.start, best.end, [pair.match for pair in best.spans], signs=signs)
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(width=2)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row("", left, right)
    return grid


def _marked(text: str, start: int, end: int, spans: Iterable[Span], *, signs: bool) -> Text:
    """One paragraph with its shared words marked; where all of it is shared, the label says so without signs."""
    pieces: list[tuple[str, bool]] = []
    position = start
    for span in sorted(spans):
        first, last = max(span.start, position), min(span.end, end)
        if first < last:
            pieces += [(text[position:first], False), (text[first:last], True)]
            position = last
    pieces.append((text[position:end], False))
    signs = signs and any(_WORD.search(piece) for piece, shared in pieces if not shared)
    marked = Text()
    for piece, shared in pieces:
        words = harmless(piece)
        marked.append(f"[={words}=]" if shared and signs else words, _SAME if shared else "")
    return marked
