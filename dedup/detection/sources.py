"""Which stored articles a text goes to, and what was pieced together from several. Part of the verdict's data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A stored article and how much of the text goes to it, where each paragraph goes to its closest source alone.

    Attributes:
        article_id: Id of the stored article.
        share: Of the text's words, in verbatim, edited and paraphrased paragraphs, 0..1.
        paragraphs: How many those are.
    """

    article_id: str | None
    share: float
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Composite:
    """A text that was pieced together: several stored articles explain it, and none alone.

    Attributes:
        probability: Calibrated, that it was made from them, 0..1; one half or more.
        share: Of the text's words that they have together; the sum of theirs.
        sources: Two and more, the one with the most words first.
    """

    probability: float
    share: float
    sources: tuple[Source, ...]
