"""Every declared field of every resource, in every format, and as a filter."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection

from evalplatform.evaluations.models import Dataset, Evaluation, Example, Result, Suite
from evalplatform.fields import UnknownField
from evalplatform.filtering import build, operators
from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from evalplatform.tracing.models import Trace
from exports import files, resources, source, spec
from exports.encoders import ENCODERS
from external_api.models import UsageHour

pytestmark = pytest.mark.django_db
TRACE: dict[str, Any] = {
    "external_id": "t", "name": "n", "session_id": "s", "user_id": "u", "environment": "e", "release": "r", "model": "m", "provider": "p",
    "error": "oops", "input": [{"a": "é"}], "output": "4", "reference": {"b": 1}, "tools": [1], "tags": ["x"], "latency_ms": 1.5,
    "metadata": {"a": {"b": "v"}, "list": [1, 2]}, "usage": {"input_tokens": 2, "output_tokens": 3, "cost_usd": "0.10"},
    "started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T00:00:01Z",
    "scores": [{"name": "correct", "value": 1, "label": "yes", "comment": "c"}],
    "spans": [{
        "external_id": "sp", "parent_external_id": "root", "name": "n", "kind": "tool", "input": 1, "output": "line\nend",
        "started_at": "2026-01-01T00:00:00Z", "ended_at": "2026-01-01T00:00:01Z",
        "attributes": {"gen_ai.system": "openai", "deep": {"er": [1, 2]}},
    }],
}  # fmt: skip
OF_FAMILIES = {
    "traces": ["metadata.a", "metadata.a.b", "metadata.list.1", "score.correct", "score.correct.label"],
    "spans": ["trace.metadata.a.b", "attributes.gen_ai.system", "attributes.deep.er.0"],
    "scores": ["trace.metadata.a.b"],
    "examples": ["metadata.a.b"],
    "results": ["metadata.a.b", "metric.exact.match"],
}
NOON = "2026-01-01T12:00:00Z"
AMOUNTS: dict[str, Any] = {
    **{"requests": 9, "ok": 2, "client_errors": 3, "server_errors": 4, "items": 5, "bytes_in": 6, "bytes_out": 7},
    **{"seconds": 1.5, "slowest_seconds": 1.25},
}
ALL = [
    (resource, name)
    for resource in resources.names()
    for name in [*(field.name for field in resources.get(resource).fields), *OF_FAMILIES.get(resource, [])]
]
Every = pytest.mark.parametrize(("resource", "name"), ALL, ids=lambda text: str(text))


@pytest.fixture
def stored(project: Project, stranger_project: Project) -> Project:
    store(project.id, [TRACE])
    store(stranger_project.id, [TRACE])
    Trace.objects.update(updated_at="2026-01-01T00:00:00Z", computed_cost_usd="0.2")
    for one in (project, stranger_project):
        add_evaluation(one)
        UsageHour.objects.create(project=one, hour=NOON, caller="user:1", endpoint="GET /api/jobs", **AMOUNTS)
    return project


def add_evaluation(project: Project) -> None:
    """One evaluation with one result, of a dataset with one example, with something in every column."""
    shared: dict[str, Any] = {"project": project, "input": '["é"]', "reference": "4", "metadata": {"a": {"b": "v"}}}
    dataset = Dataset.objects.create(project=project, name="d", latest=1)
    example = Example.objects.create(dataset=dataset, external_id="e", split="test", added_in=1, removed_in=2, content_hash=b"", **shared)
    evaluation = Evaluation.objects.create(
        project=project, dataset=dataset, dataset_version=1, request={}, scorers=[], source_kind="outputs", source={}, name="n",
        suite=Suite.objects.create(project=project, name="s", scorers=[], target={}), repository="r", sha="s", branch="b", pull_request=3,
        cost_usd="0.1", error_code="c", error_message="m", summary={"a": 1}, verdict="pass", started_at=NOON, finished_at=NOON,
    )  # fmt: skip
    Evaluation.objects.filter(id=evaluation.id).update(compared_with=evaluation)
    Result.objects.create(
        evaluation=evaluation, example=example, trace_id=Trace.objects.filter(project=project).get().id, pair_key="e", cluster="k",
        output='"4"', scores='[{"name":"a"}]', metrics={"exact.match": 1.0}, latency_ms=1.5, input_tokens=1, output_tokens=2,
        cost_usd="0.1", error_code="c", error_message="m", answered_at=NOON, **shared,
    )  # fmt: skip


def written(project: Project, **body: Any) -> bytes:
    asked = spec.parse(body)
    encoder = files.encoder(asked)
    before = encoder.before()
    rows = b"".join(map(encoder.feed, source.stream(connection.connection, encoder, source.rows(asked, project.id))))
    return before + rows + encoder.rest() + encoder.after(empty=encoder.rows == 0)


def value(project: Project, resource: str, name: str) -> Any:
    """The one value of the one row, as JSON."""
    found = json.loads(written(project, resource=resource, fields=[name]))
    assert list(found) == [name]
    return found[name]


def read(data: bytes, format: str) -> list[dict[str, Any]]:
    if format == "csv":
        return list(csv.DictReader(io.StringIO(data.decode())))
    if format == "parquet":
        parquet = pytest.importorskip("pyarrow.parquet")
        return list(parquet.read_table(io.BytesIO(data)).to_pylist())
    return list(json.loads(data)) if format == "json" else [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("format", ENCODERS)
@Every
def test_every_field_in_every_format(stored: Project, resource: str, name: str, format: str) -> None:
    (row,) = read(written(stored, resource=resource, fields=[name], format=format), format)
    assert list(row) == [name]
    assert row[name] not in (None, "")


@Every
def test_every_field_under_another_name(stored: Project, resource: str, name: str) -> None:
    others = [one for one in ("id", "trace_id") if one != name and (resource, one) in ALL]
    found = json.loads(written(stored, resource=resource, fields=[*others, name], exclude=others, rename={name: "x.y"}))
    assert found == {"x.y": value(stored, resource, name)}


@pytest.mark.parametrize(("resource", "name"), [one for one in ALL if resources.get(one[0]).field(one[1]).filterable], ids=str)
def test_every_field_as_a_filter(stored: Project, resource: str, name: str) -> None:
    declared = resources.get(resource)
    field = declared.field(name)

    def matches(op: str, value: Any) -> int:
        return declared.rows(stored.id).filter(build(declared, {"field": name, "op": op, "value": value})).count()

    assert (matches("exists", True), matches("exists", False)) == (1, 0)
    if "eq" in operators(field.kind) and not isinstance(own := value(stored, resource, name), dict):
        assert (matches("eq", own), matches("ne", own)) == (1, 0)
        assert "in" not in operators(field.kind) or matches("in", [own]) == 1


def test_a_trace_carries_its_spans_as_the_api_shows_them(stored: Project) -> None:
    (span,) = value(stored, "traces", "spans")
    assert span | {"id": ""} == {
        **TRACE["spans"][0], "id": "", "started_at": "2026-01-01T00:00:00.000000Z", "ended_at": "2026-01-01T00:00:01.000000Z",
    }  # fmt: skip
    assert "spans" not in json.loads(written(stored, resource="traces"))


def test_a_trace_without_spans_has_an_empty_list(project: Project) -> None:
    store(project.id, [{"input": 1}])
    assert written(project, resource="traces", fields=["spans"]) == b'{"spans":[]}\n'


def test_spans_come_in_order_on_one_line(project: Project) -> None:
    spans = [{"external_id": f"s{n}", "kind": "llm", "name": "100%"} for n in range(20)]
    store(project.id, [{"input": 1, "spans": spans}])
    data = written(project, resource="traces", fields=["spans"])
    assert data.count(b"\n") == 1
    assert [span["external_id"] for span in json.loads(data)["spans"]] == [span["external_id"] for span in spans]


def test_what_was_exported_with_its_spans_can_be_loaded_again(stored: Project, project: Project) -> None:
    listed = [field.name for field in resources.get("traces").listed]
    row = json.loads(written(stored, resource="traces", fields=[*listed, "spans"]))
    assert store(project.id, [row])[0].status == "unchanged"


@pytest.mark.parametrize("resource", ["spans", "scores"])
def test_fields_of_the_trace(stored: Project, resource: str) -> None:
    names = ["trace.external_id", "trace.metadata.a.b", "trace.input"]
    row = json.loads(written(stored, resource=resource, fields=names, rename={"trace.external_id": "of"}))
    assert row == {"of": "t", "trace.metadata.a.b": "v", "trace.input": [{"a": "é"}]}


@pytest.mark.parametrize("name", ["attributes.", "attributes..a", "trace.metadata.", "trace.nope"])
def test_what_is_no_field_of_spans(name: str) -> None:
    with pytest.raises(UnknownField):
        resources.get("spans").field(name)
