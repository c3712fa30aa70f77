"""Buckets, at a server that speaks S3."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx2
import pytest

from dedup.article import Article
from dedup.errors import UnreadableInput
from dedup.formats import buckets
from dedup.formats.files import files_of, read_files
from dedup.terminal.reading import Reading

pytest.importorskip("pyarrow")
server = pytest.importorskip("moto.server")

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = b"".join(json.dumps({"id": f"a{n}", "text": f"Snow fell on day {n}."}).encode() + b"\n" for n in range(3))
SIGNED = "AWS4-HMAC-SHA256 Credential=key/20310304/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
OBJECTS = {
    "2031/03/wire.jsonl.gz": gzip.compress(LINES),
    "2031/03/Pier & tram, 100%.txt": b"The pier reopened.",
    "2031/03/broken.json": b'{"id": ',
    "2031/03/picture.png": b"\x89PNG",
    "2031/.index/left-out.txt": b"Nothing of it is read.",
    "2031/04/page.html": b"<h1>Tram</h1><p>It stood still.</p>",
    "2032/later.txt": b"Later.",
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    serving = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    address = f"http://{host}:{port}"
    put(f"{address}/archive", b"")
    put(f"{address}/empty", b"")
    for name, content in OBJECTS.items():
        put(f"{address}/archive/{quote(name)}", content)
    yield address
    serving.stop()


def put(address: str, content: bytes) -> None:
    headers = {"Authorization": SIGNED}
    httpx2.put(address, content=content, headers=headers, timeout=120).raise_for_status()  # the first one loads a lot


@pytest.fixture
def store(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.mark.usefixtures("store")
def test_a_prefix_is_read_like_a_folder() -> None:
    found = list(read_files("s3://archive/2031"))
    assert [item.path for item in found] == [
        "s3://archive/2031/03/Pier & tram, 100%.txt",
        "s3://archive/2031/03/broken.json",
        *["s3://archive/2031/03/wire.jsonl.gz"] * 3,
        "s3://archive/2031/04/page.html",
    ]
    ids = [item.result.id if isinstance(item.result, Article) else None for item in found]
    assert ids == ["Pier & tram, 100%", None, "a0", "a1", "a2", "page"]


@pytest.mark.usefixtures("store")
def test_one_object_is_read_whatever_its_name() -> None:
    (item,) = read_files("s3://archive/2031/03/Pier & tram, 100%.txt")
    assert item.result == Article("The pier reopened.", id="Pier & tram, 100%")
    (picture,) = read_files("s3://archive/2031/03/picture.png")
    assert isinstance(picture.result, UnreadableInput)


@pytest.mark.usefixtures("store")
def test_a_whole_bucket_counts_what_it_held() -> None:
    reading = Reading(["s3://archive", "s3://empty/"], None)
    assert reading.expected() == 5
    assert len(list(reading)) == 6
    assert (reading.failed, reading.expected()) == (1, 7)


@pytest.mark.usefixtures("store")
def test_a_bucket_that_is_not_there_is_told_and_keeps_nothing_else_out(capsys: pytest.CaptureFixture[str]) -> None:
    reading = Reading(["s3://nowhere/2031", "s3://archive/2032"], None)
    reading.expected()
    assert [article.id for article in reading] == ["later"]
    assert reading.failed == 1
    assert "s3://nowhere/2031 can not be read" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "find_spec", lambda _name: None)
    (item,) = read_files("s3://archive/2031", io.BytesIO())
    assert "pip install 'wire-dedup[archives]'" in str(item.result)
    with pytest.raises(UnreadableInput):
        list(files_of("s3://archive"))
