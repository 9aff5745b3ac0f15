import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from evalplatform.observing import summary
from tests.evalplatform.management.commands.running import Up
from tests.evalplatform.received import Received, receiving
from tests.flows.clients import add_traces, client_of
from tests.tools import ROOT

WORDS = "words-of-a-person"
_FAILING = """
import io, sys
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
from wsgiref.util import setup_testing_defaults
application = get_wsgi_application()
def fails(request):
    told = request.GET["told"] + request.headers["Authorization"]
    raise ValueError("no evp_AbCd1234_" + "x" * 38)
fails.csrf_exempt = True
urlpatterns = [path("fails", fails)]
settings.ROOT_URLCONF = "__main__"
body = b"%(words)s"
asked = dict(REQUEST_METHOD="POST", PATH_INFO="/fails", QUERY_STRING="told=%(words)s", CONTENT_LENGTH=str(len(body)),
             HTTP_AUTHORIZATION="%(words)s", HTTP_COOKIE="a=%(words)s", HTTP_X_REQUEST_ID="request-12345", HTTP_HOST="localhost")
setup_testing_defaults(asked)
asked["wsgi.input"] = io.BytesIO(body)
answer = application(asked, lambda status, headers: print(status[:3]))
answer.close()
import sentry_sdk
sentry_sdk.flush()
"""


class Seen(NamedTuple):
    server: Received
    spans: list[Span]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What a collector gets while a client makes an export."""
    with receiving() as server:
        up = Up(tmp_path_factory.mktemp("observed") / "var", OTEL_EXPORTER_OTLP_ENDPOINT=f"http://{server.address}")
        try:
            up.start()
            client = client_of(up)
            add_traces(up, 20)
            asked = quote(json.dumps({"field": "external_id", "op": "eq", "value": WORDS}))
            client.call("GET", f"/api/external/traces?filter={asked}")
            client.finished(client.export(filter={"field": "external_id", "op": "ne", "value": WORDS}), seconds=30)
            up.get("/healthz")
            up.signal(signal.SIGTERM)
        finally:
            up.end()
    return Seen(server, [span for path, body in server.bodies if path == "/v1/traces" for span in _spans(body)])


def _spans(body: bytes) -> Iterator[Span]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        for scope in resource.scope_spans:
            yield from scope.spans


def test_a_request_and_the_jobs_that_it_sets_off_are_one_trace(seen: Seen) -> None:
    asked = next(span for span in seen.spans if span.kind == Span.SPAN_KIND_SERVER and span.name.startswith("POST"))
    of_it = {span.name for span in seen.spans if span.trace_id == asked.trace_id}
    assert {"run/exports.plan", "run/exports.run_shard", "run/exports.finalize", "INSERT exports_export"} <= of_it


def test_no_span_holds_what_was_asked_for_nor_the_key(seen: Seen) -> None:
    sent = b"".join(body for _, body in seen.server.bodies)
    assert b"/api/external/traces" in sent
    assert WORDS.encode() not in sent
    assert b"evp_" not in sent


def test_what_monitors_ask_is_not_traced(seen: Seen) -> None:
    assert [span.name for span in seen.spans if "health" in span.name] == []


@pytest.mark.parametrize(
    ("sql", "about"),
    [
        ('SELECT "a"."id" FROM "tracing_trace" AS "a" WHERE x = %s', "SELECT tracing_trace"),
        ("insert into exports_export (id) select id from nowhere", "INSERT exports_export"),
        ("SELECT 'from secret_words'", "SELECT"),
        (b"SELECT", "STATEMENT"),
        ("", "STATEMENT"),
    ],
)
def test_a_statement_is_told_by_its_verb_and_table(sql: Any, about: str) -> None:
    assert summary(sql) == about


def _python(code: str, tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evalplatform.settings", "DATA_DIR": str(tmp_path), **settings}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_an_error_is_reported_with_its_request_and_without_what_was_sent(tmp_path: Path) -> None:
    with receiving() as server:
        done = _python(_FAILING % {"words": WORDS}, tmp_path, SENTRY_DSN=f"http://key@{server.address}/1")
    assert done.stdout == "500\n", done.stderr
    (reported,) = [json.loads(line) for _, body in server.bodies for line in body.splitlines() if b'"exception"' in line]
    assert reported["exception"]["values"][0]["value"] == "no evp_AbCd1234_[masked]"
    assert (reported["request"], reported["tags"]["request_id"]) == ({"method": "POST", "url": "http://localhost/fails"}, "request-12345")
    assert WORDS not in json.dumps({**reported, "exception": None})
    assert "vars" not in json.dumps(reported["exception"])


@pytest.mark.parametrize(
    ("setting", "value", "package", "extra"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", "opentelemetry.instrumentation.django", "otel"),
        ("SENTRY_DSN", "http://key@127.0.0.1:9/1", "sentry_sdk", "sentry"),
    ],
)
def test_a_missing_package_is_named_with_what_installs_it(tmp_path: Path, setting: str, value: str, package: str, extra: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None\nimport django\ndjango.setup()"
    said = _python(code, tmp_path, **{setting: value}).stderr
    assert f"{setting} is set, and a package that it needs is not there" in said
    assert f"pip install 'evalplatform[{extra}]', or unset {setting}." in said


def test_without_a_setting_nothing_of_it_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys, django; django.setup(); print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'sentry_sdk'))])"
    )
    assert _python(code, tmp_path).stdout == "[]\n"
