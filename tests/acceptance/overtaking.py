"""Services that something happens to between a verdict and what is done with it.

``python -m tests.acceptance.overtaking DATA URL`` stores a copy while another service stores its twin, and is killed
when it has its second verdict and has not stored it.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.detection.composition import Judge
from dedup.index.faiss import FaissSemanticIndex
from dedup.index.minhash import BANDS, MinHashLexicalIndex
from dedup.service import DedupService
from dedup.settings import Settings
from dedup.storage.buckets import SqlBuckets
from dedup.storage.database import Database
from dedup.storage.store import SqlArticleStore
from dedup.wiring import build_judge, build_service
from tests.acceptance.ingester import story
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Callable

    from dedup.detection.verdict import Verdict

COPY = replace(story(1), id="copy")


@dataclass(frozen=True)
class OvertakenJudge(Judge):
    """After each of its verdicts, before that is stored, the next of these happens."""

    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def verdict(self, *given: Any, **named: Any) -> Verdict:  # noqa: ANN401 - passed on
        found = super().verdict(*given, **named)
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return found


class DiedError(BaseException):
    """The process is gone: nothing that follows is done."""


def die() -> None:
    """Do nothing of what follows."""
    raise DiedError


def opened(data: Path, url: str) -> DedupService:
    """A service like any other."""
    return build_service(Settings(data_dir=data, database_url=url), HashingEncoder())


def overtaken(url: str, *meanwhile: Callable[[], object]) -> DedupService:
    """A service to whom something happens after each verdict; its index is kept nowhere."""
    database, encoder = Database(url), HashingEncoder()
    store = SqlArticleStore(database)
    origin = f"{encoder.fingerprint} of {store.properties.identity()}"
    judge = OvertakenJudge(build_judge().model, meanwhile=list(meanwhile))
    lexical = MinHashLexicalIndex(SqlBuckets(database, BANDS))
    return DedupService(store, lexical, FaissSemanticIndex(None, encoder.dimension, origin), encoder, judge)


def main(data: str, url: str) -> None:
    """Be overtaken, and die before the second verdict is stored."""
    first = opened(Path(data), url)
    second = overtaken(url, lambda: first.ingest(story(1)), lambda: os.kill(os.getpid(), signal.SIGKILL))
    second.ingest(COPY)


if __name__ == "__main__":
    main(*sys.argv[1:])
