"""What was loaded comes back: every field, in every format, as Python's csv, pandas and DuckDB read it."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from evalplatform.management.demo.generator import traces
from evalplatform.projects.models import Project
from evalplatform.tracing.ingest import store
from exports import jobs
from exports.sinks import local

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 1000
SENT = ("external_id", "session_id", "model", "input", "output", "reference", "tools", "metadata", "tags", "error")
CELLS = ["external_id", "model", "input", "output", "reference", "tags", "metadata.customer.plan", "latency_ms", "error"]


@pytest.fixture
def sent(project: Project) -> list[dict[str, Any]]:
    items = list(islice(traces(COUNT), COUNT))
    assert {outcome.status for outcome in store(project.id, items)} == {"created"}
    return items


def exported(project: Project, drain: Callable[[], None], **body: Any) -> Path:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", **body})
    drain()
    return local.folder(export.id) / export.files.get(companion=False).name


def test_jsonl_gives_back_what_was_sent(project: Project, sent: list[dict[str, Any]], drain: Callable[[], None]) -> None:
    lines = gzip.decompress(exported(project, drain, compression="gzip").read_bytes()).decode().split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    for row, item in zip(rows, sent, strict=True):
        assert {name: row[name] for name in SENT if name in item} == {name: item[name] for name in SENT if name in item}
        assert [(score["name"], score.get("value")) for score in row["scores"]] == [
            (score["name"], score.get("value")) for score in item.get("scores", [])
        ]


def test_csv_agrees_with_jsonl_for_three_readers(project: Project, sent: list[dict[str, Any]], drain: Callable[[], None]) -> None:
    rows = [json.loads(line) for line in exported(project, drain, fields=CELLS).read_text().split("\n")[:-1]]
    path = exported(project, drain, fields=CELLS, format="csv", options={"csv_formula_guard": False})
    expected = [[_cell(row[name], name) for name in CELLS] for row in rows]
    with path.open(newline="", encoding="utf-8") as file:
        header, *by_csv = csv.reader(file)
    by_pandas = pd.read_csv(path, dtype=str, keep_default_na=False).values.tolist()
    by_duckdb = duckdb.execute("SELECT * FROM read_csv(?, all_varchar=true, header=true)", [str(path)]).fetchall()
    assert header == CELLS
    assert by_csv == expected
    assert by_pandas == expected
    assert [[cell or "" for cell in row] for row in by_duckdb] == expected


def _cell(value: Any, name: str) -> str:
    """The text of a cell, from the value in JSON Lines."""
    if value is None:
        return ""
    if name in ("input", "output", "reference", "tags"):
        return _compact(value)
    return value if isinstance(value, str) else _compact(value)


def _compact(value: Any) -> str:
    text = io.StringIO()
    json.dump(value, text, ensure_ascii=False, separators=(",", ":"))
    return text.getvalue()


def test_an_export_can_be_loaded_into_another_project(
    project: Project, stranger_project: Project, sent: list[dict[str, Any]], drain: Callable[[], None]
) -> None:
    rows = [json.loads(line) for line in exported(project, drain).read_text().split("\n")[:-1]]
    assert {outcome.status for outcome in store(stranger_project.id, rows)} == {"created"}
    again = [json.loads(line) for line in exported(stranger_project, drain).read_text().split("\n")[:-1]]
    servers_own = ("id", "ingested_at", "updated_at")
    assert [[row[name] for name in row if name not in servers_own] for row in again] == [
        [row[name] for name in row if name not in servers_own] for row in rows
    ]
