"""What ships to run it with names commands, settings and files that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
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
