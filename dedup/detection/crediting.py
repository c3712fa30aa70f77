"""Which of several stored articles a paragraph goes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dedup.detection.verdict import ArticleRef, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.detection.verdict import ParagraphVerdict, Verdict

_STRENGTH = {
    Kind.VERBATIM: 4,
    Kind.EDITED: 3,
    Kind.PARAPHRASED: 2,
    Kind.QUOTED: 1,
    Kind.BACKGROUND: 0,
    Kind.ORIGINAL: -1,
}

LATEST = datetime.max.replace(tzinfo=UTC)
"""When what has no time was published, where the earlier one comes first."""


@dataclass(frozen=True, slots=True)
class Option:
    """A paragraph beside one stored article.

    Attributes:
        paragraph: What it is to that one.
        published: When that one was published.
    """

    paragraph: ParagraphVerdict
    published: datetime | None = None

    @property
    def source(self) -> str | None:
        """Id of the stored article."""
        return None if self.paragraph.best is None else self.paragraph.best.article_id


def closest(options: Iterable[Option]) -> ParagraphVerdict | None:
    """The paragraph beside its strongest source; the earliest one where several are as strong.

    Args:
        options: Beside each stored article that may be it; those without a counterpart are passed over.

    Returns:
        One of them; None if none has a counterpart.
    """
    found = [option for option in options if option.paragraph.best is not None]
    return min(found, key=_credit).paragraph if found else None


def source_of(verdict: Verdict, paragraph: ParagraphVerdict) -> ArticleRef | None:
    """The stored version that a paragraph of a verdict is credited to: a story may be a match in several.

    Args:
        verdict: The answer.
        paragraph: One of its own.

    Returns:
        What is no match, since it shares but background, by its id alone; None if the paragraph is credited to none.
    """
    if paragraph.best is None:
        return None
    matches = (match.article for match in verdict.matches if match.paragraphs[paragraph.index] == paragraph)
    return next(matches, ArticleRef(paragraph.best.article_id))


def credit_of(kind: Kind, lexical: float, semantic: float, published: datetime | None) -> tuple[int, float, datetime]:
    """By what a paragraph is credited to a stored article: to the one for which it is least.

    Args:
        kind: What the paragraph is to it.
        lexical: Share of its words that stand there in the same order.
        semantic: Cosine of the two.
        published: When the article was published.
    """
    return -_STRENGTH[kind], -round(max(lexical, semantic), 1), published or LATEST


def _credit(option: Option) -> tuple[int, float, datetime]:
    best = option.paragraph.best
    lexical, semantic = (best.lexical, best.semantic) if best is not None else (0.0, 0.0)
    return credit_of(option.paragraph.kind, lexical, semantic, option.published)
