"""What an answer says of a story in another language, and the figures of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.detection.ledger import QuoteStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.across.stories import Told
    from benchmarks.gold import GoldPair
    from benchmarks.records import Row
    from dedup.detection.ledger import FactEntry, QuoteEntry
    from dedup.detection.verdict import Match, Verdict


def row_of(told: Told, verdict: Verdict) -> Row:
    """What was found of one story.

    Args:
        told: The story.
        verdict: Of the store, which holds its source.
    """
    pair = told.pair
    ranked = [match.article.id for match in verdict.matches]
    found = next((match for match in verdict.matches if match.article.id == pair.source), None)
    row: Row = {
        "derived": pair.derived,
        "language": told.article.language,
        "style": pair.style,
        "held_out": told.held_out,
        "rank": ranked.index(pair.source) + 1 if pair.source in ranked else None,
        "relation": verdict.relation.value,
        "derivation": round(verdict.derivation, 4),
        "review": verdict.needs_review,
        "flagged": sorted(match.article.id or "" for match in verdict.matches if match.relation.is_derived),
        "of_source": None if found is None else found.relation.value,
        "languages": verdict.searched.languages,
        "degraded": verdict.searched.degraded,
    }
    return row if found is None else row | _paragraphs(pair, found) | _facts(pair, found) | _quotes(pair, found)


def _paragraphs(pair: GoldPair, match: Match) -> Row:
    held = {p.index: p.best.paragraph for p in match.paragraphs if p.best is not None}
    return {
        "aligned": [[p.derived, p.sources, held.get(p.derived)] for p in pair.paragraphs],
        "kinds": [p.kind.value for p in match.paragraphs],
    }


def _facts(pair: GoldPair, match: Match) -> Row:
    left = [[fact.kind, fact.derived, fact.source] for fact in pair.facts]
    wrong = []
    right = 0
    for entry in match.facts:
        hit = next((fact for fact in left if _is_fact(fact, entry)), None)
        if hit is None:
            wrong.append([entry.kind.value, entry.query.text, entry.match.text])
        else:
            left.remove(hit)
            right += 1
    return {"facts_right": right, "facts_wrong": wrong, "facts_missed": left}


def _is_fact(fact: Sequence[str], entry: FactEntry) -> bool:
    kind, derived, source = fact
    return entry.kind.value == kind and _meet(derived, entry.query.text) and _meet(source, entry.match.text)


def _quotes(pair: GoldPair, match: Match) -> Row:
    """Gold quotations of both texts: whether they were paired, and what was said of them."""
    told = []
    for quote in pair.quotes:
        if quote.derived is None or quote.source is None:
            continue
        entry = next((one for one in match.quotes if _is_pair(quote.derived, quote.source, one)), None)
        told.append([quote.status, None if entry is None else entry.status.value])
    wanted = [(quote.derived, quote.source) for quote in pair.quotes if quote.derived and quote.source]
    paired = [one for one in match.quotes if one.query is not None and one.match is not None]
    wrong = [
        [one.query.text, one.match.text]
        for one in paired
        if one.query and one.match and not any(_is_pair(*two, one) for two in wanted)
    ]
    return {"quotes": told, "quotes_wrong": wrong}


def _is_pair(derived: str, source: str, entry: QuoteEntry) -> bool:
    if entry.query is None or entry.match is None or entry.status in {QuoteStatus.ADDED, QuoteStatus.DROPPED}:
        return False
    return _meet(derived, entry.query.text) and _meet(source, entry.match.text)


def _meet(one: str, other: str) -> bool:
    one, other = one.strip(" ,.«»“”„\"'"), other.strip(" ,.«»“”„\"'")
    return one in other or other in one


def figures_of(rows: Sequence[Row]) -> dict[str, Any]:
    """The figures of some stories, each a share; None where there is nothing to share.

    Args:
        rows: From :func:`row_of`.
    """
    derived = [row for row in rows if row["style"] != "independent"]
    reports = [row for row in rows if row["style"] == "independent"]
    links = [link for row in derived for link in row.get("aligned", ()) if link[1]]
    quotes = [quote for row in derived for quote in row.get("quotes", ())]
    facts = [(row.get("facts_right", 0), row.get("facts_wrong", ()), row.get("facts_missed", ())) for row in derived]
    right = sum(one for one, _, _ in facts)
    return {
        "texts": len(rows),
        "said to be searched by words alone": _share(rows, lambda row: any(map(_by_words, row["degraded"]))),
        "source first": _share(derived, lambda row: row["rank"] == 1),
        "derived": _share(derived, lambda row: _source(row) in row["flagged"]),
        "for review": _share(derived, lambda row: bool(row["review"])),
        "paragraphs right": _share(links, lambda link: link[2] in link[1]),
        "paragraphs elsewhere": _share(links, lambda link: link[2] is not None and link[2] not in link[1]),
        "reports flagged": _share(reports, lambda row: bool(row["flagged"])),
        "reports as one event": _share(reports, lambda row: row["of_source"] == "same_event"),
        "changed facts found": _part(right, right + sum(len(missed) for _, _, missed in facts)),
        "told facts right": _part(right, right + sum(len(wrong) for _, wrong, _ in facts)),
        "quotations paired": _share(quotes, lambda quote: quote[1] is not None),
        "kept, called altered": _share([q for q in quotes if q[0] == "kept"], lambda quote: quote[1] == "altered"),
        "altered, told": _share([q for q in quotes if q[0] == "altered"], lambda quote: quote[1] == "altered"),
    }


def _by_words(told: str) -> bool:
    return told.startswith("searched by words alone")


def _source(row: Row) -> str:
    return f"{row['derived'].partition('/')[0]}/source"


def _share(items: Sequence[Any], right: Callable[[Any], bool]) -> float | None:
    return _part(sum(map(right, items)), len(items))


def _part(right: int, of: int) -> float | None:
    return round(right / of, 4) if of else None
