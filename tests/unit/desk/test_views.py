from __future__ import annotations

import json
from typing import Any

from api.desk.views import compared
from dedup.detection.encoding import verdict_json
from tests.fakes import CountingReader
from tests.unit.detection.sides import STORIES, stored, text, verdict
from tests.unit.detection.test_reading import judge

QUERY = text(*STORIES[0])
OTHER = text(*STORIES[1], *reversed(STORIES[0]))


def match(odds: float) -> dict[str, Any]:
    answer = verdict(QUERY, [stored(OTHER, "s")], by=judge(CountingReader(odds)))
    (found,) = json.loads(verdict_json(answer))["matches"]
    assert isinstance(found, dict)
    return found


def test_passages_that_were_read_together_are_shown() -> None:
    shown = compared(QUERY, match(3.0), OTHER, []).passages
    assert [one.label for one in shown] == ["restates it"] * len(shown)
    assert " ".join(one.here for one in shown).split() == QUERY.split()
    assert all(part in OTHER for one in shown for part in one.there.split(" … "))


def test_a_passage_that_restates_nothing_is_told_too() -> None:
    assert {one.label for one in compared(QUERY, match(-3.0), OTHER, []).passages} == {"does not restate it"}


def test_what_was_not_read_and_what_an_earlier_release_stored_have_none() -> None:
    without = match(3.0) | {"reading": None}
    assert compared(QUERY, without, OTHER, []).passages == ()
    del without["reading"]
    assert compared(QUERY, without, OTHER, []).passages == ()
