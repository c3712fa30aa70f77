"""Whoever follows a page of the documentation: does what each example shows, by the rule of its kind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pandas as pd
import pytest
from typer.testing import CliRunner

from dedup.cli import app
from dedup.senders import load_newsroom
from dedup.settings import PREFIX, Settings
from tests.acceptance.pages import Block, blocks, holds, steps
from tests.acceptance.server import Server
from tests.acceptance.shown import check_usage, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.servers.forking import Forking

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "dedup/samples"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [path for path in (*PAGES, *sorted((ROOT / "docs/tutorials").glob("*.md"))) if blocks(path)]
SECONDS = 300

ELSEWHERE = {
    r"\b(docker|kubectl|helm) ": "needs an engine or a cluster; test_deploy has its files",
    r"\bscripts/(build-image|with-postgres)": "takes minutes and root, or runs the tests again",
    r"\b(pip|uvx|pipx) ": "installs; scripts/try-package does that",
    r"^(make|\.ci/run)\b": "runs the tests and the release again; test_docs knows the targets",
    r"^python -m (benchmarks|tests\.api)": "takes minutes, or writes into the checkout; test_docs knows the names",
    r"postgresql://|milvus://": "a database elsewhere; the suite runs on both",
    r"--ray ": "starts Ray; test_spread runs it",
    r"^export DEDUP_MODEL=": "another sentence model; test_scaling and test_cli_calibrating have one",
    r"^dedup watch ": "never ends; test_ways_in watches",
}
"""Commands that a machine for tests can not run, and why; with an ``export`` the rest of its block neither."""
ENDLESS = "alerts:stream"
REFUSED = r"^dedup (calibrate --data|feedback recalibrate(?! --reset))"
"""Commands that need more labelled pairs than a page has: they end with 3 and say so, as their page does."""
ELSEWHERE_KINDS = {
    "nginx": "nginx is not here",
    "{toctree}": "the site is built of it, and a page that is not there fails",
    "{eval-rst}": "the site is built of it, and a name that is not there fails",
}
TEXT = {"README.md": "the excerpt; test_docs compares it", "models.md": "what another sentence model prints"}
"""Pages with output that stands apart from its command."""
LOG_LINE = "operations.md"
"""Where JSON is a line of the log, not of the API."""


class Reader:
    """Follows one page.

    Args:
        path: Of the page.
        folder: Where it is followed.
        forking: The parent of its services.
    """

    def __init__(self, path: Path, folder: Path, forking: Forking) -> None:
        self.path, self.folder, self.forking = path, folder, forking
        self.services: list[Server] = []
        self.key = ""
        self.names: dict[str, Any] = given(path.name)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "SAMPLES": str(SAMPLES),
            "COLUMNS": "100",
            "CURL_HOME": str(folder),
            "DEDUP_DATA_DIR": str(folder / "data"),
            "CMS_SECRET": "c2VjcmV0IG9mIHRoZSBjbXMgaGVyZQ==",
            "ALERT_SECRET": "whsec_c2VjcmV0IG9mIHRoZSBjbXMgaGVyZQ==",
            "DPA_TOKEN": "token-of-a-test-that-is-long-enough",
            "SUPERDESK_SECRET": "secret-of-a-test-that-is-long-enough",
            "SLACK_WEBHOOK": "https://hooks.slack.example/services/one",
        }
        prepare(folder)
        (folder / "senders.toml").write_text("\n".join(one.content for one in blocks(path) if one.kind == "toml"))
        if path.stem == "newsroom":  # it writes its own, and says that this names it
            self.environment["DEDUP_SENDERS"] = str(folder / "senders.toml")

    def follow(self, block: Block) -> None:
        """Do what a block shows, by the rule of its kind."""
        rules: dict[str, Callable[[Block], None]] = {
            "console": self.shell,
            "sh": self.shell,
            "python": self.python,
            "json": self.json,
            "toml": self.toml,
            "text": self.text,
        }
        if block.kind not in ELSEWHERE_KINDS:
            assert block.kind in rules, f"no rule for a block of the kind {block.kind!r}"
            rules[block.kind](block)

    def shell(self, block: Block) -> None:
        elsewhere = False
        for command, shown in steps(block):
            named = re.findall(rf"\b{PREFIX}[A-Z_]+", command)
            assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)
            here = not any(re.search(pattern, command) for pattern in ELSEWHERE)
            elsewhere = elsewhere or (not here and command.startswith("export "))
            within = re.sub(r"(?<= )/(srv|backups|var)/", rf"{self.folder}/\1/", command)
            if here and not elsewhere:
                self.run(within, shown)
            else:
                with contextlib.chdir(self.folder):
                    parse(within)

    def run(self, command: str, shown: str) -> None:
        words = shlex.split(command, comments=True) if "\n" not in command else []
        if command.startswith("export "):
            told = self.bash(f"{command}\nenv -0").removesuffix("\0")
            self.environment.update(dict(one.split("=", 1) for one in told.split("\0")))
        elif "serve" in words:
            self.serve({name: value for name, _, value in (word.partition("=") for word in words) if value})
        elif words[:1] == ["dedup"] and not re.search(r"[|>$]", command.replace("$SAMPLES", "")):
            expected = 3 if re.search(REFUSED, command) else 0
            printed = self.dedup([word.replace("$SAMPLES", str(SAMPLES)) for word in words[1:]], expected)
            assert not shown or holds(printed, shown), f"this is what is printed:\n{printed}"
        else:
            if "curl " in command and not self.services:
                self.serve({})
            ended = ENDLESS not in command
            command = command.replace("https://dedup.example", "localhost:$PORT").replace("wd_6232fa7ae398_…", self.key)
            printed = self.bash(command) if ended else self.bash(f"timeout 2 {command}", expected=124)
            assert not shown or holds(printed, shown), f"this is what is printed:\n{printed}"

    def dedup(self, arguments: list[str], expected: int) -> str:
        """A command, in this process, where everything is loaded."""
        with contextlib.chdir(self.folder):
            asked = "a password long enough\n" * 2
            result = CliRunner().invoke(app, arguments, input=asked, env=self.environment)
        assert result.exit_code == expected, (arguments, result.output)
        assert not expected or "too few labelled pairs" in result.stderr
        if arguments[:2] == ["keys", "make"]:
            self.key = result.stdout.strip()
        return result.stdout

    def bash(self, command: str, expected: int = 0) -> str:
        ended = subprocess.run(  # noqa: S603 - the page's own
            ["bash", "-c", command],  # noqa: S607 - the reader's
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert ended.returncode == expected, (command, ended.stdout, ended.stderr)
        return ended.stdout

    def serve(self, settings: dict[str, str]) -> None:
        named = {name: str(self.folder / value) for name, value in settings.items() if (self.folder / value).exists()}
        self.services.append(Server(self.forking, self.folder / "data", {**self.environment, **settings, **named}))
        self.environment["PORT"] = str(self.services[-1].port)

    def python(self, block: Block) -> None:
        with contextlib.chdir(self.folder), pytest.MonkeyPatch.context() as patched:
            patched.setenv("PORT", self.environment.get("PORT", ""))
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.content, f"{self.path.name}:{block.line}", "exec"), self.names)  # noqa: S102 - ours

    def json(self, block: Block) -> None:
        if self.path.name == LOG_LINE:
            assert json.loads(block.content).keys() == self.logged().keys()
            return
        checks = [jsonschema.Draft202012Validator(schema) for schema in bodies(block.heading)]
        assert checks, f"nothing of the API stands under {block.heading!r}"
        told = block.content.strip()
        while told:
            value, end = json.JSONDecoder().raw_decode(told)
            errors = [next(one.iter_errors(value), None) for one in checks]
            assert None in errors, errors
            told = told[end:].strip()

    def logged(self) -> dict[str, Any]:
        """The line of the log about a request."""
        self.serve({"DEDUP_LOG_FORMAT": "json"})
        service = self.services.pop()
        service.request("POST", "/v1/score", b"Divers found cracks.", {"Content-Type": "text/plain"})
        service.stop()
        service.read_all()
        found: dict[str, Any] = next(json.loads(line) for line in service.log if '"answered"' in line)
        return found

    def toml(self, block: Block) -> None:
        alone = self.folder / "alone.toml"
        alone.write_text(block.content)
        load_newsroom(alone, self.environment)

    def text(self, block: Block) -> None:
        if block.content.startswith("dedup "):
            for line in block.content.splitlines():
                check_usage(line)
        else:
            assert self.path.name in TEXT, "what is printed stands below its command, in a console block"


def given(page: str) -> dict[str, Any]:
    """What the Python of a page leaves to its reader."""

    stories = [json.loads(line) for line in (SAMPLES / "wire.jsonl").read_text("utf-8").splitlines()]
    texts = ["\n\n".join(one["paragraphs"]) if "paragraphs" in one else one["text"] for one in stories]
    if page == "README.md":
        frame = pd.DataFrame({"id": [one["id"] for one in stories[:3]], "text": texts[:3]})
        return {"ours": texts[0], "theirs": texts[1], "frame": frame, "story": texts[1]}
    if page == "hooks.md":
        body = json.dumps({"credit": {"told": "no credit found"}})
        return {"secret": "whsec_c2VjcmV0IG9mIHRoZSBjbXMgaGVyZQ==", "now": datetime.now(UTC), "body": body}
    return {}


def prepare(folder: Path) -> None:
    """Lay out the files that examples name."""
    story = {"text": "Divers found cracks in two piles of the northern pier at Ottervik on Monday."}
    for name, content in {
        "ours.txt": story["text"],
        "theirs.html": f"<p>{story['text']}</p>",
        "story.json": json.dumps(story),
        "ninjs.json": json.dumps({"guid": "a-1", "type": "text", "headline": "Pier", "body_text": story["text"]}),
        "archive.jsonl": json.dumps({"id": "a-1", **story}),
        "corpora/mine.articles.jsonl": "".join(json.dumps({"id": name, **story}) + "\n" for name in "ab"),
        "corpora/mine.pairs.jsonl": json.dumps({"derived": "b", "source": "a", "relation": "identical"}),
        "archive/a.txt": story["text"],
        "partner.secret": "secret-of-a-test-that-is-long-enough",
        "agency.secret": "secret-of-a-test-that-is-long-enough",
        ".curlrc": "silent\nshow-error\nfail-with-body\n",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    for name in ("srv/ftp/agency", "backups", "var/lib", "dedup"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "dedup/samples").symlink_to(SAMPLES)


def bodies(heading: str) -> Iterator[dict[str, Any]]:
    """What may stand under a heading of the page on HTTP: requests and answers of a route, or a part of a verdict."""
    described = json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
    parts = {name: cut(schema) for name, schema in described["components"]["schemas"].items()}
    method, _, path = heading.partition(" ")
    named = {"Errors": ["Problem"], "A verdict": ["Counterpart"]}.get(heading, [])
    if path.endswith(":bulk"):
        named = ["BulkResult"]
    for name in named:
        yield {"$ref": f"#/components/schemas/{name}", "components": {"schemas": parts}}
    operation = described["paths"].get(path.strip("`"), {}).get(method.lower(), {})
    for one in (operation.get("requestBody", {}), *operation.get("responses", {}).values()):
        for content in one.get("content", {}).values():
            if "schema" in content:
                yield {**cut(content["schema"]), "components": {"schemas": parts}}


def cut(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """The schema of what is shown of a body: any value may be left out, or a mark; none is there that it has not."""
    if isinstance(schema, list):
        return [cut(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: cut(value) for name, value in schema.items() if name not in {"required", "examples", "example"}}
    if "properties" in schema:
        kept["properties"] = {
            name: {"anyOf": [{"const": "…"}, cut(value)]} for name, value in schema["properties"].items()
        }
        kept.setdefault("additionalProperties", False)
    return kept
