"""Answers of editors on pairs that are made up, as if the desk had shown them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.detection.odds import probability_of
from dedup.newsroom.feedback import Feedback
from dedup.newsroom.triage import Change, What
from dedup.storage.triage import SqlTriage

if TYPE_CHECKING:
    from dedup.service import DedupService

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)


def made_up_answers(count: int, offset: float, model: str, seed: int = 4) -> list[Feedback]:
    """Answers of a desk where a derivation is worth what another one, so many log-odds away, says.

    Args:
        count: How many.
        offset: Log-odds.
        model: The configuration that the machine spoke with.
        seed: Of chance.
    """
    random = np.random.default_rng(seed)
    odds = random.normal(0.0, 2.5, count)
    truth = random.random(count) < [probability_of(one + offset) for one in odds]
    return [
        Feedback(
            f"copy-{n}",
            "1",
            f"source-{n % 30}",
            "1",
            "rewrite" if truth[n] else "same_event",
            NOON + timedelta(minutes=n),
            {
                "relation": "rewrite" if odds[n] > 0 else "same_event",
                "derivation": probability_of(float(odds[n])),
                "model": model,
            },
            "Ada Lind",
        )
        for n in range(count)
    ]


def answer(service: DedupService, count: int, offset: float) -> None:
    """Have so many answers given on the desk of a service that has an article at least."""
    store: Any = service.store
    key = next(iter(service.store.scan())).key
    said = made_up_answers(count, offset, service.calibrations.relation_model)
    SqlTriage(store.database).change([Change(key, What.SAID, one.relation, one) for one in said], "Ada Lind", NOON)
