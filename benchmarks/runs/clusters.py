"""Test 4: group the articles of every corpus that labels stories, as ``dedup cluster --same-event`` does."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dedup.clustering import cluster
from dedup.detection.clusters import Membership
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from benchmarks.corpora import Corpus
    from benchmarks.workbench import Workbench


def run_clusters(bench: Workbench) -> None:
    """Group every corpus with stories that is not yet grouped, in the order of publication.

    Args:
        bench: The corpora and the engine.
    """
    records = bench.records("clusters")
    for corpus in bench.corpora:
        if corpus.stories and (corpus.name, "", "") not in records:
            records.append({"corpus": corpus.name, "derived": "", "members": _members(bench, corpus)})
    bench.encoder.flush()


def _members(bench: Workbench, corpus: Corpus) -> list[list[str]]:
    """Id, gold story and found lead of each article."""
    articles = [corpus.articles[name] for name in corpus.stories]
    articles.sort(key=lambda article: article.published_at.timestamp() if article.published_at else 0.0)
    with TemporaryDirectory(prefix="benchmark-") as folder:
        settings = Settings(data_dir=Path(folder), database_url=None)
        with closing(build_service(settings, bench.encoder)) as leads:
            found = cluster(leads, articles, same_event=True)
            return [
                [member.id, corpus.stories[member.id], member.lead]
                for member in bench.track(found, f"clusters of {corpus.name}", len(articles))
                if isinstance(member, Membership)
            ]
