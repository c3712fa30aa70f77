"""Requests that schemathesis makes up from the OpenAPI document, good and bad: no answer breaks what it says."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from api.app import create_app
from dedup.access.callers import Scope
from dedup.access.keys import new_key
from dedup.settings import Settings
from dedup.wiring import build_access, build_service, open_database
from tests.api.access.locked import OPERATOR
from tests.api.fuzzing.hooks import SENDER
from tests.fakes import HashingEncoder

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUNDED = ("--max-examples", "3", "--seed", "20310304", "--no-shrink", "--continue-on-failure")
"""The same requests every time, some two thousand; other seeds and more examples find more (CONTRIBUTING.md)."""

CONFIG = Path(__file__).parent / "fuzzing" / "schemathesis.toml"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address of a service that is locked, and a key that may do everything."""
    senders = tmp_path / "senders.toml"
    senders.write_text(f'[senders.{SENDER}]\nkind = "text"\nunsigned = true\n')
    settings = Settings(data_dir=tmp_path / "data", senders=senders, workers=1)
    database = open_database(settings)
    secret, key = new_key("fuzzing", list(Scope), datetime.now(UTC))
    build_access(database, settings).keys.add(key, OPERATOR, "here")
    database.dispose()
    app = create_app(settings, lambda settings: build_service(settings, HashingEncoder()))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", secret
    server.should_exit = True
    thread.join(30)


def test_no_request_breaks_what_the_document_says(served: tuple[str, str], tmp_path: Path) -> None:
    address, key = served
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", f"{address}/openapi.json"]
    # A stream of events ends when its reader goes, so it is no answer to wait for.
    command += ["--checks", "all", "--exclude-path-regex", ":stream$", *BOUNDED]
    command += ["--header", f"Authorization: Bearer {key}"]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.fuzzing.hooks"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "failures" not in done.stdout.splitlines()[-1]
