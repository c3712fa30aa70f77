"""Work that a Ray cluster does for the one process that stores: records are read and articles prepared, in order.

Ray places the work, moves what is sent, starts a worker anew that died and repeats what it had; new machines of a
cluster get their share as they come. Nothing is written by workers, so a repeat changes nothing (decision 62).
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections import deque
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from dedup.article import Article
from dedup.devices import CPU
from dedup.errors import EncoderError, InputError, ModelMismatch
from dedup.formats.records import Item, articles_of
from dedup.preparation import Preparer
from dedup.settings import Settings, SettingsError
from dedup.wiring import build_encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dedup.formats.records import Record
    from dedup.preparation import Prepared

    Other = TypeVar("Other")
    Given = TypeVar("Given")
    Made = TypeVar("Made")

LOCAL = "local"
"""In the place of an address: workers on this machine, for as long as the command takes."""

_RECORDS, _RECORD_BYTES = 32, 4 * 2**20
"""Of what a worker reads at once, at most; one record may be larger."""

_AHEAD = 3
"""Pieces of work a core that are under way: one in work, one that lies there already, one being sent."""

_TRIES = 5
"""Repeats of work whose worker died: more deaths over the same are its own doing."""

_SECONDS = 5.0
"""In which a cluster's head has to take a connection."""

_STORE_BYTES = 200 * 2**20
"""Memory that workers on this machine hand results over in."""

_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
"""Ray on this machine alone: without the first, which no documentation names, it listens on every address."""


class Spread:
    """A cluster at work for this process.

    Args:
        ray: The library, connected.
        settings: Of the model; the workers get nothing else of them.

    Raises:
        SettingsError: The model is to run on GPUs, and no machine has one: its work would wait for ever.
    """

    def __init__(self, ray: Any, settings: Settings) -> None:  # noqa: ANN401 - an optional library
        self._ray = ray
        cores = settings.encoder_threads or 1
        gpus = int(settings.encoder_device != CPU)
        if gpus and not ray.cluster_resources().get("GPU"):
            message = f"DEDUP_ENCODER_DEVICE is {settings.encoder_device!r}, and no machine of the cluster has a GPU."
            raise SettingsError(message)
        # Ray gives a worker its GPU, and shows it no other.
        model = _of_model(settings) | {"encoder_threads": cores} | ({"encoder_device": "cuda"} if gpus else {})
        self._model = tuple(sorted(model.items()))
        self._expected = _made_by(build_encoder(settings).fingerprint)
        self._cores = cores
        options = {"num_cpus": cores, "max_retries": _TRIES, "max_calls": 0}
        self._read = ray.remote(**options)(_read)
        self._prepare = ray.remote(**options, num_gpus=gpus)(_prepare)

    def told(self, records: Iterator[Record | Item]) -> Iterator[Item]:
        """What records hold, read by workers; as :func:`dedup.formats.records.articles_of` gives it."""
        for items in self._in_order(_pieces(records), self._read.remote):
            yield from items

    def prepared(self, batches: Iterable[list[Article | Other]]) -> Iterator[list[Prepared | Other | InputError]]:
        """Batches whose articles were cut, encoded and signed by workers; what is no article stays what it is.

        Raises:
            ModelMismatch: A worker has another release or sentence model.
            EncoderError: Workers can not load the model, or die over the same batch again and again.
        """

        def start(batch: list[Article | Other]) -> Any:  # noqa: ANN401 - Ray's reference
            if not any(isinstance(one, Article) for one in batch):  # all of it is known
                return batch
            return self._prepare.remote(self._model, self._expected, batch)

        return self._in_order(batches, start)

    def _in_order(self, pieces: Iterable[Given], start: Callable[[Given], Any]) -> Iterator[Any]:
        """Results in the order of what they are made of; a few pieces a core are under way."""
        waiting: deque[Any] = deque()
        for piece in pieces:
            waiting.append(start(piece))
            while len(waiting) > self._room() or (waiting and self._is_made(waiting[0])):
                yield self._got(waiting.popleft())
        while waiting:
            yield self._got(waiting.popleft())

    def _room(self) -> int:
        cores = self._ray.cluster_resources().get("CPU", 1)
        return max(1, int(cores / self._cores)) * _AHEAD

    def _is_made(self, reference: Any) -> bool:  # noqa: ANN401 - Ray's reference, or what was known
        if not isinstance(reference, self._ray.ObjectRef):
            return True
        return bool(self._ray.wait([reference], timeout=0)[0])

    def _got(self, reference: Any) -> Any:  # noqa: ANN401 - whatever was made
        if not isinstance(reference, self._ray.ObjectRef):
            return reference
        try:
            return self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, EncoderError | ModelMismatch):
                raise error.cause from None
            raise
        except self._ray.exceptions.RayError as error:
            message = f"Ray gave up: {' '.join(str(error).split())[:300]}. What is stored stays; run the same again."
            raise EncoderError(message) from error


@contextmanager
def spread(address: str, settings: Settings) -> Iterator[Spread]:
    """Connect to a cluster, or start one on this machine; let go of it at the end.

    Args:
        address: :data:`LOCAL`, "auto", or host:port of a cluster's head, on one of whose machines this must run.
        settings: Of the model.

    Raises:
        SettingsError: The extra is not installed, no cluster answers, or none of its machines has what is asked for.
    """
    if find_spec("ray") is None:
        message = "--ray needs the extra ray, which is not installed: pip install 'wire-dedup[ray]'."
        raise SettingsError(message)
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address == LOCAL:
        os.environ.update(_ALONE | {"RAY_AUTH_TOKEN": secrets.token_hex(32)})
    else:
        _require_answer(address)
    import ray

    alone: Any = {
        "num_cpus": len(os.sched_getaffinity(0)),
        "object_store_memory": _STORE_BYTES,
        "include_dashboard": False,
    }
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **(alone if address == LOCAL else {}))
    except (ConnectionError, ValueError, RuntimeError) as error:
        message = f"No Ray cluster answers at {address!r}: {' '.join(str(error).split())[:200]}."
        raise SettingsError(message) from error
    try:
        yield Spread(ray, settings)
    finally:
        ray.shutdown()


def _require_answer(address: str) -> None:
    """Make sure that somebody listens where a cluster is said to be, which Ray itself finds out in a minute or two.

    Raises:
        SettingsError: Nobody does.
    """
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _SECONDS).close()
    except (OSError, OverflowError) as error:
        message = f"No Ray cluster answers at {address!r}: {error}. Name the head, and the port of ray start --head."
        raise SettingsError(message) from error


def _pieces(records: Iterator[Record | Item]) -> Iterator[list[Record | Item]]:
    """Records, a few at a time."""
    piece: list[Record | Item] = []
    size = 0
    for record in records:
        size += 0 if isinstance(record, Item) else len(record.content)
        piece.append(record)
        if len(piece) == _RECORDS or size > _RECORD_BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _of_model(settings: Settings) -> dict[str, Any]:
    """The settings that say which model there is and how it runs."""
    return {name: value for name, value in settings if name.startswith(("model", "encoder"))}


def _made_by(fingerprint: str) -> str:
    """What results must agree on: the release that cuts and signs, and the model."""
    return f"wire-dedup {version('wire-dedup')} with model {fingerprint}"


def _read(piece: Sequence[Record | Item]) -> list[Item]:
    """Run by a worker."""
    return list(articles_of(iter(piece)))


def _prepare(
    model: tuple[tuple[str, Any], ...], expected: str, batch: Sequence[Article | Other]
) -> list[Prepared | Other | InputError]:
    """Run by a worker."""
    preparer, here = _preparer(model)
    if here != expected:
        message = f"A Ray worker has {here}, and this process {expected}. Install the same on all machines."
        raise ModelMismatch(message)
    return next(preparer.in_batches([batch]))


@cache
def _preparer(model: tuple[tuple[str, Any], ...]) -> tuple[Preparer, str]:
    """What a worker prepares articles with, as long as it lives."""
    from dedup.index.minhash import MemoryBuckets, MinHashLexicalIndex

    encoder = build_encoder(Settings(**dict(model)))
    return Preparer(encoder, MinHashLexicalIndex(MemoryBuckets())), _made_by(encoder.fingerprint)
