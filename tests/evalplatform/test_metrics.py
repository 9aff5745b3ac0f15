import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse

from evalplatform import metrics
from evalplatform.events.catalog import CATALOG
from evalplatform.events.outbox import record
from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = ROOT / "docs" / "metrics.md"
MONITORING = DOCUMENT.parent / "monitoring"
NAME = re.compile(r"\bevalplatform_[a-z_]+")


def text(client: Client, **headers: str) -> str:
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 200, response.content
    return response.content.decode()


def values(client: Client, name: str) -> dict[tuple[str, ...], float]:
    samples = [sample for family in parse(text(client)) for sample in family.samples if sample.name == name]
    return {tuple(sample.labels.values()): sample.value for sample in samples}


def test_all_sources_can_be_read(client: Client) -> None:
    assert values(client, "evalplatform_metrics_source_up") == {(source,): 1 for source in metrics.SOURCES}


def test_requests_are_counted_by_route(client: Client) -> None:
    name, label = "evalplatform_http_requests_total", ("GET", "api/exports/<uuid:id>", "401")
    before = values(client, name).get(label, 0)
    for id in range(3):
        client.get(f"/api/exports/00000000-0000-0000-0000-{id:012d}")
    client.get("/of/nobody")
    after = values(client, name)
    assert after[label] - before == 3
    assert {route for _, route, _ in after if "nobody" in route} == set()
    assert after[("GET", "unknown", "404")] >= 1


def test_an_invented_method_makes_no_series(client: Client) -> None:
    client.generic("BREW", "/healthz")
    assert {method for method, *_ in values(client, "evalplatform_http_requests_total")} <= {*metrics.METHODS, "other"}


def test_traces_that_come_in(client: Client, project: Project) -> None:
    def counts() -> list[float]:
        found = values(client, "evalplatform_ingested_traces_total")
        return [found.get((outcome,), 0) for outcome in ("created", "unchanged", "refused")]

    before = counts()
    store(project.id, [{"external_id": "a", "input": "x"}, {"external_id": "b", "input": "x"}, {"input": 1, "oops": 2}])
    store(project.id, [{"external_id": "a", "input": "x"}])
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [2, 1, 1]


def test_an_event_that_is_rolled_back_is_not_counted(client: Client, project: Project) -> None:
    name, type = "evalplatform_events_total", ("schedule.failed",)
    before = values(client, name).get(type, 0)
    payload: dict[str, Any] = dict.fromkeys(CATALOG["schedule.failed"].keys)
    with transaction.atomic():
        record(project.id, "schedule.failed", payload)
        transaction.set_rollback(True)
    record(project.id, "schedule.failed", payload)
    assert values(client, name)[type] - before == 1


def test_a_source_that_fails_hides_no_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "SOURCES", ("nowhere.measured", "evalplatform.postgresql.metrics.measured"))
    assert values(client, "evalplatform_metrics_source_up") == {("nowhere.measured",): 0, ("evalplatform.postgresql.metrics.measured",): 1}
    assert values(client, "evalplatform_database_bytes")[()] > 1_000_000


def test_openmetrics_where_it_is_asked_for(client: Client) -> None:
    answer = text(client, accept="application/openmetrics-text; version=1.0.0")
    assert answer.endswith("# EOF\n")
    assert "evalplatform_work_waiting" in {family.name for family in parse_openmetrics(answer)}  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("headers", [{"x-forwarded-for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}, {"via": "1.1 proxy"}])
def test_through_a_proxy_nobody_sees_them(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(("address", "code"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.1", 404), ("", 404)])
def test_from_another_machine_nobody_sees_them(client: Client, address: str, code: int) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == code


@pytest.mark.parametrize(("sent", "code"), [("Bearer one", 200), ("Bearer two", 404), ("one", 404), ("Bearer \xfc", 404), ("", 404)])
def test_with_a_token_only_who_sends_it(client: Client, settings: Any, sent: str, code: int) -> None:
    settings.METRICS_TOKEN = "one"  # noqa: S105
    assert client.get("/metrics", headers={"authorization": sent}, REMOTE_ADDR="192.0.2.1").status_code == code


def documented() -> set[str]:
    return set(re.findall(r"^\| `(evalplatform_\w+)`", DOCUMENT.read_text(), re.MULTILINE))


def test_every_metric_is_documented(client: Client) -> None:
    families = [family for family in parse(text(client)) if family.name.startswith("evalplatform_")]
    assert {f"{one.name}_total" if one.type == "counter" else one.name for one in families} == documented()


@pytest.mark.parametrize("file", ["alerts.yaml", "grafana.json"])
def test_rules_and_dashboard_ask_for_metrics_that_there_are(file: str) -> None:
    named = {name.removesuffix("_bucket") for name in NAME.findall((MONITORING / file).read_text())}
    assert len(named) > 5
    assert named <= documented()


def test_the_dashboard_shows_every_kind_of_work() -> None:
    panels = json.loads((MONITORING / "grafana.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) == 15
    assert all(target["expr"] for panel in panels for target in panel["targets"])


def test_processes_share_their_counters(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As gunicorn's do: each writes to a file of its own, and whoever answers adds them up."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    code = "from evalplatform.metrics import EVENTS; EVENTS.labels('export.completed').inc(2)"
    for _ in range(2):
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert values(client, "evalplatform_events_total") == {("export.completed",): 4}
    assert values(client, "process_resident_memory_bytes")[()] > 1_000_000
