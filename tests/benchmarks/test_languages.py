"""The gold events in other languages: the main right answers, on one event each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from benchmarks.gold import LANGUAGES, load_events
from benchmarks.languages import BAR, figures_of, rows_of
from dedup.settings import Settings
from dedup.wiring import build_comparer

if TYPE_CHECKING:
    from dedup.comparing import Comparer

CODES = sorted(folder.name for folder in LANGUAGES.iterdir())


@cache
def comparer() -> Comparer:
    return build_comparer(Settings())


def test_every_language_has_two_events_and_all_they_are_to_show() -> None:
    assert CODES == ["ar", "de", "es", "fr", "ru"]
    for code in CODES:
        events = load_events(LANGUAGES / code)
        assert [event.held_out for event in events].count(True) == 1
        for event in events:
            styles = [pair.style for pair in event.pairs]
            assert styles == ["resent", "light", "light", "light", "heavy", "independent"]


@pytest.mark.parametrize("code", CODES)
def test_copies_altered_quotations_and_changed_figures_are_told(code: str) -> None:
    only = [pair.derived for pair in load_events(LANGUAGES / code)[0].pairs if pair.style in {"resent", "light"}]
    figures = figures_of(rows_of(LANGUAGES / code, comparer(), only))
    assert figures["near_copies"] == 1.0
    assert figures["altered"] >= BAR
    assert figures["facts"] >= BAR
