"""The external API: what keys, quotas and counting cost a call, how fast traces come in, how even answers are to many connections."""

import asyncio
import time
import urllib.request
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import orjson
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.models import ApiKey, Tier
from external_api.resources.traces import TracesView
from external_api.scopes import SCOPES
from tests.benchmarks.loading import Loaded
from tests.benchmarks.stage import Stage

LISTS, ROUNDS = 300, 5
POSTS, ITEMS, SPANS_A_TRACE = 20, 1_000, 4
CONNECTIONS, GETS = 32, 6_400
PATH = "/api/external/traces?page_size=50"


def figures(stage: Stage, loaded: Loaded) -> dict[str, float]:
    """Name to figure; the rates are a second, the times milliseconds."""
    whole, bare = _lists(loaded)
    times, seconds = asyncio.run(_gets(stage, loaded))
    percentiles = quantiles(times, n=100)
    return {
        "list of 50 traces, bare view, calls/s": bare,
        "list of 50 traces, with key, quota and usage, calls/s": whole,
        "list of 50 traces, of the bare view": whole / bare,
        "POST traces, 1,000 items, traces/s": _post_rate(stage, loaded, "/api/external/traces", "application/json", _traces),
        "OTLP, 1,000 spans a call, spans/s": _post_rate(stage, loaded, "/api/external/otlp/v1/traces", "application/x-protobuf", _spans),
        "one trace, 32 connections, p50, ms": median(times),
        "one trace, 32 connections, p99, ms": percentiles[98],
        "one trace, 32 connections, p99 of p50": percentiles[98] / median(times),
        "one trace, 32 connections, calls/s": len(times) / seconds,
    }


def _lists(loaded: Loaded) -> tuple[float, float]:
    """Calls a second through the whole stack and of the view alone, in this process, by turns: medians of the rounds."""
    project = Project.objects.get(id=loaded.project_id)
    Tier.objects.get_or_create(name="benchmark", defaults={"requests": 10**9})
    key = create_key(project=project, name="counted", scopes=["traces:read"], tier="benchmark")
    handler, factory = WSGIHandler(), RequestFactory(SERVER_NAME="127.0.0.1")
    known = Caller(project=project, scopes=frozenset(SCOPES))

    class Known:
        def authenticate(self, request: Any) -> tuple[None, Caller]:
            return None, known

    view = TracesView.as_view(authentication_classes=[Known], permission_classes=[], throttle_classes=[])

    def whole() -> Any:
        return handler.get_response(factory.get(PATH, headers={"Authorization": f"Api-Key {key}"}))

    def bare() -> Any:
        return view(factory.get(PATH)).render()

    rates: dict[Callable[[], Any], list[float]] = {whole: [], bare: []}
    for _ in range(ROUNDS):
        for call, found in rates.items():
            started = time.perf_counter()
            for _ in range(LISTS):
                answer = call()
                assert answer.status_code == 200
                answer.close()
            found.append(LISTS / (time.perf_counter() - started))
    ApiKey.objects.filter(name="counted", project=project).delete()
    return median(rates[whole]), median(rates[bare])


def _post_rate(stage: Stage, loaded: Loaded, path: str, media_type: str, body: Callable[[int], bytes]) -> float:
    """Items a second, one call after the other; the bodies are made before."""
    bodies = [body(number) for number in range(POSTS)]
    started = time.perf_counter()
    for one in bodies:
        headers = {"Authorization": f"Api-Key {loaded.key}", "Content-Type": media_type}
        request = urllib.request.Request(f"http://127.0.0.1:{stage.up.port}{path}", one, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200
            answer.read()
    return POSTS * ITEMS / (time.perf_counter() - started)


def _traces(number: int) -> bytes:
    """Traces of about 1.9 kB, as the others of the benchmarks."""
    text = "What is the capital of a country that nobody has heard of? " * 14
    return orjson.dumps(
        [
            {
                "external_id": f"post-{number}-{item}",
                "model": "gpt-4o-mini",
                "session_id": f"s{item // 4}",
                "input": [{"role": "user", "content": text}],
                "output": {"role": "assistant", "content": text},
                "usage": {"input_tokens": 200, "output_tokens": 190, "cost_usd": "0.00014"},
                "metadata": {"topic": "geography", "n": item},
                "scores": [{"name": "correct", "value": item % 2}],
            }
            for item in range(ITEMS)
        ]
    )


def _spans(number: int) -> bytes:
    """An agent, and three calls of a model with messages and tokens, in each trace."""
    request = ExportTraceServiceRequest()
    spans = request.resource_spans.add().scope_spans.add().spans
    for item in range(ITEMS):
        trace, place = divmod(item, SPANS_A_TRACE)
        span = spans.add(
            trace_id=(number * ITEMS + trace + 1).to_bytes(16, "big"),
            span_id=(item + 1).to_bytes(8, "big"),
            parent_span_id=(item - place + 1).to_bytes(8, "big") if place else b"",
            name="chat" if place else "agent",
            start_time_unix_nano=1_800_000_000_000_000_000 + item,
            end_time_unix_nano=1_800_000_000_400_000_000 + item,
        )
        for key, value in _ATTRIBUTES if place else ():
            span.attributes.add(key=key).value.string_value = value
        span.attributes.add(key="gen_ai.usage.input_tokens").value.int_value = 200
    return request.SerializeToString()


_MESSAGE = "What is the capital of a country that nobody has heard of? " * 4
_ATTRIBUTES = (
    ("gen_ai.operation.name", "chat"),
    ("gen_ai.request.model", "gpt-4o-mini"),
    ("gen_ai.input.messages", orjson.dumps([{"role": "user", "parts": [{"type": "text", "content": _MESSAGE}]}]).decode()),
    ("gen_ai.output.messages", orjson.dumps([{"role": "assistant", "parts": [{"type": "text", "content": _MESSAGE}]}]).decode()),
)


async def _gets(stage: Stage, loaded: Loaded) -> tuple[list[float], float]:
    """Milliseconds of each call for one trace, over connections that stay open, and the seconds that all took."""
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{stage.up.port}{PATH}", headers={"X-API-Key": loaded.key}), timeout=60
    ) as answer:
        ids = [one["id"] for one in orjson.loads(answer.read())["results"]]
    times: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(*(_connection(stage.up.port, loaded.key, ids, times) for _ in range(CONNECTIONS)))
    return times, time.perf_counter() - started


async def _connection(port: int, key: str, ids: list[str], times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(GETS // CONNECTIONS):
        started = time.perf_counter()
        path = f"/api/external/traces/{ids[number % len(ids)]}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: {key}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        times.append(1000 * (time.perf_counter() - started))
    writer.close()
    await writer.wait_closed()
