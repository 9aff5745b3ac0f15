"""What was measured comes back out of a real export, in every format."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from evalplatform.evaluations.datasets import create_dataset
from evalplatform.evaluations.datasets.changing import Asked
from evalplatform.evaluations.datasets.files.columns import Columns
from evalplatform.evaluations.datasets.files.loading import File, change_by_file
from evalplatform.evaluations.datasets.listing import change_by_list
from evalplatform.evaluations.fields import EXAMPLES, RESULTS
from evalplatform.evaluations.models import Dataset, Evaluation, Result
from evalplatform.filtering import build
from evalplatform.projects.models import Project
from exports import jobs
from exports.sinks import local

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
ITEMS: list[dict[str, Any]] = [
    {
        "external_id": "a",
        "input": {"q": "é\n", "n": 10**30},
        "reference": "4",
        "metadata": {"page": 3, "deep": {"er": [1]}},
        "split": "test",
    },
    {"external_id": "=b", "input": [{"role": "user", "content": '"4", 5'}], "reference": None, "metadata": {}, "split": ""},
    {"external_id": "c", "input": "plain", "reference": 1.5, "metadata": {"page": "3"}, "split": "train"},
]


@pytest.fixture(autouse=True)
def export_dir(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.fixture
def sums(project: Project) -> Dataset:
    made = create_dataset(project.id, {"name": "sums"})
    change_by_list(made, {"examples": ITEMS}, most=9)
    return made


@pytest.fixture
def evaluation(project: Project) -> Evaluation:
    found = Evaluation.objects.create(
        project=project, request={}, scorers=[], source_kind="outputs", source={}, summary={"exact": {"mean": 0.5}}, verdict="pass",
        cost_usd="0.0000000001", name="nightly", sha="abc",
    )  # fmt: skip
    Result.objects.create(
        project=project, evaluation=found, pair_key="a", input='"q"', reference='"4"', output='{"a":1e2}', scores='[{"name":"exact"}]',
        metrics={"exact": 1.0, "f.1": None}, latency_ms=1.5, cost_usd="0.25", input_tokens=3, state="scored",
    )  # fmt: skip
    Result.objects.create(project=project, evaluation=found, pair_key="b", error_code="timed_out", state="errored")
    return found


def exported(project: Project, drain: Drain, **body: Any) -> Path:
    export = jobs.request_export(project_id=project.id, body=body)
    drain()
    return local.folder(export.id) / export.files.get(companion=False).name


def by_format(project: Project, drain: Drain, format: str, **body: Any) -> list[dict[str, Any]]:
    path = exported(project, drain, format=format, **body)
    if format == "jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if format == "parquet":
        return list(pq.read_table(path).to_pylist())
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_examples_come_back(project: Project, sums: Dataset, drain: Drain) -> None:
    rows = by_format(project, drain, "jsonl", resource="examples")
    assert [{name: row[name] for name in ITEMS[0]} for row in rows] == ITEMS
    assert {(row["dataset"], row["dataset_id"], row["added_in"], row["removed_in"], row["current"]) for row in rows} == {
        ("sums", str(sums.id), 1, None, True)
    }


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_an_export_of_examples_is_a_dataset_again(project: Project, sums: Dataset, drain: Drain, format: str) -> None:
    options = {"csv_formula_guard": False}
    path = exported(project, drain, resource="examples", format=format, options=options)
    with path.open("rb") as source:
        cells = "auto" if format == "jsonl" else "json"
        change = change_by_file(sums, File(source, format, Columns(cells=cells)), Asked(replace=True))
    assert (change.created, change.replaced, change.unchanged, change.removed) == (0, 0, 3, 0)


@pytest.mark.parametrize(("format", "page"), [("jsonl", [3, None, "3"]), ("csv", ["3", "", "3"]), ("parquet", ["3", None, '"3"'])])
def test_metadata_of_examples(project: Project, sums: Dataset, drain: Drain, format: str, page: list[Any]) -> None:
    rows = by_format(project, drain, format, resource="examples", fields=["metadata.page"])
    assert [row["metadata.page"] for row in rows] == page


def test_examples_of_a_version(project: Project, sums: Dataset) -> None:
    change_by_list(sums, {"examples": [{**ITEMS[0], "input": "new"}, ITEMS[1]], "replace": True}, most=9)
    change_by_list(sums, {"examples": [{"external_id": "d", "input": 1}], "publish": False}, most=9)

    def found(spec: Any) -> list[str]:
        return list(EXAMPLES.rows(project.id).filter(build(EXAMPLES, spec)).values_list("external_id", flat=True))

    def compared(field: str, op: str, value: Any) -> dict[str, Any]:
        return {"field": field, "op": op, "value": value}

    assert found(compared("current", "eq", True)) == ["=b", "a"]
    first = {"and": [compared("added_in", "lte", 1), {"or": [compared("removed_in", "exists", False), compared("removed_in", "gt", 1)]}]}
    assert found(first) == ["a", "=b", "c"]
    assert found(compared("dataset", "eq", "sums")) == ["a", "=b", "c", "a", "d"]
    assert found(compared("dataset", "eq", "other")) == []


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_results_come_back(project: Project, evaluation: Evaluation, drain: Drain, format: str) -> None:
    names = ["pair_key", "state", "output", "metric.exact", "metric.f.1", "latency_ms", "cost_usd", "input_tokens", "error_code", "scores"]
    one, other = by_format(project, drain, format, resource="results", fields=names)
    told = {name: one[name] if format == "jsonl" else str(one[name]) for name in ("pair_key", "state", "error_code")}
    assert told == {"pair_key": "a", "state": "scored", "error_code": ""}
    assert one["output"] == ({"a": 100.0} if format == "jsonl" else '{"a":1e2}')
    assert one["scores"] == ([{"name": "exact"}] if format == "jsonl" else '[{"name":"exact"}]')
    assert [float(one[name]) for name in ("metric.exact", "latency_ms", "cost_usd", "input_tokens")] == [1.0, 1.5, 0.25, 3]
    nothing = "" if format == "csv" else None
    assert [one["metric.f.1"], other["metric.exact"], other["output"]] == [nothing] * 3
    assert other["error_code"] == "timed_out"


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_evaluations_come_back(project: Project, evaluation: Evaluation, drain: Drain, format: str) -> None:
    (row,) = by_format(project, drain, format, resource="evaluations")
    assert (row["id"], row["name"], row["verdict"], row["sha"], row["source"]) == (str(evaluation.id), "nightly", "pass", "abc", "outputs")
    assert row["summary"] == ({"exact": {"mean": 0.5}} if format == "jsonl" else '{"exact": {"mean": 0.5}}')
    assert f"{float(row['cost_usd']):.10f}" == "0.0000000001"
    assert not row["suite"]


def test_metrics_as_filters(project: Project, evaluation: Evaluation) -> None:
    def found(field: str, op: str, value: Any) -> list[str]:
        rows = RESULTS.rows(project.id).filter(build(RESULTS, {"field": field, "op": op, "value": value}))
        return list(rows.values_list("pair_key", flat=True))

    assert found("metric.exact", "gte", 1) == ["a"]
    assert found("metric.exact", "exists", False) == ["b"]
    assert found("metric.f.1", "exists", True) == []
    Result.objects.filter(pair_key="b").update(metrics={"exact": "NaN", "f": {"1": 2}})
    assert found("metric.exact", "lt", 5) == ["a"]


def test_another_project_sees_nothing(stranger_project: Project, sums: Dataset, evaluation: Evaluation, drain: Drain) -> None:
    for name in ("examples", "evaluations", "results"):
        assert by_format(stranger_project, drain, "jsonl", resource=name) == []
