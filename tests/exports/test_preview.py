import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from evalplatform.errors import DomainError, InvalidInput
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace
from exports import plan, preview, source
from exports.models import Export, ExportFile, State
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


def asked(project: Project, **body: Any) -> preview.Preview:
    return preview.preview(project.id, {"resource": "traces", **body})


@pytest.fixture
def many(project: Project) -> Project:
    """1,000 traces that the planner knows of."""
    add_traces(project, 1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    return project


@pytest.fixture
def slow(project: Project, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Rows that PostgreSQL takes a minute each for, and a second to do it in."""
    settings.EXPORT_PREVIEW_TIMEOUT_SECONDS = 1
    found = Trace.objects.filter(project=project).annotate(wait=RawSQL("pg_sleep(60)::text", ())).exclude(wait="x").order_by("id")
    monkeypatch.setattr(source, "rows", lambda *_: found)
    add_traces(project, 1)


def test_few_rows_are_counted(project: Project) -> None:
    add_traces(project, 3)
    made = asked(project, fields=["external_id"])
    assert (made.rows, made.rows_are_estimate) == (3, False)
    assert made.bytes == len(b'{"external_id":"t-0"}\n') * 3


def test_many_rows_are_estimated_or_counted_on_request(many: Project) -> None:
    estimated, counted = asked(many, fields=["id"]), asked(many, fields=["id"], exact=True)
    assert (estimated.rows_are_estimate, counted.rows_are_estimate, counted.rows) == (True, False, 1000)
    assert 900 < estimated.rows < 1100
    assert counted.bytes == 1000 * len('{"id":"01a20505-0000-7000-8000-000000000000"}\n')


def test_the_first_rows_as_they_would_be_written(many: Project) -> None:
    shown = asked(many, fields=["external_id", "model"], rename={"external_id": "=key"}, format="csv").sample
    assert (shown.rows, shown.format, shown.timed_out) == (20, "csv", False)
    assert shown.text == "'=key,model\n" + "".join(f"t-{n},m\n" for n in range(20))


def test_json_is_a_whole_array(many: Project) -> None:
    shown = asked(many, fields=["external_id"], format="json", compression="gzip").sample
    assert json.loads(shown.text) == [{"external_id": f"t-{n}"} for n in range(20)]


def test_parquet_is_shown_as_json_lines(many: Project) -> None:
    made = asked(many, fields=["external_id"], format="parquet")
    assert (made.sample.format, made.sample.rows) == ("jsonl", 20)
    assert json.loads(made.sample.text.splitlines()[19]) == {"external_id": "t-19"}
    assert made.bytes is not None
    assert 500 < made.bytes < 50_000


def test_bytes_are_those_of_the_compressed_file(many: Project) -> None:
    plain, compressed = (asked(many, compression=one, exact=True).bytes or 0 for one in ("none", "gzip"))
    assert len(gzip.compress(b"")) < compressed < plain / 3


def test_huge_rows_are_sampled_until_it_is_enough(project: Project) -> None:
    add_traces(project, 4, input=json.dumps("x" * 3_000_000))
    made = asked(project, fields=["input"], exact=True)
    assert (made.rows, made.rows_are_estimate, made.bytes, made.sample.rows) == (4, False, 4 * 3_000_013, 2)


@pytest.mark.parametrize("exact", [True, False])
def test_no_rows(project: Project, exact: bool) -> None:
    for values in ([], ["nope"]):
        made = asked(project, format="csv", fields=["id", "model"], exact=exact, filter={"field": "model", "op": "in", "value": values})
        assert (made.rows, made.rows_are_estimate, made.bytes, made.sample.text) == (0, False, 9, "id,model\n")


@pytest.mark.usefixtures("slow")
def test_what_is_hard_to_find_is_not_shown(project: Project) -> None:
    made = asked(project)
    assert (made.sample.rows, made.sample.text, made.sample.timed_out) == (0, "", True)
    assert (made.rows_are_estimate, made.bytes) == (True, None)


@pytest.mark.usefixtures("slow")
def test_a_count_has_its_time(project: Project) -> None:
    with pytest.raises(DomainError, match=r"takes more than 1 s\. Ask without `exact`") as caught:
        asked(project, exact=True)
    assert caught.value.code == "count_timed_out"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"exact": 1}, "/exact"), ({"fields": ["nope"]}, "/fields/0"), ({"exakt": True}, "/exakt"), ({"format": []}, "/format")],
)
def test_refuses_what_an_export_refuses(project: Project, body: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        asked(project, **body)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


@pytest.mark.parametrize("body", [None, [], "traces"])
def test_refuses_what_is_no_object(project: Project, body: Any) -> None:
    with pytest.raises(InvalidInput):
        preview.preview(project.id, body)


def completed(project: Project, *, bytes: int, seconds: float, **request: Any) -> None:
    body = {"resource": "traces", **request}
    export = Export.objects.create(project=project, resource="traces", request=body, snapshot="", state=State.COMPLETED, finished_at=Now())
    Export.objects.filter(id=export.id).update(started_at=F("finished_at") - timedelta(seconds=seconds))
    ExportFile.objects.create(export=export, name="x", bytes=bytes, rows=1, sha256="")


def test_seconds_by_what_like_exports_took(project: Project, stranger_project: Project) -> None:
    add_traces(project, 3)
    assert asked(project, fields=["external_id"]).seconds is None
    completed(project, bytes=2_000_000, seconds=2)
    completed(project, bytes=4_000_000, seconds=1, format="jsonl", compression="none")
    completed(project, bytes=1, seconds=100)
    completed(project, bytes=2_000_000, seconds=100, format="csv")
    completed(stranger_project, bytes=2_000_000, seconds=100)
    made = asked(project, fields=["external_id"])
    assert made.seconds == pytest.approx(66 / 2_000_000)


@pytest.mark.parametrize(("rows", "codes"), [(299, []), (300, []), (301, ["too_many_files"])])
def test_warns_of_more_files_than_an_export_may_have(
    project: Project, monkeypatch: pytest.MonkeyPatch, rows: int, codes: list[str]
) -> None:
    monkeypatch.setattr(plan, "MAX_FILES", 3)
    add_traces(project, rows)
    assert [one.code for one in asked(project, rows_per_file=100, exact=True).warnings] == codes
    assert asked(project, exact=True).warnings == ()


def test_of_a_training_file_the_lines_count_and_not_the_rows(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_FILES", 1)
    add_traces(project, 101)
    Trace.objects.filter(external_id="t-0").update(output=None)
    wanted = {"shape": "openai-chat", "rows_per_file": 100}
    assert [one.code for one in asked(project, **wanted).warnings] == []
    add_traces(project, 1, external_id_prefix="more")
    assert [one.code for one in asked(project, **wanted).warnings] == ["too_many_files"]
