"""The API over the sample wire and the packaged model: what the examples are made of and checked against."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from api.app import create_app
from dedup.errors import InputError
from dedup.formats.files import read_files
from dedup.settings import Settings
from dedup.wiring import build_encoder, build_service
from tests.local import local_client

if TYPE_CHECKING:
    from pathlib import Path

    from api.openapi import Example
    from dedup.ports.models import Encoder

NDJSON = "application/x-ndjson"


def store_sample_wire(folder: Path, encoder: Encoder) -> None:
    """Store the articles that ship with the project in a data folder."""
    service = build_service(Settings(data_dir=folder), encoder)
    articles = [item.result for item in read_files(str(files("dedup") / "samples" / "wire.jsonl"))]
    for outcome in service.ingest_many(article for article in articles if not isinstance(article, InputError)):
        assert not isinstance(outcome, InputError), outcome
    service.close()


class SampleWire:
    """Runs examples, each on a copy of its own, since some of them store or remove."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._encoder = build_encoder(Settings())
        self._copies = 0
        store_sample_wire(folder / "wire", self._encoder)

    def run(self, example: Example) -> tuple[int, Any]:
        """The status and the decoded answer of an example."""
        self._copies += 1
        copy = self._folder / str(self._copies)
        shutil.copytree(self._folder / "wire", copy)
        app = create_app(Settings(data_dir=copy), lambda settings: build_service(settings, self._encoder))
        request, media_type = example["request"], example["content_type"]
        with local_client(app) as client:
            answer = client.request(
                example["operation"].split(" ", 1)[0],
                example["path"],
                content=json.dumps(request) if media_type == "application/json" else request,
                headers={"Content-Type": media_type} if media_type else {},
            )
        lines = answer.headers["content-type"] == NDJSON
        return answer.status_code, [json.loads(line) for line in answer.text.splitlines()] if lines else answer.json()
