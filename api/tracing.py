"""Traces (OpenTelemetry): a span a request and a stage of its work, where the environment says where they are to go.

Spans hold routes, ids of requests, counts and kinds of errors. Addresses, texts and messages of errors, which quote
what was sent, are in none.
"""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from opentelemetry import trace
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.access.declared import route_of
from api.metrics import UNMATCHED
from api.requestlog import STATE
from dedup.settings import SettingsError, environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dedup.observing import Stage

ASKED_BY: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
"""Any of these has spans sent; they are the standard's, as is everything else that is set by OTEL_ variables."""


def traces_of_environment() -> TracerProvider | None:
    """Where spans go, as the environment says; None where it says nothing.

    Raises:
        SettingsError: The extra is not installed, or another exporter is asked for.
    """
    return traces_of(environment())


def traces_of(given: Mapping[str, str]) -> TracerProvider | None:
    """Likewise, of given variables; the exporter itself reads those of the process.

    Raises:
        SettingsError: The extra is not installed, or another exporter is asked for.
    """
    exporter = given.get("OTEL_TRACES_EXPORTER") or "otlp"
    off = given.get("OTEL_SDK_DISABLED", "").lower() == "true" or exporter == "none"
    if off or not any(given.get(name) for name in ASKED_BY):
        return None
    if exporter != "otlp":
        message = f"OTEL_TRACES_EXPORTER is {exporter!r}; spans are sent by otlp, or by none."
        raise SettingsError(message)
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        message = (
            f"{' or '.join(name for name in ASKED_BY if given.get(name))} asks for traces, which need "
            "pip install 'wire-dedup[telemetry]'. Install that, or set OTEL_SDK_DISABLED=true."
        )
        raise SettingsError(message) from None
    named = Resource({"service.name": "wire-dedup", "service.version": version("wire-dedup")})
    ours = named.merge(Resource.create()) if _is_named(given) else Resource.create(dict(named.attributes))
    provider = TracerProvider(resource=ours)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def _is_named(given: Mapping[str, str]) -> bool:
    return bool(given.get("OTEL_SERVICE_NAME")) or "service.name=" in given.get("OTEL_RESOURCE_ATTRIBUTES", "")


def tracer_of(traces: TracerProvider) -> Tracer:
    """The tracer of this application."""
    return traces.get_tracer("wire-dedup", version("wire-dedup"))


@contextmanager
def stage_span(tracer: Tracer, stage: Stage, items: int) -> Iterator[None]:
    """A span around a stage of the engine's work, in that of the request it belongs to."""
    with tracer.start_as_current_span(stage, record_exception=False, set_status_on_exception=False) as span:
        span.set_attribute("dedup.items", items)
        try:
            yield
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(StatusCode.ERROR)
            raise


class RequestTrace:
    """ASGI middleware: a span around each request, which goes on the trace of who asks.

    Args:
        app: What answers.
        tracer: Opens spans.
    """

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within its span."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR.value

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        method = scope["method"][:20]
        span = self._tracer.start_span(method, TraceContextTextMapPropagator().extract(headers), SpanKind.SERVER)
        with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            try:
                await self._app(scope, receive, noting)
            except BaseException as error:
                span.set_attribute("error.type", type(error).__name__)
                raise
            finally:
                route = route_of(scope) or UNMATCHED
                span.update_name(f"{method} {route}")
                span.set_attributes(
                    {
                        "http.request.method": method,
                        "http.route": route,
                        "http.response.status_code": status,
                        "dedup.request_id": scope["state"][STATE],
                    }
                )
                if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    span.set_status(StatusCode.ERROR)
