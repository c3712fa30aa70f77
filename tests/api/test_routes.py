from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dedup.article import Article

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from dedup.service import DedupService

NDJSON = {"Content-Type": "application/x-ndjson"}
STORY = (
    "The harbour master closed the northern pier on Monday after divers found cracks in two of its piles.\n\n"
    "“Nobody sets foot on it until the spring,” Tamar Ellwood said, and promised repairs for 3.5 million crowns.\n\n"
    "Forty boats have to moor across the river until then, according to the fishermen's union."
)
HTML = "<html><body><h1>Pier</h1>" + "".join(f"<p>{part}</p>" for part in STORY.split("\n\n")) + "</body></html>"


def spans(verdict: dict[str, Any]) -> list[tuple[int, int]]:
    return [(paragraph["start"], paragraph["end"]) for paragraph in verdict["paragraphs"]]


def bulk(client: TestClient, *lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    content = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    answer = client.post("/v1/articles:bulk", content=content, headers=NDJSON)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


class TestScore:
    def test_json_text_and_html_get_the_same_verdict(self, client: TestClient) -> None:
        client.put("/v1/articles/score-1", json={"text": STORY})
        as_json = client.post("/v1/score", json={"article": {"text": STORY}, "limit": 1}).json()
        as_text = client.post("/v1/score", content=STORY.encode(), headers={"Content-Type": "text/plain"}).json()
        as_html = client.post("/v1/score", content=HTML.encode(), headers={"Content-Type": "text/html"}).json()
        assert as_json["relation"] == as_text["relation"] == "identical"
        assert as_json["matches"][0]["article"]["id"] == "score-1"
        assert as_html["matches"][0]["article"]["id"] == "score-1"

    def test_html_comes_back_as_the_text_that_offsets_point_into(self, client: TestClient) -> None:
        verdict = client.post("/v1/score", json={"article": {"html": HTML}}).json()
        found = [verdict["text"][start:end] for start, end in spans(verdict)]
        assert STORY.split("\n\n", maxsplit=1)[0] in found
        assert not any("<" in text for text in found)

    def test_text_as_sent_is_not_repeated(self, client: TestClient) -> None:
        assert "text" not in client.post("/v1/score", json={"article": {"text": STORY}}).json()

    def test_offsets_point_into_the_text_as_sent(self, client: TestClient) -> None:
        text = "\ufeff  " + STORY.replace(" ", "\u00a0", 3)
        verdict = client.post("/v1/score", json={"article": {"text": text}}).json()
        assert [text[start:end] for start, end in spans(verdict)][-1] == STORY.rsplit("\n\n", maxsplit=1)[-1]

    def test_nothing_is_stored(self, client: TestClient) -> None:
        before = client.get("/readyz").json()["sequence"]
        client.post("/v1/score", json={"article": {"text": STORY, "id": "never"}})
        assert client.get("/readyz").json()["sequence"] == before
        assert client.get("/v1/articles/never").status_code == 404

    def test_sources_and_limit_narrow_the_matches(self, client: TestClient) -> None:
        for source in ("One", "Two"):
            client.put(f"/v1/articles/narrow-{source}", json={"text": STORY + " Narrow.", "source": source})
        message = {"article": {"text": STORY + " Narrow."}, "sources": ["Two"]}
        found = client.post("/v1/score", json=message).json()["matches"]
        assert [match["article"]["source"] for match in found] == ["Two"]


class TestCompare:
    def test_exactly_one_match(self, client: TestClient) -> None:
        verdict = client.post("/v1/compare", json={"query": {"text": STORY}, "match": {"text": STORY}}).json()
        assert verdict["relation"] == "identical"
        assert len(verdict["matches"]) == 1

    def test_unrelated_texts_too(self, client: TestClient) -> None:
        other = {"text": "A cup final in the capital ended in a draw after extra time, and nobody minded."}
        verdict = client.post("/v1/compare", json={"query": {"text": STORY}, "match": other}).json()
        assert len(verdict["matches"]) == 1

    def test_plain_text_is_not_two_texts(self, client: TestClient) -> None:
        assert client.post("/v1/compare", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415


class TestArticles:
    def test_put_is_201_then_200_and_idempotent(self, client: TestClient) -> None:
        first = client.put("/v1/articles/put-1", json={"text": STORY, "title": "Pier"})
        again = client.put("/v1/articles/put-1", json={"text": STORY, "title": "Pier"})
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json()["verdict"] == again.json()["verdict"]
        assert first.json()["version"] == again.json()["version"]

    def test_put_gives_the_extracted_text_of_html(self, client: TestClient) -> None:
        verdict = client.put("/v1/articles/put-html", json={"html": HTML}).json()["verdict"]
        assert STORY.split("\n\n", maxsplit=1)[0] in verdict["text"]

    def test_the_same_version_with_another_text_is_a_conflict(self, client: TestClient) -> None:
        client.put("/v1/articles/put-2", json={"text": STORY, "version": "1"})
        answer = client.put("/v1/articles/put-2", json={"text": STORY + " More.", "version": "1"})
        assert answer.status_code == 409
        assert answer.json()["type"] == "urn:wire-dedup:problem:version-conflict"

    def test_another_id_in_the_body_is_refused(self, client: TestClient) -> None:
        assert client.put("/v1/articles/put-3", json={"text": STORY, "id": "put-4"}).status_code == 422
        assert client.put("/v1/articles/put-3", json={"text": STORY, "id": "put-3"}).status_code == 201

    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("tag:agency.example,2026:a%2Fb", "tag:agency.example,2026:a/b"),
            ("a/b/c", "a/b/c"),
            ("a%20b%3Fc%23d", "a b?c#d"),
            ("100%25", "100%"),
            ("%C3%A9t%C3%A9", "\u00e9t\u00e9"),
            ("slash/", "slash/"),
            ("named%2Fmatches", "named/matches"),
            ("matches", "matches"),
            ("a%E2%80%A8b%E2%80%AEc", "a\u2028b\u202ec"),
            ("..%2F..%2Fetc%2Fpasswd", "../../etc/passwd"),
            ("a%252Fb", "a%2Fb"),
        ],
    )
    def test_any_id_can_be_put_read_and_removed(self, client: TestClient, path: str, name: str) -> None:
        url = f"/v1/articles/{path}"
        assert client.put(url, json={"text": STORY}).json()["id"] == name
        assert client.get(url).json()["id"] == name
        assert client.get(url + "/matches").json()["paragraphs"]
        assert client.delete(url).json() == {"id": name, "versions": 1}
        assert client.get(url).status_code == client.get(url + "/matches").status_code == 404
        assert client.delete(url).status_code == 404

    def test_what_reads_the_matches_of_one_id_stores_none(self, client: TestClient) -> None:
        client.put("/v1/articles/mine", json={"text": STORY})
        for method in ("PUT", "DELETE", "OPTIONS"):
            answer = client.request(method, "/v1/articles/mine/matches", json={"text": STORY})
            assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
        assert client.get("/v1/articles/mine%2Fmatches").status_code == 404
        client.delete("/v1/articles/mine")

    @pytest.mark.parametrize("path", ["a%0Ab", "a%0A", "%0D%0ASet-Cookie:%20x", "a%00", "%1B%5B31m", "a%0A%2Fmatches"])
    def test_an_id_with_control_characters_is_refused_by_name(self, client: TestClient, path: str) -> None:
        answer = client.put(f"/v1/articles/{path}", json={"text": STORY})
        assert answer.status_code == 422
        assert "control characters" in answer.json()["detail"]
        for below in ("/v1/articles/", "/desk/articles/", "/desk/stories/"):
            assert client.get(below + path).status_code == 404

    def test_an_id_that_is_not_utf8_is_refused(self, client: TestClient) -> None:
        assert client.get("/v1/articles/%FF").status_code == 400

    def test_no_id_is_no_article(self, client: TestClient) -> None:
        assert client.get("/v1/articles/").status_code == 404

    def test_read_gives_back_what_was_stored(self, client: TestClient) -> None:
        sent = {
            "text": STORY,
            "title": "Pier",
            "source": "Desk",
            "published_at": "2026-02-03T04:05:06Z",
            "language": "en",
            "version": "7",
        }
        client.put("/v1/articles/read-1", json=sent)
        answer = client.get("/v1/articles/read-1").json()
        assert {name: answer[name] for name in sent} == sent
        assert answer["story"] == "read-1"
        assert answer["stored_at"]

    def test_matches_are_those_of_the_day_it_came_in(self, client: TestClient) -> None:
        stored = client.put("/v1/articles/day-1", json={"text": STORY + " Day."}).json()["verdict"]
        client.put("/v1/articles/day-2", json={"text": STORY + " Day."})
        told = client.get("/v1/articles/day-1/matches").json()
        assert told.pop("said") is None  # no editor has said anything
        assert [match.pop("said") for match in told["matches"]] == [None] * len(stored["matches"])
        assert told == stored

    def test_what_waits_for_its_verdict_gets_it_when_it_is_asked_for(self, client: TestClient) -> None:
        client.put("/v1/articles/waits-for", json={"text": STORY + " Later."})
        service: DedupService = client.app.state.service  # type: ignore[attr-defined]
        list(service.store_many([Article(STORY + " Later.", id=name) for name in ("waits-1", "waits-2", "waits-3")]))
        assert client.get("/v1/articles/waits-1/matches").json()["relation"] == "identical"
        assert "Identical" in client.get("/desk/articles/waits-2").text
        assert client.put("/v1/articles/waits-3", json={"text": STORY + " Later."}).json()["status"] == "unchanged"
        assert service.waiting() == 0

    def test_what_is_removed_matches_no_more(self, client: TestClient) -> None:
        text = "Cranberry growers of the Ostrel valley fear for the harvest, the cooperative wrote to its members."
        client.put("/v1/articles/gone-1", json={"text": text})
        client.delete("/v1/articles/gone-1")
        found = client.post("/v1/score", json={"article": {"text": text}}).json()["matches"]
        assert "gone-1" not in [match["article"]["id"] for match in found]


class TestBulk:
    def test_one_result_a_line_in_order(self, client: TestClient) -> None:
        results = bulk(client, *({"id": f"b-{n}", "text": f"{STORY} Number {n}."} for n in range(70)))
        assert [result["id"] for result in results] == [f"b-{n}" for n in range(70)]
        assert [result["line"] for result in results] == list(range(1, 71))
        assert {result["status"] for result in results} == {"created"}

    def test_bad_lines_get_a_problem_and_the_rest_go_on(self, client: TestClient) -> None:
        results = bulk(
            client,
            {"id": "bad-1", "text": STORY},
            b"{broken",
            b"",
            b"caf\xe9",
            {"id": "bad-2", "text": " "},
            {"text": STORY},
            b"[1]",
            {"id": "bad-3", "text": STORY},
        )
        assert [result["line"] for result in results] == [1, 2, 4, 5, 6, 7, 8]
        assert [result.get("error", {}).get("status") for result in results] == [None, 400, 400, 422, 422, 400, None]

    def test_a_line_over_the_limit_is_one_failure(self, client: TestClient) -> None:
        results = bulk(client, b'{"text":"' + b"x" * 9_000_000 + b'"}', {"id": "after", "text": STORY})
        assert [result.get("error", {}).get("status") for result in results] == [413, None]

    def test_nothing_in_nothing_out(self, client: TestClient) -> None:
        assert bulk(client) == []

    def test_another_content_type_is_refused_before_anything_is_read(self, client: TestClient) -> None:
        answer = client.post("/v1/articles:bulk", content=b"{}", headers={"Content-Type": "application/json"})
        assert answer.status_code == 415


class TestOperation:
    def test_alive_and_ready(self, client: TestClient) -> None:
        assert client.get("/healthz").json() == {"status": "ok"}
        ready = client.get("/readyz").json()
        assert ready["status"] == "ready"
        assert ready["model"] == "hashing"

    def test_metrics_count_requests_by_template_and_verdicts_by_relation(self, client: TestClient) -> None:
        client.put("/v1/articles/metric-1", json={"text": STORY + " Metric."})
        client.get("/v1/articles/no-such-thing")
        client.get("/no/such/path")
        text = client.get("/metrics").text
        assert 'dedup_requests_total{method="GET",route="/v1/articles/{article_id}",status="404"}' in text
        assert 'dedup_requests_total{method="GET",route="unmatched",status="404"}' in text
        assert "no-such-thing" not in text
        assert 'dedup_verdicts_total{relation="' in text
        assert "dedup_in_step 1.0" in text
        assert 'dedup_request_seconds_count{method="PUT"' in text

    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"])
    def test_head_is_get_without_a_body(self, client: TestClient, path: str) -> None:
        answer = client.head(path)
        assert answer.status_code == 200
        assert answer.content == b""
        assert answer.headers["content-type"] == client.get(path).headers["content-type"]

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("GET", "/nope", 404), ("GET", "/v1/score", 405), ("PATCH", "/v1/articles/x", 405), ("BREW", "/healthz", 405)],
    )
    def test_wrong_paths_and_methods_are_problems(
        self, client: TestClient, method: str, path: str, status: int
    ) -> None:
        answer = client.request(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert status != 405 or answer.headers["allow"]
