"""The packaged sentence model with an adapter, reading two texts together: :class:`dedup.ports.models.Reader`."""

from __future__ import annotations

import hashlib
import threading
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.compiled import Network, Way, available, load_transformer, mean_state, states
from dedup.devices import CPU, require
from dedup.errors import EncoderError
from dedup.fitting import sample_windows
from dedup.modelfiles import packaged_fingerprint, packaged_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

ADAPTER = "reader.safetensors"
"""File in the package that holds the adapter; made by ``python -m benchmarks reader``."""

HEAD = "head."
"""Prefix of the head's weights in the adapter."""

_HIDDEN = 128
_MOST_TOKENS = 320
"""Of a pair, some 220 by estimate and more where the end of a text joined a window; what is beyond is cut."""
_BATCH = 8


_PLAINLY = Way()


class AdaptedReader:
    """Log-odds that one text restates another, from the packaged model changed by an adapter. Safe to share.

    The model is loaded when it is first needed, compiled where it can be. The adapter is added to the model's weights
    then, so that reading costs what the plain model costs.

    Args:
        adapter: The adapter's file; the packaged one if None.
        way: How it is run where it is compiled.
        device: What it runs on, as PyTorch calls it; nothing is compiled for another one than the processor.

    Raises:
        EncoderError: The packaged model is not installed.
    """

    def __init__(self, adapter: Path | None = None, way: Way = _PLAINLY, device: str = CPU) -> None:
        self._folder = packaged_folder()
        self._adapter = adapter
        self._way = way
        self._device = device
        self._loaded: Network | _Uncompiled | None = None
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
        if not pairs:
            return np.empty(0)
        network = self._network()
        try:
            odds: NDArray[np.float64] = network.rows(pairs)[:, 0].astype(np.float64)
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            message = f"The reader failed on {len(pairs)} windows: {error}."
            raise EncoderError(message) from error
        return odds

    def _network(self) -> Network | _Uncompiled:
        with self._lock:
            if self._loaded is None:
                require(self._device)
                if self._device == CPU:
                    self._way.require()
                try:
                    self._loaded = self._load()
                except Exception as error:  # the libraries raise nearly anything for a model they can not read
                    message = f"The reader can not be loaded: {error}. DEDUP_READER_WINDOWS=0 goes without it."
                    raise EncoderError(message) from error
            return self._loaded

    def _load(self) -> Network | _Uncompiled:
        if self._device != CPU or not available():
            return _Uncompiled(load_tokenizer(self._folder), self._module(), self._device)
        # Only the packaged adapter's translation is worth its 90 MB.
        key = f"{self.name}-{packaged_fingerprint()[:12]}" if self._adapter is None else None
        return Network(key, self._module, self._folder / "tokenizer.json", _MOST_TOKENS, self._way, sample_windows)

    def _module(self) -> Any:  # noqa: ANN401 - the libraries are imported only when needed
        import torch
        from safetensors.torch import load

        model = load_transformer(self._folder)
        adapter = {name: weight.float() for name, weight in load(_content(self._adapter)).items()}
        merge(model, adapter)
        head = make_head(model.config.hidden_size)
        head.load_state_dict({k.removeprefix(HEAD): v for k, v in adapter.items() if k.startswith(HEAD)})

        class Reading(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model, self.head = model, head

            def forward(self, ids: Any, types: Any, mask: Any) -> Any:  # noqa: ANN401 - tensors
                return self.head(first_and_mean(states(self.model, ids, types, mask), mask))

        return Reading().eval()


class _Uncompiled:
    """The same through PyTorch, where nothing can be compiled."""

    def __init__(self, tokenizer: Any, module: Any, device: str) -> None:  # noqa: ANN401 - of transformers and PyTorch
        self._tokenizer = tokenizer
        self._device = device
        self._module = module.to(device)
        self._lock = threading.Lock()

    def rows(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Log-odds of pairs, in order, shape (len(pairs), 1)."""
        import torch

        order = sorted(range(len(pairs)), key=lambda index: sum(map(len, pairs[index])))
        odds = np.empty((len(pairs), 1), dtype=np.float32)
        for first in range(0, len(order), _BATCH):
            chosen = order[first : first + _BATCH]
            with self._lock, torch.inference_mode():
                batch = tokenised(self._tokenizer, [pairs[index] for index in chosen]).to(self._device)
                found = self._module(batch["input_ids"], batch["token_type_ids"], batch["attention_mask"])
            odds[chosen] = found.cpu().numpy()
        return odds


def load_tokenizer(folder: Path) -> Any:  # noqa: ANN401 - of transformers
    """The tokenizer of a model, as PyTorch's way to run it takes one."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folder), local_files_only=True)


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

    return torch.cat([hidden[:, 0], mean_state(hidden, mask)], dim=-1)


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
