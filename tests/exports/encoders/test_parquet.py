import io
import json
import subprocess
import sys
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection
from rest_framework.test import APIClient

from evalplatform.errors import DomainError
from evalplatform.fields import Column, columns_of
from evalplatform.projects.models import Project
from evalplatform.tracing.fields import SCORES, SPANS, TRACES
from exports import jobs
from exports.encoders.parquet import Encoder
from exports.models import Export, State
from exports.parquet import writing
from exports.sinks import local
from tests.exports.conftest import add_traces
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]

ODD_TEXTS = [
    "", "plain", 'say "hi"', "two\nlines\r\n", "\r", ",;\t", "\x01", "\x02\x01\x01", "\x03", "\\.", "\\N", "NULL", "nan", "t", "1e5", " x ",
    "\ufeffmark", "\u00e9\U0001f600\u2028\u0085", "'; --", "{}",
]  # fmt: skip
JSON_TEXT = '{"b":1e2,"a":123456789012345678901234567890,"c":"\\u00e9\\\\ \\n\\"","d":[null,true,1.10]}'
USAGE = pa.struct([("input_tokens", pa.int64()), ("output_tokens", pa.int64()), ("cost_usd", pa.decimal128(20, 10))])
SCORE = pa.struct([(name, pa.float64() if name == "value" else pa.string()) for name in ("name", "value", "label", "source", "comment")])


def exported(project: Project, drain: Drain, **body: Any) -> list[bytes]:
    """The data files of one export of traces."""
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "format": "parquet", **body})
    drain()
    return contents(export)


def contents(export: Export) -> list[bytes]:
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    return [(local.folder(export.id) / file.name).read_bytes() for file in export.files.filter(companion=False)]


def read(data: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(data), use_threads=False)


def cells(project: Project, drain: Drain, field: str) -> list[Any]:
    (data,) = exported(project, drain, fields=[field])
    found: list[Any] = read(data).column(field).to_pylist()
    return found


def as_jsonl_has_it(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the Parquet file in the form of the API."""
    row = dict(row)
    for name in ("input", "output", "reference", "tools", "metadata"):
        row[name] = None if row[name] is None else json.loads(row[name])
    for name in ("started_at", "ended_at", "ingested_at", "updated_at"):
        row[name] = row[name] and row[name].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    cost = row["usage"] and row["usage"]["cost_usd"]
    if cost is not None:
        row["usage"] = {**row["usage"], "cost_usd": f"{cost:f}".rstrip("0").rstrip(".")}
    return row


def add_various_traces(project: Project) -> None:
    score = {"name": "correct", "value": 0.1, "label": None, "source": "human", "comment": 'good\n"ü"'}
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    add_traces(
        project, 3, external_id_prefix="full", name='a "b"\n', input=JSON_TEXT, metadata={"a": {"b": [1, "x"]}}, tags=["x", 'y"\n', ""],
        input_tokens=2**53 + 1, output_tokens=0, cost_usd="0.0000000001", latency_ms=0.1, started_at=moment, ended_at=moment,
        scores=json.dumps([score, {**score, "value": None, "label": "bad"}]), tools='[{"type":"function"}]',
    )  # fmt: skip
    add_traces(project, 3, external_id_prefix="bare", output=None, error="", cost_usd="12")


def test_columns_have_the_types_of_their_fields(project: Project, drain: Drain) -> None:
    (data,) = exported(project, drain)
    types = {field.name: field.type for field in pq.read_schema(io.BytesIO(data))}
    assert list(types) == [one.name for one in TRACES.listed]
    assert types.pop("latency_ms") == pa.float64()
    assert types.pop("usage") == USAGE
    assert types.pop("tags") == pa.list_(pa.field("element", pa.string()))
    assert types.pop("scores") == pa.list_(pa.field("element", SCORE))
    assert {types.pop(name) for name in ("started_at", "ended_at", "ingested_at", "updated_at")} == {pa.timestamp("us", "UTC")}
    assert set(types.values()) == {pa.string()}


@pytest.mark.parametrize("wanted", [{}, {"field": "model", "op": "in", "value": []}])
def test_no_rows_are_a_whole_file_with_all_columns(project: Project, drain: Drain, wanted: Any) -> None:
    (empty,) = exported(project, drain, filter=wanted)
    add_traces(project, 1)
    (full,) = exported(project, drain)
    assert (read(empty).num_rows, read(full).num_rows) == (0, 1)
    assert read(empty).schema == read(full).schema


def test_texts_come_back_as_they_were(project: Project, drain: Drain) -> None:
    for text in ODD_TEXTS:
        add_traces(project, 1, external_id_prefix=text, name=text, error=text)
    add_traces(project, 1, external_id_prefix="none", error=None)
    assert cells(project, drain, "name") == [*ODD_TEXTS, ""]
    assert cells(project, drain, "error") == [*ODD_TEXTS, None]
    (data,) = exported(project, drain, fields=["error", "name", "id", "model"])
    assert read(data).column("error").to_pylist() == [*ODD_TEXTS, None]


def test_numbers_are_exact(project: Project, drain: Drain) -> None:
    whole, costs, floats = (
        [0, 2**53 + 1, 2**63 - 1, None],
        ["0", "0.0000000001", "-9999999999.9999999999", None],
        [0.1, 5e-324, 1e308, None],
    )
    for number, cost, latency in zip(whole, costs, floats, strict=True):
        add_traces(project, 1, external_id_prefix=str(number), input_tokens=number, cost_usd=cost, latency_ms=latency)
    assert cells(project, drain, "usage.input_tokens") == whole
    assert cells(project, drain, "usage.cost_usd") == [cost and Decimal(cost) for cost in costs]
    assert cells(project, drain, "latency_ms") == floats
    assert [usage and usage["input_tokens"] for usage in cells(project, drain, "usage")] == whole
    assert [usage and str(usage["cost_usd"]) for usage in cells(project, drain, "usage")][1:3] == ["1E-10", "-9999999999.9999999999"]


def test_times_are_exact_whatever_the_server_prefers(project: Project, drain: Drain) -> None:
    times = [
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 1, UTC),
    ]
    for number, moment in enumerate(times):
        add_traces(project, 1, external_id_prefix=str(number), started_at=moment)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE \"{connection.settings_dict['NAME']}\" SET datestyle = 'German'")
    try:
        assert cells(project, drain, "started_at") == times
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER ROLE CURRENT_USER IN DATABASE "{connection.settings_dict["NAME"]}" RESET datestyle')


def test_json_is_the_text_that_jsonl_has(project: Project, drain: Drain) -> None:
    add_traces(project, 1, input=JSON_TEXT, metadata={"b": 'x "', "a": [1.5, None]}, reference="null")
    for name in ("input", "metadata", "metadata.a", "metadata.b", "reference"):
        (line,) = exported(project, drain, fields=[name], format="jsonl")
        (text,) = cells(project, drain, name)
        assert line == f'{{"{name}":{text}}}\n'.encode()
    assert cells(project, drain, "metadata.none") == [None]


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_rows_are_those_of_jsonl(project: Project, drain: Drain, compression: str) -> None:
    add_various_traces(project)
    (lines,) = exported(project, drain, format="jsonl")
    (data,) = exported(project, drain, compression=compression)
    assert [as_jsonl_has_it(row) for row in read(data).to_pylist()] == [json.loads(line) for line in lines.splitlines()]


def test_pandas_duckdb_and_polars_read_the_same(project: Project, drain: Drain, tmp_path: Any) -> None:
    add_various_traces(project)
    (data,) = exported(project, drain)
    path = tmp_path / "traces.parquet"
    path.write_bytes(data)
    rows = read(data).to_pylist()
    assert polars.read_parquet(path).to_dicts() == rows
    # DuckDB hands times over through a library for zones that we do not have, so it is asked for their microseconds
    moments = "epoch_us(started_at) AS started_at, epoch_us(ended_at) AS ended_at, epoch_us(ingested_at) AS ingested_at, NULL AS updated_at"
    assert in_duckdb(f"SELECT * REPLACE ({moments}) FROM '{path}'") == [in_microseconds(row) for row in rows]
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")  # its own types turn integers beside nulls into floats
    assert [{name: row[name] for name in frame} for row in rows] == [as_pandas_has_it(row) for row in frame.to_dict("records")]


def as_pandas_has_it(row: dict[Hashable, Any]) -> dict[Hashable, Any]:
    values = {name: value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value for name, value in row.items()}
    return {name: None if value is pandas.NA or value is pandas.NaT else value for name, value in values.items()}


def in_duckdb(query: str) -> list[dict[str, Any]]:
    found = duckdb.connect().execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def in_microseconds(row: dict[str, Any]) -> dict[str, Any]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    times = {name: value for name, value in row.items() if isinstance(value, datetime)}
    return {**row, **{name: int((moment - epoch).total_seconds()) * 10**6 + moment.microsecond for name, moment in times.items()}}


@pytest.mark.parametrize(
    ("body", "codec"), [({}, "ZSTD"), ({"compression": "none"}, "UNCOMPRESSED"), ({"compression": "gzip"}, "GZIP")]
)  # fmt: skip
def test_compression_is_inside(project: Project, drain: Drain, body: Any, codec: str) -> None:
    add_traces(project, 1)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "format": "parquet", **body})
    drain()
    (data,) = contents(export)
    assert pq.read_metadata(io.BytesIO(data)).row_group(0).column(0).compression == codec
    assert export.files.get(companion=False).name.endswith(".parquet")


def test_spans_scores_and_renamed_columns(project: Project, drain: Drain) -> None:
    (trace,) = add_traces(project, 1, tags=["x"])
    (data,) = exported(project, drain, fields=["id", "tags", "usage.input_tokens", "usage"], rename={"id": "usage.x", "tags": 'a "b" %s'})
    assert read(data).to_pylist() == [{"usage.x": str(trace.id), 'a "b" %s': ["x"], "usage.input_tokens": None, "usage": None}]
    for resource in (SPANS, SCORES):
        (data,) = exported(project, drain, resource=resource.name)
        assert read(data).column_names == [one.name for one in resource.listed]


def test_row_groups_are_bounded(project: Project, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "GROUP_BYTES", 2_500_000)
    add_traces(project, 40, input='"' + "x" * 200_000 + '"')
    (data,) = exported(project, drain)
    found = pq.read_metadata(io.BytesIO(data))
    rows = [found.row_group(number).num_rows for number in range(found.num_row_groups)]
    assert (sum(rows), max(rows) <= 12, len(rows) <= 5) == (40, True, True)


def test_stream(project: Project, api: APIClient) -> None:
    add_traces(project, 3)
    response = api.get("/api/exports/stream", {"resource": "traces", "format": "parquet", "fields": "external_id,tags"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/vnd.apache.parquet")
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert read(data).to_pylist() == [{"external_id": f"t-{n}", "tags": []} for n in range(3)]


@pytest.mark.parametrize("cut", [1, 2, 7, 1000])
def test_bytes_do_not_depend_on_how_blocks_are_cut(cut: int) -> None:
    def encoded(blocks: list[bytes]) -> bytes:
        one = Encoder((Column("a", TRACES.field("name")), Column("b", TRACES.field("tags"))), formula_guard=True)
        one._pieces.piece_bytes = one._pieces._limit = 16
        data = one.before() + b"".join(one.feed(block) for block in blocks) + one.rest()
        assert one.rows == 4
        return data + one.after(empty=False)

    text = b'\x01a\n\x01\x01\n\x01\x02["x"]\n\x02[]\n\x03\x02\x03\nlong long long long\x02["y","z"]\n'
    assert encoded([text[start : start + cut] for start in range(0, len(text), cut)]) == encoded([text])
    assert read(encoded([text])).to_pylist()[:3] == [{"a": "a\n\x01\n", "b": ["x"]}, {"a": "", "b": []}, {"a": None, "b": None}]


def test_value_that_no_column_can_hold_is_named() -> None:
    one = Encoder((Column("cost", TRACES.field("usage.cost_usd")),), formula_guard=True)
    one.before()
    one.feed(b"12345678901234567890.5\n")
    with pytest.raises(DomainError, match="12345678901234567890.5") as caught:
        one.rest()
    assert caught.value.code == "not_representable"


def test_the_web_process_does_not_load_pyarrow() -> None:
    modules = "exports.spec, exports.urls, exports.views.exports, exports.views.stream, exports.encoders.parquet, exports.files"
    script = f"import django; django.setup(); import sys, {modules}; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_every_listed_field_of_every_resource_has_a_type() -> None:
    from exports.parquet.tables import schema_of

    assert [len(schema_of(columns_of(one.listed))) for one in (TRACES, SPANS, SCORES)] == [
        len(one.listed) for one in (TRACES, SPANS, SCORES)
    ]
