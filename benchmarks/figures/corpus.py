"""Figures of the test ``corpus``: is the source found, and who is flagged that has none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.heldout import GOLD
from benchmarks.metrics import accuracy, adjusted_rand, confusion
from dedup.formats.labelled import DERIVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.heldout import HeldOut
    from benchmarks.records import Row

COPIED = 0.5
"""Exact containment of word 5-grams from which a flagged article is a natural duplicate and no false alarm."""

_TEN = 10
_LIKELY = 0.5


def corpus_figures(rows: Sequence[Row], held: HeldOut) -> dict[str, Any]:
    """All figures of the test.

    Args:
        rows: Predictions of the test ``corpus``.
        held: Predictions of the test ``pairs``, to fit models without a corpus.
    """
    derived = [row for row in rows if row["role"] == "derived"]
    return {
        "found": {"all": _found(derived), **_each(derived)},
        "same_event": _same_event([row for row in rows if row["role"] == "same_event"], held),
        "distractors": _distractors([row for row in rows if row["role"] == "distractor"]),
    }


def _each(rows: Sequence[Row]) -> dict[str, Any]:
    names = sorted({row["corpus"] for row in rows})
    return {name: _found([row for row in rows if row["corpus"] == name]) for name in names}


def _found(rows: Sequence[Row]) -> dict[str, Any]:
    """Where the true source ranks among all stored articles, and which index proposed it."""
    ranks = [rank_of_source(row) for row in rows]
    proposals = Counter(_proposal(row) for row in rows)
    return {
        "articles": len(rows),
        "first": _share([rank == 1 for rank in ranks]),
        "first_ten": _share([rank is not None and rank <= _TEN for rank in ranks]),
        "proposed_by": {name: proposals[name] for name in sorted(proposals)},
        "relation_accuracy": accuracy(
            confusion(("right" if row["predicted"] in row["relations"] else "wrong", "right") for row in rows)
        ),
        "confusion": confusion((row["relation"], row["predicted"]) for row in rows),
        "called_derived": _share([row["predicted"] in DERIVED for row in rows]),
    }


def rank_of_source(row: Row) -> int | None:
    """Rank of the first true source among the matches, from 1; None if it is not among them."""
    places = [place for place, match in enumerate(row["matches"], start=1) if match["id"] in row["sources"]]
    return min(places, default=None)


def _proposal(row: Row) -> str:
    rank = rank_of_source(row)
    if rank is None:
        return "not found"
    names = [name for name in row["matches"][rank - 1]["proposed_by"] if name != "chain"]
    return f"{names[0]} alone" if len(names) == 1 else ("both" if names else "chain alone")


def _same_event(rows: Sequence[Row], held: HeldOut) -> dict[str, Any]:
    """Verdicts on articles with a report of the same event in the store: as shipped, and by models without theirs.

    Natural duplicates, which no label names, are counted apart.
    """
    found = {}
    for name in sorted({row["corpus"] for row in rows} & {*held.negatives, GOLD}):
        copied = [_copied(row) for row in rows if row["corpus"] == name]
        some = [row for row in rows if row["corpus"] == name and not _copied(row)]
        shipped = [(row["predicted"] in DERIVED, row["needs_review"]) for row in some]
        found[name] = {
            "articles": len(some),
            "natural_duplicates": sum(copied),
            "shipped": _judged(shipped),
        }
        if name in held.fitted_on and name != GOLD and held.refits:
            found[name]["held_out"] = _judged([_judge_again(row, held, name) for row in some])
    return found


def _judge_again(row: Row, held: HeldOut, corpus: str) -> tuple[bool, bool]:
    """Derived, and to be reviewed, by a model fitted without the corpus: its best match, or what paragraphs compose."""
    by_matches = {match["relation"] for match in row["matches"]} & DERIVED
    composed = row["predicted"] in DERIVED and not by_matches
    if not row["matches"]:
        return composed, composed
    again = [match | {"predicted": match["relation"]} for match in row["matches"]]
    derivation = held.probabilities(corpus, again)
    review = held.to_review(again, derivation)
    best = int(derivation.argmax())
    return derivation[best] >= _LIKELY or composed, bool(review[best]) or composed


def _judged(verdicts: Sequence[tuple[bool, bool]]) -> dict[str, float | None]:
    return {
        "derived_and_sure": _share([derived and not review for derived, review in verdicts]),
        "to_review": _share([review for _, review in verdicts]),
    }


def _distractors(rows: Sequence[Row]) -> dict[str, Any]:
    """Articles flagged although no source of theirs is known; natural duplicates counted apart."""
    flagged = [row for row in rows if row["predicted"] in DERIVED]
    natural = [row for row in flagged if _copied(row)]
    alarms = [row for row in flagged if not _copied(row)]
    sure = [row for row in alarms if not row["needs_review"]]
    return {
        "articles": len(rows),
        "flagged": len(flagged),
        "natural_duplicates": len(natural),
        "unexplained": len(alarms),
        "unexplained_share": len(alarms) / len(rows) if rows else 0.0,
        "unexplained_and_sure": len(sure),
        "unexplained_and_sure_share": len(sure) / len(rows) if rows else 0.0,
        "by_corpus": dict(sorted(Counter(row["corpus"] for row in alarms).items())),
    }


def _copied(row: Row) -> bool:
    return any(containment >= COPIED for _, _, containment in row["overlaps"])


def cluster_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Agreement of the groups of each corpus with its stories."""
    found = {}
    for row in rows:
        stories, leads = [member[1] for member in row["members"]], [member[2] for member in row["members"]]
        found[row["corpus"]] = {
            "articles": len(stories),
            "stories": len(set(stories)),
            "groups": len(set(leads)),
            "adjusted_rand": adjusted_rand(stories, leads),
        }
    return found


def corpus_misses(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Derived articles whose source is not first, and every flagged article that has none: ids and figures."""
    found = []
    for row in rows:
        miss: dict[str, Any] = {
            "test": "corpus",
            **{key: row[key] for key in ("role", "corpus", "derived", "predicted", "derivation", "needs_review")},
            "first_match": next((match["id"] for match in row["matches"]), None),
        }
        if row["role"] == "derived":
            rank = rank_of_source(row)
            if rank != 1:
                found.append(miss | {"what": "source not first", "rank": rank, "sources": row["sources"]})
        elif row["predicted"] in DERIVED:
            what = "natural duplicate" if _copied(row) else "flagged"
            found.append(miss | {"what": what, "overlaps": row["overlaps"]})
    return found


def _share(values: Sequence[bool]) -> float | None:
    return float(np.mean(values)) if values else None
