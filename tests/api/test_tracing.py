"""Traces: what spans hold, and what they never hold; off where nobody asks for them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from api.app import create_app
from api.tracing import traces_of
from dedup.newsroomwiring import build_newsroom
from dedup.settings import Settings, SettingsError
from dedup.wiring import build_service
from tests.fakes import HashingEncoder
from tests.local import local_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient
    from opentelemetry.sdk.trace import ReadableSpan

    from dedup.newsroom.running import Newsroom
    from dedup.service import DedupService

ROOT = Path(__file__).resolve().parents[2]
MARK = "Zwillingsbrook"
STORY = f"The ferry board of {MARK} closed the western pier on Monday, after divers found that five piles had split."
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture
def sent() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def client(tmp_path: Path, sent: InMemorySpanExporter) -> Iterator[TestClient]:
    (tmp_path / "senders.toml").write_text('[senders.words]\nkind = "text"\nunsigned = true\n')
    settings = Settings(data_dir=tmp_path, senders=tmp_path / "senders.toml", workers=0)
    traces = TracerProvider()
    traces.add_span_processor(SimpleSpanProcessor(sent))

    def opened(settings: Settings, service: DedupService) -> Newsroom:
        built.append(build_newsroom(settings, service))
        return built[0]

    built: list[Newsroom] = []
    app = create_app(settings, lambda given: build_service(given, HashingEncoder()), opened, open_traces=lambda: traces)
    with local_client(app) as client:
        sent.clear()
        client.app_state["newsroom"] = built[0]
        yield client


def told(spans: tuple[ReadableSpan, ...]) -> str:
    return "".join(span.to_json() for span in spans)


def test_a_request_has_a_span_with_its_id_and_one_for_each_stage(
    client: TestClient, sent: InMemorySpanExporter
) -> None:
    asked = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "X-Request-ID": "from-the-proxy-1"}
    client.put("/v1/articles/pier-1", json={"text": STORY, "title": MARK, "source": MARK}, headers=asked)
    spans = {span.name: span for span in sent.get_finished_spans()}
    (name,) = (name for name in spans if name.startswith("PUT "))
    root = spans[name]
    assert name == "PUT /v1/articles/{article_id}"
    assert root.kind is SpanKind.SERVER
    assert root.parent is not None
    assert (f"{root.context.trace_id:x}", f"{root.parent.span_id:x}") == ("a" * 32, "b" * 16)
    assert dict(root.attributes or {}) == {
        "http.request.method": "PUT",
        "http.route": "/v1/articles/{article_id}",
        "http.response.status_code": 201,
        "dedup.request_id": "from-the-proxy-1",
    }
    for stage in ("encode", "propose", "judge", "store"):
        assert spans[stage].parent is not None
        assert spans[stage].context.trace_id == root.context.trace_id


def test_no_span_holds_what_was_sent_or_searched(client: TestClient, sent: InMemorySpanExporter) -> None:
    client.put(f"/v1/articles/{MARK}", json={"text": STORY, "title": MARK})
    client.get(f"/v1/articles/{MARK}x")
    client.get(f"/desk/search?q={MARK}")
    client.post("/v1/score", content=STORY, headers={"Content-Type": "text/plain", "X-Request-ID": f"a {MARK}"})
    client.post("/v1/score", content=f'{{"{MARK}', headers={"Content-Type": "application/json"})
    client.get(f"/{MARK}")
    spans = sent.get_finished_spans()
    assert len([span for span in spans if span.kind is SpanKind.SERVER]) == 6
    assert MARK not in told(spans)


def test_a_failure_is_told_by_its_kind_alone(
    client: TestClient, sent: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(*_given: object) -> None:
        raise ZeroDivisionError(MARK)

    monkeypatch.setattr(HashingEncoder, "encode", stumbling)
    with pytest.raises(ZeroDivisionError):
        client.post("/v1/score", content=STORY, headers={"Content-Type": "text/plain"})
    spans = {span.name: span for span in sent.get_finished_spans()}
    for name in ("encode", "POST /v1/score"):
        assert (spans[name].attributes or {})["error.type"] == "ZeroDivisionError"
        assert spans[name].status.status_code is StatusCode.ERROR
        assert spans[name].events == ()
    assert MARK not in told(sent.get_finished_spans())


def test_a_message_has_a_trace_of_its_own(client: TestClient, sent: InMemorySpanExporter) -> None:
    client.post("/v1/hooks/words", content=STORY.encode())
    sent.clear()
    newsroom: Newsroom = client.app_state["newsroom"]
    assert newsroom.worker.work_once()
    spans = {span.name: span for span in sent.get_finished_spans()}
    assert spans["message"].parent is None
    assert {spans[name].context.trace_id for name in ("encode", "judge", "store")} == {
        spans["message"].context.trace_id
    }


def test_spans_arrive_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[ExportTraceServiceRequest] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=night desk")
    settings = Settings(data_dir=tmp_path, workers=0)
    with local_client(create_app(settings, lambda given: build_service(given, HashingEncoder()))) as client:
        client.get("/v1/inbox")
    server.shutdown()  # the application has sent everything when it has stopped
    resources = [one for request in received for one in request.resource_spans]
    names = {span.name for one in resources for scope in one.scope_spans for span in scope.spans}
    assert "GET /v1/inbox" in names
    about = {one.key: one.value.string_value for one in resources[0].resource.attributes}
    assert about["service.name"] == "wire-dedup"
    assert about["deployment.environment"] == "night desk"


def test_a_name_that_is_given_is_the_service_s() -> None:
    found = traces_of({ENDPOINT: "http://127.0.0.1:9", "OTEL_RESOURCE_ATTRIBUTES": "x=y"})
    assert found is not None
    assert found.resource.attributes["service.name"] == "wire-dedup"
    found.shutdown()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {ENDPOINT: ""},
        {ENDPOINT: "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {ENDPOINT: "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
    ],
)
def test_nothing_is_traced_unless_somebody_asks(given: dict[str, str]) -> None:
    assert traces_of(given) is None


def test_what_can_not_be_done_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="sent by otlp, or by none"):
        traces_of({"OTEL_TRACES_EXPORTER": "zipkin"})
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"OTEL_TRACES_EXPORTER asks for traces, which need pip install"):
        traces_of({"OTEL_TRACES_EXPORTER": "otlp"})


def test_nothing_is_loaded_for_traces_that_nobody_asks_for() -> None:
    code = (
        "import json, sys; from api.app import create_app; from dedup.settings import Settings; create_app(Settings());"
        "heavy = ('opentelemetry.sdk', 'opentelemetry.exporter');"
        "print(json.dumps([name for name in sys.modules if name.startswith(heavy)]))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    assert json.loads(ended.stdout) == []
