"""The documents are complete and true: what they leave out, or show differently, fails here."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from api.access.table import lines
from api.app import create_app
from api.errors import INVALID_REQUEST, NOT_READY, PROBLEMS
from api.metrics import _DEGRADED
from benchmarks.__main__ import app as benchmarks
from dedup.cli import app
from dedup.detection.evidence import FEATURES
from dedup.settings import PREFIX, Settings
from dedup.terminal.exits import EXIT_CODES, EXIT_FINDING, EXIT_USAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SKIPPED = {"node_modules", "bench-data", "dedup-data", "demo-data", "build", "dist", "site"}
ANY_ROUTE = {"401", "403", "429", "500"}
"""Said once for all routes."""

CUT = "[…]"


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


README, ARCHITECTURE, HTTP, CLI = map(read, ("README.md", "ARCHITECTURE.md", "docs/http.md", "docs/cli.md"))
SETTINGS = read("docs/settings.md")
DECISIONS = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs/decisions").glob("*.md")))
COMMANDS = getattr(typer.main.get_command(app), "commands")  # noqa: B009 - Typer's groups are click's, which has no types here


def documents() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.md")):
        parts = path.relative_to(ROOT).parts
        if not any(part in SKIPPED or part.startswith(".") or part.endswith(".egg-info") for part in parts):
            yield path


def test_every_benchmark_that_is_named_can_be_run() -> None:
    code = [path for folder in ("dedup", "benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")]
    named = {
        name
        for path in (*documents(), *code)
        for name in re.findall(r"python -m benchmarks ([a-z]+)", path.read_text("utf-8"))
    }
    there = set(getattr(typer.main.get_command(benchmarks), "commands"))  # noqa: B009 - as above
    assert named - there == set()


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a document's tables, cell by cell."""
    for line in text.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level, up to the next."""
    found = re.search(rf"^## {re.escape(heading)}.*?$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no section {heading!r}"
    return found[1]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_its_document(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in {row[0] for row in rows(SETTINGS)}


def test_no_setting_is_named_that_is_not_there() -> None:
    named = {row[0].strip("`") for row in rows(SETTINGS) if PREFIX in row[0]}
    assert named == {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_defaults_that_are_named_are_those_of_the_settings() -> None:
    shown = {row[0].strip("`"): row[1] for row in rows(SETTINGS) if len(row) > 1}
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert shown[f"{PREFIX}{name.upper()}"] == f"`{field.default}`"


def test_every_route_has_its_row_and_its_statuses_in_the_http_document(tmp_path: Path) -> None:
    paths = create_app(Settings(data_dir=tmp_path)).openapi()["paths"]
    routes = {
        f"{method.upper()} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    listed = {row[0].strip("`") for row in rows(HTTP) if re.match(r"`(GET|POST|PUT|DELETE) /", row[0])}
    assert listed == set(routes)
    for route, operation in routes.items():
        if route.split(" ")[1].startswith("/v1/"):
            answers = section(HTTP, route).split("Answers ")[1]
            assert set(re.findall(r"\b[2-5]\d\d\b", answers)) == set(operation["responses"]) - ANY_ROUTE, route


def test_who_may_call_which_route_is_what_the_code_says(tmp_path: Path) -> None:
    told = "\n".join(lines(create_app(Settings(data_dir=tmp_path))))
    assert told in section(read("docs/security.md"), "Route by route"), "paste what python -m api.access.table prints"


def test_every_error_is_in_the_http_document_with_slug_and_status() -> None:
    listed = {row[0].strip("`"): row for row in rows(section(HTTP, "Errors"))}
    for kind, problem in PROBLEMS.items():
        row = listed[problem.slug]
        assert (row[1], row[3]) == (str(int(problem.status)), f"`{kind.__name__}`")
    for problem in (INVALID_REQUEST, NOT_READY):
        assert listed[problem.slug][1] == str(int(problem.status))


def test_every_command_and_option_is_in_the_cli_document() -> None:
    assert set(re.findall(r"^## dedup (\w+)", CLI, re.MULTILINE)) == set(COMMANDS)
    for name, command in COMMANDS.items():
        own = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
        listed = {row[0].strip("`").split(" ")[0] for row in rows(section(CLI, f"dedup {name}"))}
        assert {option for option in listed if re.match(r"--\w", option)} == own - {"--help"}, name


def test_every_exit_code_is_in_the_cli_document() -> None:
    named = {row[0]: row for row in rows(section(CLI, "Exit codes"))}
    codes = {str(code) for code in (0, EXIT_FINDING, EXIT_USAGE, *EXIT_CODES.values())}
    assert {code for code in named if code.isdigit()} == codes
    for kind, code in EXIT_CODES.items():
        assert f"`{kind.__name__}`" in named[str(code)][2]


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_is_explained(name: str) -> None:
    assert f"| `{name}` |" in DECISIONS
    assert f"`{name}`" in HTTP


def test_every_dependency_has_its_reason() -> None:
    declared = re.search(r"^dependencies = \[(.*?)^\]", read("pyproject.toml"), re.DOTALL | re.MULTILINE)
    assert declared is not None
    listed = {row[0] for row in rows(DECISIONS)}
    assert set(re.findall(r'"([A-Za-z0-9_-]+)', declared[1])) <= listed


def test_every_extra_is_in_the_page_on_installing() -> None:
    extras = set(tomllib.loads(read("pyproject.toml"))["project"]["optional-dependencies"])
    listed = {name for row in rows(read("docs/install.md")) for name in re.findall(r"`([a-z]+)`", row[0])}
    assert listed == extras


def test_the_front_page_is_read_in_a_few_minutes() -> None:
    shown = re.sub(r"\]\([^)]*\)|<!--.*?-->", "]", README)
    assert sum(any(map(str.isalnum, word)) for word in shown.split()) <= 900


def test_every_decision_is_in_the_list_with_its_number() -> None:
    listed = re.findall(r"^- \*\*(\d+)\*\* \[(.+)\]\(docs/decisions/(.+)\)$", ARCHITECTURE, re.MULTILINE)
    assert sorted(name for _, _, name in listed) == sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    for number, title, name in listed:
        assert name.startswith(f"{int(number):04d}-")
        assert read(f"docs/decisions/{name}").startswith(f"# {number}. {title}\n")


def test_every_module_of_the_engine_is_on_the_map() -> None:
    drawn = ARCHITECTURE.split("## Map")[1].split("```")[1]
    for path in (ROOT / "dedup").rglob("*.py"):
        if path.name != "__init__.py" and path.parent.name not in {"storage", "index", "terminal", "formats"}:
            assert path.name in drawn, path


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```|^    .*?$", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" not in target and not target.startswith("#"):
            assert (path.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_are_named_are_there(path: Path) -> None:
    places = "api|benchmarks|dedup|deploy|docs|migrations|scripts|tests"
    named = set(re.findall(rf"(?<![\w/.-])(?:{places})/[\w./-]*[\w/]", path.read_text("utf-8")))
    assert [one for one in sorted(named) if not (ROOT / one).exists() and not any(ROOT.glob(f"{one}*"))] == []


@pytest.mark.parametrize("path", list(documents()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_table_ends_with_an_empty_line(path: Path) -> None:
    """What follows it at once would be its last row."""
    text = re.sub(r"^ *```.*?^ *```", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"^\|.*\n(?!\|)(.+)", text, re.MULTILINE) == []


def test_the_order_of_imports_is_told_as_it_is_held() -> None:
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    told = " → ".join(contract["layers"]).replace("dedup.", "")
    assert told in " ".join(ARCHITECTURE.split())


def test_every_reason_to_leave_something_out_is_told_with_its_metric() -> None:
    (row,) = (row for row in rows(read("docs/operations.md")) if row[0] == "`dedup_degraded_total{reason}`")
    assert set(re.findall(r"`(\w+)`", row[1])) == {*_DEGRADED.values(), "other"}


def test_the_two_commands_are_in_the_makefile() -> None:
    named = set(re.findall(r"\bmake (\w+)", section(README, "Thirty seconds")))
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_the_demo_runs_the_commands_that_are_shown() -> None:
    plan = subprocess.run(["make", "--dry-run", "demo"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    for shown in ("ingest dedup/samples/wire.jsonl", "score dedup/samples/incoming.json"):
        assert f".venv/bin/dedup {shown}" in README
        assert shown in plan


def test_the_example_in_the_readme_is_what_is_printed(tmp_path: Path) -> None:
    shown = README.split("<!-- excerpt")[1].split("```text\n")[1].split("```")[0]
    for arguments in (["ingest", "dedup/samples/wire.jsonl"], ["score", "dedup/samples/incoming.json"]):
        files = [str(ROOT / argument) if "/" in argument else argument for argument in arguments]
        result = CliRunner().invoke(app, ["--data-dir", str(tmp_path), *files], env={"COLUMNS": "100"})
        assert result.exit_code == 0, result.output
    printed = list(map(plain, result.stdout.splitlines()))
    for piece in shown.split(CUT):
        lines = list(map(plain, piece.strip("\n").splitlines()))
        starts = range(len(printed) - len(lines) + 1)
        found = any(printed[start : start + len(lines)] == lines for start in starts)
        assert found, f"this is not printed any more, paste what is:\n{piece}"


def plain(line: str) -> str:
    """A printed line without what a new fit of the relation model changes: blanks at its end, and shares."""
    return re.sub(r" *[<>]?\d+ %", " N %", line).rstrip()
