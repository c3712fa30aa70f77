"""The changelog, as far as other files have to agree with it."""

from __future__ import annotations

import re
from pathlib import Path

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def newest() -> tuple[str, str]:
    """Version and date of its newest section; "unreleased" in place of the date until it is out."""
    found = re.search(r"^## \[(.+?)\] - (.+)$", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1], found[2]
