"""What every run works with: the corpora, the engine under test, and the folder its predictions go to."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from benchmarks.corpora import load_corpus, load_gold
from benchmarks.reading.folds import unseen_adapter
from benchmarks.records import BenchmarkError, Records, engine_code
from dedup.formats.labelled import corpus_names
from dedup.reader import AdaptedReader
from dedup.settings import Settings
from dedup.wiring import build_judge, build_service, packaged_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from benchmarks.corpora import Corpus
    from benchmarks.sides import CachedEncoder
    from dedup.service import DedupService

    Item = TypeVar("Item")


@dataclass(frozen=True)
class Workbench:
    """What every run needs.

    Attributes:
        corpora: With and without pairs.
        encoder: The encoder under test, behind the cache.
        out: Where predictions and figures go.
        fresh: Throw away predictions of another model or code instead of refusing to mix them.
        readers: Folder of adapters, so that a corpus is read by one that never saw it; the packaged one if None.
        quiet: No progress bars.
    """

    corpora: Sequence[Corpus]
    encoder: CachedEncoder
    out: Path
    fresh: bool = False
    readers: Path | None = None
    quiet: bool = False

    @property
    def labelled(self) -> list[Corpus]:
        """Corpora with pairs."""
        return [corpus for corpus in self.corpora if corpus.pairs]

    @cached_property
    def fingerprint(self) -> dict[str, str]:
        """Everything that a prediction of the engine depends on, as it was when the run began."""
        return {
            "sentence model": self.encoder.fingerprint[:12],
            "relation model": build_judge().fingerprint,
            "fitted on": ", ".join(packaged_model()["fitted_on"]),
            "sure": "{} to {}".format(*packaged_model()["sure"]),
            "engine code": engine_code(),
        } | (
            {}
            if self.readers is None
            else {"readers": ", ".join(sorted(map(_reader_name, self.readers.glob("*.safetensors"))))}
        )

    def records(self, name: str, fingerprint: dict[str, str] | None = None) -> Records:
        """The file of one test's predictions."""
        return Records(self.out / "raw" / f"{name}.jsonl", fingerprint or self.fingerprint, fresh=self.fresh)

    @contextmanager
    def service(self, corpus: str | None = None, *, half: bool = False) -> Iterator[DedupService]:
        """The service the API and the command line use, over a store of this run's own; kept to resume from.

        Args:
            corpus: What it will read: with readers that never saw it, where there are some.
            half: It will read the half of the halved corpus that the reader of the other half never saw.
        """
        digest = hashlib.sha256(json.dumps(self.fingerprint, sort_keys=True).encode()).hexdigest()[:12]
        folder = self.out / "store" / digest
        for other in self.out.glob("store/*"):
            if other != folder:
                shutil.rmtree(other)
        folder.mkdir(parents=True, exist_ok=True)
        adapter = None if self.readers is None or corpus is None else unseen_adapter(self.readers, corpus, half=half)
        reader = None if adapter is None else AdaptedReader(adapter)
        with closing(build_service(Settings(data_dir=folder, database_url=None), self.encoder, reader)) as service:
            yield service

    def track(self, items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
        """The items, with a progress bar on stderr."""
        columns = (
            TextColumn("{task.description:32}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), disable=self.quiet) as bar:
            yield from bar.track(items, total=total, description=what)


def _reader_name(adapter: Path) -> str:
    return AdaptedReader(adapter).name


def read_corpora(folders: Sequence[Path], distractors: int | None, *, gold: bool = True) -> list[Corpus]:
    """Read every corpus of some folders, and the gold set.

    Args:
        folders: In the format of ``benchmarks/README.md``.
        distractors: Most articles of a corpus without pairs; all if None.
        gold: Add the gold set that ships.

    Raises:
        BenchmarkError: Two corpora have one name, or a folder has none.
    """
    corpora: dict[str, Corpus] = {"gold": load_gold()} if gold else {}
    for folder in folders:
        names = corpus_names(folder)
        if not names:
            message = f"{folder} holds no NAME.articles.jsonl or NAME.articles.jsonl.gz"
            raise BenchmarkError(message)
        for name in names:
            if name in corpora:
                message = f"two corpora are called {name!r}; rename the files of one in {folder}"
                raise BenchmarkError(message)
            has_pairs = (folder / f"{name}.pairs.jsonl").exists()
            corpora[name] = load_corpus(folder, name, None if has_pairs else distractors)
    return list(corpora.values())
