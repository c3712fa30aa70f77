"""Sentence vectors from sentence-transformers: :class:`dedup.ports.models.Encoder`."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.caching import ByteCache
from dedup.compiled import Network, Way, available, is_translated, load_transformer, mean_state, states
from dedup.detection.scale import RAW
from dedup.devices import CPU, require
from dedup.errors import EncoderError
from dedup.fitting import sample_sentences
from dedup.modelfiles import PACKAGED, declared_dimension, digest, is_packaged, local_folder
from dedup.prompts import declared_prompt
from dedup.scaling import measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.compiled import Precision
    from dedup.detection.scale import Scale
    from dedup.ports.arrays import Vectors

CACHED_BYTES = 50_000_000
"""Of vectors that are kept: of 384 dimensions, the sentences of some 1,500 articles."""
_BATCH = 32


class SentenceTransformerEncoder:
    """Unit vectors from a sentence-transformers model. Safe to share between threads.

    The model is loaded when it is first needed; for one in a local folder, name, dimension and fingerprint are known
    without. The packaged one is compiled where it can be: the vectors are the same within the half precision that they
    are stored in, so that a store made by one way opens with the other. Vectors of the latest sentences are kept.

    Args:
        model: :data:`PACKAGED`, a folder, or a name on the Hugging Face hub, which is downloaded at first use.
        threads: CPU threads of the whole process for PyTorch; None leaves PyTorch's own choice.
        languages: Those it knows, as BCP 47 primary subtags; None where it is taken to know all.
        compiled: Whether OpenVINO runs the packaged model; None where it is installed.
        precision: Compiled, what it multiplies in (:class:`dedup.compiled.Way`).
        cached_bytes: Of vectors kept, at most.
        prompt: What goes before every sentence; None leaves it to the model's own prompts (:mod:`dedup.prompts`).
        device: What it runs on, as PyTorch calls it; nothing is compiled for another one than the processor.

    Raises:
        EncoderError: The packaged model is not installed, or the folder is no model.
    """

    def __init__(  # noqa: PLR0913 - what a model is, what it knows, and how it is run
        self,
        model: str = PACKAGED,
        threads: int | None = None,
        languages: frozenset[str] | None = None,
        *,
        compiled: bool | None = None,
        precision: Precision = "auto",
        cached_bytes: int = CACHED_BYTES,
        prompt: str | None = None,
        device: str = CPU,
    ) -> None:
        self._name = model
        self._prompt = prompt
        self._device = device
        may = (available() if compiled is None else compiled) and device == CPU
        self._compiled = may and model == PACKAGED and not prompt
        self._languages = languages
        self._way = Way(threads, precision)
        self._folder = local_folder(model)
        self._loaded: Any = None
        self._lock = threading.Lock()  # one at a time: a tokenizer can not be used by two threads at once
        self._cache: ByteCache[str, NDArray[np.float32]] = ByteCache(cached_bytes, lambda vector: vector.nbytes)

    @property
    def name(self) -> str:
        """What the model is called in settings and answers."""
        return self._name

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it is said to know."""
        return self._languages

    @property
    def dimension(self) -> int:
        """Length of a vector.

        Raises:
            EncoderError: The model can not be loaded.
        """
        known = None if self._folder is None else declared_dimension(self._folder)
        return int(self._model().get_embedding_dimension()) if known is None else known

    @property
    def way(self) -> str:
        """What runs it, and in which precision, for whoever looks after it."""
        if not self._compiled:
            return f"PyTorch on {self._device}"
        return f"OpenVINO in {self._way.multiplies_in()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the model's files, and the prompt that is chosen; of a name on the hub, what was downloaded.

        Raises:
            EncoderError: The model can not be read.
        """
        files, prompt = digest(self._folder or self._downloaded()), self._chosen_prompt
        return files if prompt is None else hashlib.sha256(f"{files}\0{prompt}".encode()).hexdigest()

    @cached_property
    def scale(self) -> Scale:
        """How its cosines are read: as they are if it is the packaged model, else as was measured.

        Raises:
            EncoderError: The model can not be run, or does not tell sentences apart.
        """
        if is_packaged(self.fingerprint):
            return RAW
        return measured(self._name, self.encode)

    def load_if_quick(self) -> None:
        """Load the model now, if it was compiled here before: that takes a second, and all else up to minutes.

        Raises:
            EncoderError: It can not be loaded.
        """
        if self._compiled and is_translated(_key(self.fingerprint), self._way):
            self._model()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, in order, shape (len(texts), dimension).

        Raises:
            EncoderError: The model can not be loaded or run.
        """
        kept = {text: self._cache.get(text) for text in texts}
        known = {text: vector for text, vector in kept.items() if vector is not None}
        missing = [text for text, vector in kept.items() if vector is None]
        for text, vector in zip(missing, self._encode(missing) if missing else (), strict=True):
            known[text] = vector.copy()  # a row alone: kept as it is, it would keep the whole batch
            self._cache.put(text, known[text])
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def _encode(self, texts: list[str]) -> Vectors:
        model = self._model()
        if self._compiled:
            return self._compiled_rows(model, texts)
        # By length, so that a batch holds texts of about the same; and batch by batch, so that whoever has one short
        # article to encode does not wait for the whole of a long one.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            vectors[chosen] = self._encode_batch(model, [texts[index] for index in chosen])
        return vectors

    def _compiled_rows(self, network: Network, texts: list[str]) -> Vectors:
        try:
            return network.rows(texts)
        except (RuntimeError, ValueError, MemoryError) as error:
            message = f"The model {self._name} failed on {len(texts)} sentences: {error}."
            raise EncoderError(message) from error

    def _encode_batch(self, model: Any, texts: list[str]) -> Vectors:  # noqa: ANN401 - see _model
        prompt = self._chosen_prompt  # before the lock, which finding the files takes
        try:
            with self._lock:
                vectors: Vectors = model.encode(
                    texts,
                    prompt=prompt,
                    batch_size=_BATCH,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                    normalize_embeddings=True,
                )
        except (RuntimeError, ValueError, MemoryError) as error:
            message = f"The model {self._name} failed on {len(texts)} sentences: {error}."
            raise EncoderError(message) from error
        return vectors

    @cached_property
    def _chosen_prompt(self) -> str | None:
        """What goes before every sentence; None leaves it to the model."""
        return declared_prompt(self._folder or self._downloaded()) if self._prompt is None else self._prompt

    def _model(self) -> Any:  # noqa: ANN401 - the library is imported only when needed
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:  # noqa: ANN401 - the library is imported only when needed
        require(self._device)
        if self._compiled:
            self._way.require()
        try:
            if self._compiled and self._folder is not None:
                return _compiled(self._folder, self.fingerprint, self._way)
            import torch
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            quiet: Any = transformers_logging
            quiet.disable_progress_bar()
            logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
            if self._way.threads is not None:
                torch.set_num_threads(self._way.threads)
            local = self._folder is not None
            return SentenceTransformer(str(self._folder or self._name), device=self._device, local_files_only=local)
        except Exception as error:  # the libraries raise nearly anything for a model they can not read
            message = (
                f"The model {self._name!r} can not be loaded: {error}. Set DEDUP_MODEL to {PACKAGED!r}, which is "
                "installed with this project, to a folder with a sentence-transformers model, or to a name on the "
                "Hugging Face hub, which the first use must be able to reach."
            )
            raise EncoderError(message) from error

    def _downloaded(self) -> Path:
        """The folder the hub's files of the loaded model are in."""
        self._model()
        from huggingface_hub import snapshot_download

        name = self._name if "/" in self._name else f"sentence-transformers/{self._name}"
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (OSError, ValueError) as error:
            message = f"The files of {self._name!r} are not found: {error}. Download the model to a folder, name that."
            raise EncoderError(message) from error


def _key(fingerprint: str) -> str:
    return f"sentences-{fingerprint[:12]}"


def _compiled(folder: Path, fingerprint: str, way: Way) -> Network:
    longest = int(json.loads((folder / "sentence_bert_config.json").read_text())["max_seq_length"])
    key = _key(fingerprint)
    # Articles are encoded ahead of the one that is judged, whose thread everything waits for.
    return Network(
        key, lambda: _pooled(folder), folder / "tokenizer.json", longest, way, sample_sentences, gives_way=True
    )


def _pooled(folder: Path) -> Any:  # noqa: ANN401 - of PyTorch
    """The packaged model as one module: the mean of its last states, of unit length."""
    import torch

    model = load_transformer(folder)

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, types: Any, mask: Any) -> Any:  # noqa: ANN401 - tensors
            return torch.nn.functional.normalize(mean_state(states(self.model, ids, types, mask), mask), dim=-1)

    return Pooled().eval()
