"""The project is under a licence that whoever installs it can read."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_licence_is_named_alike_everywhere() -> None:
    assert PROJECT["license"] == "Apache-2.0"
    assert (ROOT / "LICENSE").read_text("utf-8").lstrip().startswith("Apache License")
    assert "[Apache-2.0](LICENSE)" in (ROOT / "README.md").read_text("utf-8")


def test_installed_package_carries_it() -> None:
    metadata = importlib.metadata.metadata("wire-dedup")
    assert metadata["License-Expression"] == PROJECT["license"]
    assert metadata.get_all("License-File") == PROJECT["license-files"] == ["LICENSE", "NOTICE"]


def test_notice_names_the_packaged_model() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    (model,) = (name.split("==")[0] for name in PROJECT["dependencies"] if name.startswith("gt-"))
    assert model in notice
    metadata = importlib.metadata.metadata(model)
    assert f"{metadata['License']} License" in notice
