from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from dedup.ahead import ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10.0
"""For what has to happen in another thread; reached only where it does not."""


def test_items_keep_their_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter(()))) == []


def test_the_next_item_is_made_while_one_is_used_and_no_further_one() -> None:
    begun = [threading.Event() for _ in range(4)]

    def items() -> Iterator[int]:
        for index, event in enumerate(begun):
            event.set()
            yield index

    made = ahead(items())
    assert next(made) == 0
    assert begun[1].wait(SECONDS)
    assert next(made) == 1
    assert begun[2].wait(SECONDS)
    assert not begun[3].is_set()  # the third waits to be asked for, so it can not have been left behind


def test_what_making_one_raises_comes_after_what_was_made() -> None:
    def items() -> Iterator[str]:
        yield "first"
        message = "the file ends here"
        raise OSError(message)

    made = ahead(items())
    assert next(made) == "first"
    with pytest.raises(OSError, match="the file ends here"):
        next(made)


def test_whoever_stops_asking_ends_the_thread() -> None:
    ended = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(1_000_000)
        finally:
            ended.set()

    made = ahead(items())
    assert next(made) == 0
    made.close()  # type: ignore[attr-defined]
    assert ended.wait(SECONDS)
