"""Sides of corpus articles, with sentence vectors kept on disk so that a corpus is encoded once per model."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from rich.progress import track

from dedup.detection.side import Side
from dedup.text.document import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.corpora import Corpus
    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors
    from dedup.ports.models import Encoder

_CHUNK = 2048
_FLUSH = 16 * _CHUNK


class CachedEncoder:
    """An encoder that keeps every vector it was ever asked for in a folder, so that a run is encoded once.

    It is an :class:`dedup.ports.models.Encoder` itself, so the service under test works with it as with the real one.
    Vectors are kept in half precision, as the store keeps them, and shared by all corpora.

    Args:
        inner: The real encoder; used for what the folder does not have.
        folder: Where the vectors lie, as ``NAME-FINGERPRINT.npz``.
    """

    def __init__(self, inner: Encoder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._inner = inner
        self._folder = folder
        self._mark = inner.fingerprint[:12]
        self._known: dict[int, NDArray[np.float16]] = {}
        self._fresh: dict[int, NDArray[np.float16]] = {}
        for path in sorted(folder.glob(f"*-{self._mark}.npz")):
            with np.load(path) as stored:
                self._known.update(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    @property
    def name(self) -> str:
        """Of the model."""
        return self._inner.name

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._inner.dimension

    @property
    def languages(self) -> frozenset[str] | None:
        """Those the model knows."""
        return self._inner.languages

    @property
    def way(self) -> str:
        """What runs it, and in which precision, for whoever looks after it."""
        return self._inner.way

    @property
    def fingerprint(self) -> str:
        """Of the model."""
        return self._inner.fingerprint

    @property
    def scale(self) -> Scale:
        """How its cosines are read."""
        return self._inner.scale

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order, shape (len(texts), dimension)."""
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            vectors = self._inner.encode(list(missing.values())).astype(np.float16)
            fresh = dict(zip(missing, vectors, strict=True))
            self._known.update(fresh)
            self._fresh.update(fresh)
            if len(self._fresh) >= _FLUSH:
                self.flush()
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    def knows(self, texts: Sequence[str]) -> bool:
        """Whether the folder has the vectors of all these texts."""
        return all(_key(text) in self._known for text in texts)

    def warm(self, texts: Sequence[str], what: str) -> None:
        """Encode what the folder does not have yet, with a progress bar, and write it there."""
        missing = sorted({text for text in texts if _key(text) not in self._known})
        for first in track(range(0, len(missing), _CHUNK), f"encoding {what}", disable=not missing):
            self.encode(missing[first : first + _CHUNK])
        self.flush()

    def flush(self) -> None:
        """Write new vectors to the folder."""
        if not self._fresh:
            return
        keys = np.array(sorted(self._fresh), dtype=np.uint64)
        name = hashlib.sha256(keys.tobytes()).hexdigest()[:12]
        unfinished = self._folder / f"{name}.part"
        with unfinished.open("wb") as stream:
            np.savez(stream, keys=keys, vectors=np.stack([self._fresh[key] for key in keys.tolist()]))
        unfinished.replace(self._folder / f"{name}-{self._mark}.npz")
        self._fresh.clear()


class SideCache:
    """Sides of corpus articles, made once.

    Args:
        folder: Where sentence vectors are kept.
        encoder: The real encoder; the packaged one if None.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self.encoder = CachedEncoder(encoder or _default_encoder(), folder)
        self._sides: dict[str, dict[str, Side]] = {}

    def side(self, corpus: Corpus, article_id: str) -> Side:
        """An article's side."""
        if corpus.name not in self._sides:
            self._sides[corpus.name] = self._load(corpus)
        return self._sides[corpus.name][article_id]

    def _load(self, corpus: Corpus) -> dict[str, Side]:
        documents = {name: read_document(article) for name, article in corpus.articles.items()}
        self.encoder.warm([t for document in documents.values() for t in document.sentence_texts()], corpus.name)
        return {
            name: Side(
                document,
                self.encoder.encode(document.sentence_texts()),
                headline=corpus.articles[name].title or "",
                scale=self.encoder.scale,
            )
            for name, document in documents.items()
            if document.sentences
        }


def _key(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")


def _default_encoder() -> Encoder:
    from dedup.settings import Settings
    from dedup.wiring import build_encoder

    return build_encoder(Settings())
