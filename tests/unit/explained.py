"""A verdict with something of everything, and how it is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dedup.article import Article, Span
from dedup.detection.ledger import DiffOp, DiffPart, Excerpt, FactEntry, FactKind, QuoteEntry, QuoteStatus
from dedup.detection.verdict import (
    ArticleRef,
    Containment,
    Counterpart,
    Direction,
    DirectionBy,
    Kind,
    Match,
    ParagraphVerdict,
    Relation,
    Searched,
    SpanPair,
    Verdict,
)

QUERY_PARAGRAPHS = (
    "By A Reporter",
    "Nine of 52 beams had rotted, the survey said, and the hall should have been shut at once.",
    "“Somebody hid it in a drawer,” the mayor said.",
    "Our own reporting found that the port had been warned twice before.",
)


MATCH_PARAGRAPHS = (
    "The survey said that seven of 52 beams had rotted. The hall should have been shut at once.",
    "“Somebody put it in a drawer,” said the mayor.",
)


QUERY = "\n\n".join(QUERY_PARAGRAPHS)
MATCH = "\n\n".join(MATCH_PARAGRAPHS)


def span(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def pair(words: str) -> SpanPair:
    return SpanPair(span(QUERY, words), span(MATCH, words))


def excerpt(text: str, part: str) -> Excerpt:
    return Excerpt(part, *span(text, part))


def paragraph(
    index: int, kind: Kind, best: Counterpart | None = None, *, boilerplate: bool = False
) -> ParagraphVerdict:
    return ParagraphVerdict(index, *span(QUERY, QUERY_PARAGRAPHS[index]), kind, boilerplate=boilerplate, best=best)


def counterpart(article_id: str, index: int, *spans: SpanPair) -> Counterpart:
    return Counterpart(article_id, index, *span(MATCH, MATCH_PARAGRAPHS[index]), 0.61, 0.87, spans)


PARAGRAPHS = (
    paragraph(0, Kind.ORIGINAL, boilerplate=True),
    paragraph(
        1,
        Kind.EDITED,
        counterpart("nw-1", 0, pair("of 52 beams had rotted"), pair("hall should have been shut at once")),
    ),
    paragraph(2, Kind.QUOTED, counterpart("nw-1", 1, pair("in a drawer"))),
    paragraph(3, Kind.ORIGINAL),
)


QUOTE = QuoteEntry(
    QuoteStatus.ALTERED,
    excerpt(QUERY, "Somebody hid it in a drawer,"),
    excerpt(MATCH, "Somebody put it in a drawer,"),
    (
        DiffPart(DiffOp.SAME, "Somebody"),
        DiffPart(DiffOp.REMOVED, "put"),
        DiffPart(DiffOp.INSERTED, "hid"),
        DiffPart(DiffOp.SAME, "it in a drawer"),
        DiffPart(DiffOp.SAME, ","),
    ),
    "the mayor",
    "the mayor",
)


BEST = Match(
    ArticleRef("nw-1", "Beams were rotten", "Northern Wire", datetime(2031, 3, 4, 9, 5, tzinfo=UTC), "1"),
    Relation.PARTIAL_COPY,
    0.93,
    containment=Containment(0.62, 0.995),
    direction=Direction.QUERY_FROM_MATCH,
    reason="Half of it stands there.",
    paragraphs=PARAGRAPHS,
    quotes=(QUOTE, QuoteEntry(QuoteStatus.DROPPED, match=Excerpt("gone", 0, 4))),
    facts=(FactEntry(FactKind.NUMBER, excerpt(QUERY, "Nine"), excerpt(MATCH, "seven"), 1, 0),),
    evidence={"verbatim": 0.5},
    direction_by=DirectionBy.TIME,
)


OTHER = replace(
    BEST,
    article=ArticleRef("nw-2", "Cup final"),
    relation=Relation.UNRELATED,
    derivation=0.001,
    quotes=(),
    facts=(),
)


VERDICT = Verdict(
    Relation.PARTIAL_COPY,
    0.93,
    summary="2 of 3 paragraphs stand in Northern Wire's story.",
    coverage={Kind.EDITED: 0.6, Kind.QUOTED: 0.1, Kind.ORIGINAL: 0.3},
    matches=(BEST, OTHER),
    paragraphs=PARAGRAPHS,
    searched=Searched(19, 104, 30, "all-MiniLM-L6-v2", "abc123", ("semantic",)),
    review_reason="Too short to be sure.",
)


ARTICLE = Article(
    QUERY, id="led-1", title="Rotten beams", source="Ledger", published_at=datetime(2031, 3, 4, 21, tzinfo=UTC)
)


TEXTS = {BEST.article: MATCH}
