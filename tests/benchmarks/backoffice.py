"""`python -m tests.benchmarks.backoffice`: pages of the back office over many rows, by first byte and slowest query of each."""

import argparse
import http.client
import json
import os
import signal
import sys
import time
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks import stage

FIRST_BYTE_MS, QUERY_MS = 500, 200
_STATES = "(ARRAY['delivered','delivered','failed'])[1 + n %% 3]"
# name of the table -> how `count` rows of it are made; ages are spread over 30 days
_ROWS = {
    "tracing_trace": """
        INSERT INTO tracing_trace (id, project_id, external_id, name, session_id, user_id, environment, model, provider, status, input,
            output, latency_ms, input_tokens, output_tokens, started_at, content_hash)
        SELECT uuidv7(n * interval '30 days' / -%(count)s), %(project)s, 't-' || n, 'chat', 's-' || n / 5, 'u-' || n %% 50000, 'production',
            'gpt-4o-mini', 'openai', CASE WHEN n %% 50 = 0 THEN 'error' ELSE 'ok' END,
            json_build_array(json_build_object('role', 'user', 'content', repeat(md5(n::text), 20))), to_json(repeat(md5(n::text), 20)),
            n %% 3000, n %% 900, n %% 300, now() - n * interval '30 days' / %(count)s, ''
        FROM generate_series(%(count)s, 1, -1) n""",
    "tracing_score": """
        INSERT INTO tracing_score (id, project_id, trace_id, name, value, sent_with_trace)
        SELECT uuidv7(), project_id, id, 'correct', latency_ms::int %% 2, true FROM tracing_trace""",
    "tracing_span": """
        INSERT INTO tracing_span (id, project_id, trace_id, external_id, name, kind, started_at, ended_at)
        SELECT uuidv7(), project_id, id, 'a', 'agent', 'agent', started_at, started_at + interval '1 s' FROM tracing_trace""",
    "exports_export": """
        INSERT INTO exports_export SELECT (jsonb_populate_record(e, jsonb_build_object(
            'id', uuidv7(n * interval '30 days' / -%(count)s), 'state', CASE WHEN n %% 9 = 0 THEN 'failed' ELSE 'completed' END))).*
        FROM exports_export e, generate_series(%(count)s / 10, 1, -1) n""",
    "events_event": """
        INSERT INTO events_event (id, project_id, type, payload, created_at)
        SELECT uuidv7(n * interval '30 days' / -%(count)s), %(project)s, 'export.completed', '{}', now()
        FROM generate_series(%(count)s / 10, 1, -1) n""",
    "integrations_delivery": f"""
        INSERT INTO integrations_delivery (id, project_id, endpoint_id, event_id, replay, state, reason, attempts, created_at,
            next_attempt_at, finished_at)
        SELECT uuidv7(), project_id, %(endpoint)s, id, n, {_STATES}, CASE WHEN {_STATES} = 'failed' THEN 'gone' ELSE '' END, 1, created_at,
            NULL, now()
        FROM events_event, generate_series(0, 9) n""",
    "integrations_receipt": """
        INSERT INTO integrations_receipt (id, project_id, connection_id, delivery_id, proof, event, headers, body, size, origin, state,
            reason, message, attempts, replays, next_attempt_at, finished_at)
        SELECT uuidv7(n * interval '30 days' / -%(count)s), %(project)s, %(connection)s, n::text, '', 'push', '{}', '{}', 2, '',
            'processed', '', '', 1, 0, NULL, now()
        FROM generate_series(%(count)s, 1, -1) n""",
    "evaluations_evaluation": """
        INSERT INTO evaluations_evaluation SELECT (jsonb_populate_record(e, jsonb_build_object('id', uuidv7()))).*
        FROM evaluations_evaluation e, generate_series(1, %(count)s / 10) n""",
}


class Page(NamedTuple):
    address: str
    first_byte_ms: float
    queries: int
    slowest_query_ms: float
    slowest: str


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.backoffice", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="traces, scores, spans, deliveries, receipts; of others a tenth")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    with stage.opened() as opened:
        opened.stop()  # its jobs would want the same rows
        session = _prepare(options.rows)
        opened.start()
        pages = [_measured(opened.up.port, session, address) for address in _addresses()]
    slow = [one for one in pages if one.first_byte_ms > FIRST_BYTE_MS or one.slowest_query_ms > QUERY_MS]
    report = {"rows": options.rows, "load": os.getloadavg(), "pages": [one._asdict() for one in pages]}
    sys.stdout.write(json.dumps(report, indent=2) + "\n" + "".join(f"MISSED: {one.address}\n" for one in slow))
    return 1 if slow else 0


def _prepare(count: int) -> str:
    """The rows, and the session of somebody who may see them all."""
    from django.conf import settings
    from django.db import connection
    from django.db.models.functions import Now
    from django.test import Client

    from evalplatform.evaluations.models import Evaluation
    from evalplatform.evaluations.requests import request_evaluation
    from evalplatform.projects.models import Project, User
    from exports.models import Export
    from integrations import connections
    from integrations.webhooks import endpoints
    from tests.evalplatform.evaluations.conftest import EXACT, add_dataset

    settings.ALLOWED_HOSTS.append("testserver")
    project = Project.objects.create(slug="many", name="Many")
    given: dict[str, Any] = {"count": count, "project": project.id}
    hook = {"kind": "standard", "url": "https://example.com/in", "event_types": ["endpoint.disabled"]}  # none of the events below
    given["endpoint"] = endpoints.create(project_id=project.id, body=hook).endpoint.id
    github = {"kind": "github", "name": "bot", "repositories": ["acme/bot"]}
    given["connection"] = connections.create(project_id=project.id, body=github)[0].id
    add_dataset(project, [{"input": "2+2", "reference": "4"}])
    request_evaluation(project.id, {"scorers": EXACT, "source": {"outputs": []}, "dataset": "questions"})
    Export.objects.create(project=project, resource="traces", request={"resource": "traces"}, state="completed", finished_at=Now())
    Evaluation.objects.update(state="cancelled", finished_at=Now())
    with connection.cursor() as cursor:
        for table, sql in _ROWS.items():
            started = time.monotonic()
            cursor.execute(sql, given)
            sys.stderr.write(f"{table}: {cursor.rowcount} rows in {time.monotonic() - started:.0f} s\n")
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(User.objects.create_superuser("many"))
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _addresses() -> list[str]:
    """Each list, what can be chosen there, and the page of one in the middle."""
    from django.contrib import admin
    from django.urls import reverse

    from evalplatform.tracing.models import Trace

    lists = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry]
    traces = reverse("admin:tracing_trace_changelist")
    middle = Trace.objects.order_by("id")[Trace.objects.count() // 2]
    asked = ["?p=200", "?status__exact=error", "?session_id=s-7", "?user_id=u-77", "?user_id=nobody", f"?q={middle.external_id}"]
    asked += ['?q={"field":"score.correct","op":"eq","value":1}', '?q={"field":"latency_ms","op":"gte","value":2999}']
    rare = ["/admin/integrations/delivery/?state__exact=waiting", "/admin/integrations/receipt/?state__exact=failed"]
    rare += ["/admin/exports/export/?state__exact=cancelled", "/admin/exports/export/?state__exact=failed"]
    one = reverse("admin:tracing_trace_change", args=[middle.id])
    return [reverse("admin:index"), *lists, *(traces + more for more in asked), *rare, one]


def _measured(port: int, session: str, address: str) -> Page:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    times = [_first_byte(port, session, address) for _ in range(4)][1:]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    slowest = max(queries, key=lambda one: float(one["time"]))
    return Page(address, round(median(times), 1), len(queries), float(slowest["time"]) * 1000, slowest["sql"][:400])


def _first_byte(port: int, session: str, address: str) -> float:
    """Milliseconds."""
    from django.conf import settings

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        started = time.perf_counter()
        connection.request("GET", address.replace('"', "%22"), headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})
        answer: Any = connection.getresponse()
        took = time.perf_counter() - started
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}")
        return took * 1000
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
