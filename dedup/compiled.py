"""Transformers compiled by OpenVINO for this machine's processor, where it is installed.

A model is translated once, by PyTorch, and kept in the user's cache; from then on neither PyTorch nor transformers is
imported to run it. Where the processor multiplies in bf16 it does.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dedup import eightbit
from dedup.batching import batches_of, padded
from dedup.errors import EncoderError
from dedup.translations import is_kept, kept, load_openvino, quiet_transformers, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Encoding

logger = logging.getLogger(__name__)

Precision = Literal["auto", "f32", "bf16", "i8"]
"""What networks may be told to multiply in."""

_NICER = 5
"""How much nicer threads that give way are than the process: they get a third of a core where two want it."""

_TOKENISED = 256
"""Texts that are made tokens of together: as long as a batch or two take to run."""


@cache
def available() -> bool:
    """Whether models can be compiled here: OpenVINO is installed and can be loaded."""
    if find_spec("openvino") is None:
        return False
    try:
        load_openvino()
    except Exception as error:  # noqa: BLE001 - a library that is missing, a processor that is too old
        logger.warning("OpenVINO is installed and can not be loaded, so models run without it: %s", error)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """How networks are run.

    Attributes:
        threads: CPU threads; None for all cores.
        precision: Of products with weights: "f32", "bf16", or "i8", beside which all else is done in bf16 where there
            is any; "auto": the quickest of them that the processor has.
    """

    threads: int | None = None
    precision: Precision = "auto"

    def multiplies_in(self) -> str:
        """The precision of products with weights here: "i8", "bf16" or "f32"."""
        if self.precision != "auto":
            return self.precision
        return "i8" if eightbit.available() else "bf16" if _has_bf16() else "f32"

    def rest(self) -> str:
        """The precision of everything else: "bf16" or "f32"."""
        return "bf16" if self.precision != "f32" and _has_bf16() else "f32"

    def require(self) -> None:
        """Make sure that the processor can do it, before a model is loaded.

        Raises:
            EncoderError: It can not.
        """
        if not available():
            return
        has, named = {
            "i8": (eightbit.available(), "in 8 bits (avx512_vnni or avx_vnni)"),
            "bf16": (_has_bf16(), "in bf16 (avx512_bf16 or amx_bf16)"),
        }.get(self.precision, (True, ""))
        if not has:
            message = (
                f"DEDUP_ENCODER_PRECISION is {self.precision!r}, and this processor has no instructions for products "
                f"{named}. Set it to 'auto'."
            )
            raise EncoderError(message)


class Network:
    """A compiled network that makes one row of numbers of each text or pair of texts. Safe to share between threads.

    Args:
        key: Names the weights and what is computed from them, so that the translation is kept; None keeps none.
        make: Makes the PyTorch module, with inputs ``ids``, ``types`` and ``mask`` of shape (batch, tokens).
        tokenizer: The tokenizer's file.
        longest: Tokens of a text, or of both texts of a pair, beyond which is cut.
        way: How it is run.
        samples: Gives texts like those it will get, on which weights in 8 bits are fitted.
        gives_way: What it makes may wait, so its threads leave the processor to the others of the process.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a network is, and how it is run
        self,
        key: str | None,
        make: Callable[[], Any],
        tokenizer: Path,
        longest: int,
        way: Way,
        samples: Callable[[], Sequence[str] | Sequence[tuple[str, str]]],
        *,
        gives_way: bool = False,
    ) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(longest)
        self._lock = threading.Lock()  # a tokenizer can not be used by two threads at once
        core = load_openvino().Core()
        config = {"INFERENCE_PRECISION_HINT": way.rest()}
        count = way.threads or len(os.sched_getaffinity(0))
        # One stream a core: batches side by side wait for each other less than the cores of one batch do.
        config |= {"INFERENCE_NUM_THREADS": str(count), "NUM_STREAMS": str(count)}
        in_eight = way.multiplies_in() == "i8"
        model = self._in_eight_bits(core, key, make, samples) if in_eight else _translated(core, key, make)
        # Its threads are as nice as the one that compiles it.
        with ThreadPoolExecutor(1, initializer=_give_way if gives_way else None) as compiling:
            compiled = compiling.submit(core.compile_model, model, "CPU", config).result()
        self._streams = count
        # Two a stream: the second is ready when the first ends, whenever Python gets round to taking its rows.
        self._pool = Pool(compiled.create_infer_request() for _ in range(2 * count))

    def _in_eight_bits(
        self,
        core: Any,  # noqa: ANN401 - of OpenVINO
        key: str | None,
        make: Callable[[], Any],
        samples: Callable[[], Sequence[Any]],
    ) -> Any:  # noqa: ANN401 - of OpenVINO
        def fit() -> Any:  # noqa: ANN401 - as above
            batches = (_inputs([tokens]) for tokens in self._tokenizer.encode_batch(list(samples())))
            return eightbit.in_eight_bits(core, _translated(core, key, make), batches)

        return kept(core, None if key is None else _in_eight(key), fit)

    def rows(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """What the network makes of texts, of which there is at least one, in order, shape (len(texts), width)."""
        found: dict[int, NDArray[np.float32]] = {}
        running: deque[tuple[Any, list[int]]] = deque()
        try:
            for part, tokens in self._tokenised(texts):
                for batch in batches_of([len(one.ids) for one in tokens], self._streams):
                    inputs = _inputs([tokens[index] for index in batch])
                    while (request := self._pool.take(wait=not running)) is None:
                        self._finish(running, found)
                    running.append((request, [part[index] for index in batch]))
                    request.start_async(inputs)
            while running:
                self._finish(running, found)
        finally:  # after a failure, so that the next caller finds every request as it was
            for request, _ in running:
                with suppress(Exception):
                    request.wait()
                self._pool.give(request)
        return np.stack([found[index] for index in range(len(texts))])

    def _tokenised(
        self, texts: Sequence[str] | Sequence[tuple[str, str]]
    ) -> Iterator[tuple[list[int], list[Encoding]]]:
        """Indices of texts with their tokens, some at a time: while the first are run the next are tokenised."""
        order = sorted(range(len(texts)), key=lambda index: -_characters(texts[index]))
        for first in range(0, len(order), _TOKENISED):
            part = order[first : first + _TOKENISED]
            with self._lock:
                tokens = self._tokenizer.encode_batch([texts[index] for index in part])
            yield part, tokens

    def _finish(self, running: deque[tuple[Any, list[int]]], found: dict[int, NDArray[np.float32]]) -> None:
        request, batch = running.popleft()
        try:
            request.wait()
            found.update(zip(batch, request.get_output_tensor(0).data.copy(), strict=True))
        finally:
            self._pool.give(request)


def is_translated(key: str, way: Way) -> bool:
    """Whether a network was made for a way before and kept, so that it is there within a second."""
    return is_kept(_in_eight(key) if way.multiplies_in() == "i8" else key)


def _in_eight(key: str) -> str:
    return f"eight_{key}"


def _give_way() -> None:
    """Make this thread nicer than the process; on Linux each has a niceness of its own."""
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may forbid it, and then nobody gives way
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + _NICER)


class Pool:
    """Requests of a network. Who waits gets the next one, in the order of coming."""

    def __init__(self, requests: Iterable[Any]) -> None:
        self._free = list(requests)
        self._waiting: deque[SimpleQueue[Any]] = deque()
        self._lock = threading.Lock()

    def take(self, *, wait: bool) -> Any | None:  # noqa: ANN401 - of OpenVINO
        """A request that nobody uses and nobody waits for; if there is none, wait for one, or None.

        A caller that has one waits for its own instead, so that no two wait for each other, and a long text leaves the
        next request to whoever came meanwhile.
        """
        with self._lock:
            if self._free and not self._waiting:
                return self._free.pop()
            if not wait:
                return None
            place: SimpleQueue[Any] = SimpleQueue()
            self._waiting.append(place)
        return place.get()

    def give(self, request: Any) -> None:  # noqa: ANN401 - as above
        """Give a request back."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(request)
            else:
                self._free.append(request)


def _characters(text: str | tuple[str, str]) -> int:
    return len(text) if isinstance(text, str) else sum(map(len, text))


def _inputs(tokens: Sequence[Encoding]) -> list[NDArray[np.int64]]:
    """Ids, types and mask of a batch, padded."""
    longest = padded(max(len(one.ids) for one in tokens))
    found = [np.zeros((len(tokens), longest), dtype=np.int64) for _ in range(3)]
    for row, one in enumerate(tokens):
        for array, values in zip(found, (one.ids, one.type_ids, one.attention_mask), strict=True):
            array[row, : len(values)] = values
    return found


def _translated(core: Any, key: str | None, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - of OpenVINO
    return kept(core, key, lambda: translate(make()))


@cache
def _has_bf16() -> bool:
    return "BF16" in load_openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def load_transformer(folder: Path) -> Any:  # noqa: ANN401 - of transformers
    """The transformer of a model, in full precision."""
    import torch
    from transformers import AutoModel

    with quiet_transformers():
        return AutoModel.from_pretrained(
            str(folder), local_files_only=True, dtype=torch.float32, add_pooling_layer=False
        ).eval()


def mean_state(hidden: Any, mask: Any) -> Any:  # noqa: ANN401 - tensors; the library is imported only when needed
    """The mean of the states of all tokens of a text."""
    weights = mask[..., None].to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1)


def states(model: Any, ids: Any, types: Any, mask: Any) -> Any:  # noqa: ANN401 - of transformers and PyTorch
    """The last states of a BERT model, by its layers alone: plainer to translate than the model's own way there."""
    hidden = model.embeddings(input_ids=ids, token_type_ids=types)
    unseen = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * -1e9
    for layer in model.encoder.layer:
        hidden = layer(hidden, unseen)
    return hidden
