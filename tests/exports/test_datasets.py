"""What the library `datasets` of Hugging Face makes of the files of records, of one shard and joined of several."""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from evalplatform.projects.models import Project
from exports import jobs
from exports.models import State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
Load = Callable[[Path, str], list[dict[str, Any]]]
FIELDS = ["external_id", "name", "latency_ms", "input", "metadata.plan", "tags", "started_at", "usage"]
NAMES = ["plain", 'say "hi", twice', "two\nlines\r\n", "", " x ", "\u00e9\U0001f600\u2028\u0085", "NULL", "1e5", "{}"]
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678900, UTC)
QUESTION = [{"role": "user", "content": "What is 2+2?"}]
COMPRESSIONS = ("none", "gzip", "zstd")
# Of JSON in zstd the library takes the first frame, which is our bracket alone, for all there is, and then rows for texts.
CASES = [
    *itertools.product(("jsonl", "csv", "parquet"), COMPRESSIONS),
    *itertools.product(("json",), ("none", "gzip")),
]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets  # reads the environment

    def loaded(path: Path, format: str) -> list[dict[str, Any]]:
        options = {"csv": {"keep_default_na": False}}.get(format, {})  # else pandas takes the text NULL for none
        reader = {"jsonl": "json"}.get(format, format)
        return list(datasets.load_dataset(reader, data_files=str(path), split="train", cache_dir=str(tmp_path / "cache"), **options))

    return loaded


@pytest.fixture
def stored(project: Project, settings: Any) -> list[dict[str, Any]]:
    """Traces enough for several shards, as an export of JSON Lines has them."""
    settings.EXPORT_SHARD_ROWS = 60
    rows = []
    for number, name in enumerate(NAMES * 20):
        values = {"name": name, "latency_ms": number, "metadata": {"plan": name}, "tags": [name, "b"], "started_at": MOMENT}
        (made,) = add_traces(project, 1, external_id_prefix=str(number), input_tokens=number, cost_usd="0.10", **values)
        usage = {"input_tokens": number, "output_tokens": None, "cost_usd": "0.1"}
        moment = "2026-01-02T03:04:05.678900Z"
        cells = [made.external_id, name, number, QUESTION, name, [name, "b"], moment, usage]
        rows.append(dict(zip(FIELDS, cells, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    return rows


def in_format(row: dict[str, Any], format: str) -> dict[str, Any]:
    """The row with the types of that format: of CSV a list is JSON text, and of Parquet free JSON."""
    texts = {name: json.dumps(row[name], separators=(",", ":"), ensure_ascii=False) for name in ("input", "tags", "metadata.plan")}
    if format == "csv":
        usage = json.dumps(row["usage"], separators=(", ", " : "))
        return row | {"input": texts["input"], "tags": texts["tags"], "usage": usage}
    if format == "parquet":
        usage = row["usage"] | {"cost_usd": Decimal("0.1000000000")}
        return row | {"input": texts["input"], "metadata.plan": texts["metadata.plan"], "started_at": MOMENT, "usage": usage}
    return row


@pytest.mark.parametrize(("format", "compression"), CASES)
def test_rows_are_those_that_were_stored(
    project: Project, drain: Drain, load: Load, stored: list[dict[str, Any]], format: str, compression: str
) -> None:
    options = {"csv_formula_guard": False}
    body = {"resource": "traces", "fields": FIELDS, "format": format, "compression": compression, "options": options}
    export = jobs.request_export(project_id=project.id, body=body)
    drain()
    export.refresh_from_db()
    assert (export.state, export.error, export.shards.count()) == (State.COMPLETED, "", 3)
    path = local.folder(export.id) / export.files.get(companion=False).name
    assert load(path, format) == [in_format(row, format) for row in stored]
