import csv
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalplatform.errors import Conflict
from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score
from exports import jobs, plan, running, source
from exports.models import Export, Shard, ShardState, State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


def exported(project: Project, drain: Drain, **body: Any) -> tuple[Export, bytes]:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", **body})
    drain()
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    file = export.files.get(companion=False)
    data = (local.folder(export.id) / file.name).read_bytes()
    assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    return export, data


def test_jsonl_holds_every_row_in_order(project: Project, drain: Drain) -> None:
    traces = add_traces(project, 3, metadata={"a": 1}, tags=["x"], cost_usd="0.10", latency_ms=5)
    export, data = exported(project, drain)
    rows = [json.loads(line) for line in data.splitlines()]
    assert [row["id"] for row in rows] == [str(trace.id) for trace in traces]
    assert rows[0]["input"] == [{"role": "user", "content": "What is 2+2?"}]
    assert rows[0]["usage"] == {"input_tokens": None, "output_tokens": None, "cost_usd": "0.1"}
    assert (rows[0]["metadata"], rows[0]["tags"], rows[0]["latency_ms"]) == ({"a": 1}, ["x"], 5)
    assert export.files.get(companion=False).name.endswith(".jsonl")


def test_json_is_kept_as_it_came(project: Project, drain: Drain) -> None:
    text = '{"b":1e2,"a":123456789012345678901234567890,"c":"\\u00e9\\\\ \\n"}'
    add_traces(project, 1, input=text)
    _, data = exported(project, drain, fields=["input"])
    assert data == b'{"input":' + text.encode() + b"}\n"


def test_csv_reads_back(project: Project, drain: Drain) -> None:
    add_traces(project, 1, name='=1+1, "x"\n', metadata={"a": {"b": "-5"}}, tags=["x", "y"])
    _, data = exported(project, drain, format="csv", fields=["name", "metadata.a.b", "tags", "error", "output"])
    assert list(csv.reader(data.decode().splitlines(keepends=True))) == [
        ["name", "metadata.a.b", "tags", "error", "output"],
        ['\'=1+1, "x"\n', "-5", '["x","y"]', "", '"4"'],
    ]


def test_formula_guard_can_be_switched_off(project: Project, drain: Drain) -> None:
    add_traces(project, 1, name="@x")
    _, data = exported(project, drain, format="csv", fields=["name"], options={"csv_formula_guard": False})
    assert data == b"name\n@x\n"


@pytest.mark.parametrize("cell", ["=x", "+x", "-x", "@x", "\tx", "\rx", "-1-1", "+1 555"])
def test_cells_that_a_spreadsheet_would_run_are_guarded(project: Project, drain: Drain, cell: str) -> None:
    add_traces(project, 1, name=cell)
    _, data = exported(project, drain, format="csv", fields=["name"])
    assert next(csv.reader([data.decode().removeprefix("name\n")]))[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+1", "-1.5e3", "a=b", ""])
def test_numbers_and_plain_text_are_not_guarded(project: Project, drain: Drain, cell: str) -> None:
    add_traces(project, 1, name=cell)
    _, data = exported(project, drain, format="csv", fields=["name"])
    assert next(csv.reader([data.decode().removeprefix("name\n")]))[0] == cell


def test_gzip_json(project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    _, data = exported(project, drain, format="json", compression="gzip", fields=["external_id"])
    assert json.loads(gzip.decompress(data)) == [{"external_id": "t-0"}, {"external_id": "t-1"}]


@pytest.mark.parametrize(("format", "nothing"), [("jsonl", b""), ("csv", b"id\n"), ("json", b"[\n]\n")])
def test_no_rows_are_a_whole_file(project: Project, drain: Drain, format: str, nothing: bytes) -> None:
    assert exported(project, drain, format=format, fields=["id"])[1] == nothing
    assert exported(project, drain, format=format, fields=["id"], filter={"field": "model", "op": "in", "value": []})[1] == nothing


def test_fields_of_scores_and_usage(project: Project, drain: Drain) -> None:
    (trace,) = add_traces(project, 1, input_tokens=2, output_tokens=3)
    Score.objects.create(project=project, trace=trace, name="correct", value=1)
    _, data = exported(project, drain, fields=["score.correct", "total_tokens"], rename={"score.correct": "right"})
    assert json.loads(data) == {"right": 1, "total_tokens": 5}


def test_rows_of_other_projects_stay_out(project: Project, stranger_project: Project, drain: Drain) -> None:
    (ours,) = add_traces(project, 1)
    add_traces(stranger_project, 2)
    assert exported(project, drain, format="csv", fields=["id"])[1] == f"id\n{ours.id}\n".encode()


def test_rows_that_come_after_the_request_stay_out(project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    add_traces(project, 3, external_id_prefix="late")
    drain()
    assert export.files.get(companion=False).rows == 2


def test_completion_is_an_event(project: Project, drain: Drain) -> None:
    export, data = exported(project, drain, fields=["id"])
    (event,) = Event.objects.all()
    assert (event.type, event.payload) == ("export.completed", {"export": str(export.id), "rows": 0, "bytes": len(data), "files": 1})


def test_a_task_that_comes_twice_does_nothing_twice(project: Project, drain: Drain, jobs_sent: list[Any]) -> None:
    add_traces(project, 1)
    export, data = exported(project, drain)
    running.run_plan(export.id)
    running.run_shard(Shard.objects.get().id)
    running.finalize(export.id)
    assert jobs_sent == []
    assert (local.folder(export.id) / export.files.get(companion=False).name).read_bytes() == data


def test_rows_that_go_missing_fail_the_job(project: Project, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    from exports.encoders.jsonl import Encoder

    monkeypatch.setattr(Encoder, "feed", lambda self, block: block)
    add_traces(project, 1)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    drain()
    export.refresh_from_db()
    assert (export.error_code, export.error) == ("incomplete", "PostgreSQL sent 1 rows, but 0 were written.")
    assert not local.folder(export.id).exists()


def test_a_crash_in_our_code_fails_the_job_without_telling_its_insides(
    project: Project, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "shards", lambda *_: 1 / 0)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    drain()
    export.refresh_from_db()
    assert export.error_code == "internal_error"
    assert "ZeroDivision" not in export.error


def test_cancel_before_it_runs(project: Project, drain: Drain) -> None:
    export = jobs.cancel(jobs.request_export(project_id=project.id, body={"resource": "traces"}))
    drain()
    export.refresh_from_db()
    assert (export.state, Shard.objects.count()) == (State.CANCELLED, 0)


def test_cancel_in_mid_stream_stops_the_query_and_leaves_no_file(
    project: Project, drain: Drain, monkeypatch: pytest.MonkeyPatch, export_dir: Path
) -> None:
    add_traces(project, 1)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    monkeypatch.setattr(source, "rows", lambda *_, **__: _sleeping(project, export))
    drain()
    export.refresh_from_db()
    assert (export.state, export.files.count()) == (State.CANCELLED, 0)
    assert list(export_dir.iterdir()) == []
    assert Shard.objects.get().state == ShardState.RUNNING


def _sleeping(project: Project, export: Export) -> Any:
    """The rows, after a minute; and the export is cancelled as soon as they are asked for."""
    from django.db.models.expressions import RawSQL

    from evalplatform.tracing.models import Trace

    found = Trace.objects.annotate(wait=RawSQL("pg_sleep(60)::text", ())).filter(project=project, wait="")
    if Shard.objects.exists():
        jobs.cancel(export)
    return found


def test_rows_of_a_restored_dump_are_refused_and_not_left_out(project: Project, drain: Drain) -> None:
    add_traces(project, 1, created_xid=2**60)
    with pytest.raises(Conflict) as refused:
        jobs.request_export(project_id=project.id, body={"resource": "traces"})
    assert (refused.value.code, Export.objects.count()) == ("restored_rows", 0)
