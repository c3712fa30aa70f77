"""The drop folder and the feed from the command line, over the packaged model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from dedup.cli import app
from tests.acceptance.fleet import SECONDS, eventually
from tests.unit.feeds.test_polling import FeedServer
from tests.unit.formats.test_wire import ALL

if TYPE_CHECKING:
    from pathlib import Path


def test_files_that_were_dropped_are_scored(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for name in ("nitf", "newsml-g2", "dpa"):
        (drop / f"{name}.txt").write_bytes(ALL[name])
    (drop / "broken.xml").write_text("<?xml version='1.0'?><nitf>")
    arguments = ["--data-dir", str(tmp_path / "data"), "watch", str(drop), "--once", "--settle", "0.1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1, result.output
    assert "4 taken, 1 failed" in result.stdout
    assert {file.name for file in (drop / "done").iterdir()} == {"nitf.txt", "newsml-g2.txt", "dpa.txt"}
    copy = tmp_path / "copy.json"
    copy.write_bytes(ALL["ninjs"])
    answer = CliRunner().invoke(app, ["--data-dir", str(tmp_path / "data"), "score", "--json", str(copy)])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["matches"][0]["relation"] == "identical"


def test_a_watcher_outlives_a_full_inbox_and_ends_when_asked(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(3):
        (drop / f"{number}.txt").write_text(f"Story number {number} about the pier of Ottervik and its piles.")
    arguments = ["--data-dir", str(tmp_path / "data"), "watch", str(drop), "--settle", "0"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "dedup.cli", *arguments],
        env=os.environ | {"DEDUP_INBOX_LIMIT": "1", "DEDUP_ENCODER_THREADS": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as watcher:
        eventually(lambda: len(list((drop / "done").glob("*.txt"))) == 3)
        watcher.send_signal(signal.SIGTERM)
        told, _ = watcher.communicate(timeout=SECONDS)
    assert told == "3 taken, 0 failed\n"
    assert watcher.returncode == 0


def test_a_feed_is_scored_and_a_second_look_brings_nothing(tmp_path: Path) -> None:
    server = FeedServer()
    arguments = ["--data-dir", str(tmp_path), "feed", server.url, "--once"]
    for said in ("1 entry", "nothing new"):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.output
        assert said in result.stdout
    server.server.shutdown()
    server.server.server_close()


def test_alerts_of_a_store_without_any(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "alerts", "show", "7"])
    assert result.exit_code == 3
    assert "no alert 7" in result.stderr
    senders = tmp_path / "senders.toml"
    senders.write_text('[senders.x]\nkind = "text"\nunsigned = true\n')
    environment = {"DEDUP_SENDERS": str(senders)}
    checked = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "alerts", "check"], env=environment)
    assert "1 senders, 0 rules, 0 destinations" in checked.stdout
    senders.write_text('[senders.x]\nkind = "text"\n')
    refused = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "alerts", "check"], env=environment)
    assert refused.exit_code == 2
    assert "name its secret" in refused.stderr
