"""Texts made ready for the comparison, with an encoder that needs no model and a relation model written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.article import Article
from dedup.detection.alignment import Alignment, align
from dedup.detection.composition import Judge
from dedup.detection.matching import Candidate
from dedup.detection.relation import RelationModel
from dedup.detection.side import Side
from dedup.detection.verdict import ArticleRef, Match, Searched, Verdict
from dedup.text.document import read_document
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dedup.detection.precedence import Publication

STORIES = (
    # A pier, a theatre, an orchard, a tram, an observatory: five subjects that share no content words.
    (
        "The harbour master of Ottervik closed the northern pier on Monday after divers found cracks in two piles.",
        "Forty fishing boats must moor across the estuary until engineers have driven new oak into the seabed.",
        "Repairs will swallow three million crowns, a sum the port never put aside, its treasurer admitted.",
    ),
    (
        "A comedy about beekeepers sold every ticket at the Lantern theatre before its premiere on Friday.",
        "Actress Ruvena Thole plays a widow whose hives outwit a crooked notary through four noisy acts.",
        "Critics praised the painted scenery, built by pupils from a nearby carpentry school in one winter.",
    ),
    (
        "Late frost killed most blossom in the Marrow valley orchards, growers reported during their spring count.",
        "Small fires between apple trees saved barely one tenth, because wind carried warm smoke uphill.",
        "Cider makers expect prices to double and have already asked farms abroad for unripe fruit.",
    ),
    (
        "Tram drivers in Kestrel Bridge walked out at dawn over rosters that leave eleven minutes for lunch.",
        "Commuters shared bicycles, and one bakery lent its horse cart to nurses heading towards night wards.",
        "Mediators hope both sides return to talks within days, though neither named any date.",
    ),
    (
        "Astronomers at Pellin observatory photographed a comet whose tail splits into seven pale threads.",
        "Dust from an ancient collision may explain that shape, according to computer models run overnight.",
        "Amateurs with binoculars can watch low above eastern hills until moonlight drowns everything again.",
    ),
)
"""Five unrelated stories of three paragraphs each."""


ENCODER = HashingEncoder()


def side_of(article: Article | str) -> Side:
    """An article's side."""
    article = Article(article) if isinstance(article, str) else article
    document = read_document(article)
    return Side(document, ENCODER.encode(document.sentence_texts()), headline=article.title or "")


def text(*paragraphs: str) -> str:
    """A text of some paragraphs."""
    return "\n\n".join(paragraphs)


def aligned(query: Article | str, match: Article | str) -> Alignment:
    """Two texts, compared."""
    return align(side_of(query), side_of(match))


def stored(  # noqa: PLR0913 - what the store keeps of an article
    content: str,
    name: str,
    *,
    published_at: datetime | None = None,
    story: str | None = None,
    title: str | None = None,
    proposed_by: tuple[str, ...] = ("lexical",),
) -> Candidate:
    """A candidate, as the indexes would propose it."""
    article = Article(content, id=name, title=title, published_at=published_at)
    reference = ArticleRef(name, title, None, published_at, None)
    return Candidate(article, reference, side_of(article), story or name, proposed_by)


def model(derivation: tuple[float, float] = (-3.0, 10.0), same_event: tuple[float, float] = (-6.0, 20.0)) -> Any:  # noqa: ANN401 - JSON
    """A relation model's file: derived by its verbatim words alone, one event by its topic alone.

    Args:
        derivation: Intercept and coefficient; with the ones given, three words in ten make it even odds.
        same_event: Likewise, for the cosine of the texts; one event from even odds on.
    """

    def logistic(feature: str, intercept: float, coefficient: float) -> dict[str, Any]:
        weight = {"mean": 0.0, "deviation": 1.0, "coefficient": coefficient}
        return {"intercept": intercept, "weights": {feature: weight}}

    # Where a cosine makes no difference, the intercept says all.
    edge = -same_event[0] / same_event[1] if same_event[1] else -2.0 if same_event[0] > 0 else 2.0
    return {
        "copied": {"intercept": -30.0, "weights": {}},
        "restated": logistic("verbatim", *derivation),
        "same_event": logistic("topic", *same_event),
        "one_event": {"intercept": -4.0, "trees": [["topic", edge, 0.0, 8.0]], "least": 0.5},
        "sure": [0.2, 0.8],
    }


def judge(derivation: tuple[float, float] = (-3.0, 10.0), same_event: tuple[float, float] = (-6.0, 20.0)) -> Judge:
    """A judge with that model."""
    return Judge(RelationModel.from_mapping(model(derivation, same_event)))


def verdict(  # noqa: PLR0913 - all of it may matter
    query: Article | str,
    candidates: Sequence[Candidate],
    *,
    by: Judge | None = None,
    story: str | None = None,
    limit: int = 10,
    given: bool = False,
    is_new: bool = True,
    past: Sequence[Publication] = (),
    articles: int | None = None,
) -> Verdict:
    """The verdict on a query over some candidates, of a store that has nothing else or so many articles."""
    article = Article(query) if isinstance(query, str) else query
    searched = Searched(len(candidates) if articles is None else articles, 0, None, ENCODER.name, "test")
    return (by or judge()).verdict(
        article,
        side_of(article),
        candidates,
        searched,
        story=story,
        is_new=is_new,
        past=past,
        limit=limit,
        given=given,
    )


def only_match(
    query: Article | str, candidate: Candidate, *, by: Judge | None = None, story: str | None = None
) -> Match:
    """The one match of a query."""
    found = verdict(query, [candidate], by=by, story=story, given=True)
    assert len(found.matches) == 1
    return found.matches[0]


def shuffled(sentence: str, seed: int = 1) -> str:
    """A sentence with its words in another order: as close in meaning as this encoder knows, no run left."""
    words = sentence.rstrip(".").split()
    order = np.random.default_rng(seed).permutation(len(words))
    return " ".join(words[place] for place in order).capitalize() + "."
