from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from dedup.retryafter import seconds_asked


@pytest.mark.parametrize(("header", "seconds"), [("0", 0.0), ("120", 120.0), (" 7 ", 7.0), ("9" * 400, float("inf"))])
def test_seconds(header: str, seconds: float) -> None:
    assert seconds_asked(header) == seconds


@pytest.mark.parametrize(("later", "least", "most"), [(90, 60.0, 90.0), (-90, 0.0, 0.0)])
def test_a_date_is_so_far_off_and_a_past_one_is_now(later: int, least: float, most: float) -> None:
    header = format_datetime(datetime.now(UTC) + timedelta(seconds=later), usegmt=True)
    asked = seconds_asked(header)
    assert asked is not None
    assert least <= asked <= most


@pytest.mark.parametrize("header", [None, "", "soon", "-3", "1.5", "12\xb2", "Mon, 01 Jan 99999999999 00:00:00 GMT"])
def test_what_is_neither_asks_nothing(header: str | None) -> None:
    assert seconds_asked(header) is None
