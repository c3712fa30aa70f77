"""Do vector engines give the answers of the embedded index? ``python -m benchmarks.engines URL… --data DIR``.

The articles that a corpus's derived ones were made from are stored once, with the packaged model, beside distractors;
each engine takes them in from the operations log. Then each derived article is scored by a service over either index:
how many get the same relation with the same best match, how many find their source, and what a lookup takes beside it.
The gold set that ships is read where no folder is named.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.corpora import load_corpus, load_gold
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Article
    from dedup.formats.labelled import Pair
    from dedup.ports.models import Encoder

EMBEDDED = "embedded"


@dataclass
class Answers:
    """What one index came to.

    Attributes:
        told: For each derived article, which may have several sources, its relation and best match.
        found: Queries whose source is the best match.
        seconds: Of each score, models included; the first index pays for encoding what the others find in the cache.
        filling: Seconds to take in what is stored.
    """

    told: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    found: int = 0
    seconds: list[float] = field(default_factory=list)
    filling: float = 0.0


def asked(
    data: Path | None, names: Sequence[str], queries: int, distractors: int
) -> tuple[list[Article], list[tuple[Pair, Article]]]:
    """Articles to store, and derived ones to score."""
    corpora = [load_gold()] if data is None else [load_corpus(data, name) for name in names]
    stored: dict[str, Article] = {}
    scored: list[tuple[Pair, Article]] = []
    for corpus in corpora:
        pairs = [pair for pair in corpus.pairs if pair.is_derived][:queries]
        sources = {pair.source for pair in pairs}
        derived = {pair.derived for pair in pairs}
        others = [name for name in corpus.articles if name not in sources | derived][:distractors]
        stored |= {name: corpus.articles[name] for name in [*sorted(sources), *others]}
        scored += [(pair, corpus.articles[pair.derived]) for pair in pairs]
    return list(stored.values()), scored


def answers(settings: Settings, encoder: Encoder, queries: Sequence[tuple[Pair, Article]]) -> Answers:
    """Score the queries over one index."""
    began = time.perf_counter()
    service = build_service(settings, encoder)
    found = Answers(filling=time.perf_counter() - began)
    for pair, article in queries:
        before = time.perf_counter()
        verdict = service.score(article)
        found.seconds.append(time.perf_counter() - before)
        best = verdict.matches[0].article.id if verdict.matches else None
        found.told[pair.derived] = (verdict.relation, best)
        found.found += best == pair.source
        if verdict.searched.degraded and any("engine" in told for told in verdict.searched.degraded):
            raise SystemExit(verdict.searched.degraded[0])
    service.close()
    return found


def main() -> None:
    """Fill, ask, compare, and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("urls", nargs="+", help="Of engines, as in DEDUP_VECTORS_URL.")
    parser.add_argument("--data", type=Path, help="Folder of corpora; without it the gold set that ships.")
    parser.add_argument("--corpus", action="append", default=[], help="Name of a corpus in it; may be given again.")
    parser.add_argument("--queries", type=int, default=200, help="Derived articles of each corpus, at most.")
    parser.add_argument("--distractors", type=int, default=200, help="Other articles stored of each corpus, at most.")
    given = parser.parse_args()
    stored, queries = asked(given.data, given.corpus, given.queries, given.distractors)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        encoder = build_encoder(settings)
        service = build_service(settings, encoder)
        for _ in service.store_many(stored):
            pass
        passages = service.health().passages
        service.close()
        found = {EMBEDDED: answers(settings, encoder, queries)}
        for url in given.urls:
            name = url.partition(":")[0]
            found[name] = answers(settings.model_copy(update={"vectors_url": url}), encoder, queries)
    expected = found[EMBEDDED]
    figures = {
        name: {
            "same": round(sum(one.told[key] == told for key, told in expected.told.items()) / len(expected.told), 4),
            "source_first": round(one.found / len(queries), 4),
            "fill_seconds": round(one.filling, 1),
            "beside_embedded": round(median(one.seconds) / median(expected.seconds), 2),
        }
        for name, one in found.items()
    }
    print(json.dumps({"articles": len(stored), "passages": passages, "queries": len(queries), **figures}, indent=1))


if __name__ == "__main__":
    main()
