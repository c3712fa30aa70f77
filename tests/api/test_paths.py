"""What paths are made of, and what is said of methods that they do not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/v1/articles/x", "DELETE, GET, PUT"),
        ("PATCH", "/v1/articles/x%2Fmatches", "DELETE, GET, PUT"),
        ("OPTIONS", "/v1/articles/x/matches", "GET"),
        ("POST", "/v1/articles/matches", "DELETE, GET, PUT"),
        ("OPTIONS", "/v1/inbox/7:retry", "POST"),
        ("GET", "/v1/inbox/7:retry", "POST"),
        ("GET", "/v1/alerts/7:replay", "POST"),
        ("DELETE", "/v1/alerts/7", "GET"),
        ("BREW", "/desk/check", "GET, POST"),
        ("PUT", "/v1/score", "POST"),
    ],
)
def test_a_method_that_is_not_taken_names_all_that_are(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize(
    ("number", "status"), [("x", 404), ("-1", 404), ("9" * 19, 422), ("9" * 5000, 404), ("7", 404)]
)
def test_what_is_no_number_of_ours_is_nowhere(client: TestClient, number: str, status: int) -> None:
    for path in ("/v1/inbox/{}", "/v1/alerts/{}"):
        assert client.get(path.format(number)).status_code == status
    assert client.post(f"/v1/inbox/{number}:retry").status_code == status


@example(["..", "/", ".."])
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "/", "%2F", "%2f", ".", "..", "%0A", "?", "%", "/matches", "%25"]), max_size=8))
def test_any_path_is_answered(client: TestClient, parts: list[str]) -> None:
    path = "".join(parts)
    for method in ("GET", "PATCH", "DELETE"):
        answer = client.request(method, f"/v1/articles/{path}", follow_redirects=False)
        # Dots are resolved by the client, as by any browser, and may lead to another route.
        elsewhere = not answer.request.url.path.startswith("/v1/articles")
        assert answer.status_code in {400, 404, 405} or (elsewhere and answer.status_code < 500)
