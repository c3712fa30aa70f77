"""A release is called alike everywhere: by its tag, which the package is versioned by, and by those who cite it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from dedup.cli import app
from tests.changelog import newest

ROOT = Path(__file__).parents[2]


def test_who_cites_it_names_the_newest_release() -> None:
    assert str(yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"]) == newest()[0]


def test_the_chart_runs_the_image_of_the_newest_release() -> None:
    assert yaml.safe_load((ROOT / "deploy/helm/Chart.yaml").read_text("utf-8"))["appVersion"] == newest()[0]


def test_the_command_says_what_the_package_is_versioned_by() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert version("wire-dedup") in CliRunner().invoke(app, ["--version"]).stdout


def test_a_tagged_commit_is_the_release_that_it_says() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    asked = [git, "tag", "--points-at", "HEAD", "--list", "v[0-9]*"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own command
    for tag in told.stdout.split():
        assert tag == f"v{newest()[0]}"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", newest()[1]), "put the date in the changelog before the tag"
