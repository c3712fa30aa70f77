"""Sides of corpus articles, with sentence vectors kept on disk so that a run is encoded once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from rich.progress import track

from dedup.detection.alignment import Side
from dedup.text.document import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.corpora import Corpus
    from dedup.ports import Encoder, Vectors

_CHUNK = 2048


class SideCache:
    """Encodes each corpus once per model and text pipeline; later runs read the vectors from a folder."""

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._encoder = encoder
        self._sides: dict[str, dict[str, Side]] = {}

    def side(self, corpus: Corpus, article_id: str) -> Side:
        """An article's side."""
        if corpus.name not in self._sides:
            self._sides[corpus.name] = self._load(corpus)
        return self._sides[corpus.name][article_id]

    def _load(self, corpus: Corpus) -> dict[str, Side]:
        documents = {name: read_document(article) for name, article in corpus.articles.items()}
        texts = sorted({text for document in documents.values() for text in document.sentence_texts()})
        vectors = self._vectors(corpus.name, texts)
        row = {text: index for index, text in enumerate(texts)}
        return {
            name: Side(document, vectors[[row[text] for text in document.sentence_texts()]].astype(np.float32))
            for name, document in documents.items()
            if document.sentences
        }

    def _vectors(self, name: str, texts: list[str]) -> Vectors:
        """Vectors of texts: known ones from the folder, the others encoded and added to it."""
        encoder = self._encoder = self._encoder or _default_encoder()
        path = self._folder / f"{name}-{encoder.fingerprint[:12]}.npz"
        known: dict[int, NDArray[np.float16]] = {}
        if path.exists():
            with np.load(path) as stored:
                known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        keys = [int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big") for text in texts]
        missing = [index for index, key in enumerate(keys) if key not in known]
        for first in track(range(0, len(missing), _CHUNK), f"encoding {name}", disable=not missing):
            chunk = missing[first : first + _CHUNK]
            vectors = encoder.encode([texts[index] for index in chunk]).astype(np.float16)
            known.update(zip((keys[index] for index in chunk), vectors, strict=True))
        if missing:
            np.savez(path, keys=np.array(list(known), dtype=np.uint64), vectors=np.stack(list(known.values())))
        return np.stack([known[key] for key in keys]).astype(np.float32)


def _default_encoder() -> Encoder:
    from dedup.settings import Settings
    from dedup.wiring import build_encoder

    return build_encoder(Settings())
