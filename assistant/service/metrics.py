"""What `/metrics` counts, for Prometheus. Labels come from closed sets: no question, no key, no address."""

from __future__ import annotations

from assistant.answer import Answer
from assistant.service.lane import Lane

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self, version: str):
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

        self.registry = registry = CollectorRegistry()
        self._version = version
        self._info = Info("zhinan", "what is running", registry=registry)
        self._requests = Counter(
            "zhinan_requests", "requests by route and status", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "zhinan_request_seconds", "time to the last byte", ("route",), buckets=_SECONDS, registry=registry
        )
        self._answers = Counter(
            "zhinan_answers",
            "answers by way in, status, language and engine",
            ("way", "status", "lang", "engine"),
            registry=registry,
        )
        self._answering = Histogram(
            "zhinan_answer_seconds", "time the assistant took", ("engine",), buckets=_SECONDS, registry=registry
        )
        self._refused = Counter("zhinan_refused", "requests refused, by reason", ("reason",), registry=registry)
        self._waiting = Gauge("zhinan_lane_waiting", "works waiting for the lane", registry=registry)
        self._running = Gauge("zhinan_lane_running", "works in the lane", registry=registry)

    def watch(self, lane: Lane) -> None:
        """Show a lane's length whenever the metrics are read."""
        self._waiting.set_function(lambda: lane.waiting)
        self._running.set_function(lambda: lane.running)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been served."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer, way: str) -> None:
        """Count an answer."""
        self._answers.labels(way, answer.status, answer.lang, answer.engine).inc()
        self._answering.labels(answer.engine).observe(answer.elapsed_ms / 1000)

    def refused(self, reason: str) -> None:
        """Count a refusal: busy, key, scope, rate, size, time."""
        self._refused.labels(reason).inc()

    def text(self, corpus_version: str) -> tuple[bytes, str]:
        """Everything in Prometheus' text format, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        self._info.info({"version": self._version, "corpus_version": corpus_version})
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
