"""The bad input that an operator will see: a clear 4xx or a correct answer, never a 500, nothing lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

JSON = {"Content-Type": "application/json"}
TEXT = {"Content-Type": "text/plain"}
NDJSON = {"Content-Type": "application/x-ndjson"}
STORY = "The harbour master closed the northern pier on Monday after divers found cracks in two of its piles."


def article(**fields: Any) -> bytes:  # noqa: ANN401 - whatever a caller may send
    return json.dumps({"article": {"text": STORY} | fields}).encode()


REFUSED = {
    "empty body": (b"", JSON, 400),
    "empty text": (article(text=""), JSON, 422),
    "empty plain text": (b"", TEXT, 422),
    "white space only": (article(text=" \n\t\u3000\u2029"), JSON, 422),
    "invisible characters only": (article(text="\u200b\u202e\ufeff\x00\x1b"), JSON, 422),
    "signs only": (article(text="... --- !!!"), JSON, 422),
    "no text": (b'{"article": {"title": "x"}}', JSON, 422),
    "no article": (b"{}", JSON, 422),
    "article is a number": (b'{"article": 7}', JSON, 422),
    "text is a number": (article(text=7), JSON, 422),
    "text is a list": (article(text=[STORY]), JSON, 422),
    "paragraphs is a string": (b'{"article": {"paragraphs": "x"}}', JSON, 422),
    "paragraphs holds a number": (b'{"article": {"paragraphs": ["x", 1]}}', JSON, 422),
    "two kinds of text": (article(paragraphs=[STORY]), JSON, 422),
    "ten megabytes": (b"a " * 5_000_000, TEXT, 413),
    "ten megabytes of JSON": (article(text="a " * 5_000_000), JSON, 413),
    "more text than an article may have": (b"words " * 170_000, TEXT, 413),
    "not UTF-8": (b"caf\xe9 au lait", TEXT, 400),
    "JSON not UTF-8": (b'{"article": {"text": "caf\xe9"}}', JSON, 400),
    "half a surrogate pair": (b'{"article": {"text": "a \\ud800 b"}}', JSON, 400),
    "deeply nested list": (b"[" * 200_000, JSON, 400),
    "deeply nested object": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, JSON, 400),
    "nested below the article": (
        b'{"article": {"text": "x y z", "title": ' + b"[" * 900 + b"]" * 900 + b"}}",
        JSON,
        422,
    ),
    "not JSON": (b"{article: 1}", JSON, 400),
    "a list": (b"[]", JSON, 400),
    "not a number": (b'{"article": {"text": "x"}, "limit": NaN}', JSON, 400),
    "unknown field": (b'{"article": {"text": "x"}, "limits": 3}', JSON, 422),
    "limit of none": (b'{"article": {"text": "x"}, "limit": 0}', JSON, 422),
    "limit beyond reason": (b'{"article": {"text": "x"}, "limit": 100000000000000000000}', JSON, 422),
    "limit of half a match": (b'{"article": {"text": "x"}, "limit": 2.5}', JSON, 422),
    "a list in place of ninjs": (b"[null, null]", {"Content-Type": "application/vnd.iptc.ninjs+json"}, 400),
    "window of a string": (b'{"article": {"text": "x"}, "window_days": "7"}', JSON, 422),
    "window beyond reason": (b'{"article": {"text": "x"}, "window_days": 999999999}', JSON, 422),
    "no sources": (b'{"article": {"text": "x"}, "sources": []}', JSON, 422),
    "date of no calendar": (article(published_at="2026-02-30T00:00:00Z"), JSON, 422),
    "date in the year 10000": (article(published_at="10000-01-01T00:00:00Z"), JSON, 422),
    "date after the last year in UTC": (article(published_at="9999-12-31T23:59:59-14:00"), JSON, 422),
    "date before the first year in UTC": (article(published_at="0001-01-01T00:00:00+14:00"), JSON, 422),
    "date of a list": (article(published_at=[2026]), JSON, 422),
    "another content type": (article(), {"Content-Type": "image/png"}, 415),
    "a form": (article(), {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    "no content type": (article(), {}, 415),
    "an empty content type": (article(), {"Content-Type": ""}, 415),
    "nonsense as content type": (article(), {"Content-Type": ";;;==/\\,"}, 415),
    "another character set": (b"caf\xe9", {"Content-Type": "text/plain; charset=latin-1"}, 415),
    "compressed": (b"\x1f\x8b", JSON | {"Content-Encoding": "gzip"}, 415),
}

ACCEPTED = {
    "NUL and control characters": article(text="\x00".join(STORY) + "\x07\x1b[31m"),
    "bidirectional and zero-width tricks": article(text="\u202e" + "\u200b".join(STORY) + "\u2066"),
    "a thousand one-word paragraphs": article(text="\n\n".join(["harbour"] * 1000)),
    "a thousand one-word paragraphs of the caller": b'{"article": {"paragraphs": [' + b'"pier",' * 999 + b'"pier"]}}',
    "one paragraph of 50,000 words": article(text=" ".join(f"word{n % 977}" for n in range(50_000))),
    "one word of 100,000 letters": article(text="a" * 100_000),
    "unknown language": article(language="tlh"),
    "another script": article(text="\u7b2c\u4e00\u6bb5\u3002" * 50, language="zh"),
    "the last year": article(published_at="9999-12-31T23:59:59Z"),
    "the first year": article(published_at="0001-01-01T00:00:00Z"),
    "a field nobody knows": article(desk="night"),
    "a number as id": article(id=4711),
    "a date without a zone": article(published_at="2026-02-03T04:05:06"),
    "null for all that is optional": article(id=None, title=None, source=None, published_at=None, language=None),
    "emoji, combining marks": article(text="e\u0301" * 300 + " \U0001f469\u200d\U0001f467 " * 30),
    "a widest window": json.dumps(
        {"article": {"text": STORY, "published_at": "9999-12-31T00:00:00Z"}, "window_days": 36500}
    ).encode(),
}


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_used_is_refused_with_a_problem(
    client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/v1/score", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_odd_but_readable_is_scored(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/score", content=body, headers=JSON)
    assert answer.status_code == 200, answer.text
    assert answer.json()["relation"]


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED.values(), ids=REFUSED)
def test_a_bulk_line_that_can_not_be_used_does_not_stop_the_rest(
    client: TestClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    del headers, status
    good = json.dumps({"id": "bulk-good", "text": STORY}).encode()
    answer = client.post("/v1/articles:bulk", content=body.replace(b"\n", b" ") + b"\n" + good, headers=NDJSON)
    assert answer.status_code == 200
    results = [json.loads(line) for line in answer.text.splitlines()]
    assert results[-1]["id"] == "bulk-good"
    assert all("error" in result for result in results[:-1])


def test_duplicate_ids_in_one_stream_are_versions_or_unchanged(client: TestClient) -> None:
    lines = [{"id": "twice", "text": STORY}, {"id": "twice", "text": STORY}, {"id": "twice", "text": STORY + " More."}]
    content = b"\n".join(json.dumps(line).encode() for line in lines)
    results = [
        json.loads(line) for line in client.post("/v1/articles:bulk", content=content, headers=NDJSON).text.splitlines()
    ]
    assert [result["status"] for result in results] == ["created", "unchanged", "created"]
    assert results[0]["version"] == results[1]["version"] != results[2]["version"]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["id", "title", "text", "paragraphs", "html", "source", "published_at", "language", "version", "evolved_from"]
ARTICLES = st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES) | JSON_VALUES
REQUESTS = st.fixed_dictionaries(
    {}, optional={"article": ARTICLES, "limit": JSON_VALUES, "sources": JSON_VALUES, "window_days": JSON_VALUES}
)
FUZZ = settings(max_examples=150, deadline=None)


@FUZZ
@given(REQUESTS)
def test_no_request_message_is_a_server_error(client: TestClient, message: dict[str, Any]) -> None:
    answer = client.post("/v1/score", content=json.dumps(message).encode("utf-8", "surrogatepass"), headers=JSON)
    assert answer.status_code in {200, 400, 413, 422}


@FUZZ
@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/plain", "text/html"]))
def test_no_bytes_are_a_server_error(client: TestClient, content: bytes, media_type: str) -> None:
    answer = client.post("/v1/score", content=content, headers={"Content-Type": media_type})
    assert answer.status_code in {200, 400, 413, 422}


@FUZZ
@given(ARTICLES)
def test_no_stored_article_is_a_server_error_and_all_can_be_read_back(client: TestClient, message: Any) -> None:  # noqa: ANN401
    content = json.dumps(message).encode("utf-8", "surrogatepass")
    answer = client.put("/v1/articles/fuzz", content=content, headers=JSON)
    assert answer.status_code in {200, 201, 400, 409, 413, 422}
    if answer.is_success:
        assert client.get("/v1/articles/fuzz").status_code == 200
        assert client.get("/v1/articles/fuzz/matches").json()["relation"]
        assert client.delete("/v1/articles/fuzz").json()["versions"] >= 1


@FUZZ
@given(st.text(min_size=1, max_size=30))
def test_any_id_can_be_put_read_and_removed_or_is_refused(client: TestClient, name: str) -> None:
    path = f"/v1/articles/{quote(name.encode('utf-8', 'surrogatepass'), safe='')}"
    if set(name) <= {".", "/"}:
        return  # clients resolve dot segments before they send
    answer = client.put(path, json={"text": STORY})
    assert answer.status_code in {200, 201, 400, 404, 422}
    if answer.is_success:
        assert answer.json()["id"] == name
        assert client.get(path).json()["id"] == name
        assert client.delete(path).json() == {"id": name, "versions": 1}
        assert client.get(path).status_code == 404


@FUZZ
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_no_content_type_is_a_server_error(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/score", content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code in {415, 422}


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/inbox?before={}"),
        ("GET", "/v1/inbox/{}"),
        ("POST", "/v1/inbox/{}:retry"),
        ("GET", "/v1/alerts?before={}"),
        ("GET", "/v1/alerts/{}"),
        ("POST", "/v1/alerts/{}:replay"),
        ("GET", "/v1/search?q=pier&before={}"),
        ("GET", "/desk?before={}"),
        ("GET", "/desk?after={}"),
        ("GET", "/desk/events?after={}"),
    ],
)
def test_a_number_that_no_database_holds_is_the_callers_mistake(
    client: TestClient, method: str, path: str, number: int
) -> None:
    assert client.request(method, path.format(number)).status_code == 422


@pytest.mark.parametrize("moment", ["0.5", "1714564800", "-3", "5e-273", "nan", "1_0", "2024-05-01T12:00:00"])
@pytest.mark.parametrize("path", ["/v1/inbox?since={}", "/v1/inbox?until={}", "/v1/alerts?since={}"])
def test_a_time_is_written_with_its_zone(client: TestClient, path: str, moment: str) -> None:
    assert client.get(path.format(moment)).status_code == 422
    assert client.get(path.format("2024-05-01T12:00:00Z")).status_code == 200
