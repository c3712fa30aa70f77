"""The answer: a verdict that explains itself, paragraph by paragraph. Plain frozen data, the same for every user.

All offsets point into the text the caller sent (for the query) or that was stored as sent (for a match).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003 - the API builds its schema from these annotations at run time
from enum import StrEnum
from typing import Literal, Self

from dedup.article import Article, Span  # noqa: TC001 - as above
from dedup.detection.ledger import FactEntry, QuoteEntry  # noqa: TC001 - as above
from dedup.detection.sources import Composite, Source  # noqa: TC001 - as above


class Relation(StrEnum):
    """What a query article is to a stored one."""

    IDENTICAL = "identical"
    NEAR_COPY = "near_copy"
    PARTIAL_COPY = "partial_copy"
    REWRITE = "rewrite"
    UPDATE = "update"
    SERIES = "series"
    SAME_EVENT = "same_event"
    UNRELATED = "unrelated"

    @property
    def is_derived(self) -> bool:
        """Whether one text was made from the other; two issues of one report in a fixed form were not."""
        return self not in {Relation.SERIES, Relation.SAME_EVENT, Relation.UNRELATED}


class Kind(StrEnum):
    """What a paragraph of the query is."""

    VERBATIM = "verbatim"
    EDITED = "edited"
    PARAPHRASED = "paraphrased"
    QUOTED = "quoted"
    BACKGROUND = "background"
    ORIGINAL = "original"


COPIED = frozenset({Kind.VERBATIM, Kind.EDITED})
"""Kinds of paragraphs whose words were taken."""

RESTATED = COPIED | {Kind.PARAPHRASED}
"""Kinds of paragraphs that were taken, in the same words or in others: what every share counts."""


class Direction(StrEnum):
    """Which text had first what both say, where times or containment tell."""

    QUERY_FROM_MATCH = "query_from_match"
    MATCH_FROM_QUERY = "match_from_query"
    UNKNOWN = "unknown"


class DirectionBy(StrEnum):
    """What tells a direction."""

    TIME = "time"
    CONTAINMENT = "containment"
    NOTHING = "nothing"


class Own(StrEnum):
    """Why a match is no other's: it is of the query's own story, or of its house."""

    STORY = "story"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class SpanPair:
    """A verbatim run: where it stands in the query and in the match."""

    query: Span
    match: Span


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The stored paragraph a query paragraph is closest to.

    Attributes:
        article_id: Id of the stored article.
        paragraph: Index of its paragraph.
        start: Where that paragraph begins in the stored text.
        end: Where it ends.
        lexical: Share of the query paragraph's words that stand in it in the same order, 0..1.
        semantic: Cosine of the paragraphs' sentences, weighted by words, -1..1; in a language that the sentence model
            does not know, what they share in rare words.
        spans: Verbatim runs.
    """

    article_id: str | None
    paragraph: int
    start: int
    end: int
    lexical: float
    semantic: float
    spans: tuple[SpanPair, ...] = ()


@dataclass(frozen=True, slots=True)
class ParagraphVerdict:
    """What one paragraph of the query is, and where it comes from."""

    index: int
    start: int
    end: int
    kind: Kind
    background: bool = False
    boilerplate: bool = False
    best: Counterpart | None = None


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """A stored article, named."""

    id: str | None
    title: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    version: str | None = None

    @classmethod
    def of(cls, article: Article) -> Self:
        """Name an article."""
        return cls(article.id, article.title, article.source, article.published_at, article.version)


@dataclass(frozen=True, slots=True)
class Containment:
    """Shares of words that both texts have, in verbatim, edited or paraphrased paragraphs, 0..1."""

    of_query: float
    of_match: float


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage of one text and what answers to it in the other, read together.

    Attributes:
        log_odds: That the passage restates what answers to it.
        restates: Whether that is likelier than not.
        query: Where they stand in the query.
        match: Where they stand in the match.
    """

    log_odds: float
    restates: bool
    query: tuple[Span, ...]
    match: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of passages of both texts, where the evidence left a doubt.

    Attributes:
        log_odds: The mean over the passages, by their length.
        of: Whose passages were read, the shorter text's: ``query`` or ``match``.
        passages: How many that text has.
        read: How many of them were read: the longest, until they agreed.
        restating: How many of those restate what answers to them.
        spans: The passages that were read, in their order.
    """

    log_odds: float
    of: Literal["query", "match"]
    passages: int
    read: int
    restating: int
    spans: tuple[ReadPassage, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """One stored article against the query.

    Attributes:
        article: Which one.
        relation: What the query is to it.
        derivation: Calibrated probability that one was made from the other, 0..1.
        needs_review: An editor should look: there is a reason to.
        containment: Both ways.
        direction: Which had first what both say, asked of all that either story had published.
        reason: One sentence for an editor.
        paragraphs: Each paragraph of the query against this article alone.
        quotes: The quote ledger.
        facts: Facts that differ in aligned paragraphs.
        evidence: The features that decide, each by its name.
        proposed_by: What proposed it: lexical, semantic, rare_words, chain.
        spans: Every verbatim run of the two, in paragraphs of any kind.
        direction_by: What tells the direction: times of publication, or only that one text is a part of the other.
        own: It is the query's own story, or of its house; None if it is another's.
        shared_credit: Whom both texts credit that is neither's source: either may have it from there.
        reading: What reading both texts together showed; None where the evidence settled it.
        review_reason: Why an editor should look and at what, in a sentence; empty where nobody has to.
    """

    article: ArticleRef
    relation: Relation
    derivation: float
    needs_review: bool = field(init=False, default=False)
    containment: Containment
    direction: Direction
    reason: str
    paragraphs: tuple[ParagraphVerdict, ...]
    quotes: tuple[QuoteEntry, ...]
    facts: tuple[FactEntry, ...]
    evidence: dict[str, float]
    proposed_by: tuple[str, ...] = ()
    spans: tuple[SpanPair, ...] = ()
    direction_by: DirectionBy = DirectionBy.NOTHING
    own: Own | None = None
    shared_credit: str | None = None
    reading: Reading | None = None
    review_reason: str = ""

    def __post_init__(self) -> None:  # noqa: D105 - see the attribute
        object.__setattr__(self, "needs_review", bool(self.review_reason))  # one truth, so they can not differ


@dataclass(frozen=True, slots=True)
class Searched:
    """What the verdict rests on.

    Attributes:
        articles: How many were searched.
        passages: How many they have.
        window_days: Days before and after the query in which they were published; None for all.
        model: The sentence model.
        config: Fingerprints of the relation model and of the reader.
        degraded: What the answer had to leave out, in words.
        languages: Those the sentence model knows: texts in any other were searched by their words, not by meaning. None
            where it is taken to know all.
    """

    articles: int
    passages: int
    window_days: int | None
    model: str
    config: str
    degraded: tuple[str, ...] = ()
    languages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one text.

    Attributes:
        relation: Of the query to the stored corpus as a whole.
        derivation: Calibrated probability that it was made from stored text, 0..1: of its most derived match, or of
            the composite.
        needs_review: An editor should look: there is a reason to.
        summary: One or two sentences for an editor.
        coverage: Share of the query's words by paragraph kind; sums to 1 unless the text has no words.
        matches: Best first.
        story: Id of the first article of the text's own story; None where it has none.
        paragraphs: Each paragraph of the query credited to its best source over all matches.
        searched: Corpus and configuration behind the answer.
        notes: Sentences for an editor about the text as a whole, whatever it matches.
        text: The extracted text the offsets point into, where the caller sent HTML.
        taken: Share of its words that the sources which the verdict names have, 0..1: the best match, or those of the
            composite together; 0 where it is not derived.
        sources: How many of its words go to which stored article, the most first; their shares sum to those of
            verbatim, edited and paraphrased paragraphs in ``coverage``.
        composite: Set where only several stored articles together explain it.
        review_reason: Why an editor should look and at what, in a sentence; empty where nobody has to.
    """

    relation: Relation
    derivation: float
    needs_review: bool = field(init=False, default=False)
    summary: str
    coverage: dict[Kind, float]
    matches: tuple[Match, ...]
    paragraphs: tuple[ParagraphVerdict, ...]
    searched: Searched
    story: str | None = None
    notes: tuple[str, ...] = ()
    text: str | None = None
    taken: float = 0.0
    sources: tuple[Source, ...] = ()
    composite: Composite | None = None
    review_reason: str = ""

    def __post_init__(self) -> None:  # noqa: D105 - see the attribute
        object.__setattr__(self, "needs_review", bool(self.review_reason))  # one truth, so they can not differ
