"""What an operator is shown: every metric that a rule or a panel names is one that the service has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient

DEPLOY = Path(__file__).parents[2] / "deploy"
GERMAN = (
    "Die Schleuse an der Mühle wurde am Sonntag geschlossen, nachdem sich das Tor verklemmt hatte. Die Schiffer "
    "mussten bis zum Abend warten, und der Hafenmeister sprach von einem Schaden, den niemand habe kommen sehen."
)
SENDERS = """
[senders.desk]
kind = "text"
unsigned = true
[destinations.cms]
kind = "webhook"
url = "http://127.0.0.1:9/none"
secret_file = "secret"
"""
NAMED = re.compile(r"\b(?:dedup|process)_\w+")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("metrics")
    (folder / "secret").write_text("c2VjcmV0")
    (folder / "senders.toml").write_text(SENDERS)
    settings = Settings(data_dir=folder / "data", senders=folder / "senders.toml", workers=0)
    encoder = HashingEncoder(languages=frozenset({"en"}))
    app = create_app(settings, lambda settings: build_service(settings, encoder))
    with local_client(app) as opened:
        yield opened


def scraped(client: TestClient) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Samples by name and labels."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_what_was_done_is_counted(client: TestClient) -> None:
    assert client.put("/v1/articles/a", json={"text": GERMAN, "language": "de"}).status_code == 201
    assert client.get("/v1/articles/nobody").status_code == 404
    assert client.get("/v1/articles/a", headers={"Host": "evil.example"}).status_code == 421
    assert client.post("/v1/hooks/desk", content=GERMAN, headers={"Content-Type": "text/plain"}).status_code == 200
    found = scraped(client)
    for stage in ("encode", "propose", "judge", "store"):
        assert found["dedup_stage_seconds_count"][("stage", stage),] >= 1, stage
    assert found["dedup_encoded_sentences_total"][()] >= 2
    assert found["dedup_degraded_total"][("reason", "language"),] == 1
    assert found["dedup_errors_total"][("kind", "ArticleNotFound"),] == 1
    assert found["dedup_errors_total"][("kind", "StrangeHost"),] == 1
    assert found["dedup_inbox_messages"][("state", "waiting"),] == 1
    assert found["dedup_inbox_oldest_seconds"][()] > 0
    assert found["dedup_deliveries"][("destination", "cms"), ("state", "failed")] == 0
    assert found["process_resident_memory_bytes"][()] > 10**6
    assert found["dedup_requests_total"][("method", "POST"), ("route", "/v1/hooks/{sender}"), ("status", "200")] == 1


def test_rules_and_panels_name_metrics_that_are_there(client: TestClient) -> None:
    families = list(text_string_to_metric_families(client.get("/metrics").text))
    known = {sample.name for family in families for sample in family.samples}
    for family in families:  # of what nothing was counted yet no sample is shown
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(family.type, ())
        known |= {family.name + end for end in ends}
    asked = [target["expr"] for panel in dashboard()["panels"] for target in panel["targets"]]
    asked += re.findall(r"^ +expr: (.*)$", (DEPLOY / "alerts.yml").read_text(), re.MULTILINE)
    assert len(asked) > 25
    for expression in asked:
        bare = re.sub(r"\{[^}]*\}", "", expression)
        assert set(NAMED.findall(bare)) <= known, expression


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DEPLOY / "grafana.json").read_text())
    return found


def test_panels_have_places_of_their_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells


def test_names_follow_the_conventions_of_prometheus(client: TestClient) -> None:
    for family in text_string_to_metric_families(client.get("/metrics").text):
        assert re.fullmatch(r"(dedup|process)_[a-z_]+", family.name), family.name
        assert family.documentation.endswith((".", "process.")) or family.name.startswith("process_"), family.name
        assert not family.name.endswith(("_ms", "_milliseconds", "_mb")), "base units"


def test_prometheus_takes_the_rules(client: TestClient) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed; Debian's package prometheus has it")
    for arguments in (["check", "rules", "alerts.yml"], ["check", "config", "prometheus.yml"]):
        done = subprocess.run([promtool, *arguments], cwd=DEPLOY, capture_output=True, text=True, check=False)  # noqa: S603 - found in the path
        assert done.returncode == 0, done.stdout + done.stderr
    text = client.get("/metrics").text
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)  # noqa: S603 - as above
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_text_beyond_what_is_read_closely_is_counted_as_long(client: TestClient) -> None:
    long = "".join(f"Barge {number} left lock {number % 7} at dawn with grain. " for number in range(1800))
    answer = client.post("/v1/score", json={"article": {"text": long}})
    assert answer.status_code == 200, answer.text
    assert scraped(client)["dedup_degraded_total"][("reason", "length"),] == 1
