"""``dedup cluster --by words`` beside text-dedup, rensa and SemHash: one archive, one judge, one run.

Every tool is a process of its own that reads the same file and writes what it found. The judge is the exact Jaccard
similarity of all pairs (``judge.py``). Of each tool's answer is counted:

- **recall, precision**: of the pairs that are alike those in one group or named as a pair; of these pairs, those alike.
- **copies left**: pairs of articles alike that both stay if all but the first of each group are thrown away.
- **lost**: articles thrown away of which no article that stays is a near copy.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.speed.archives import archive
from benchmarks.speed.judge import WORDS, exact_pairs, pairs_within
from benchmarks.speed.machine import machine
from benchmarks.speed.watching import watched

if TYPE_CHECKING:
    from collections.abc import Sequence

BARS = (0.5, 0.7, 0.8)
"""Jaccard similarities from which on two articles are alike."""

ONCE = {"semhash": 0.7}
"""Tools without a bar of this kind, which run once, and the bar they are held against."""

_SURE = 1e-9
"""What a similarity may be below a bar that it is computed to be at."""


@dataclass(frozen=True)
class Found:
    """What a tool found.

    Attributes:
        leads: For each article the place of the one that stays for it; its own where it stays.
        pairs: Pairs it names beside its groups, the lower place first.
        reasons: Followers of which it says what they share with their lead.
    """

    leads: Sequence[int]
    pairs: frozenset[tuple[int, int]] = frozenset()
    reasons: int = 0


@dataclass(frozen=True)
class Tools:
    """What can be run.

    Attributes:
        text_dedup: A Python in whose environment text-dedup is installed; None to leave it out.
        static: Folder of a static model for SemHash; the packaged sentence model if None.
    """

    text_dedup: Path | None = None
    static: Path | None = None


def measure_archive(
    data: Path | None = None, size: int = 0, bars: Sequence[float] = BARS, tools: Tools | None = None, rounds: int = 1
) -> dict[str, Any]:
    """Measure all tools that are there.

    Args:
        data: Folder of corpora; without one a made-up archive.
        size: Most articles; 0 for all.
        bars: Similarities to measure at.
        tools: Where those are that are not installed here.
        rounds: Times each is run, in turn; the quickest counts.

    Returns:
        Figures; ``bars`` by similarity and tool. A tool that is not there is in ``not_run`` with the reason.
    """
    articles = archive(data, size)
    alike = exact_pairs([article.text for article in articles], min(bars) - _SURE)
    runners, missing = _runners(tools or Tools())
    figures: dict[str, Any] = {
        "machine": machine(),
        "articles": len(articles),
        "words": sum(len(article.text.split()) for article in articles),
        "judge": f"exact Jaccard similarity of {WORDS}-word runs, all pairs",
        "not_run": missing,
        "bars": {},
    }
    with TemporaryDirectory(prefix="dedup-speed-") as folder:
        file = Path(folder) / "archive.jsonl"
        lines = [orjson.dumps({"id": str(place), "text": article.text}) for place, article in enumerate(articles)]
        file.write_bytes(b"\n".join(lines) + b"\n")
        for bar in bars:
            wanted = {pair for pair, similarity in alike.items() if similarity >= bar - _SURE}
            taken: dict[str, list[dict[str, float]]] = {name: [] for name in runners}
            found: dict[str, Found] = {}
            at_bar = {name: run for name, run in runners.items() if ONCE.get(name, bar) == bar}
            for number in range(rounds):
                for name, run in at_bar.items():
                    work = Path(folder) / f"{name}-{bar}-{number}"
                    work.mkdir()
                    cost, found[name] = run(file, work, bar, len(articles))
                    taken[name].append(cost)
            figures["bars"][str(bar)] = {
                name: {**min(taken[name], key=itemgetter("seconds")), **judged(found[name], wanted)} for name in at_bar
            }
            quickest = min(row["seconds"] for row in figures["bars"][str(bar)].values())
            for row in figures["bars"][str(bar)].values():
                row["times_quickest"] = round(row["seconds"] / quickest, 2)
    figures["machine"]["load_at_the_end"] = machine()["load"]
    return figures


def _runners(tools: Tools) -> tuple[dict[str, Any], dict[str, str]]:
    runners: dict[str, Any] = {"wire-dedup": _ours}
    missing = {}
    for name in ("rensa", "semhash"):
        if find_spec(name) is None:
            missing[name] = "not installed; it comes with the extra bench"
        else:
            more = [str(tools.static)] if name == "semhash" and tools.static else []
            runners[name] = _peer(name, more)
    if tools.text_dedup is None:
        missing["text-dedup"] = "not installed here: it brings Spark, ONNX and datasets; name a Python that has it"
    else:
        runners["text-dedup"] = _text_dedup(tools.text_dedup)
    return runners, missing


def _ours(file: Path, work: Path, bar: float, count: int) -> tuple[dict[str, float], Found]:
    out = work / "groups.jsonl"
    command = [sys.executable, "-m", "dedup.cli", "cluster", "--by", "words", "--alike", str(bar)]
    cost = watched([*command, "--out", str(out), str(file)])
    rows = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    leads = list(range(count))
    for row in rows:
        leads[int(row["id"])] = int(row["lead"])
    pairs = frozenset(tuple(sorted((int(row["id"]), int(other["id"])))) for row in rows for other in row["also"])
    return cost, Found(leads, pairs, sum(bool(row["spans"]) for row in rows))  # type: ignore[arg-type]


def _peer(name: str, more: Sequence[str]) -> Any:  # noqa: ANN401 - as _runners
    def run(file: Path, work: Path, bar: float, count: int) -> tuple[dict[str, float], Found]:
        out = work / "found.json"
        cost = watched([sys.executable, "-m", "benchmarks.speed.peers", name, str(file), str(out), str(bar), *more])
        answer = orjson.loads(out.read_bytes())
        assert len(answer["leads"]) == count  # noqa: S101 - of a benchmark's own peer
        pairs = frozenset((one, other) for one, other in answer["pairs"])
        return cost, Found(answer["leads"], pairs)

    return run


_PARENTS = """
import json, pickle, sys
found = pickle.load(open(sys.argv[1], "rb"))
json.dump([[one, found.find(one)] for one in list(found.parent)], open(sys.argv[2], "w"))
"""


def _text_dedup(python: Path) -> Any:  # noqa: ANN401 - as _runners
    def run(file: Path, work: Path, bar: float, count: int) -> tuple[dict[str, float], Found]:
        options = {"path": "json", "data_files": file, "split": "train", "column": "text"}
        options |= {"cache_dir": work / "cache", "output": work / "out", "num_proc": machine()["cores"]}
        options |= {"ngram": WORDS, "threshold": bar, "hash_func": "xxh3", "min_length": 1}
        given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        environment = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "PYTHONPATH": ""}
        cost = watched([str(python), "-m", "text_dedup.minhash", "--debug", *given], environment)
        parents = work / "parents.json"
        watched([str(python), "-c", _PARENTS, str(work / "out" / "uf.pkl"), str(parents)], {"PYTHONPATH": ""})
        leads = list(range(count))
        for one, parent in orjson.loads(parents.read_bytes()):
            leads[one] = parent
        return cost, Found(leads)

    return run


def judged(found: Found, alike: set[tuple[int, int]]) -> dict[str, Any]:
    """Hold an answer against the pairs that are alike.

    Args:
        found: What a tool found.
        alike: Every pair that is alike, the lower place first.
    """
    groups: dict[int, list[int]] = {}
    for one, lead in enumerate(found.leads):
        groups.setdefault(lead, []).append(one)
    named = pairs_within(groups.values()) | found.pairs
    stays = {one for one, lead in enumerate(found.leads) if one == lead}
    kept = {one for pair in alike for one, other in (pair, pair[::-1]) if other in stays}
    followers = len(found.leads) - len(stays)
    return {
        "alike": len(alike),
        "named": len(named),
        "recall": _share(len(named & alike), len(alike)),
        "precision": _share(len(named & alike), len(named)),
        "thrown_away": followers,
        "copies_left": sum(one in stays and other in stays for one, other in alike),
        "lost": sum(one not in stays and one not in kept for one in range(len(found.leads))),
        "explained": found.reasons,
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
