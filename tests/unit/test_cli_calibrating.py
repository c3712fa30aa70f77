"""``dedup calibrate`` and ``dedup feedback recalibrate``: figures, applied, named, taken back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from typer.testing import CliRunner

from dedup.article import Article
from dedup.cli import app
from dedup.settings import Settings
from dedup.wiring import build_service
from tests.answered import answer

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result


def dedup(*arguments: str | Path, data: Path) -> Result:
    return CliRunner().invoke(
        app, ["--data-dir", str(data), *map(str, arguments)], env={"COLUMNS": "200", "DEDUP_READER_WINDOWS": "0"}
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with one article."""
    service = build_service(Settings(data_dir=tmp_path / "data", database_url=None))
    service.ingest(Article("The pier at Ottervik closed on Monday.", id="a"))
    service.close()
    return tmp_path / "data"


def finding(data: Path) -> str:
    return next(line for line in dedup("doctor", data=data).stdout.splitlines() if "calibration" in line)


def test_answers_are_recalibrated_by_and_it_is_taken_back(data: Path) -> None:
    assert "too few labelled pairs" in (few := dedup("feedback", "recalibrate", data=data)).stderr
    assert few.exit_code == 3
    service = build_service(Settings(data_dir=data, database_url=None))
    answer(service, 400, -1.5)
    service.close()
    shown = dedup("feedback", "recalibrate", "--dry-run", data=data)
    assert shown.exit_code == 0, shown.stderr
    assert "400 labelled pairs in 30 groups" in shown.stdout
    assert "gold calibrated" in shown.stdout
    assert "as shipped" in finding(data)
    done = dedup("feedback", "recalibrate", "--json", data=data)
    name = json.loads(done.stdout)["calibration"]
    assert name.startswith("calibrated:")
    assert name in finding(data)
    assert "calibration.apply" in dedup("audit", data=data).stdout
    for tried in (["feedback", "recalibrate"], ["calibrate"]):
        assert dedup(*tried, "--reset", "--dry-run", data=data).exit_code == 2
    assert dedup("calibrate", "--reset", "--data", data, data=data).exit_code == 2
    assert name in finding(data)
    assert f"Taken back: {name}" in dedup("feedback", "recalibrate", "--reset", data=data).stdout
    assert "as shipped" in finding(data)
    assert "Nothing was applied" in dedup("calibrate", "--reset", data=data).stdout


def corpus(folder: Path) -> Path:
    """Short stories and what was made of them, of a desk that calls no copy of two sentences in five derived."""
    folder.mkdir()
    random = np.random.default_rng(7)
    places = [f"{a}{b}" for a in ("Otter", "Corv", "Mer") for b in ("vik", "ane", "idel", "mouth")][:11]
    articles, pairs = [], []
    for place in places:
        things = random.permutation(["pier", "mill", "school", "tower", "bridge"])
        done = random.permutation(["closed", "mended", "sold", "painted", "flooded"])
        said = [f"The {one} at {place} was {what} on Monday." for one, what in zip(things, done, strict=True)]
        other = [f"Rain fell on the {one} of {place} until noon." for one in things[:3]]
        texts = {"source": said, "copy": said[::-1], "part": [*said[:2], *other], "report": other}
        articles += [{"id": f"{place}/{name}", "text": " ".join(text)} for name, text in texts.items()]
        pairs += [
            {"derived": f"{place}/{name}", "source": f"{place}/source", "relation": relation}
            for name, relation in (("copy", "near_copy"), ("part", "same_event"), ("report", "same_event"))
        ]
    (folder / "mine.articles.jsonl").write_text("".join(json.dumps(one) + "\n" for one in articles))
    (folder / "mine.pairs.jsonl").write_text("".join(json.dumps(one) + "\n" for one in pairs))
    return folder


def test_a_corpus_is_calibrated_by(data: Path, tmp_path: Path) -> None:
    done = dedup("calibrate", "--data", corpus(tmp_path / "corpus"), data=data)
    assert done.exit_code == 0, done.stderr
    assert "cosines are read as they are" in done.stdout
    assert "33 labelled pairs in 11 groups" in done.stdout
    told = re.search(r"off by, in the mean +([\d.]+)% +([\d.]+)%", done.stdout)
    assert told is not None
    assert float(told[2]) < float(told[1])
    (name,) = re.findall(r"Applied: (calibrated:\S+)\.", done.stdout)
    assert f"{name}, fitted to 33 labelled pairs of corpus" in finding(data)


def test_a_folder_without_pairs_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "NAME.pairs.jsonl" in (done := dedup("calibrate", "--data", tmp_path / "empty", data=data)).stderr
    assert done.exit_code == 3
