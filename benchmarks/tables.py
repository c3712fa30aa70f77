"""Figures as Markdown tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.figures.methods import HELD_OUT, SHIPPED
from benchmarks.markdown import confusion, made_by, number, percent, table

if TYPE_CHECKING:
    from collections.abc import Sequence

_BARS = (
    ("rewrite", "1%", "rewrite recall at 1 % false positives", "≥ 0.95"),
    ("rewrite", "0.1%", "rewrite recall at 0.1 % false positives", "≥ 0.88"),
    ("near_copy", "1%", "near-copy recall at 1 % false positives", "≥ 0.975"),
    ("partial_copy", "1%", "partial-copy recall at 1 % false positives", "≥ 0.99"),
)


def tables(figures: dict[str, Any]) -> str:
    """All tables of a run, the summary first."""
    pairs = figures["pairs"]
    parts = ["# Benchmark\n", made_by(figures), _summary(figures), _methods(pairs)]
    parts += [_by_corpus(pairs, relation) for relation in ("rewrite", "near_copy", "partial_copy", "update")]
    parts += [_calibration(pairs), _relations(pairs)]
    if "alignment" in figures:
        parts.append(_alignment(figures["alignment"]))
    if "clusters" in figures:
        parts.append(_clusters(figures["clusters"]))
    if "corpus" in figures:
        parts.append(_corpus(figures["corpus"]))
    return "\n".join(part for part in parts if part)


def sweep_table(rows: Sequence[dict[str, Any]]) -> str:
    """What each threshold of ``derivation`` brings."""
    if not rows:
        return ""
    relations = list(rows[0]["recall"])
    body = [
        [
            f"{row['threshold']:.2f}",
            *(number(row["recall"][relation]) for relation in relations),
            f"{row['false_positives']} of {row['negatives']}",
            percent(row["review_of_flagged"]),
        ]
        for row in rows
    ]
    head = ["derivation from", *(f"recall {relation}" for relation in relations), "same-event flagged", "to review"]
    return (
        "## Thresholds\n\nA pair is flagged where its `derivation`, by a model fitted without its corpus, is at or "
        "above the threshold; to review: share of the flagged pairs.\n\n" + table(head, body)
    )


def _summary(figures: dict[str, Any]) -> str:
    recall = figures["pairs"]["recall"]
    rows = [
        [label, bar, *(number(recall[relation][method][rate]["macro"]) for method in (HELD_OUT, SHIPPED))]
        for relation, rate, label, bar in _BARS
    ]
    calibration = figures["pairs"]["calibration"]
    rows.append(
        [
            "expected calibration error",
            "≤ 0.03",
            number(calibration[HELD_OUT]["error"]),
            number(calibration[SHIPPED]["error"]),
        ]
    )
    gold = figures["pairs"]["relations"]["gold"].get("held_out")
    if gold:
        rows.append(["relation accuracy, gold held out", "≥ 0.92", number(gold["accuracy"]), ""])
    rows += _alignment_rows(figures.get("alignment")) + _corpus_rows(figures.get("corpus"))
    return "## Bars\n\n" + table(["measure", "bar", "held out", "as shipped"], rows)


def _alignment_rows(figures: dict[str, Any] | None) -> list[list[str]]:
    if figures is None:
        return []
    rows = [
        [f"paragraph alignment F1, {name}", "≥ 0.97" if name != "gold" else "", number(counts["f1"]), ""]
        for name, counts in figures["paragraphs"].items()
    ]
    rows += [[f"plagdet, {name}", "≥ 0.95", number(one["plagdet"]), ""] for name, one in figures["spans"].items()]
    gold = figures["gold"]["held_out"]
    if gold["pairs"]:
        rows += [
            ["altered quotations F1, gold held out", "≥ 0.90", number(gold["quotes"]["altered"]["f1"]), ""],
            ["changed facts F1, gold held out", "≥ 0.90", number(gold["facts"]["f1"]), ""],
        ]
    return rows


def _corpus_rows(figures: dict[str, Any] | None) -> list[list[str]]:
    if figures is None:
        return []
    found, distractors = figures["found"]["all"], figures["distractors"]
    rows = [["true source first", "≥ 0.985", "", number(found["first"])]]
    rows.append(["true source in the first ten", "", "", number(found["first_ten"])])
    for name, one in figures["same_event"].items():
        held = one.get("held_out", {})
        for key, label, bar in (
            ("derived_and_sure", "derived and sure", "≤ 2 %"),
            ("to_review", "sent to review", "≤ 10 %"),
        ):
            rows.append(
                [
                    f"same_event articles of {name} ({one['articles']}), {label}",
                    bar,
                    percent(held.get(key)),
                    percent(one["shipped"][key]),
                ]
            )
    if distractors["articles"]:
        rows.append(["unrelated articles flagged", "≤ 0.5 %", "", percent(distractors["unexplained_share"])])
        rows.append(["… and sure", "≤ 0.1 %", "", percent(distractors["unexplained_and_sure_share"])])
    return rows


def _methods(pairs: dict[str, Any]) -> str:
    head = ["method", "rewrite 1 %", "rewrite 0.1 %", "near copy 1 %", "near copy 0.1 %", "calibration error"]
    body = [
        [
            label,
            *(
                number(pairs["recall"][relation][name][rate]["macro"])
                for relation in ("rewrite", "near_copy")
                for rate in ("1%", "0.1%")
            ),
            number(pairs["calibration"][name]["error"]),
        ]
        for name, label in pairs["names"].items()
    ]
    return "## Methods\n\nRecall at 1 % and 0.1 % false positives, mean over corpora.\n\n" + table(head, body)


def _by_corpus(pairs: dict[str, Any], relation: str) -> str:
    figures = pairs["recall"][relation]
    names = list(figures[HELD_OUT]["pairs"])
    if not names:
        return ""
    head = ["method", *(f"{name} ({figures[HELD_OUT]['pairs'][name]})" for name in names)]
    body = [
        [label, *(f"{number(figures[key]['1%'][n])} · {number(figures[key]['0.1%'][n])}" for n in names)]
        for key, label in pairs["names"].items()
    ]
    return f"## Recall of {relation} by corpus, at 1 % · at 0.1 %\n\n" + table(head, body)


def _calibration(pairs: dict[str, Any]) -> str:
    body = [
        [
            pairs["names"][name],
            *(number(pairs["calibration"][name][key]) for key in ("error", "error_equal_mass", "error_corpora_alike")),
        ]
        for name in (HELD_OUT, SHIPPED)
    ]
    head = ["", "15 equal bins", "15 bins of equal mass", "corpora alike"]
    short = [
        f"{name} (short): of {one['pairs']} pairs {one['flagged']} flagged, {one['flagged_and_sure']} of them sure, "
        f"{one['to_review']} to review."
        for name, one in pairs["short"].items()
    ]
    unrelated = [
        f"{name} (random pairs): of {one['pairs']} pairs {one['flagged']} flagged, {one['flagged_and_sure']} sure."
        for name, one in pairs["unrelated"].items()
    ]
    return "## Calibration\n\n" + table(head, body) + "\n" + "\n".join(f"- {x}" for x in [*short, *unrelated]) + "\n"


def _relations(pairs: dict[str, Any]) -> str:
    parts = [confusion("Relations, all pairs, as shipped", pairs["relations"]["confusion"])]
    for part, one in pairs["relations"]["gold"].items():
        parts.append(confusion(f"Relations, gold set, {part.replace('_', ' ')} events", one["confusion"]))
    return "\n".join(parts)


def _alignment(figures: dict[str, Any]) -> str:
    head = ["", "precision", "recall", "F1", "right", "wrong", "missed"]
    rows = [[f"paragraphs, {name}", *_counted(one)] for name, one in figures["paragraphs"].items()]
    for part, gold in figures["gold"].items():
        if gold["pairs"]:
            where = f"gold, {part.replace('_', ' ')}"
            rows += [[f"quotes {status}, {where}", *_counted(one)] for status, one in gold["quotes"].items()]
            rows.append([f"facts, {where}", *_counted(gold["facts"])])
    text = "## Alignment\n\n" + table(head, rows)
    for name, one in figures["spans"].items():
        text += (
            f"\n{name}: precision {number(one['precision'])}, recall {number(one['recall'])}, granularity "
            f"{number(one['granularity'])}, plagdet {number(one['plagdet'])} ({one['cases']} cases, "
            f"{one['detections']} detections; unmerged runs {number(one['plagdet_unmerged'])}). "
            f"{one['unlabelled_copies']} detections are word-for-word copies that the labels do not name; without them "
            f"precision {number(one['precision_without_them'])}, plagdet {number(one['plagdet_without_them'])}.\n"
        )
    for part, gold in figures["gold"].items():
        if gold["pairs"]:
            title = f"Paragraph kinds, gold set, {part.replace('_', ' ')} events: {number(gold['kinds']['accuracy'])}"
            text += "\n" + confusion(title, gold["kinds"]["confusion"])
    return text


def _clusters(figures: dict[str, Any]) -> str:
    rows = [
        [name, *(str(one[key]) for key in ("articles", "stories", "groups")), number(one["adjusted_rand"])]
        for name, one in figures.items()
    ]
    return "## Clusters\n\n" + table(["", "articles", "stories", "groups found", "adjusted Rand"], rows)


def _corpus(figures: dict[str, Any]) -> str:
    rows = [
        [
            name,
            str(one["articles"]),
            number(one["first"]),
            number(one["first_ten"]),
            ", ".join(f"{how} {count}" for how, count in one["proposed_by"].items()),
            number(one["relation_accuracy"]),
        ]
        for name, one in figures["found"].items()
    ]
    head = ["derived articles", "articles", "source first", "first ten", "source proposed by", "relation right"]
    one = figures["distractors"]
    return (
        "## Corpus\n\n"
        + table(head, rows)
        + f"\nDistractors left out one by one: of {one['articles']}, {one['flagged']} flagged as derived: "
        f"{one['natural_duplicates']} natural duplicates (half or more of the shorter text's word 5-grams), "
        f"{one['unexplained']} others ({one['unexplained_and_sure']} of them sure). Ids in misses.jsonl.\n"
    )


def _counted(one: dict[str, Any]) -> list[str]:
    return [
        *(number(one[key]) for key in ("precision", "recall", "f1")),
        *(str(one[key]) for key in ("right", "wrong", "missed")),
    ]
