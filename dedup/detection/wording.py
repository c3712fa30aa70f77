"""An answer in words: what a text is to another, who had it first, and why an editor should look."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dedup.detection.languages import named
from dedup.detection.precedence import REST
from dedup.detection.verdict import Direction, DirectionBy, Kind, Own, Relation
from dedup.text.lookalikes import undisguised

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dedup.article import Article
    from dedup.detection.matching import Compared
    from dedup.detection.precedence import Precedence
    from dedup.detection.relation import RelationModel
    from dedup.detection.side import Side
    from dedup.detection.sources import Composite
    from dedup.detection.verdict import Match, ParagraphVerdict, Reading

UNSHOWN_DOUBT = "Its figures look derived, but no paragraph shows it: read both for what they share."

SHORT_WORDS = 60
"""Words of the shorter text below which no verdict but identical is sure: leads of one to three sentences of
independent reports look alike."""

SURE_COMPOSITE = 0.95
"""Probability of a composite from which on nobody has to look: its own bar, since the sign is weaker than that of one
source. Of the reports that :mod:`dedup.detection.composite` was fitted on none comes near."""

_ALL = 0.995
"""Share from which on it is all, in words."""

_CERTAIN = frozenset({Relation.IDENTICAL, Relation.UPDATE, Relation.SERIES, Relation.UNRELATED})
"""Relations that leave nothing to be sure of."""


def order_of(told: Precedence, own: Own | None, shared_credit: str | None) -> str:
    """Who had it first, as far as it is known, in words.

    Args:
        told: Which of the two had it first.
        own: Whether the match is the query's own.
        shared_credit: Whom both credit.
    """
    if own is Own.HOUSE:
        return "Both are of one house."
    if shared_credit is not None:
        return f"Both credit {shared_credit}, and may have it from there."
    if own is Own.STORY or told.by is not DirectionBy.TIME:
        return ""
    ours = told.direction is Direction.MATCH_FROM_QUERY
    parts = []
    if told.from_past:
        which = ("Our", "theirs") if ours else ("Their", "ours")
        parts.append("{} story had said it before {} was published.".format(*which))
    elif ours:
        parts.append("It was published after ours, so ours cannot derive from it.")
    if told.rest >= REST:
        parts.append(f"Of what both say, {percent(told.rest)} stood in {'theirs' if ours else 'ours'} first.")
    return " ".join(parts)


_TOOK, _GAVE, _UNKNOWN = Direction.QUERY_FROM_MATCH, Direction.MATCH_FROM_QUERY, Direction.UNKNOWN

_SAYINGS = {
    (Relation.IDENTICAL, _UNKNOWN): "The same text, word for word.",
    (Relation.NEAR_COPY, _UNKNOWN): "{query} of this text and {match} of the other are the same, edited or trimmed.",
    (Relation.PARTIAL_COPY, _UNKNOWN): "{query} of this text and {match} of the other are the same.",
    (Relation.PARTIAL_COPY, _TOOK): "{query} of this text was taken from {match} of the other.",
    (Relation.PARTIAL_COPY, _GAVE): "{match} of the other was taken from {query} of this text.",
    (Relation.REWRITE, _UNKNOWN): "{query} of this text and {match} of the other say the same in other words.",
    (Relation.REWRITE, _TOOK): "{query} of this text restates {match} of the other in other words.",
    (Relation.REWRITE, _GAVE): "{match} of the other restates {query} of this text in other words.",
    (Relation.UPDATE, _UNKNOWN): "Another version of the same story, from the same chain.",
    (Relation.SERIES, _UNKNOWN): (
        "Another issue of a report in a fixed form: {filled} of {slots} figures, days and names differ."
    ),
    (Relation.SAME_EVENT, _UNKNOWN): "The same event, told independently as far as the texts show.",
    (Relation.UNRELATED, _UNKNOWN): "Another event, or another subject.",
}
"""What a text is to another; where nothing is said of a direction, as where it is not known."""

_NOT_SURELY_INDEPENDENT = "The same event; whether it was told independently is not sure."

_EXCERPTS = {
    (Relation.NEAR_COPY, _UNKNOWN): "All of this text is in the other, edited or trimmed: it is {match} of it.",
    (Relation.REWRITE, _UNKNOWN): "All of this text says the same as {match} of the other in other words.",
    (Relation.REWRITE, _TOOK): "All of this text restates {match} of the other in other words.",
    (Relation.REWRITE, _GAVE): "{match} of the other restates all of this text in other words.",
}
"""The same where nothing of the text is its own."""


def reason(compared: Compared, relation: Relation, direction: Direction, order: str, *, in_doubt: bool = False) -> str:
    """What the query is to a match, in a sentence or two.

    Args:
        compared: The comparison.
        relation: What it comes to.
        direction: Which of the two was made from the other, where that is known.
        order: From :func:`order_of`.
        in_doubt: It is not sure whether one was made from the other.
    """
    series, containment = compared.series, compared.containment
    tables = (_EXCERPTS, _SAYINGS) if containment.of_query >= _ALL else (_SAYINGS,)
    keys = (relation, direction), (relation, _UNKNOWN)
    saying = next(table[key] for table in tables for key in keys if key in table).format(
        query=percent(containment.of_query),
        match=percent(containment.of_match),
        filled=series.filled if series else 0,
        slots=series.slots if series else 0,
    )
    if relation is Relation.SAME_EVENT and in_doubt:
        saying = _NOT_SURELY_INDEPENDENT
    if compared.alignment.is_across and relation is not Relation.UNRELATED:
        ours, theirs = (named(side.told.code) for side in (compared.alignment.query, compared.alignment.match))
        saying = f"{saying} This text is in {ours}, the other in {theirs}."
    if compared.reading is not None and relation is not Relation.UNRELATED:
        saying = f"{saying} {told_together(compared.reading)}"
    return f"{saying} {order}".strip() if relation.is_derived else saying


def review_of(compared: Compared, relation: Relation, model: RelationModel) -> str:
    """Why an editor should look at a match, and at what; empty where nobody has to.

    Args:
        compared: The comparison.
        relation: What it comes to.
        model: Tells what is not sure.
    """
    if relation in _CERTAIN:
        return ""
    found = [compared.doubt]
    ours, theirs = len(compared.alignment.query.hashes), len(compared.alignment.match.hashes)
    if min(ours, theirs) < SHORT_WORDS:
        found.append(
            f"Too short to be sure: {ours:,} {_words(ours)} here and {theirs:,} there, and independent reports of so "
            "few look alike. Read both."
        )
    elif model.needs_review(compared.derivation):
        found.append(f"Not sure, with {percent(compared.derivation)} derived. Read both side by side.")
    return " ".join(filter(None, found))


def summary_of(
    relation: Relation,
    paragraphs: Sequence[ParagraphVerdict],
    best: Match | None,
    composite: Composite | None,
    *,
    given: bool = False,
) -> str:
    """What was found of a text, and where, in a sentence or two.

    Args:
        relation: Of the text to the stored corpus.
        paragraphs: Each with its best source.
        best: The best match.
        composite: What the text was pieced together from, if it was.
        given: The other text was given, not found in the archive.
    """
    where = "the other text" if given else "the archive"
    told = [p for p in paragraphs if not p.boilerplate]
    counts = Counter(p.kind for p in told)
    verbs = _VERBS if relation.is_derived else _VERBS | {Kind.PARAPHRASED: "alike in meaning"}
    parts = ", ".join(f"{counts[kind]} {verb}" for kind, verb in verbs.items() if counts[kind])
    if len(told) == 1:
        (kind,) = counts
        found = f"Its one paragraph: {verbs.get(kind, f'not found in {where}')}."
    else:
        among = f"{len(told)} paragraphs"
        found = f"Of {among} {parts}." if parts else f"None of {among} is found in {where}."
    if best is None or relation is Relation.UNRELATED:
        return found
    if composite is not None:
        together = f"{pieced_together(len(composite.sources))}, which have {percent(composite.share)} of it"
        return f"{found} {together}: no single one explains it."
    if given:
        return f"{found} {best.reason}"
    named = best.article.title or best.article.id or "the other text"
    return f"{found} Closest: {named}. {best.reason}"


def pieced_together(sources: int) -> str:
    """What a composite is called."""
    return f"Pieced together from {sources} stories"


def review_of_verdict(best: Match | None, composite: Composite | None) -> str:
    """Why an editor should look at a text, and at what; empty where nobody has to.

    Args:
        best: The best match.
        composite: What the text was pieced together from, if it was.
    """
    if composite is not None and (best is None or not best.relation.is_derived):
        if composite.probability >= SURE_COMPOSITE:
            return ""
        together = f"{pieced_together(len(composite.sources))} with a probability of {percent(composite.probability)}"
        return f"{together}, which is not sure: compare its paragraphs with those of each."
    return best.review_reason if best is not None else ""


def notes_of(side: Side, shown: Iterable[Article], *, given: bool = False) -> Iterator[str]:
    """What an editor should know of the letters of texts, whatever the query matches.

    Args:
        side: Of the query.
        shown: The articles that its answer shows. What is stored keeps no count of its disguised words.
        given: The other text was given, not found in the archive.
    """
    named = ((" of the other text" if given else f" of {one.id}", undisguised(one.text).words) for one in shown)
    for whose, disguised in (("", side.document.disguised), *named):
        if disguised:
            words = "1 word is" if disguised == 1 else f"{disguised:,} words are"
            yield f"Letters{whose} were disguised: {words} spelled with look-alikes of other scripts."


_VERBS = {
    Kind.VERBATIM: "verbatim",
    Kind.EDITED: "edited",
    Kind.PARAPHRASED: "restated in other words",
    Kind.QUOTED: "sharing only a quotation",
    Kind.BACKGROUND: "background that recurs in other stories",
}


def percent(share: float) -> str:
    """A share as an editor writes it; a little is never rounded to nothing, nor nearly all to everything."""
    value = round(100 * share)
    if value == 0 and share > 0:
        return "<1 %"
    if value == 100 and share < 1:  # noqa: PLR2004 - a hundred percent
        return ">99 %"
    return f"{value} %"


def _words(count: int) -> str:
    return "word" if count == 1 else "words"


def told_together(reading: Reading) -> str:
    """A reading in a sentence: how many passages of which text restate the other."""
    count = str(reading.restating) if reading.restating else "none"
    verb = "restates" if reading.restating == 1 else "restate"
    whose, other = ("this text", "the other") if reading.of == "query" else ("the other text", "this one")
    if reading.read < reading.passages:
        return f"Read together, {count} of the {reading.read} longest passages of {whose} {verb} passages of {other}."
    if reading.read == 1:
        does = "restates" if reading.restating else "does not restate"
        return f"Read together, {whose} {does} passages of {other}."
    return f"Read together, {count} of {reading.read} passages of {whose} {verb} passages of {other}."
