"""No caller takes more within any minute than it may."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.access.callers import LOCAL, NOBODY, Caller, Scope
from dedup.access.limits import WINDOW_SECONDS, Limits
from dedup.errors import TooManyRequests

CMS = Caller("key", "cms", frozenset({Scope.READ}), per_minute=5)
ANNA = Caller("user", "anna", frozenset(Scope))


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4)), max_size=60))
def test_within_no_minute_wherever_it_begins_is_more_taken_than_may_be(steps: list[tuple[int, int]]) -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    taken: list[float] = []
    for seconds, most in steps:
        clock.now += seconds
        within = sum(at > clock.now - WINDOW_SECONDS for at in taken)
        got = limits.take(CMS, most)
        assert got == min(most, 5 - within)  # neither more than may be nor less
        taken += [clock.now] * got


def test_the_wait_that_is_told_is_how_long_it_takes() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    for _ in range(5):
        limits.admit(CMS)
        clock.now += 7.25
    with pytest.raises(TooManyRequests, match="key cms may ask for 5") as refused:
        limits.admit(CMS)
    assert refused.value.seconds == 24  # 60 - 5 * 7.25, rounded up
    wait = limits.wait(CMS)
    clock.now += wait
    assert limits.wait(CMS) == 0
    assert limits.take(CMS, 9) == 1
    assert limits.refused == {"key cms": 1}


def test_each_counts_for_itself_and_who_shows_nothing_not_at_all() -> None:
    limits = Limits(2, Clock())
    other = replace(CMS, name="other", per_minute=None)
    for caller, may in ((CMS, 5), (other, 2), (ANNA, 2), (replace(ANNA, name="ben"), 2), (LOCAL, 2)):
        assert limits.take(caller, 100) == may
        assert limits.take(caller) == 0
    assert limits.take(NOBODY, 100) == 100
    for caller in (ANNA, replace(ANNA, name="ben"), LOCAL):
        with pytest.raises(TooManyRequests):
            limits.admit(caller)
    assert limits.refused == {"user": 2, "anybody": 1}  # no name of a person
    assert Limits().take(ANNA, 100) == 100


def test_threads_take_exactly_as_many_together() -> None:
    limits = Limits(1000, Clock())
    got: list[int] = []
    ready = threading.Barrier(8)

    def take() -> None:
        ready.wait()
        got.append(sum(limits.take(ANNA) for _ in range(400)))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 1000


def test_names_that_come_and_go_do_not_stay() -> None:
    clock = Clock()
    limits = Limits(3, clock)
    for number in range(500):
        limits.take(replace(ANNA, name=f"user{number}"))
    clock.now += WINDOW_SECONDS
    limits.take(CMS)
    assert set(limits._taken) == {"key cms"}
