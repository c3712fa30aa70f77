"""What ships to run it with names commands, settings and files that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml

from dedup.cli import app
from dedup.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.suffix in {".service", ".yaml", ".yml", ".tpl"})
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_settings_and_commands_are_there(path: Path) -> None:
    told = path.read_text("utf-8")
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+", told)) <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    commands = getattr(typer.main.get_command(app), "commands")  # noqa: B009 - as in test_docs
    named = re.findall(r"(?:/dedup|run --rm dedup|#   dedup) ([a-z]+)", told)
    assert set(named) <= set(commands)


def test_what_scales_shares_one_engine_and_a_folder_each() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.scale.yaml").read_text("utf-8"))
    services = {name: one for name, one in composed["services"].items() if one["image"] == "wire-dedup"}
    assert len({one["environment"]["DEDUP_VECTORS_URL"] for one in services.values()}) == 1
    folders = [one["volumes"][0] for name, one in services.items() if name != "migrate"]
    assert len(set(folders)) == len(folders) == 3
    assert {folder.partition(":")[0] for folder in folders} < set(composed["volumes"])
    assert {one["environment"]["DEDUP_WORKERS"] for one in services.values()} == {"0", "2"}


def test_what_is_laid_over_it_for_milvus_changes_every_service_of_ours() -> None:
    below, above = (
        yaml.safe_load((DEPLOY / f"compose.{name}.yaml").read_text("utf-8")) for name in ("scale", "milvus")
    )
    ours = {name for name, one in below["services"].items() if one["image"] == "wire-dedup"}
    assert set(above["services"]) == ours | {"vectors"}
    assert above["name"] == below["name"]
    for name in ours:
        assert above["services"][name]["environment"] == {"DEDUP_VECTORS_URL": "milvus://vectors:19530"}
        assert "milvus" in above["services"][name]["build"]["args"]["EXTRAS"].split()
    assert set(above["volumes"]) == {one.partition(":")[0] for one in above["services"]["vectors"]["volumes"]}


@pytest.mark.parametrize(("extras", "package"), [("documents openvino pgvector", "pgvector"), ("milvus", "pymilvus")])
def test_the_image_gets_the_extras_that_are_asked_for(tmp_path: Path, extras: str, package: str) -> None:
    told = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    found = re.search(r"cd /requirements && python3 -c '([^']+)'", told)
    assert found is not None
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    environment = {"EXTRAS": extras, "TORCH_BUILD": "+cpu"}
    subprocess.run([sys.executable, "-c", found[1]], cwd=tmp_path, env=environment, check=True)  # noqa: S603 - our own
    needed = (tmp_path / "run.txt").read_text("utf-8").splitlines()
    assert any(one.startswith(f"{package}>=") for one in needed)
    assert not any(one.startswith("pymilvus") for one in needed) or "milvus" in extras
    assert any(one.endswith("+cpu") for one in needed)


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "dedup.service"
    unit.write_text((DEPLOY / "dedup.service").read_text().replace("/opt/dedup/bin/dedup", "/bin/true"))
    done = subprocess.run([tool, "verify", unit], capture_output=True, text=True, check=False)  # noqa: S603 - found in the path
    assert [line for line in done.stderr.splitlines() if line.startswith("dedup.service")] == []
    assert done.returncode == 0


def test_every_alert_has_what_to_do_about_it() -> None:
    alerts = re.findall(r"alert: (\w+)", (DEPLOY / "alerts.yml").read_text())
    assert len(alerts) >= 8
    told = re.findall(r"^\| `(Dedup\w+)` \|", OPERATIONS, re.MULTILINE)
    assert told == alerts


def test_every_metric_is_explained() -> None:
    used = set(re.findall(r"\bdedup_\w+?(?=_total|_bucket|_sum|_count|\b)", (DEPLOY / "grafana.json").read_text()))
    assert len(used) > 12
    assert used <= set(re.findall(r"`(dedup_\w+?)(?:_total)?[`{]", OPERATIONS))
