"""The examples in the API's description are true: each is run, and its answer compared with the real one.

``python -m tests.api.regenerate`` writes the real answers into ``api/examples``; read the difference before keeping it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from api.openapi import Example, examples
from tests.api.regenerate import DESCRIPTION, described

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

EXAMPLES = dict(examples())
FREE = {"stored_at", "config"}
"""Fields of which only the kind is compared: the clock, and the fingerprint of the decision's coefficients."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_is_true(name: str, run_example: Callable[[Example], tuple[int, Any]]) -> None:
    example = EXAMPLES[name]
    status, answer = run_example(example)
    assert status == example["status"]
    differences = list(compared(example["response"], answer))
    assert not differences, f"{differences[:10]}; regenerate with: python -m tests.api.regenerate"


def compared(stored: Any, real: Any, path: str = "") -> list[str]:  # noqa: ANN401, PLR0911 - JSON; one a kind
    if path.rsplit(".", 1)[-1] in FREE:
        return [] if type(stored) is type(real) else [path]
    if isinstance(stored, float) or isinstance(real, float):
        return [] if real == pytest.approx(stored, abs=0.05) else [f"{path}: {stored} is {real}"]
    if isinstance(stored, dict) and isinstance(real, dict):
        if list(stored) != list(real):
            return [f"{path}: fields {list(stored)} are {list(real)}"]
        return [item for key in stored for item in compared(stored[key], real[key], f"{path}.{key}")]
    if isinstance(stored, list) and isinstance(real, list):
        if len(stored) != len(real):
            return [f"{path}: {len(stored)} are {len(real)}"]
        pairs = enumerate(zip(stored, real, strict=True))
        return [item for n, (one, other) in pairs for item in compared(one, other, f"{path}[{n}]")]
    return [] if stored == real else [f"{path}: {stored!r} is {real!r}"]


def test_every_operation_on_articles_and_texts_has_an_example(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    operational = {
        operation
        for operation in operations
        if re.search(r"/(healthz|readyz|metrics)$|/v1/(hooks|inbox|alerts|mutes)", operation)
    }
    assert {example["operation"] for example in EXAMPLES.values()} == operations - operational


def test_the_description_shows_the_examples(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    sent = described["paths"]["/v1/score"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert sent["score"]["value"] == EXAMPLES["score"]["request"]


def test_the_description_holds_no_dangling_reference_and_documents_every_error(make_app: Callable[[], FastAPI]) -> None:
    described = make_app().openapi()
    for reference in re.findall(r"'\$ref': '#/components/schemas/(\w+)'", str(described)):
        assert reference in described["components"]["schemas"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            for status, answer in operation["responses"].items():
                assert status.startswith("2") or "application/problem+json" in answer["content"], (method, path, status)


def test_the_description_that_is_committed_is_what_the_service_says_of_itself(tmp_path: Path) -> None:
    told = "run python -m tests.api.regenerate, and say in CHANGELOG.md what changed"
    assert DESCRIPTION.read_text("utf-8") == described(tmp_path), told
