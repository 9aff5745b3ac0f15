from typing import Any
from uuid import UUID

import pytest

from evalplatform.projects.models import Project
from exports import files, jobs, leftovers, lifecycle
from exports.models import Export, Shard, ShardState, State
from exports.sinks import local

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(project: Project, jobs_sent: list[Any]) -> Export:
    """Two shards, the first of which is done, and all sorts of files."""
    made = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    Shard.objects.create(export=made, number=0, state=ShardState.DONE, part="00000.1", bytes=4)
    Shard.objects.create(export=made, number=1, state=ShardState.RUNNING, attempt=2)
    local.parts(made.id).mkdir(parents=True)
    (local.parts(made.id) / "joined.1").mkdir()
    for name in ("parts/00000.1", "parts/00000.1.facts", "parts/00000.10", "parts/00001.1", "parts/00001.2.partial", "manifest.json"):
        (local.folder(made.id) / name).write_text("1234")
    return made


def left(export: Export) -> list[str]:
    folder = local.folder(export.id)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_after_a_failure_the_parts_of_finished_shards_stay(export: Export) -> None:
    lifecycle.fail(export.id, "query_failed", "no")
    leftovers.remove(export.id)
    assert left(export) == ["parts/00000.1", "parts/00000.1.facts"]
    assert not (local.parts(export.id) / "joined.1").exists()


def test_a_part_that_has_become_a_file_stays_too(export: Export) -> None:
    Export.objects.update(request={"resource": "traces", "rows_per_file": 100})
    export.refresh_from_db()
    name = f"{files.name_prefix(export)}-00000-of-00002.jsonl"
    (local.parts(export.id) / "00000.1").rename(local.folder(export.id) / name)
    lifecycle.fail(export.id, "query_failed", "no")
    leftovers.remove(export.id)
    assert left(export) == ["parts/00000.1.facts", name]


def test_a_full_disk_gets_all_of_it_back(export: Export) -> None:
    lifecycle.fail(export.id, "disk_full", "no")
    leftovers.remove(export.id)
    assert not local.folder(export.id).exists()


def test_without_a_finished_shard_no_folder_is_left(export: Export) -> None:
    Shard.objects.update(state=ShardState.QUEUED)
    lifecycle.fail(export.id, "query_failed", "no")
    leftovers.remove(export.id)
    assert not local.folder(export.id).exists()


def test_a_request_that_cannot_be_read_any_more_is_no_hindrance(export: Export) -> None:
    Export.objects.update(request={"resource": "no longer"})
    lifecycle.fail(export.id, "query_failed", "no")
    leftovers.remove(export.id)
    assert left(export) == ["parts/00000.1", "parts/00000.1.facts"]


def test_a_cancelled_one_leaves_nothing(export: Export) -> None:
    jobs.cancel(export)
    assert not local.folder(export.id).exists()


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_one_that_runs_keeps_everything(export: Export, state: State) -> None:
    Export.objects.update(state=state)
    before = left(export)
    leftovers.remove(export.id)
    leftovers.remove(UUID("01a20505-0000-7000-8000-000000000000"))
    assert (left(export), len(before)) == (before, 6)
