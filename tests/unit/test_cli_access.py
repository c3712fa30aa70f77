"""``dedup keys``, ``dedup audit``, and a service that does not start unlocked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from dedup.cli import app
from dedup.settings import Settings
from dedup.wiring import build_service

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["--data-dir", str(folder / "data"), *arguments], input=stdin)


def test_a_key_is_shown_once_listed_by_its_beginning_and_revoked(tmp_path: Path) -> None:
    asked = ("--scope", "write", "--scope", "read", "--days", "30", "--per-minute", "60")
    made = run(tmp_path, "keys", "make", "backfill", *asked)
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    assert re.fullmatch(r"wd_[0-9a-f]{12}_[\w-]{43}", secret)
    (listed,) = map(json.loads, run(tmp_path, "keys", "list", "--json").stdout.splitlines())
    assert listed["key"] == secret[:15]
    assert (listed["name"], listed["scopes"], listed["state"]) == ("backfill", ["read", "write"], "valid")
    assert listed["per_minute"] == 60
    table = run(tmp_path, "keys", "list").stdout
    assert "backfill" in table
    for output in (table, str(listed), run(tmp_path, "audit").stdout):
        assert secret[16:] not in output
    assert "revoked" in run(tmp_path, "keys", "revoke", secret[:15]).stdout
    again = run(tmp_path, "keys", "revoke", "backfill")
    assert again.exit_code == 3
    assert "dedup keys list" in again.stderr
    audit = [json.loads(line) for line in run(tmp_path, "audit", "--json").stdout.splitlines()]
    assert [one["action"] for one in audit] == ["key.revoke", "key.make"]
    assert all(one["who"].startswith("command ") for one in audit)


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes somebody else")
def test_who_has_a_number_and_no_name_is_written_down_by_it() -> None:
    script = (
        "import os, getpass, socket, dedup.access.callers; from dedup.commands.opening import operator; "
        "os.setuid(54321); print(operator()[0].name)"
    )
    named = {"LOGNAME", "USER", "LNAME", "USERNAME"}
    unnamed = {name: value for name, value in os.environ.items() if name not in named}
    done = subprocess.run([sys.executable, "-c", script], env=unnamed, capture_output=True, check=True, text=True)  # noqa: S603 - our own line
    assert done.stdout == "uid 54321\n"


def test_without_keys_the_list_says_so(tmp_path: Path) -> None:
    assert run(tmp_path, "keys", "list").stdout == "none\n"
    assert run(tmp_path, "keys", "list", "--json").stdout == ""


@pytest.mark.parametrize(
    "wrong",
    [
        ["keys", "make", "x"],
        ["keys", "make", "x", "--scope", "all"],
        ["keys", "make", "", "--scope", "read"],
        ["keys", "make", "a b", "--scope", "read"],
        ["keys", "make", "x" * 65, "--scope", "read"],
        ["keys", "make", "x", "--scope", "read", "--days", "0"],
        ["keys", "make", "x", "--scope", "read", "--per-minute", "0"],
        ["keys", "make", "x", "--scope", "read", "--per-minute", "10001"],
        ["audit", "--action", "everything"],
    ],
)
def test_what_can_not_be_made_is_refused(tmp_path: Path, wrong: list[str]) -> None:
    refused = run(tmp_path, *wrong)
    assert refused.exit_code in {2, 3}
    assert run(tmp_path, "keys", "list").stdout == "none\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "dedup.example"])  # noqa: S104 - it is refused
def test_other_machines_are_not_served_as_long_as_nothing_is_locked(tmp_path: Path, host: str) -> None:
    refused = run(tmp_path, "serve", "--host", host)
    assert refused.exit_code == 2
    command = re.search(r"dedup --data-dir (\S+) (keys make) NAME (--scope read --scope write)", refused.stderr)
    assert command is not None, refused.stderr
    made = CliRunner().invoke(app, ["--data-dir", command[1], *command[2].split(), "first", *command[3].split()])
    assert made.exit_code == 0, made.output


def test_users_are_added_listed_given_passwords_and_removed(tmp_path: Path) -> None:
    added = run(tmp_path, "users", "add", "Anna", "--role", "editor", stdin="correct horse battery\n")
    assert added.exit_code == 0, added.output
    assert run(tmp_path, "users", "add", "proxied", "--role", "reader", "--no-password").exit_code == 0
    listed = [json.loads(line) for line in run(tmp_path, "users", "list", "--json").stdout.splitlines()]
    assert [(one["user"], one["role"], one["password"]) for one in listed] == [
        ("anna", "editor", "yes"),
        ("proxied", "reader", "no"),
    ]
    assert run(tmp_path, "users", "password", "ANNA", stdin="another horse battery\n").exit_code == 0
    assert run(tmp_path, "users", "remove", "anna").exit_code == 0
    assert run(tmp_path, "users", "remove", "anna").exit_code == 3
    assert "anna" in run(tmp_path, "users", "list").stdout
    actions = [json.loads(line)["action"] for line in run(tmp_path, "audit", "--json").stdout.splitlines()]
    assert actions == ["user.remove", "user.password", "user.add", "user.add"]


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "short"), ("anna", ""), ("anna", "x" * 1025), ("a b", "x" * 20), ("", "x" * 20)]
)
def test_users_that_can_not_be_added_are_refused(tmp_path: Path, name: str, password: str) -> None:
    refused = run(tmp_path, "users", "add", name, "--role", "reader", stdin=f"{password}\n")
    assert refused.exit_code == 3
    assert not password or password not in refused.output
    assert run(tmp_path, "users", "list").stdout == "none\n"


def test_sources_are_made_private_listed_and_opened_and_verdicts_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    told = "The ferry left the harbour of Kelmsand an hour late because a crane had fallen across the eastern pier."
    for name, source in (("first", "Corvane Courier"), ("second", "Harbour Post")):
        line = {"id": name, "text": told, "source": source, "published_at": f"2031-03-0{len(name) - 3}T08:00:00Z"}
        (folder / f"{name}.json").write_text(json.dumps(line))
        assert run(tmp_path, "ingest", str(folder / f"{name}.json")).exit_code == 0
    made = run(tmp_path, "sources", "private", "Corvane Courier", "--to", "city", "--to", "sport")
    assert made.exit_code == 0, made.output
    assert "1 verdicts are made anew" in made.stderr
    (listed,) = map(json.loads, run(tmp_path, "sources", "list", "--json").stdout.splitlines())
    assert listed == {"source": "Corvane Courier", "desks": ["city", "sport"]}
    settings = Settings(data_dir=tmp_path / "data")
    service = build_service(settings)
    assert service.waiting() == 0
    assert json.loads(service.matches("second"))["matches"] == []
    service.close()
    assert run(tmp_path, "sources", "open", "Corvane Courier").exit_code == 0
    assert run(tmp_path, "sources", "list").stdout == "none\n"
    again = run(tmp_path, "sources", "open", "Corvane Courier")
    assert again.exit_code == 3
    assert "dedup sources list" in again.stderr
    actions = [json.loads(line)["action"] for line in run(tmp_path, "audit", "--json").stdout.splitlines()]
    assert actions == ["source.open", "source.private"]


def test_keys_and_users_have_desks(tmp_path: Path) -> None:
    assert run(tmp_path, "keys", "make", "cms", "--scope", "read", "--desk", "city", "--desk", "sport").exit_code == 0
    (key,) = map(json.loads, run(tmp_path, "keys", "list", "--json").stdout.splitlines())
    assert key["desks"] == ["city", "sport"]
    added = ("users", "add", "anna", "--role", "reader", "--no-password", "--desk", "city")
    assert run(tmp_path, *added).exit_code == 0
    assert run(tmp_path, "users", "desks", "Anna", "--desk", "sport").exit_code == 0
    (user,) = map(json.loads, run(tmp_path, "users", "list", "--json").stdout.splitlines())
    assert user["desks"] == ["sport"]
    assert run(tmp_path, "users", "desks", "nobody").exit_code == 3
    for wrong in ("a b", "", "x'y", "x\n", "*", "y" * 65):
        for made in (
            ("keys", "make", "x", "--scope", "read", "--desk", wrong),
            ("users", "desks", "anna", "--desk", wrong),
            ("sources", "private", "Courier", "--to", wrong),
        ):
            assert run(tmp_path, *made).exit_code == 3, made
    assert run(tmp_path, "sources", "private", "", "--to", "city").exit_code == 3
    assert run(tmp_path, "sources", "list").stdout == "none\n"
