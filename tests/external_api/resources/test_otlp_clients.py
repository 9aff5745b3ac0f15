"""Traces from the real exporter and the real instrumentations, through the servers that we run behind."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Span, Trace
from external_api.keys import create_key
from tests.evalplatform.tracing.otlp.sent import as_protobuf, span
from tests.exports.views.serving import SERVERS, Serving, serving
from tests.external_api.resources.otlp_client import TOOL
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/external/otlp/v1/traces"
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Ulm"}'}}


class _Model(BaseHTTPRequestHandler):
    """As much of OpenAI's chat API as an agent needs: first it calls the tool, then it answers."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        knows = asked["messages"][-1]["role"] == "tool"
        message = (
            {"role": "assistant", "content": "It is 21 degrees."} if knows else {"role": "assistant", "content": None, "tool_calls": [CALL]}
        )
        choice = {"index": 0, "message": message, "finish_reason": "stop" if knows else "tool_calls"}
        usage = {"prompt_tokens": 20 if knows else 11, "completion_tokens": 7, "total_tokens": 27 if knows else 18}
        about = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini-2024-07-18"}
        body = json.dumps({**about, "choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def model_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Model) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path: Path, db: None) -> Iterator[Serving]:
    with serving(request.param, tmp_path) as running:
        yield running


@pytest.fixture
def waitress(tmp_path: Path, db: None) -> Iterator[Serving]:
    with serving("waitress", tmp_path) as running:
        yield running


@pytest.fixture
def key(project: Project) -> str:
    return create_key(project=project, name="otlp", scopes=["traces:write"])


def run(server: Serving, key: str, *arguments: str, compression: str = "none") -> "subprocess.CompletedProcess[str]":
    """The client program, its telemetry set up by the environment as its users do."""
    environment = {
        **os.environ,
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{server.url}/api/external/otlp",
        "OTEL_EXPORTER_OTLP_HEADERS": f"x-api-key={key}",
        "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
        "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "span_only",
    }
    command = [sys.executable, "-m", "tests.external_api.resources.otlp_client", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_the_real_exporter(server: Serving, key: str, compression: str) -> None:
    done = run(server, key, "plain", compression=compression)
    assert done.returncode == 0, done.stderr
    trace = Trace.objects.get()
    assert (trace.external_id, trace.name, trace.session_id, trace.model, trace.release) == (done.stdout, "agent", "c-1", "m", "3")
    assert (trace.status, trace.input, trace.metadata) == (
        "ok",
        '[{"role":"user","content":"Grüße 🙂"}]',
        {"service": {"name": "agent", "version": "3"}},
    )
    assert [(one.name, one.value) for one in trace.score_rows.all()] == [("polite", 0.5)]
    attributes = json.loads(Span.objects.get(name="fails").attributes or "")
    assert (attributes["otel.status_code"], attributes["otel.status_description"]) == ("ERROR", "ValueError: no luck")


def test_the_real_exporter_without_a_key_does_not_try_again(waitress: Serving, project: Project) -> None:
    done = run(waitress, "wrong", "plain")
    assert (done.returncode, Trace.objects.count()) == (1, 0)
    assert done.stderr.count("code: 401") == 3  # once for each span


@pytest.mark.parametrize("kind", ["openai_v2", "openinference"])
def test_the_real_instrumentations(waitress: Serving, key: str, model_url: str, kind: str) -> None:
    done = run(waitress, key, kind, model_url, compression="gzip")
    assert done.returncode == 0, done.stderr
    trace = Trace.objects.get(external_id=done.stdout)
    assert (trace.model, trace.provider, trace.session_id, trace.status) == ("gpt-4o-mini-2024-07-18", "openai", "c-1", "ok")
    assert (trace.input_tokens, trace.output_tokens, trace.cost_usd) == (31, 14, None)
    assert json.loads(trace.input or "") == [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Weather in Ulm?"}]
    assert json.loads(trace.output or "") == {"role": "assistant", "content": "It is 21 degrees."}
    _check_spans(trace)
    if kind == "openinference":  # openai-v2 does not tell the tools
        assert json.loads(trace.tools or "") == [TOOL]


def _check_spans(trace: Trace) -> None:
    asked, tool, answered = trace.spans.exclude(parent_external_id=None).order_by("started_at")
    assert [one.kind for one in (asked, tool, answered)] == ["llm", "tool", "llm"]
    (called,) = json.loads(asked.output or "")["tool_calls"]
    assert {**called["function"], "arguments": json.loads(called["function"]["arguments"])} == {
        "name": "weather",
        "arguments": {"city": "Ulm"},
    }
    assert (called["id"], tool.output) == ("call_1", '"21"')
    assert json.loads(answered.input or "")[-1] == {"role": "tool", "tool_call_id": "call_1", "content": "21"}


def test_a_body_in_chunks(server: Serving, key: str) -> None:
    """So JavaScript's exporter sends what it packs."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    body = as_protobuf(span())
    headers = {"Content-Type": "application/x-protobuf", "X-API-Key": key, "Transfer-Encoding": "chunked"}
    connection.request("POST", PATH, iter([body[:10], body[10:]]), headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert Span.objects.count() == 1
    connection.close()


def test_a_body_that_is_cut_short(server: Serving, key: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("POST", PATH)
    for name, value in {"Content-Type": "application/x-protobuf", "X-API-Key": key, "Content-Length": "1000"}.items():
        connection.putheader(name, value)
    connection.endheaders(as_protobuf(span()))
    connection.close()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)) as again:
        again.request("GET", "/api/external/health")
        assert again.getresponse().status == 200
    assert not Span.objects.exists()
