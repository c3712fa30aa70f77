"""The packaged sentence model with an adapter, reading two texts together: :class:`dedup.ports.Reader`."""

from __future__ import annotations

import hashlib
import threading
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.encoder import packaged_folder
from dedup.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

ADAPTER = "reader.safetensors"
"""File in the package that holds the adapter; made by ``python -m benchmarks reader``."""

FROZEN = 3
"""Lower layers that the adapter leaves as they are."""

HEAD = "head."
"""Prefix of the head's weights in the adapter."""

_HIDDEN = 128
_MOST_TOKENS = 320
"""Of a pair, some 220 by estimate and more where the end of a text joined a window; what is beyond is cut."""
_BATCH = 8


class AdaptedReader:
    """Log-odds that one text restates another, from the packaged model changed by an adapter. Safe to share.

    The model is loaded when it is first needed. The adapter is added to the model's weights then, so that reading costs
    what the plain model costs.

    Args:
        adapter: The adapter's file; the packaged one if None.

    Raises:
        EncoderError: The packaged model is not installed.
    """

    def __init__(self, adapter: Path | None = None) -> None:
        self._folder = str(packaged_folder())
        self._adapter = adapter
        self._loaded: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """With the fingerprint of the adapter's file."""
        return f"reader-{_digest(self._adapter)}"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Log-odds that the first text of each pair restates the second, shape (len(pairs),).

        Raises:
            EncoderError: The model can not be loaded or run.
        """
        order = sorted(range(len(pairs)), key=lambda index: sum(map(len, pairs[index])))
        odds = np.empty(len(pairs))
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            odds[chosen] = self._read([pairs[index] for index in chosen])
        return odds

    def _read(self, pairs: list[tuple[str, str]]) -> NDArray[np.float32]:
        import torch

        try:
            with self._lock, torch.inference_mode():
                tokenizer, model, head = self._model()
                batch = tokenised(tokenizer, pairs)
                hidden = model(**batch).last_hidden_state
                odds: NDArray[np.float32] = head(first_and_mean(hidden, batch["attention_mask"])).squeeze(-1).numpy()
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            message = f"The reader failed on {len(pairs)} windows: {error}."
            raise EncoderError(message) from error
        return odds

    def _model(self) -> Any:  # noqa: ANN401 - the libraries are imported only when needed
        if self._loaded is None:
            from safetensors.torch import load

            tokenizer, model = load_base(self._folder)
            adapter = {name: weight.float() for name, weight in load(_content(self._adapter)).items()}
            merge(model, adapter)
            head = make_head(model.config.hidden_size)
            head.load_state_dict({k.removeprefix(HEAD): v for k, v in adapter.items() if k.startswith(HEAD)})
            self._loaded = tokenizer, model.eval(), head.eval()
        return self._loaded


def load_base(folder: str) -> tuple[Any, Any]:
    """Tokenizer and transformer of a model, in full precision."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    quiet: Any = transformers_logging
    quiet.disable_progress_bar()
    model = AutoModel.from_pretrained(folder, local_files_only=True, dtype=torch.float32, add_pooling_layer=False)
    return AutoTokenizer.from_pretrained(folder, local_files_only=True), model


def adapted_layers(model: Any) -> tuple[list[Any], range]:  # noqa: ANN401 - a model of transformers
    """The frozen layers, and the numbers of the adapted ones."""
    return list(model.encoder.layer[:FROZEN]), range(FROZEN, len(model.encoder.layer))


def tokenised(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - of transformers
    """A batch as the model takes it."""
    return tokenizer(
        [first for first, _ in pairs],
        [second for _, second in pairs],
        padding=True,
        truncation="longest_first",
        max_length=_MOST_TOKENS,
        return_tensors="pt",
    )


def first_and_mean(hidden: Any, mask: Any) -> Any:  # noqa: ANN401 - tensors; the library is imported only when needed
    """What the head reads: the first token's state, and the mean over all tokens."""
    import torch

    weights = mask[..., None].to(hidden.dtype)
    return torch.cat([hidden[:, 0], (hidden * weights).sum(dim=1) / weights.sum(dim=1)], dim=-1)


def make_head(width: int) -> Any:  # noqa: ANN401 - a module; the library is imported only when needed
    """The head's two layers, with new weights."""
    from torch import nn

    return nn.Sequential(nn.Linear(2 * width, _HIDDEN), nn.GELU(), nn.Linear(_HIDDEN, 1))


def merge(model: Any, adapter: Any) -> None:  # noqa: ANN401 - a model and tensors
    """Add an adapter's changes of low rank to the weights they change."""
    import torch

    with torch.no_grad():
        for name in [name.removesuffix(".A") for name in adapter if name.endswith(".A")]:
            model.get_submodule(name).weight += adapter[f"{name}.B"] @ adapter[f"{name}.A"]


@cache
def _digest(adapter: Path | None) -> str:
    return hashlib.sha256(_content(adapter)).hexdigest()[:12]


def _content(adapter: Path | None) -> bytes:
    return adapter.read_bytes() if adapter is not None else resources.files("dedup").joinpath(ADAPTER).read_bytes()
