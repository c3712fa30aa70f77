"""A recalibration by editors' answers on the desk: shown with its figures, applied, written down, taken back."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from dedup.access.callers import Scope
from dedup.article import Article
from tests.answered import answer
from tests.api.access.locked import locked_service
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from fastapi.testclient import TestClient

STORY = "Snow fell on the northern valleys and lay there until noon."
COPY = "Snow fell on the northern valleys on Monday and lay there until noon, and the road to Ottervik was closed."


@pytest.fixture
def desk(make_app: Callable[..., FastAPI]) -> Iterator[TestClient]:
    with local_client(make_app()) as client:
        state(client).service.ingest(Article(STORY, id="snow"))
        yield client


def state(client: TestClient) -> Any:  # noqa: ANN401 - of the application
    application: Any = client.app
    return application.state


def words(page: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())


def send(client: TestClient, **fields: str) -> str:
    answered = client.post("/desk/answers/calibration", data=fields)
    assert answered.status_code == 200, answered.text
    return words(answered.text)


def config(client: TestClient) -> str:
    told: str = state(client).service.score(Article(COPY)).searched.config
    return told


def test_a_recalibration_is_shown_applied_named_and_taken_back(desk: TestClient) -> None:
    answer(state(desk).service, 5, -1.5)
    assert "too few labelled pairs to recalibrate by: 5" in words(desk.get("/desk/answers").text)
    early = desk.post("/desk/answers/calibration", data={"action": "apply", "calibration": ""})
    assert early.status_code == 409
    assert "too few" in words(early.text)
    answer(state(desk).service, 400, -1.5)
    page = desk.get("/desk/answers").text
    assert "Derivations are read as shipped" in words(page)
    assert "by 400 pairs in 30 groups" in words(page)
    (name,) = re.findall(r'name="calibration" value="(calibrated:[^"]+)"', unescape(page))
    late = desk.post("/desk/answers/calibration", data={"action": "apply", "calibration": "calibrated:1:-9"})
    assert late.status_code == 409
    assert "The answers ask for something else now" in words(late.text)
    assert desk.post("/desk/answers/calibration", data={"action": "dance"}).status_code == 422
    assert "calibrated" not in config(desk)
    after = send(desk, action="apply", calibration=name)
    assert f"Derivations are read by {name}" in after
    assert "It is what your answers ask for" in after
    assert config(desk).endswith(name)
    entries = state(desk).access.audit.listing(limit=1)
    assert [(one.action, one.subject) for one in entries] == [("calibration.apply", name)]
    assert "Derivations are read as shipped" in send(desk, action="reset")
    assert "calibrated" not in config(desk)
    assert state(desk).access.audit.listing(limit=1)[0].action == "calibration.reset"


def test_a_reader_is_shown_no_button_and_may_not_press_it(tmp_path: Path) -> None:
    with locked_service(tmp_path) as locked:
        service = locked.app.state.service
        service.ingest(Article(STORY, id="snow"))
        answer(service, 400, -1.5)
        page = locked.client.get("/desk/answers", headers=locked.shown[Scope.READ])
        assert "Derivations are read as shipped" in words(page.text)
        assert "calibrated:" not in page.text
        for scope in (Scope.READ, Scope.WRITE, Scope.ADMIN):  # it takes the last two together
            asked = locked.client.post(
                "/desk/answers/calibration",
                data={"action": "reset"},
                headers=locked.shown[scope],
                follow_redirects=False,
            )
            assert asked.status_code == 403
