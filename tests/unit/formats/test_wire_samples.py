"""Every sample message that real senders wrote, item by item: the table was checked against the files by eye."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dedup.errors import InputError
from dedup.formats.wire import read_wire, wire_format

if TYPE_CHECKING:
    from dedup.wire import WireItem

SAMPLES = Path(__file__).parents[4] / "shared" / "wire"
TABLE: dict[str, list[list[Any]]] = json.loads((Path(__file__).parent / "wire_samples.json").read_text("utf-8"))
"""For each file its items: guid, version, when that was made, status, kind, language, digest of the headline,
paragraphs, words, origin, embargo."""

NO_MESSAGES = {"LISTING_28"}
"""A piece of a document: a contentMeta alone."""

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample messages (../shared/wire) are not here")


def messages() -> list[Path]:
    left_out = (".headers.json", ".feature", "SOURCE.md", "README.md")
    files = (file for file in SAMPLES.glob("*/*") if file.is_file() and file.parent.name != "schemas")
    return sorted(file for file in files if not file.name.endswith(left_out))


def row(item: WireItem) -> list[Any]:
    article = item.article
    title = None if article is None else article.title
    return [
        item.guid,
        item.version,
        item.version_created.isoformat() if item.version_created else None,
        item.status,
        item.kind,
        article.language if article else None,
        hashlib.sha256(title.encode()).hexdigest()[:12] if title else None,
        len(article.paragraph_spans or [None]) if article else 0,
        len(article.text.split()) if article else 0,
        item.evolved_from,
        item.embargoed_until.isoformat() if item.embargoed_until else None,
    ]


def key(file: Path) -> str:
    return file.relative_to(SAMPLES).as_posix()


def test_the_table_knows_every_sample() -> None:
    assert len(TABLE) > 120
    assert {key(file) for file in messages()} == TABLE.keys() | {
        key(file) for file in messages() if any(name in file.name for name in NO_MESSAGES)
    }


@pytest.mark.parametrize("file", messages(), ids=key)
def test_every_sample_is_read_as_the_table_says(file: Path) -> None:
    content = file.read_bytes()
    if any(name in file.name for name in NO_MESSAGES):
        with pytest.raises(InputError, match="Nothing is known of XML that begins with"):
            read_wire(content)
        return
    items = read_wire(content)
    assert [row(item) for item in items] == TABLE[key(file)]
    assert wire_format(content) is not None
    for item in items:
        assert (item.article is None) == (item.status == "canceled" or item.skipped is not None)
        if item.article is not None:
            assert item.article.id == item.guid
            assert item.article.published_at == item.version_created
            assert all(line.strip() for line in item.article.text.split("\n\n"))
