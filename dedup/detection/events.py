"""Whether two texts tell one event: who and what both are about, weighed by how rare it is in the news.

Two earthquakes are told in the same words, and sentences of such reports answer to each other as those about one do.
What tells them apart is what the news at large does not have: names, places, figures. So words and names weigh by their
rarity (:mod:`dedup.text.rarity`), and what the first sentences say must be found in the other text.
"""

from __future__ import annotations

import math
from datetime import timedelta
from operator import mul
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.detection.alignment import Alignment
    from dedup.detection.side import Side

EVENT_FEATURES = {
    "words": "cosine of the two texts as bags of words, each by its count and its rarity in the news",
    "mentions": "share of the mentions of names that the other text has too, each by its rarity",
    "lead": "share of the words of the first sentences that the other text has too, each by its rarity",
    "rare_names": "rare names that both texts have, as log(1 + count)",
    "closest": "cosine of the three sentences that have the closest counterparts, on average",
    "headline": "share of the words of a headline that the other headline or first sentences have, each by its rarity",
    "lead_least": "the share of the words of the first sentences, of the text of which the other has less",
    "first": "cosine of the first sentence with the closest of the other text, of the text for which it is lower",
    "answered": "mean cosine of the sentences with their closest ones by words, of the text for which it is higher",
    "rare_words": "rare words that both texts have, names or not, as log(1 + count)",
    "quoted": "words of quotations that both texts quote word for word, as log(1 + count)",
}
"""Features of :func:`event_evidence`, with what they are; all treat both texts alike."""

APART = timedelta(hours=84)
"""Time between two publications beyond which reports of one event hardly come."""

APART_ODDS = -2.5
"""Log-odds that such a time adds. Of dated reports of one event of allsides-full, basil and gold 0 to 3 in 100 come
that far apart, and of the closest articles of other stories 94 to 98: that would be 3.4."""

TOGETHER_ODDS = 1.5
"""Log-odds that a time within it adds for two texts that were given, half of what those shares would make it. Where
a store was searched it is no sign: of what a desk holds, most is of these days."""

EVENT_LASTS = timedelta(days=14)
"""Time between two publications beyond which they report what came of an event, or another of its kind, whatever the
texts say: of reports of one event that are dated rightly, all came within it."""

LEAD_FOUND = 0.05
"""Share of ``lead`` below which two texts tell of two things, whatever names they have in common: two accidents of one
town share its mayor, its hospital and its fire chief. Of 1,597 pairs rightly called one event none has less, unless
somebody is quoted alike (:data:`SAID_ALIKE`)."""

SAID_ALIKE = math.log1p(7)
"""``quoted`` from which on the first sentences need not answer to each other: a report that opens with a scene of its
own heard the same person. 344 of 1,853 pairs of reports of one event quote as much alike, and 15 of 3,514 of different
ones."""

SEARCHED_ODDS = -1.0
"""Log-odds that it adds that a store was searched. In two stores of 1,500 mixed articles 158 of 170 rows called one
event are right with it and :data:`LATER_ODDS`, of 0.80 without; it costs one in ten of the rows that are right."""

LATER = timedelta(hours=36)
"""Time between two publications from which on a store's closest text is, as a rule, the next of a running story. One
in 18 reports of one event of allsides-full come later than that, one in seven of basil."""

LATER_ODDS = -2.0
"""Log-odds that such a time adds of what a store was searched for: of rows that far apart 4 were right and 16 wrong."""

UNDATED_ODDS = -2.5
"""Log-odds that it adds of what a store was searched for, if it is not known when one of both was published. Time rules
out 19 in 20 of the closest articles that tell another story; without it all of them are left."""

ONE_SOURCE_ODDS = -2.5
"""Log-odds that it adds of what a store was searched for, if both are of one source, or of none that is known: of 1,316
pairs of reports of one event in basil and allsides-full none is. A desk tells an event once and goes on from there."""

_NEUTRAL, _NEUTRAL_WEIGHT = 0.7, 5.0
"""A mention at this share is added, of the rarity of an average name: see the neutral share of names in
:mod:`dedup.detection.evidence`."""

_HEADLINE_NEUTRAL, _HEADLINE_WEIGHT = 0.3, 4.0
"""The same for the words of a headline, which are few: what reports of one event share of them in the middle."""

_CLOSEST = 3


def event_evidence(alignment: Alignment) -> dict[str, float]:
    """Read off an alignment what tells one event from two of a kind.

    Args:
        alignment: Of two texts with at least one sentence each.

    Returns:
        Features by name, those of :data:`EVENT_FEATURES`.
    """
    query, match = alignment.query, alignment.match
    leads = _lead_found(query, match), _lead_found(match, query)
    there, back = alignment.closeness, alignment.closeness_back
    names, other_names = alignment.names
    return {
        "words": _cosine(query.topic.words, match.topic.words),
        "mentions": (_found(query, other_names) + _found(match, names)) / 2,
        "lead": sum(leads) / 2,
        "rare_names": math.log1p(len(query.topic.rare_names & other_names)),
        "closest": (_closest(there) + _closest(back)) / 2,
        "headline": (_headline_found(query, match) + _headline_found(match, query)) / 2,
        "lead_least": min(leads),
        "first": float(min(there[0], back[0])),
        "answered": float(max(query.weights @ there, match.weights @ back)),
        "rare_words": math.log1p(len(query.topic.rare_words & match.topic.rare_words)),
        "quoted": math.log1p(_quoted_alike(alignment)),
    }


def odds_of_search(first: Article, second: Article) -> float:
    """What it adds to the log-odds of one event that a text came as one of the closest of a store, and was not given.

    Whoever gives two texts has a reason to think of one event. What comes closest of a store is, as a rule, the next
    day's story of its kind, which nothing tells apart if its time is not known, or if it is of the same desk.

    Args:
        first: One article.
        second: The other.

    Returns:
        :data:`SEARCHED_ODDS` where both sources differ and both times are known and close, else less.
    """
    odds = SEARCHED_ODDS + ONE_SOURCE_ODDS * (first.source == second.source)
    if first.published_at is None or second.published_at is None:
        return odds + UNDATED_ODDS
    return odds + LATER_ODDS * (abs(first.published_at - second.published_at) > LATER)


def odds_by_time(first: datetime | None, second: datetime | None, *, given: bool = False) -> float:
    """What the times of publication of two texts add to the log-odds that they tell one event.

    Args:
        first: When one was published; None if that is not known.
        second: When the other was.
        given: Both were given to be compared, and not found in a store.

    Returns:
        Nothing where one is not known; minus infinity where they are too far apart.
    """
    if first is None or second is None:
        return 0.0
    between = abs(first - second)
    if between > EVENT_LASTS:
        return -math.inf
    if between > APART:
        return APART_ODDS
    return TOGETHER_ODDS if given else 0.0


def _cosine(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """Of two bags of unit length; summed exactly, so that the order of a set does not show."""
    both = ours.keys() & theirs.keys()
    return math.fsum(map(mul, map(ours.__getitem__, both), map(theirs.__getitem__, both)))


def _found(side: Side, others: AbstractSet[str]) -> float:
    names = side.topic.names
    return (names.among(others) + _NEUTRAL * _NEUTRAL_WEIGHT) / (names.whole + _NEUTRAL_WEIGHT)


def _quoted_alike(alignment: Alignment) -> int:
    """Words that stand in a verbatim run, inside quotations of both: two reporters heard one person say them."""
    query, match = alignment.query.quoted_words, alignment.match.quoted_words
    return sum(
        int((query[run.query : run.query + run.length] & match[run.match : run.match + run.length]).sum())
        for run in alignment.runs
    )


def _lead_found(side: Side, other: Side) -> float:
    lead = side.topic.lead
    return lead.among(other.topic.words.keys()) / max(lead.whole, 1e-9)


def _headline_found(side: Side, other: Side) -> float:
    headline = side.topic.headline or side.topic.lead
    found = headline.among(other.topic.opening)
    return (found + _HEADLINE_NEUTRAL * _HEADLINE_WEIGHT) / (headline.whole + _HEADLINE_WEIGHT)


def _closest(cosines: NDArray[np.float32]) -> float:
    closest = np.sort(cosines)[::-1][:_CLOSEST]
    return float(closest.sum() / len(closest))
