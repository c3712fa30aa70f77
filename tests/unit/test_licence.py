"""The project is under a licence that whoever installs it can read."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

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


PERMISSIVE = re.compile(
    r"\b(Apache|MIT|BSD|ISC|0BSD|Zlib|CC0|PSF|Python Software Foundation|BSL|CNRI-Python|Unlicense|HPND)\b",
    re.IGNORECASE,
)
WEAK_COPYLEFT = {
    "certifi": "MPL-2.0",
    "orjson": "MPL-2.0",
    "psycopg": "LGPL-3.0",
    "psycopg-binary": "LGPL-3.0",
    "tld": "MPL-1.1",
    "tqdm": "MPL-2.0",
}
"""Files of these that one changes have to be published; to use them asks for nothing."""


def needed(name: str, extras: set[str], seen: set[str]) -> Iterator[importlib.metadata.Distribution]:
    """What is installed with a package, itself included; what is for other platforms is not."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    found = importlib.metadata.distribution(name)
    yield found
    for line in found.requires or ():
        asked = Requirement(line)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            yield from needed(asked.name, set(asked.extras), seen)


def licence_of(told: importlib.metadata.PackageMetadata) -> str:
    """What a package says it is under: by expression, else by classifiers, else in words."""
    if "License-Expression" in told:
        return told["License-Expression"]
    classifiers = [one for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    return " ".join(classifiers) or " ".join(told.get_all("License") or ())


def test_whatever_is_installed_with_it_may_be_used_by_everybody() -> None:
    packages = list(needed("wire-dedup", {"archives", "documents", "openvino", "ray"}, set()))
    assert len(packages) > 60
    for package in packages:
        licence = licence_of(package.metadata)
        name = re.sub(r"[-_.]+", "-", package.name).lower()
        if name in WEAK_COPYLEFT:
            assert WEAK_COPYLEFT[name][:3] in licence, f"{name}: {licence}"
            continue
        assert PERMISSIVE.search(licence), f"{name} is under {licence!r}: look at it before it is shipped"
        assert not re.search(r"GPL|SSPL|Commons Clause", licence), f"{name} is under {licence!r}"
