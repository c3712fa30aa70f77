"""Prometheus: what was asked, how long each stage took, what came of it, and how much is stored and waits."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from api.access.declared import route_of
from dedup.errors import DedupError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client.core import Metric
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.streams import Streams
    from api.turns import Turns
    from dedup.access.limits import Limits
    from dedup.detection.verdict import Relation, Verdict
    from dedup.health import Health
    from dedup.newsroom.running import Newsroom
    from dedup.observing import Stage

UNMATCHED = "unmatched"
"""The route of a request that no route took: paths from outside would make the series endless."""

_METHODS = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
_DEGRADED = {
    "searched by words alone": "language",
    "some texts compared by their verbatim runs": "length",
    "some texts compared": "language",
    "compared by words alone beyond": "length",
    "compared in coarser pieces": "length",
    "read by the rules of English": "language",
    "reading stopped": "reading",
    "vector engine away": "engine",
}
"""What an answer that leaves something out begins with, and why it does; the words would make the series endless."""

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "dedup_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "dedup_request_seconds",
            "Time from a request's first byte to its answer's last.",
            ["method", "route"],
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._verdicts = Counter("dedup_verdicts", "Verdicts given.", ["relation"], registry=self.registry)
        self._stages = Histogram(
            "dedup_stage_seconds",
            "Time that a stage of the work took; that of reading is in that of judging.",
            ["stage"],
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._items = {
            "encode": Counter("dedup_encoded_sentences", "Sentences that the model encoded.", registry=self.registry),
            "read": Counter("dedup_read_passages", "Passages that the reader read.", registry=self.registry),
        }
        self._degraded = Counter(
            "dedup_degraded", "Verdicts that leave something out.", ["reason"], registry=self.registry
        )
        self._errors = Counter("dedup_errors", "Requests that failed, by error.", ["kind"], registry=self.registry)
        Info("dedup_build", "The release.", registry=self.registry).info({"version": version("wire-dedup")})
        ProcessCollector(registry=self.registry)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def count_verdict(self, relation: Relation) -> None:
        """Count one verdict."""
        self._verdicts.labels(relation).inc()

    def count_error(self, error: BaseException) -> None:
        """Count what a request failed with: an error of the tree by its name, anything else as unexpected."""
        self._errors.labels(type(error).__name__ if isinstance(error, DedupError) else "Unexpected").inc()

    def took(self, stage: Stage, seconds: float, items: int) -> None:
        """Count a stage of the engine's work."""
        self._stages.labels(stage).observe(seconds)
        if stage in self._items:
            self._items[stage].inc(items)

    def judged(self, verdict: Verdict) -> None:
        """Count what a verdict leaves out."""
        for told in verdict.searched.degraded:
            why = next((why for said, why in _DEGRADED.items() if told.startswith(said)), "other")
            self._degraded.labels(why).inc()

    def watch_turns(self, turns: Turns) -> None:
        """Show how long a text would wait for its turn, and how many were told not to."""
        self.registry.register(_TurnFigures(turns))

    def watch_streams(self, streams: Streams) -> None:
        """Show how many listen to alerts."""
        self.registry.register(_StreamFigures(streams))

    def watch_limits(self, limits: Limits) -> None:
        """Show who asked for more than it may."""
        self.registry.register(_LimitFigures(limits))

    def watch(self, health: Callable[[], Health]) -> None:
        """Show how much is stored, asked anew at every scrape."""
        self.registry.register(_StoreGauges(health))

    def watch_newsroom(self, newsroom: Newsroom) -> None:
        """Show what waits, asked anew at every scrape."""
        self.registry.register(_Waiting(newsroom))


class _Waiting(Collector):
    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    def describe(self) -> Iterable[Metric]:
        return []  # as below

    def collect(self) -> Iterable[Metric]:
        inbox = self._newsroom.inbox
        messages = GaugeMetricFamily("dedup_inbox_messages", "Messages that are not done.", labels=["state"])
        for state in ("waiting", "working", "failed", "dead"):
            messages.add_metric([state], inbox.backlog(state))
        yield messages
        oldest = inbox.oldest()
        age = 0.0 if oldest is None else max((datetime.now(UTC) - oldest).total_seconds(), 0.0)
        yield GaugeMetricFamily("dedup_inbox_oldest_seconds", "How long the oldest message to be done has waited.", age)
        limit = GaugeMetricFamily("dedup_inbox_limit", "Messages that may wait.", self._newsroom.limit)
        yield limit
        found = self._newsroom.alerts.undelivered()
        deliveries = GaugeMetricFamily(
            "dedup_deliveries", "Alerts that were not delivered.", labels=["destination", "state"]
        )
        for name in sorted({*self._newsroom.config.destinations, *(name for name, _ in found)}):
            for state in ("waiting", "held", "failed", "disabled"):
                deliveries.add_metric([name, state], found.get((name, state), 0))
        yield deliveries


class _TurnFigures(Collector):
    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def describe(self) -> Iterable[Metric]:
        return self.collect()

    def collect(self) -> Iterable[Metric]:
        yield CounterMetricFamily("dedup_refused", "Requests that were told to come again.", self._turns.refused)
        yield GaugeMetricFamily("dedup_wait_seconds", "How long a new text would wait.", self._turns.expected)


class _StreamFigures(Collector):
    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def describe(self) -> Iterable[Metric]:
        return self.collect()

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("dedup_streams", "Event streams that are open.", self._streams.open)
        yield CounterMetricFamily("dedup_streams_refused", "Event streams that were refused.", self._streams.refused)


class _LimitFigures(Collector):
    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def describe(self) -> Iterable[Metric]:
        return self.collect()

    def collect(self) -> Iterable[Metric]:
        told = "Requests beyond what their caller may send in a minute."
        found = CounterMetricFamily("dedup_limited", told, labels=["caller"])
        for name, count in sorted(dict(self._limits.refused).items()):
            found.add_metric([name], count)
        yield found


class _StoreGauges(Collector):
    def __init__(self, health: Callable[[], Health]) -> None:
        self._health = health

    def describe(self) -> Iterable[Metric]:
        return []  # nothing is asked of the store when it is registered

    def collect(self) -> Iterable[Metric]:
        health = self._health()
        yield GaugeMetricFamily("dedup_articles", "Stored article versions.", health.articles)
        yield GaugeMetricFamily("dedup_passages", "Stored passages.", health.passages)
        if health.indexed_items is not None:
            yield GaugeMetricFamily("dedup_indexed_items", "Passages in the semantic index.", health.indexed_items)
        if health.indexed_sequence is not None:
            lag = health.sequence - health.indexed_sequence
            yield GaugeMetricFamily("dedup_index_lag", "Store operations the semantic index has not taken in.", lag)
        behind = health.behind_seconds
        yield GaugeMetricFamily("dedup_index_lag_seconds", "How long the first of them has waited.", behind)
        answers = int(health.answers)
        yield GaugeMetricFamily("dedup_index_answers", "1 if the semantic index answers.", answers)
        yield GaugeMetricFamily("dedup_in_step", "1 if the indexes agree with the store.", int(health.in_step))


class RequestMetrics:
    """ASGI middleware that counts and times every request by its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def watching(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            route = route_of(scope) or UNMATCHED
            self._metrics.count_request(scope["method"], route, status, time.perf_counter() - began)
