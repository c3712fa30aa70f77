from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from dedup.cli import app
from tests.local import local_client
from tests.unit.commandline import dedup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.testing import Result


SAMPLES = Path(str(files("dedup"))) / "samples"
WIRE, INCOMING = SAMPLES / "wire.jsonl", SAMPLES / "incoming.json"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample wire, stored."""
    folder = tmp_path_factory.mktemp("data")
    result = dedup("ingest", WIRE, data=folder)
    assert result.exit_code == 0, result.stderr
    stored, found = result.stdout.splitlines()
    assert stored == "19 created, 0 unchanged, 0 failed"
    assert re.fullmatch(r"found: \d+ \w+(, \d+ \w+)*", found)
    assert "unrelated" not in found
    return folder


class TestIngest:
    def test_in_bulk_everything_is_stored_before_it_is_judged(self, tmp_path: Path, data: Path) -> None:
        stored = dedup("ingest", "--bulk", "--no-verdicts", WIRE, data=tmp_path)
        assert (stored.exit_code, stored.stdout) == (0, "19 created, 0 unchanged, 0 failed\n"), stored.stderr
        later = dedup("ingest", "--bulk", WIRE, data=tmp_path)
        assert later.exit_code == 0, later.stderr
        again, judged, found = later.stdout.splitlines()
        assert (again, judged) == ("0 created, 19 unchanged, 0 failed", "19 judged")
        assert found.startswith("found: ")
        one_by_one, bulk = (dedup("score", INCOMING, "--json", data=where) for where in (data, tmp_path))
        assert json.loads(one_by_one.stdout)["matches"] == json.loads(bulk.stdout)["matches"]

    def test_leaving_verdicts_out_goes_with_bulk(self, tmp_path: Path) -> None:
        result = dedup("ingest", "--no-verdicts", WIRE, data=tmp_path)
        assert result.exit_code == 2
        assert "--bulk" in result.stderr

    def test_again_changes_nothing(self, data: Path) -> None:
        result = dedup("ingest", WIRE, data=data)
        assert result.exit_code == 0
        assert result.stdout == "0 created, 19 unchanged, 0 failed\n"

    def test_bad_articles_are_named_and_the_rest_stored(self, tmp_path: Path) -> None:
        lines = tmp_path / "mixed.jsonl"
        good = {"id": "good", "text": "The ferry left the harbour an hour late on Monday."}
        lines.write_text(f"{{broken\n{json.dumps(good)}\n{json.dumps({'id': 'empty', 'text': ' '})}\n")
        result = dedup("ingest", lines, data=tmp_path / "data")
        assert result.exit_code == 1
        assert result.stdout == "1 created, 0 unchanged, 2 failed\n"
        assert f"{lines}, line 1: " in result.stderr
        assert f"{lines}, line 3: " in result.stderr

    def test_folders_stdin_and_a_source_for_those_that_name_none(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text("The harbour master closed the pier on Monday.")
        (tmp_path / "in" / "b.html").write_text("<h1>Pier</h1><p>Divers found cracks in two of its piles.</p>")
        stdin = b'{"id": "c", "source": "Wire", "text": "Forty boats have to moor across the river."}\n'
        result = dedup("ingest", tmp_path / "in", "-", "--source", "Desk", data=tmp_path / "data", stdin=stdin)
        assert result.exit_code == 0, result.stderr
        assert result.stdout == "3 created, 0 unchanged, 0 failed\n"
        answer = dedup("score", tmp_path / "in" / "a.txt", "--source", "Wire", "--json", data=tmp_path / "data")
        assert [match["article"]["id"] for match in json.loads(answer.stdout)["matches"]] in ([], ["c"])


class TestScore:
    def test_explains_the_rewrite(self, data: Path) -> None:
        result = dedup("score", INCOMING, data=data)
        assert result.exit_code == 0, result.stderr
        first, *_ = result.stdout.splitlines()
        assert "REWRITE" in first
        assert "nw-0412" in result.stdout
        assert "\x1b" not in result.stdout

    def test_json_is_the_api_s_body(self, data: Path) -> None:

        from api.app import create_app
        from dedup.settings import Settings

        printed = dedup("score", INCOMING, "--json", "--limit", "2", data=data)
        with local_client(create_app(Settings(data_dir=data))) as client:
            article = json.loads(INCOMING.read_text())
            answered = client.post("/v1/score", json={"article": article, "limit": 2})
        assert printed.stdout_bytes.strip() == answered.content

    def test_reads_text_from_stdin(self, data: Path) -> None:
        result = dedup("score", "-", data=data, stdin=b"A lighthouse keeper grew a pumpkin of 612 kilograms.")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith(" UNRELATED")

    def test_takes_one_article(self, data: Path) -> None:
        result = dedup("score", WIRE, data=data)
        assert result.exit_code == 3
        assert "several articles" in result.stderr


def test_compare_shows_both_texts(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The harbour master closed the northern pier on Monday after divers found cracks.")
    (tmp_path / "b.txt").write_text("The harbour master closed the northern pier on Monday after divers found holes.")
    result = dedup("compare", tmp_path / "a.txt", tmp_path / "b.txt", data=data)
    assert result.exit_code == 0, result.stderr
    assert "cracks" in result.stdout
    assert "holes" in result.stdout
    assert "the other text" in result.stdout  # and of nothing that is stored
    assert not re.search(r"(?<!nothing )stored|archive", result.stdout)
    other = tmp_path / "c.txt"
    other.write_text("Snow fell on the northern valleys and lay there until noon on the following Sunday.")
    assert "UNRELATED to the other text" in dedup("compare", tmp_path / "a.txt", other, data=data).stdout


def test_an_empty_store_is_called_empty(tmp_path: Path) -> None:
    told = dedup("score", INCOMING, data=tmp_path)
    assert told.exit_code == 0
    assert told.stdout.startswith(" NOTHING STORED to compare with")
    assert "dedup ingest" in told.stdout
    assert "%" not in told.stdout  # nothing was measured
    assert "it is empty" in dedup("doctor", data=tmp_path, env={"COLUMNS": "200"}).stdout
    assert "no alert was raised yet" in dedup("alerts", "list", data=tmp_path).stderr
    assert "nothing was said" in dedup("feedback", "export", "--out", tmp_path / "corpus", data=tmp_path).stderr
    assert "nothing was said" in dedup("feedback", "evaluate", data=tmp_path).stderr


class TestFailures:
    """One line on stderr, the documented exit code, no traceback."""

    @pytest.fixture(autouse=True)
    def _one_line(self, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
        yield
        assert "Traceback" not in capfd.readouterr().err

    def check(self, result: Result, code: int, *words: str) -> None:
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        assert code == 2 or len(result.stderr.splitlines()) == 1
        for word in words:
            assert word in result.stderr

    def test_wrong_call(self) -> None:
        self.check(dedup("score", "no-such-file.txt"), 2)
        self.check(dedup("frobnicate"), 2)

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["alerts", "show", "9" * 23], "less than"),
            (["compare", "-", "-"], "standard input"),
            (["calibrate", "--json"], "--data"),
        ],
    )
    def test_what_can_not_be_meant(self, tmp_path: Path, arguments: list[str], told: str) -> None:
        self.check(dedup(*arguments, data=tmp_path), 2, told)

    @pytest.mark.parametrize("command", [["cluster", "--by", "words", WIRE], ["feedback", "export"]])
    def test_a_place_that_can_not_be_written(self, tmp_path: Path, command: list[str | Path]) -> None:
        (tmp_path / "file").write_text("no folder")
        self.check(dedup(*command, "--out", tmp_path / "file" / "below", data=tmp_path / "data"), 3, "Not a directory")

    @pytest.mark.parametrize("command", ["enable", "test"])
    def test_a_destination_that_is_none(self, tmp_path: Path, command: str) -> None:
        self.check(dedup("alerts", command, "chatt", data=tmp_path), 3, "no destination 'chatt'")

    def test_a_password_in_another_encoding(self, tmp_path: Path) -> None:
        told = dedup("users", "add", "anna", "--role", "editor", data=tmp_path, stdin=b"l\xf6ng enough, and more\n")
        self.check(told, 3, "UTF-8")

    def test_wrong_setting(self, tmp_path: Path) -> None:
        self.check(dedup("doctor", data=tmp_path, env={"DEDUP_PORT": "many"}), 2, "DEDUP_PORT")

    @pytest.mark.parametrize("content", [b"", b" \n ", b"\xff\xfe\xfd", b"... !"])
    def test_bad_input(self, data: Path, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "bad.txt").write_bytes(content)
        self.check(dedup("score", tmp_path / "bad.txt", data=data), 3)

    def test_bad_store(self, tmp_path: Path) -> None:
        outdated = f"sqlite:///{tmp_path / 'empty.sqlite'}"
        self.check(dedup("--database-url", outdated, "score", INCOMING), 4, "dedup migrate")

    def test_bad_model(self, tmp_path: Path) -> None:
        missing = {"DEDUP_MODEL": str(tmp_path / "no-model")}
        self.check(dedup("score", INCOMING, data=tmp_path, env=missing), 5)


def test_migrate_makes_a_database_usable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    assert dedup("--database-url", url, "migrate").exit_code == 0
    result = dedup("--database-url", url, "doctor", data=tmp_path)
    assert result.exit_code == 0, result.output


def test_reindex_leaves_everything_in_step(data: Path) -> None:
    assert dedup("reindex", data=data).stdout == "19 articles, 116 passages reindexed\n"
    result = dedup("doctor", data=data)
    assert result.exit_code == 0, result.output
    assert "NOT OK" not in result.stdout


def test_version_is_the_installed_one() -> None:
    assert dedup("version").stdout == f"{version('wire-dedup')}\n"
    assert dedup("--version").stdout == dedup("version").stdout


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_in_use_is_told_before_anything_is_loaded(host: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = dedup("serve", "--host", host, "--port", str(port), data=tmp_path)
    assert result.exit_code == 2
    assert f"Port {port} of {host} is in use" in result.stderr
    assert "--port 0" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_an_address_of_another_machine_can_not_be_served_at(tmp_path: Path) -> None:
    dedup("keys", "make", "cms", "--scope", "read", data=tmp_path)
    for host in ("192.0.2.7", "no-such-host.invalid"):
        result = dedup("serve", "--host", host, data=tmp_path)
        assert result.exit_code == 2
        assert "is no address of this machine" in result.stderr


def test_serve_answers_on_loopback_and_ends_on_a_signal(data: Path) -> None:
    command = [sys.executable, "-m", "dedup.cli", "--data-dir", str(data), "serve", "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        assert process.stderr is not None
        address = None
        for line in process.stderr:
            address = re.search(r"running on (http://127\.0\.0\.1:\d+)", line)
            if address:
                break
        assert address is not None
        with urllib.request.urlopen(f"{address[1]}/readyz", timeout=120) as answer:  # noqa: S310 - loopback
            assert json.load(answer)["articles"] == 19
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    assert process.returncode in {0, -signal.SIGTERM}


def test_a_senders_file_that_can_not_be_used_is_named(tmp_path: Path) -> None:
    senders = tmp_path / "senders.toml"
    senders.write_text('[houses]\nselm = ["Post", "Post"]\n')
    environment = {"DEDUP_SENDERS": str(senders)}
    result = CliRunner().invoke(app, ["--data-dir", str(tmp_path / "data"), "doctor"], env=environment)
    assert result.exit_code == 2
    assert "houses" in result.stderr
