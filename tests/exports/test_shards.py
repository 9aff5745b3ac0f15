"""An export of many shards: the same file as of one, whatever the order in which they end."""

import gzip
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from celery import current_app
from django.db import connection

from evalplatform.projects.models import Project
from exports import jobs, lifecycle, running
from exports.models import Export, Shard, ShardState, State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
OPEN: dict[str, Callable[[bytes], bytes]] = {
    "none": bytes,
    "gzip": gzip.decompress,
    "zstd": lambda data: zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read(),
}


@pytest.fixture(autouse=True)
def sharded(project: Project, settings: Any) -> None:
    add_traces(project, 500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    settings.EXPORT_SHARD_ROWS = 60


def requested(project: Project, **body: Any) -> Export:
    return jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id", "output"], **body})


def contents(export: Export) -> list[bytes]:
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    return [(local.folder(export.id) / file.name).read_bytes() for file in export.files.filter(companion=False)]


@pytest.mark.parametrize("format", ["jsonl", "csv", "json"])
@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_joined_file_reads_as_that_of_one_shard(
    project: Project, drain: Callable[[], None], settings: Any, format: str, compression: str
) -> None:
    many = requested(project, format=format, compression=compression)
    drain()
    settings.EXPORT_SHARD_ROWS = 10_000
    one = requested(project, format=format, compression=compression)
    drain()
    assert (many.shards.count(), one.shards.count()) == (9, 1)
    assert OPEN[compression](contents(many)[0]) == OPEN[compression](contents(one)[0])


def test_filter_that_leaves_shards_empty_joins_to_valid_json(project: Project, drain: Callable[[], None]) -> None:
    wanted = {"or": [{"field": "external_id", "op": "in", "value": ["t-100", "t-400"]}, {"field": "name", "op": "contains", "value": "_"}]}
    export = requested(project, format="json")
    Export.objects.update(request={**export.request, "filter": wanted})
    drain()
    assert [row["external_id"] for row in json.loads(contents(export)[0])] in (["t-100", "t-400"],)


@pytest.mark.parametrize("seed", range(3))
def test_bytes_do_not_depend_on_the_order_of_the_shards(project: Project, jobs_sent: list[Any], settings: Any, seed: int) -> None:
    current_app.loader.import_default_modules()
    settings.EXPORT_PARALLEL_SHARDS = 9
    exports = [requested(project, compression="gzip") for _ in range(2)]
    chance = random.Random(seed)
    while jobs_sent:
        job, arguments = jobs_sent.pop(chance.randrange(len(jobs_sent)))
        current_app.tasks[job](*arguments)
    assert contents(exports[0]) == contents(exports[1])


def test_only_a_few_shards_wait_in_the_broker(project: Project, jobs_sent: list[Any], settings: Any) -> None:
    settings.EXPORT_PARALLEL_SHARDS = 2
    export = requested(project)
    running.run_plan(export.id)
    assert [job for job, _ in jobs_sent] == ["exports.plan", "exports.run_shard", "exports.run_shard"]
    running.run_shard(Shard.objects.get(number=0).id)
    assert jobs_sent[3:] == [("exports.run_shard", [str(Shard.objects.get(number=2).id)])]


def test_finished_shards_are_never_done_again(project: Project, jobs_sent: list[Any], drain: Callable[[], None]) -> None:
    export = requested(project)
    running.run_plan(export.id)
    running.run_shard(Shard.objects.get(number=0).id)
    taken = lifecycle.claim_shard(Shard.objects.get(number=1).id)
    assert taken
    lifecycle.release_shard(taken, "the worker had to go")
    drain()
    assert len(contents(export)) == 1
    assert [shard.attempt for shard in export.shards.order_by("number")][:3] == [1, 2, 1]
    assert {shard.state for shard in export.shards.all()} == {ShardState.DONE}


def test_rows_per_file(project: Project, drain: Callable[[], None]) -> None:
    export = requested(project, rows_per_file=200, format="csv")
    drain()
    stem = export.files.filter(companion=False)[0].name.removesuffix("-00000-of-00003.csv")
    assert [(file.name, file.rows) for file in export.files.filter(companion=False)] == [
        (f"{stem}-00000-of-00003.csv", 200), (f"{stem}-00001-of-00003.csv", 200), (f"{stem}-00002-of-00003.csv", 100),
    ]  # fmt: skip
    assert [data.splitlines()[:2] for data in contents(export)] == [
        [b"external_id,output", f'{n},"""4"""'.encode()] for n in ("t-0", "t-200", "t-400")
    ]


def test_a_finalizer_that_died_in_mid_join_leaves_nothing_behind(project: Project, drain: Callable[[], None]) -> None:
    export = requested(project)
    left = local.parts(export.id) / "joined.1.partial"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a file, and longer than the whole will be" * 10_000)
    drain()
    assert {path.name for path in local.folder(export.id).iterdir()} == {file.name for file in export.files.all()}
    assert len(contents(export)[0].splitlines()) == 500
