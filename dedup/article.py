"""The plain words of the domain: an article, its paragraphs, sentences and passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

MAX_CHARACTERS = 1_000_000
"""Longest text of one article, in characters: several hundred times a long feature."""


class Span(NamedTuple):
    """A half-open range of character offsets."""

    start: int
    end: int


class Kept(NamedTuple):
    """How much of a page its story is.

    Attributes:
        paragraphs: Paragraphs of the story.
        of: Paragraphs of the whole page, with menus, notices and boxes.
    """

    paragraphs: int
    of: int

    @property
    def told(self) -> str:
        """A sentence for an editor."""
        return f"{self.paragraphs} of the page's {self.of} paragraphs are its story; the rest is left out."


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one story from one source, as the caller sent it.

    Attributes:
        text: The text as sent; every offset in an answer points into it.
        id: The caller's id; None for a text that is only looked up.
        title: Headline.
        source: Label of the agency, paper or desk it came from.
        published_at: Time of publication, timezone-aware.
        language: BCP 47 tag, as the caller gave it.
        version: The caller's version label; None lets the store number it.
        evolved_from: Id of the article this one updates or rewrites, in the sender's own chain.
        paragraph_spans: Where the caller's own paragraphs stand in ``text``; None if the text came in one piece.
        kept: How much of its page the text is; None if it was sent without one. It is shown, not stored.
        credits: Credit line, byline and the like that its message had beside the text; they say whom it is from.
    """

    text: str
    id: str | None = None
    title: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    version: str | None = None
    evolved_from: str | None = None
    paragraph_spans: tuple[Span, ...] | None = None
    kept: Kept | None = None
    credits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Display unit of an article.

    Attributes:
        index: Position in the article, from 0.
        span: Offsets into the canonical text.
        sentences: Half-open range of sentence indexes; empty when the whole paragraph is boilerplate.
    """

    index: int
    span: Span
    sentences: range


@dataclass(frozen=True, slots=True)
class Sentence:
    """Unit of alignment; boilerplate is no sentence.

    Attributes:
        span: Offsets into the canonical text.
        paragraph: Index of the paragraph it stands in.
    """

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Unit of indexing: a paragraph, a piece of a long one, or short ones joined.

    Attributes:
        sentences: Half-open range of sentence indexes.
    """

    sentences: range
