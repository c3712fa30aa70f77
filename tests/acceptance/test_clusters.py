"""Grouping the sample wire: every member has a direct edge to its lead, and nothing else is drawn in."""

from __future__ import annotations

import json
from importlib import resources

from typer.testing import CliRunner

from dedup.cli import app
from tests.unit.detection.reports import SERIES
from tests.unit.test_furniture import FOOTER, SIX

SAMPLES = resources.files("dedup") / "samples"


def grouped(*options: str) -> dict[str, dict[str, object]]:
    rewrite = json.dumps(json.loads((SAMPLES / "incoming.json").read_text("utf-8")))
    wire = (SAMPLES / "wire.jsonl").read_text("utf-8")
    result = CliRunner().invoke(app, ["cluster", *options, "-"], input=f"{wire.rstrip()}\n{rewrite}\n")
    assert result.exit_code == 0, result.stderr
    return {row["id"]: row for row in map(json.loads, result.stdout.splitlines())}


def test_versions_of_one_story_follow_its_original_and_nothing_else_does() -> None:
    rows = grouped()
    assert len(rows) == 20
    followers = {name: row["relation"] for name, row in rows.items() if row["lead"] != name}
    assert followers == {
        "courier-8841": "near_copy",
        "harbour-post-2231": "partial_copy",
        "ledger-5507": "rewrite",
        "nw-0412-2": "update",
    }
    assert {rows[name]["lead"] for name in followers} == {"nw-0412"}


def test_reports_of_one_event_are_drawn_in_on_request() -> None:
    rows = grouped("--same-event")
    assert rows["standard-1190"]["lead"] == rows["nw-0412"]["lead"]
    assert all(row["lead"] == name or rows[str(row["lead"])]["lead"] == row["lead"] for name, row in rows.items())


def leads(articles: list[tuple[str, str]]) -> dict[str, str]:
    lines = "".join(json.dumps({"id": name, "text": text, "source": "Standard"}) + "\n" for name, text in articles)
    result = CliRunner().invoke(app, ["cluster", "-"], input=lines)
    assert result.exit_code == 0, result.stderr
    return {row["id"]: row["lead"] for row in map(json.loads, result.stdout.splitlines())}


def test_stories_of_one_source_with_its_footer_are_groups_of_their_own() -> None:
    found = leads([(str(number), "\n\n".join((*story, FOOTER))) for number, story in enumerate(SIX)])
    assert found == {name: name for name in map(str, range(6))}


def test_issues_of_a_report_are_groups_of_their_own_and_a_copy_of_one_is_none() -> None:
    issues = [(f"{report}-{number}", text) for report, pair in SERIES.items() for number, text in enumerate(pair)]
    copy = SERIES["weather"][1] + "\n\nThe coastal service is paid for by the province."
    found = leads([*issues, ("copy", copy)])
    assert found == {name: name for name, _ in issues} | {"copy": "weather-1"}


def test_an_article_without_an_id_is_reported_and_the_rest_goes_on() -> None:
    lines = '{"text": "A story that nobody gave an id to."}\n{"id": "a", "text": "A story that has one."}\n'
    result = CliRunner().invoke(app, ["cluster", "-"], input=lines)
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a"]
    assert "needs an id" in result.stderr
