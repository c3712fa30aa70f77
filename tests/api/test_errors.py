from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from api.errors import PROBLEMS, problem_json, problem_of
from dedup.errors import DedupError, InputError, UnreadableInput

if TYPE_CHECKING:
    from collections.abc import Iterator


def tree(root: type[DedupError] = DedupError) -> Iterator[type[DedupError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("kind", list(tree()))
def test_every_error_has_its_own_entry(kind: type[DedupError]) -> None:
    assert kind in PROBLEMS


def test_the_caller_s_errors_are_4xx_and_ours_are_5xx() -> None:
    for kind, entry in PROBLEMS.items():
        assert entry.status // 100 == (4 if issubclass(kind, InputError) else 5)


def test_slugs_are_unique() -> None:
    slugs = [entry.slug for entry in PROBLEMS.values()]
    assert len(set(slugs)) == len(slugs)


def test_an_unexpected_error_keeps_its_message_to_the_log() -> None:
    body = problem_of(ZeroDivisionError("secret"))
    assert body.status == 500
    assert "secret" not in body.detail


def test_a_message_with_half_a_surrogate_pair_can_be_sent() -> None:
    body = json.loads(problem_json(problem_of(UnreadableInput("bad \ud800"))))
    assert body["detail"] == "bad \ud800"
    assert body["type"] == "urn:wire-dedup:problem:unreadable-input"
