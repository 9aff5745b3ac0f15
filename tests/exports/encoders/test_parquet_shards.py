"""Parquet files of many shards."""

import io
import random
from typing import Any

import polars
import pyarrow.parquet as pq
import pytest
from celery import current_app
from django.db import connection

from evalplatform.projects.models import Project
from exports import jobs
from exports.models import Export
from tests.exports.conftest import add_traces
from tests.exports.encoders.test_parquet import Drain, contents, exported, in_duckdb, read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sharded(project: Project, settings: Any) -> None:
    add_traces(project, 500, metadata={"a": 1}, input_tokens=3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    settings.EXPORT_SHARD_ROWS = 60


@pytest.mark.parametrize("compression", ["none", "zstd"])
@pytest.mark.usefixtures("sharded")
def test_joined_file_reads_as_that_of_one_shard(project: Project, drain: Drain, settings: Any, tmp_path: Any, compression: str) -> None:
    (many,) = exported(project, drain, compression=compression)
    settings.EXPORT_SHARD_ROWS = 10_000
    (one,) = exported(project, drain, compression=compression)
    groups = [pq.read_metadata(io.BytesIO(data)).num_row_groups for data in (many, one)]
    assert (groups, read(many).num_rows) == ([9, 1], 500)
    assert read(many).equals(read(one))
    path = tmp_path / "many.parquet"
    path.write_bytes(many)
    ids = read(one).column("id").to_pylist()
    assert [row["id"] for row in in_duckdb(f"SELECT id FROM '{path}'")] == ids
    assert polars.read_parquet(path)["id"].to_list() == ids
    assert polars.scan_parquet(path).filter(polars.col("id") == ids[333]).select("external_id").collect().item() == "t-333"


@pytest.mark.usefixtures("sharded")
def test_bytes_do_not_depend_on_the_order_of_the_shards(project: Project, jobs_sent: list[Any], settings: Any) -> None:
    current_app.loader.import_default_modules()
    settings.EXPORT_PARALLEL_SHARDS = 9
    body = {"resource": "traces", "format": "parquet"}
    both = [jobs.request_export(project_id=project.id, body=body) for _ in range(2)]
    while jobs_sent:
        job, arguments = jobs_sent.pop(random.randrange(len(jobs_sent)))
        current_app.tasks[job](*arguments)
    assert contents(both[0]) == contents(both[1])


@pytest.mark.usefixtures("sharded")
def test_filter_that_leaves_shards_empty(project: Project, drain: Drain) -> None:
    body = {"or": [{"field": "external_id", "op": "in", "value": ["t-100", "t-400"]}, {"field": "name", "op": "contains", "value": "_"}]}
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "format": "parquet"})
    Export.objects.update(request={**export.request, "filter": body})
    drain()
    (data,) = contents(export)
    assert read(data).column("external_id").to_pylist() == ["t-100", "t-400"]


@pytest.mark.usefixtures("sharded")
def test_rows_per_file(project: Project, drain: Drain) -> None:
    files = exported(project, drain, rows_per_file=200)
    assert [read(data).num_rows for data in files] == [200, 200, 100]
    assert read(files[1]).column("external_id")[0].as_py() == "t-200"
