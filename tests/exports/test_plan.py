from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from evalplatform.projects.models import Project
from evalplatform.tracing.fields import TRACES
from exports import jobs, plan, spec
from exports.models import Export
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def planned(project: Project, **body: Any) -> list[tuple[UUID | None, UUID | None]]:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", **body})
    shards, _ = plan.shards(Export.objects.get(id=export.id), spec.parse(export.request))
    return [(shard.first_key, shard.end_key) for shard in shards]


def test_a_small_export_is_one_shard(project: Project, jobs_sent: list[Any]) -> None:
    add_traces(project, 3)
    assert planned(project) == [(None, None)]


def test_keys_are_walked_in_steps(project: Project) -> None:
    keys = [trace.id for trace in add_traces(project, 7)]
    assert list(plan.key_starts(TRACES.rows(project.id), 3)) == [keys[3], keys[6]]
    assert list(plan.key_starts(TRACES.rows(project.id), 7)) == []


def test_a_large_export_is_cut_into_ranges_that_meet(project: Project, jobs_sent: list[Any], settings: Any) -> None:
    keys = [trace.id for trace in add_traces(project, 500)]
    settings.EXPORT_SHARD_ROWS = 200
    with_statistics()
    assert planned(project) == [(None, keys[200]), (keys[200], keys[400]), (keys[400], None)]


def test_a_selective_filter_stays_one_shard(project: Project, jobs_sent: list[Any], settings: Any) -> None:
    add_traces(project, 500)
    settings.EXPORT_SHARD_ROWS = 200
    with_statistics()
    assert planned(project, filter={"field": "external_id", "op": "eq", "value": "t-1"}) == [(None, None)]


def test_files_hold_exactly_the_rows_asked_for_whatever_the_filter(project: Project, jobs_sent: list[Any]) -> None:
    keys = [trace.id for trace in add_traces(project, 600) if int(str(trace.external_id)[2:]) % 2]
    add_traces(project, 50, external_id_prefix="late")
    wanted = {"field": "id", "op": "in", "value": [str(key) for key in keys]}
    assert planned(project, rows_per_file=200, filter=wanted) == [(None, keys[200]), (keys[200], None)]


def test_a_whole_number_of_files_has_no_empty_one(project: Project, jobs_sent: list[Any]) -> None:
    keys = [trace.id for trace in add_traces(project, 200)]
    assert planned(project, rows_per_file=100) == [(None, keys[100]), (keys[100], None)]


def test_no_rows_are_one_file(project: Project, jobs_sent: list[Any]) -> None:
    assert planned(project, rows_per_file=100) == [(None, None)]


def with_statistics() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")


def test_too_many_files_fail_the_export_with_a_way_out(
    project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_FILES", 3)
    add_traces(project, 301)
    ended = []
    for size in (100, 101):
        export = jobs.request_export(project_id=project.id, body={"resource": "traces", "rows_per_file": size})
        drain()
        export.refresh_from_db()
        ended.append((export.state, export.error_code, export.error))
    told = "With 100 rows each these would be more than 3 files. Choose a larger rows_per_file, or a narrower filter."
    assert ended == [("failed", "too_many_files", told), ("completed", "", "")]


def test_training_files_are_counted_when_they_are_made(
    project: Project, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MAX_FILES", 3)
    add_traces(project, 301)
    ended = []
    for size in (100, 101):
        export = jobs.request_export(project_id=project.id, body={"resource": "traces", "shape": "openai-chat", "rows_per_file": size})
        drain()
        export.refresh_from_db()
        ended.append((export.state, export.error_code, export.files.filter(companion=False).count()))
    assert ended == [("failed", "too_many_files", 0), ("completed", "", 3)]
