"""Working ahead: items in batches, and the next one made in a thread of its own while the last one is used."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    item: T


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of a size; the last may be shorter."""
    waiting = iter(items)
    while batch := list(itertools.islice(waiting, size)):
        yield batch


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made while the one before is used, so that two cores have work.

    The thread ends with the items, or one item after the caller stops asking. It is a daemon: whoever waits for more
    input can be interrupted.

    Args:
        items: Made in another thread than the caller's, one at a time.

    Yields:
        The items in order. What making one raises is raised here.
    """
    made: SimpleQueue[_Made[T] | _Ended] = SimpleQueue()
    room = threading.Semaphore(0)
    stopped = threading.Event()

    def make() -> None:
        try:
            for item in items:
                made.put(_Made(item))
                room.acquire()
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the caller
            made.put(_Ended(error))
        else:
            made.put(_Ended())

    threading.Thread(target=make, name="ahead", daemon=True).start()
    try:
        while isinstance(one := made.get(), _Made):
            room.release()
            yield one.item
        if one.error is not None:
            raise one.error
    finally:
        stopped.set()
        room.release()
