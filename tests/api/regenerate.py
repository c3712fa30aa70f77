"""Write the API's description and the real answers of its examples: ``python -m tests.api.regenerate``."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from api.app import create_app
from api.openapi import examples
from dedup.settings import Settings
from tests.api.wire import SampleWire
from tests.changelog import newest

_FOLDER = Path(str(files("api"))) / "examples"
DESCRIPTION = Path(__file__).parents[2] / "docs/openapi.json"
"""The OpenAPI document, for those who make a client of it and for whoever reviews a change of it."""


def described(data: Path) -> str:
    """The OpenAPI document of an application over an empty folder, as it is committed.

    Its version is that of the newest section of the changelog, not that of the checkout, which no two commits share.
    """
    told = create_app(Settings(data_dir=data)).openapi()
    told["info"]["version"] = newest()[0]
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Run every example on a fresh sample wire and keep its answer."""
    with tempfile.TemporaryDirectory() as folder:
        wire = SampleWire(Path(folder))
        for name, example in examples():
            status, answer = wire.run(example)
            stored: dict[str, Any] = {**example, "status": status, "response": answer}
            text = json.dumps(stored, indent=2, ensure_ascii=False)
            (_FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        DESCRIPTION.write_text(described(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
