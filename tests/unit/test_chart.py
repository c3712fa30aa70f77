"""The Helm chart, linted and rendered by Helm itself, and what comes of it held against Kubernetes' own schemas."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.routes import health
from dedup.settings import PREFIX, Settings
from tests.changelog import newest

pytest.importorskip("helm_python", reason="the package helm-python-sdk, which brings Helm, is not installed")
kubernetes = pytest.importorskip("kubernetes_validate")

OPERATIONS = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
SENDERS = '[senders.desk]\nkind = "superdesk"\nsecret_env = "DESK_SECRET"\n'
FULL = {
    "image": {"repository": "registry.example/wire-dedup", "tag": "7"},
    "secret": {"name": "urls", "database": "store", "vectors": "engine"},
    "settings": {"DEDUP_HOSTS": "dedup.example", "DEDUP_CACHE_MB": 512},
    "secretsOfSenders": ["desks"],
    "senders": SENDERS,
    "autoscaling": {"prometheus": "http://prometheus.monitoring.svc:9090"},
}
VERSIONS = ["1.27", "1.31", "1.37"]
"""Of Kubernetes; the first is the oldest that the chart lets in."""


@cache
def answered(values: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.unit.charts"]
    done = subprocess.run(command, input=values, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def rendered(values: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What Kubernetes is asked for, by kind and name."""
    answer = answered(json.dumps(values))
    assert answer["error"] is None
    texts = [text for name, text in answer["manifests"].items() if name.endswith(".yaml")]
    documents = [one for text in texts for one in yaml.safe_load_all(text) if one is not None]
    return {(one["kind"], one["metadata"]["name"]): one for one in documents}


def pods(values: dict[str, Any]) -> dict[str, Any]:
    told = rendered(values).items()
    return {name: one["spec"]["template"]["spec"] for (kind, name), one in told if kind in {"Deployment", "Job"}}


@pytest.mark.parametrize("values", [{}, FULL], ids=["as it is", "all set"])
def test_helm_finds_nothing_wrong(values: dict[str, Any]) -> None:
    report = answered(json.dumps(values))["lint"]
    assert (report["total_charts_linted"], report["errors"]) == (1, [])
    assert [one for one in report["messages"] if one["severity"] >= 2] == []


@pytest.mark.parametrize("values", [{}, FULL], ids=["as it is", "all set"])
@pytest.mark.parametrize("kubernetes_version", VERSIONS)
def test_kubernetes_would_take_it(values: dict[str, Any], kubernetes_version: str) -> None:
    checked = [one for (kind, _), one in rendered(values).items() if kind != "ScaledObject"]
    assert len(checked) == 5 + (values == FULL)
    for one in checked:
        kubernetes.validate(one, kubernetes_version, strict=True)


@pytest.mark.parametrize("values", [{}, FULL], ids=["as it is", "all set"])
def test_pods_are_confined_and_have_their_secrets_from_elsewhere(values: dict[str, Any]) -> None:
    assert set(pods(values)) == {"dedup-migrate", "dedup-api", "dedup-worker"}
    for pod in pods(values).values():
        assert pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]
        [container] = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        mounted = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert {"/tmp", "/data"} <= mounted <= {"/tmp", "/data", "/etc/dedup"}  # noqa: S108 - a mount
        assert {mount["name"] for mount in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
        for variable in container["env"]:
            assert ("value" not in variable) == variable["name"].endswith("_URL"), variable
        names = [variable["name"] for variable in container["env"]]
        assert len(set(names)) == len(names)
        assert set(names) <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_pods_are_asked_what_the_service_answers() -> None:
    told = rendered(FULL)
    routes = {getattr(route, "path", "") for route in health.router.routes}
    for name in ("dedup-api", "dedup-worker"):
        deployment = told["Deployment", name]
        assert deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]
        [container] = pods(FULL)[name]["containers"]
        probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")}
        assert [probes[kind]["path"] for kind in probes] == ["/healthz", "/healthz", "/readyz"]
        assert {probe["path"] for probe in probes.values()} <= routes
        assert {probe["port"] for probe in probes.values()} == {port["name"] for port in container["ports"]}
    selected = told["Service", "dedup"]["spec"]["selector"]
    assert selected == told["Deployment", "dedup-api"]["spec"]["template"]["metadata"]["labels"]
    assert selected != told["Deployment", "dedup-worker"]["spec"]["template"]["metadata"]["labels"]
    budget = told["PodDisruptionBudget", "dedup-api"]["spec"]
    assert budget["selector"]["matchLabels"] == selected
    assert budget["minAvailable"] < told["Deployment", "dedup-api"]["spec"]["replicas"]


def test_the_schema_is_brought_up_to_date_before_anything_else() -> None:
    job = rendered({})["Job", "dedup-migrate"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert job["spec"]["template"]["spec"]["containers"][0]["args"] == ["migrate"]
    assert {pod["containers"][0]["image"] for pod in pods({}).values()} == {f"wire-dedup:{newest()[0]}"}
    assert {pod["containers"][0]["image"] for pod in pods(FULL).values()} == {"registry.example/wire-dedup:7"}


def test_workers_follow_the_age_of_the_oldest_message() -> None:
    assert not [kind for kind, _ in rendered({}) if kind == "ScaledObject"]
    assert rendered({})["Deployment", "dedup-worker"]["spec"]["replicas"] == 1
    told = rendered(FULL)
    scaled = told["ScaledObject", "dedup-worker"]["spec"]
    assert ("Deployment", scaled["scaleTargetRef"]["name"]) in told
    assert "replicas" not in told["Deployment", "dedup-worker"]["spec"], "two would set it"
    [trigger] = scaled["triggers"]
    asked = trigger["metadata"]["query"]
    assert asked == 'max(dedup_inbox_oldest_seconds{namespace="news"})'
    assert "`dedup_inbox_oldest_seconds`" in OPERATIONS


def test_the_senders_file_arrives_as_it_is_written_and_a_change_of_it_restarts_the_pods() -> None:
    told = rendered(FULL)
    assert tomllib.loads(told["ConfigMap", "dedup-senders"]["data"]["senders.toml"]) == tomllib.loads(SENDERS)
    [container] = pods(FULL)["dedup-worker"]["containers"]
    assert {"name": "DEDUP_SENDERS", "value": "/etc/dedup/senders.toml"} in container["env"]
    assert container["envFrom"] == [{"secretRef": {"name": "desks"}}]
    sums = [
        rendered(values)["Deployment", name]["spec"]["template"]["metadata"]["annotations"]["checksum/senders"]
        for values in (FULL, FULL | {"senders": SENDERS + "\n[senders.other]\n"})
        for name in ("dedup-api", "dedup-worker")
    ]
    assert sums[0] == sums[1] != sums[2] == sums[3]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"api": {"replicas": 1}}, "no node could ever be drained"),
        ({"settings": {"DEDUP_WORKERS": 3}}, "DEDUP_WORKERS"),
        ({"secret": {"name": ""}}, "secret"),
        ({"replicas": 3}, "replicas"),
        ({"autoscaling": {"prometheus": "prometheus:9090"}}, "prometheus"),
    ],
)
def test_values_that_can_not_be_used_are_refused(values: dict[str, Any], told: str) -> None:
    assert told in (answered(json.dumps(values))["error"] or "")
