import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet
import pytest
from django.db import connection
from rest_framework.test import APIClient

from evalplatform.projects.models import Project
from external_api.models import UsageHour
from external_api.usage.flushing import flush
from external_api.usage.lines import OK, Call, written
from tests.conftest import client_of

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LIST = "GET /api/external/traces"
ROW = {
    **{"hour": "2026-03-04T12:00:00.000000Z", "caller": "AbCd1234", "endpoint": LIST, "requests": 9, "ok": 2, "client_errors": 3},
    **{"server_errors": 4, "items": 5, "bytes_in": 6, "bytes_out": 7, "seconds": 1.5, "slowest_seconds": 1.25},
}


def add(project: Project, hours: int = 0, **changes: Any) -> UsageHour:
    return UsageHour.objects.create(project=project, **{**ROW, "hour": NOON + timedelta(hours=hours), **changes})


def streamed(client: APIClient, **asked: Any) -> bytes:
    answer: Any = client.get("/api/exports/stream", {"resource": "usage", **asked})
    assert answer.status_code == 200, answer.content
    try:
        return b"".join(cast(Iterable[bytes], answer.streaming_content))
    finally:
        answer.close()


def test_a_row_has_all_amounts(api: APIClient, project: Project, stranger_project: Project) -> None:
    made = add(project)
    add(stranger_project)
    (line,) = streamed(api).splitlines()
    assert json.loads(line) == {"id": str(made.id), **ROW}


def test_every_format(api: APIClient, project: Project) -> None:
    add(project)
    add(project, 1, caller="user:7", endpoint='=1+1,"x"', seconds=0.1)
    names = "hour,caller,endpoint,requests,seconds"
    text = streamed(api, format="csv", fields=names).decode()
    first, second = f"{NOON:%Y-%m-%d}T12:00:00.000000Z,AbCd1234,{LIST},9,1.5", f"{NOON:%Y-%m-%d}T13:00:00.000000Z,user:7"
    assert text == f'{names}\n{first}\n{second},"\'=1+1,""x""",9,0.1\n'
    assert [one["requests"] for one in json.loads(streamed(api, format="json", fields="requests"))] == [9, 9]
    table = pyarrow.parquet.read_table(io.BytesIO(streamed(api, format="parquet")))
    assert table.column("hour").to_pylist() == [NOON, NOON + timedelta(hours=1)]
    assert (str(table.schema.field("requests").type), str(table.schema.field("seconds").type)) == ("int64", "double")


def test_rows_can_be_filtered(api: APIClient, project: Project) -> None:
    add(project)
    add(project, 1, server_errors=0)
    wanted = {"and": [{"field": "hour", "op": "gte", "value": "2026-03-04T12:30:00Z"}, {"field": "server_errors", "op": "eq", "value": 0}]}
    assert streamed(api, fields="hour", filter=json.dumps(wanted)) == b'{"hour":"2026-03-04T13:00:00.000000Z"}\n'


def test_an_export_and_its_preview(api: APIClient, project: Project, drain: Drain) -> None:
    for hours in range(3):
        add(project, hours)
    seen = api.post("/api/exports/preview", {"resource": "usage", "fields": ["requests"], "exact": True}, format="json").json()
    assert (seen["rows"], seen["sample"]["text"]) == (3, '{"requests":9}\n' * 3)
    id = api.post("/api/exports", {"resource": "usage", "format": "csv", "fields": ["hour", "ok"]}, format="json").json()["id"]
    drain()
    made = api.get(f"/api/exports/{id}").json()
    assert (made["state"], [one["rows"] for one in made["files"]]) == ("completed", [3])
    assert "requests" in [one["name"] for one in api.get("/api/exports/formats").json()["resources"]["usage"]["fields"]]


SCOPES = ["exports:read", "exports:write", "schedules:read", "schedules:write", "jobs:read", "jobs:write"]
SCHEDULE = {"name": "usage", "cron": "0 * * * *", "request": {"resource": "usage"}}


def test_it_needs_the_scope_of_usage_too(project: Project) -> None:
    without, having = (client_of(project, scopes=[*SCOPES, *more]) for more in ((), ("usage:read",)))
    asked: list[tuple[str, Any]] = [
        ("/api/exports", {"resource": "usage"}),
        ("/api/exports/preview", {"resource": "usage"}),
        ("/api/exports/schedules", SCHEDULE),
        ("/api/jobs", {"kind": "export", "options": {"resource": "usage"}}),
    ]
    for path, body in asked:
        refused = without.post(path, body, format="json")
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope"), path
        assert having.post(path, body, format="json").status_code in (200, 201, 202), path
    assert without.get("/api/exports/stream?resource=usage").status_code == 403
    assert streamed(having) == b""
    (schedule,) = having.get("/api/exports/schedules").json()["results"]
    assert without.post(f"/api/exports/schedules/{schedule['id']}/run").status_code == 403


def test_what_is_counted_later_changes_the_row_of_its_hour(project: Project, counts: Path) -> None:
    call = Call(project.id.hex, int(NOON.timestamp()), "AbCd1234", LIST, OK, 1, 2, 3, 4)
    counts.mkdir(exist_ok=True)
    found = []
    for number in range(2):
        (counts / f"{number}.log").write_bytes(written(call))
        flush(counts)
        found.append(UsageHour.objects.values_list("id", "created_xid", "changed_xid", "requests").get())
    (first, made, unchanged, _), (second, still, changed, requests) = found
    assert (second, still, requests) == (first, made, 2)
    assert unchanged == made < changed
    assert first.version == 7


def test_old_rows_get_ids_in_the_order_of_their_hours(transactional_db: None) -> None:
    """The expression of the migration, over numbers as they were."""
    using = import_module("external_api.migrations.0005_usage_hour_uuid").TO_UUID.partition("USING (")[2].rpartition(")::uuid")[0]
    with connection.cursor() as cursor:
        rows = (
            "(VALUES (3::bigint, '2026-03-04 12:00Z'::timestamptz), (2, '2026-03-04 13:00Z'), (1, '1970-01-01 00:00Z'), (9, '1970-01-01Z'))"
        )
        cursor.execute(f"SELECT ({using})::uuid FROM {rows} AS r(id, hour)")
        first, second, oldest, twin = (id for (id,) in cursor.fetchall())
    assert max(oldest, twin) < first < second
    assert len({first, second, oldest, twin}) == 4
    assert {one.version for one in (first, second, oldest, twin)} == {7}
