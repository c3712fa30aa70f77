"""Figures of the test ``alignment``: paragraphs, passages, and the gold set's kinds, quotations and facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from benchmarks.metrics import Counts, accuracy, confusion, link_counts, matched
from benchmarks.plagdet import Passage, score

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.records import Row

_COPY = 0.98
"""Share of words in common from which a detection that no label knows is a copy all the same."""

_MARKS = re.compile(r"[\W_]+")


def alignment_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """All figures of the test."""
    rows = [row for row in rows if "error" not in row]
    return {
        "paragraphs": _by_corpus(rows, "gold_links", _paragraphs),
        "spans": _by_corpus(rows, "gold_spans", _spans),
        "gold": {
            part: gold_figures([row for row in rows if row.get("held_out") is out and "gold_kinds" in row])
            for part, out in (("held_out", True), ("fitting", False))
        },
    }


def _by_corpus(rows: Sequence[Row], label: str, figures: Callable[[list[Row]], dict[str, Any]]) -> dict[str, Any]:
    names = sorted({row["corpus"] for row in rows if label in row})
    return {name: figures([row for row in rows if row["corpus"] == name and label in row]) for name in names}


def _paragraphs(rows: list[Row]) -> dict[str, Any]:
    return _counted(sum((link_counts(map(tuple, r["gold_links"]), map(tuple, r["links"])) for r in rows), Counts()))


def _spans(rows: list[Row]) -> dict[str, Any]:
    cases = [_passage(row, *span) for row in rows for span in row["gold_spans"]]
    detections = [_passage(row, one, other) for row in rows for one, other, _ in row["detections"]]
    copies = [_passage(row, one, other) for row in rows for one, other, alike in row["detections"] if alike >= _COPY]
    unlabelled = {one for one in copies if not score(cases, [one]).precision}
    result = score(cases, detections)
    labelled = score(cases, [one for one in detections if one not in unlabelled])
    unmerged = score(cases, [_passage(row, *span) for row in rows for span in row["spans"]])
    return {
        "cases": len(cases),
        "detections": len(detections),
        "precision": result.precision,
        "recall": result.recall,
        "granularity": result.granularity,
        "plagdet": result.plagdet,
        "plagdet_unmerged": unmerged.plagdet,
        "unlabelled_copies": len(unlabelled),
        "precision_without_them": labelled.precision,
        "plagdet_without_them": labelled.plagdet,
    }


def _passage(row: Row, derived: Sequence[int], source: Sequence[int]) -> Passage:
    return Passage((row["derived"], row["source"]), (derived[0], derived[1]), (source[0], source[1]))


def gold_figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Kinds, quotations and facts of pairs that have labels for them."""
    kinds = confusion(label for row in rows for label in _kinds(row))
    quotes = {
        status: _counted(sum((_quotes(row, status) for row in rows), Counts()))
        for status in ("altered", "kept", "reattributed", "dropped", "added")
    }
    return {
        "pairs": len(rows),
        "kinds": {"accuracy": accuracy(kinds), "confusion": kinds},
        "quotes": quotes,
        "facts": _counted(sum((_facts(row) for row in rows), Counts())),
    }


def _kinds(row: Row) -> list[tuple[str, str]]:
    """Gold and predicted kind of each paragraph the caller sent; the engine may have cut one in two."""
    predicted: dict[int, str] = {}
    for index, kind in row["kinds"]:
        predicted.setdefault(index, kind)
    return [(kind, predicted.get(index, "missing")) for index, kind in enumerate(row["gold_kinds"])]


def _quotes(row: Row, status: str) -> Counts:
    gold = [(derived, source) for name, derived, source in row["gold_quotes"] if name == status]
    found = [(query, match) for name, query, match in row["quotes"] if name == status]
    agree = [[_same(g[0], f[0]) and _same(g[1], f[1]) for f in found] for g in gold]
    if row["relation"] == "same_event" and status in {"dropped", "added"}:
        return Counts()  # only what both texts have is labelled there
    return matched(gold, found, agree)


def _facts(row: Row) -> Counts:
    labelled = {"number", "date", "name"}
    gold, found = row["gold_facts"], [fact for fact in row["facts"] if fact[0] in labelled]
    agree = [[_same(g[1], f[1]) and _same(g[2], f[2]) and g[3] == f[3] for f in found] for g in gold]
    return matched(gold, found, agree)


def _same(first: str | None, second: str | None) -> bool:
    """Whether one text contains the other, whatever the marks and capitals; nothing only matches nothing."""
    if first is None or second is None:
        return first is second
    one, two = _plain(first), _plain(second)
    return bool(one and two) and (one in two or two in one)


def _plain(text: str) -> str:
    return f" {_MARKS.sub(' ', text.casefold()).strip()} "


def _counted(counts: Counts) -> dict[str, Any]:
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "right": counts.right,
        "wrong": counts.wrong,
        "missed": counts.missed,
    }


def alignment_misses(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What was wrong in each pair: paragraph links by index; of the gold set, whose texts are ours, everything."""
    found = []
    for row in rows:
        miss: dict[str, Any] = {"test": "alignment", **{k: row[k] for k in ("corpus", "derived", "source")}}
        if "error" in row:
            found.append(miss | {"what": "error"})
            continue
        gold, links = {tuple(x) for x in row.get("gold_links", [])}, {tuple(x) for x in row["links"]}
        if "gold_links" in row and gold != links:
            miss |= {"missed_links": sorted(gold - links), "wrong_links": sorted(links - gold)}
        if "gold_kinds" in row:
            wrong = [[i, *pair] for i, pair in enumerate(_kinds(row)) if pair[0] != pair[1]]
            miss |= {"kinds": wrong} if wrong else {}
            for name, counts in (("altered", _quotes(row, "altered")), ("facts", _facts(row))):
                if counts.wrong or counts.missed:
                    miss[name] = {"right": counts.right, "wrong": counts.wrong, "missed": counts.missed}
        if len(miss) > len(("test", "corpus", "derived", "source")):
            found.append(miss)
    return found
