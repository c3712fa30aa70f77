"""Test 1: compare the two articles of every labelled pair, as ``POST /v1/compare`` does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.fit import unrelated_pairs
from benchmarks.reading.folds import HALVED, unseen_sources
from dedup.errors import InputError

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus
    from benchmarks.records import Row
    from benchmarks.workbench import Workbench
    from dedup.formats.labelled import Pair
    from dedup.service import DedupService


def pairs_of(corpus: Corpus) -> list[Pair]:
    """Labelled pairs of a corpus, and random unrelated ones where it has several reports of one event."""
    if any(pair.relation == "same_event" for pair in corpus.pairs):
        return [*corpus.pairs, *unrelated_pairs(corpus)]
    return corpus.pairs


def run_pairs(bench: Workbench) -> None:
    """Compare every pair that is not yet compared.

    Args:
        bench: The corpora and the engine.
    """
    records = bench.records("pairs")
    for corpus in bench.labelled:
        halved = bench.readers is not None and corpus.name == HALVED
        unseen = unseen_sources(corpus.pairs) if halved else frozenset()
        left = [p for p in pairs_of(corpus) if (corpus.name, p.derived, p.source) not in records]
        for half in (False, True) if halved else (False,):
            pairs = [pair for pair in left if (pair.source in unseen) is half]
            with bench.service(corpus.name, half=half) as service:
                for pair in bench.track(pairs, f"pairs of {corpus.name}", len(pairs)):
                    records.append(_compared(service, corpus, pair) | {"counts": half or not halved})
    bench.encoder.flush()


def _compared(service: DedupService, corpus: Corpus, pair: Pair) -> Row:
    query, match = corpus.articles[pair.derived], corpus.articles[pair.source]
    row: Row = {
        "corpus": corpus.name,
        "derived": pair.derived,
        "source": pair.source,
        "relation": pair.relation,
        "detail": pair.detail,
        "held_out": pair.derived in corpus.held_out,
        "words": min(len(query.text.split()), len(match.text.split())),
    }
    began = time.perf_counter()
    try:
        verdict = service.compare(query, match)
    except InputError as error:
        return row | {"error": str(error)}
    found = verdict.matches[0]
    return row | {
        "predicted": found.relation.value,
        "derivation": found.derivation,
        "needs_review": found.needs_review,
        "direction": found.direction.value,
        "containment": [round(found.containment.of_query, 4), round(found.containment.of_match, 4)],
        "coverage": {kind.value: round(share, 4) for kind, share in verdict.coverage.items()},
        "evidence": found.evidence,
        "milliseconds": round((time.perf_counter() - began) * 1000, 2),
    }
