"""Who computes, who waits, and who is told to come again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from starlette.exceptions import HTTPException

from api.turns import FIRST_SECONDS, PATIENCE, REMEMBERED, Turns
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

ARTICLE = {"article": {"text": "The trawlers were towed into Port Anselm on Monday, the harbour master said."}}


class Full(Turns):
    """A queue in which a request would wait for seven and a half seconds."""

    @property
    def expected(self) -> float:
        return 7.5


async def hold(turns: Turns, over: asyncio.Event) -> None:
    """Wait for a turn and keep it."""
    async with turns.turn():
        await over.wait()


def test_no_more_compute_at_once_than_there_are_cores_and_the_first_goes_first() -> None:
    async def run() -> None:
        turns, running, most, order = Turns(at_once=2), 0, 0, list[int]()

        async def work(number: int) -> None:
            nonlocal running, most
            async with turns.turn():
                order.append(number)
                running += 1
                most = max(most, running)
                await asyncio.sleep(0)
                running -= 1

        await asyncio.gather(*(work(number) for number in range(9)))
        assert most == 2
        assert order == list(range(9))
        assert turns.expected == 0

    asyncio.run(run())


def test_who_would_wait_too_long_is_told_when_to_come_again() -> None:
    async def run() -> None:
        turns, over = Turns(at_once=1), asyncio.Event()

        patient = int(PATIENCE / FIRST_SECONDS) + 1  # one computes, the others wait
        tasks = [asyncio.create_task(hold(turns, over)) for _ in range(patient)]
        await asyncio.sleep(0)
        assert turns.expected > PATIENCE
        with pytest.raises(HTTPException) as refused:
            async with turns.turn():
                pytest.fail("nobody is let in")
        assert refused.value.status_code == 503
        assert refused.value.headers == {"Retry-After": "3"}
        assert turns.refused == 1
        over.set()
        await asyncio.gather(*tasks)
        async with turns.turn():
            assert turns.refused == 1

    asyncio.run(run())


def test_what_is_expected_follows_what_turns_last_and_a_failure_frees_its_turn() -> None:
    now = 0.0

    async def run() -> None:
        turns = Turns(at_once=1, clock=lambda: now)

        async def fail() -> None:
            nonlocal now
            async with turns.turn():
                now += 1
                raise ZeroDivisionError

        for _ in range(100):
            with pytest.raises(ZeroDivisionError):
                await fail()
        assert turns.expected == 0
        async with turns.turn():
            assert turns.expected == pytest.approx(1, abs=0.01)

    asyncio.run(run())


def test_one_very_long_turn_makes_nobody_be_refused() -> None:
    now = 0.0

    async def run() -> None:
        nonlocal now
        turns = Turns(at_once=1, clock=lambda: now)
        async with turns.turn():
            now += 60
        async with turns.turn():
            assert turns.expected < PATIENCE / 2

    asyncio.run(run())


def test_where_all_turns_are_long_whoever_would_wait_is_refused() -> None:
    now = 0.0

    async def run() -> None:
        nonlocal now
        turns, over = Turns(at_once=1, clock=lambda: now), asyncio.Event()
        for _ in range(REMEMBERED):
            async with turns.turn():
                now += 20
        task = asyncio.create_task(hold(turns, over))
        await asyncio.sleep(0)
        with pytest.raises(HTTPException) as refused:
            async with turns.turn():
                pytest.fail("nobody is let in")
        assert refused.value.headers == {"Retry-After": "20"}
        over.set()
        await task

    asyncio.run(run())


def test_a_request_that_is_cancelled_while_it_waits_leaves_the_queue() -> None:
    async def run() -> None:
        turns, over = Turns(at_once=1), asyncio.Event()

        first, second = asyncio.create_task(hold(turns, over)), asyncio.create_task(hold(turns, over))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert turns.expected == FIRST_SECONDS
        over.set()
        await first
        assert turns.expected == 0

    asyncio.run(run())


def test_texts_are_refused_and_reads_are_not(make_app: Callable[[], FastAPI]) -> None:
    app = make_app()
    with local_client(app) as client:
        assert client.put("/v1/articles/a-1", json=ARTICLE["article"]).status_code == 201
        app.state.turns = Full()
        for answer in (
            client.post("/v1/score", json=ARTICLE),
            client.post("/v1/compare", json={"query": ARTICLE["article"], "match": ARTICLE["article"]}),
            client.put("/v1/articles/a-2", json=ARTICLE["article"]),
        ):
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "8"
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert "would wait 8 seconds" in answer.json()["detail"]
        page = client.post("/desk/check", data={"text": ARTICLE["article"]["text"]})
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "8"
        assert "would wait 8 seconds" in page.text
        for path in ("/healthz", "/v1/articles/a-1", "/v1/articles/a-1/matches", "/desk", "/metrics"):
            assert client.get(path).status_code == 200
        assert app.state.turns.refused == 4


def test_metrics_say_how_long_a_text_would_wait(make_app: Callable[[], FastAPI]) -> None:
    with local_client(make_app()) as client:
        told = client.get("/metrics").text
    assert "dedup_wait_seconds 0.0" in told
    assert "dedup_refused_total 0.0" in told
