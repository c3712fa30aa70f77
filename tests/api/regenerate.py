"""Write the real answers into the API's examples: ``python -m tests.api.regenerate``."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from api.openapi import examples
from tests.api.wire import SampleWire

_FOLDER = Path(str(files("api"))) / "examples"


def main() -> None:
    """Run every example on a fresh sample wire and keep its answer."""
    with tempfile.TemporaryDirectory() as folder:
        wire = SampleWire(Path(folder))
        for name, example in examples():
            status, answer = wire.run(example)
            stored: dict[str, Any] = {**example, "status": status, "response": answer}
            text = json.dumps(stored, indent=2, ensure_ascii=False)
            (_FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
