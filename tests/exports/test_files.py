"""The end of a sharded export that is killed at any step, or whose parts are lost with the power."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.projects.models import Project
from exports import files, jobs, joining, lifecycle, manifest, running, spec
from exports.models import Export, Shard, ShardState, State
from exports.sinks import local
from exports.sweep import sweep
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]


class Killed(BaseException):
    """Nothing of ours runs after it, as after SIGKILL."""


@pytest.fixture(autouse=True)
def sharded(project: Project, settings: Any) -> None:
    settings.EXPORT_SHARD_ROWS = 100
    add_traces(project, 300)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")


def streamed(project: Project, jobs_sent: list[Any], **body: Any) -> Export:
    """An export whose three shards are done."""
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id", "output"], **body})
    running.run_plan(export.id)
    for shard in export.shards.order_by("number"):
        running.run_shard(shard.id)
    jobs_sent.clear()
    assert export.shards.count() == 3
    return export


def ended(export: Export, drain: Drain) -> tuple[list[tuple[str, int]], list[int], set[str]]:
    """SHA-256 and rows of its file, the attempts of its shards, and what lies in its folder but its files."""
    long_ago = timezone.now() - timedelta(minutes=5)
    for _ in range(5):  # a finalizer finds one damaged part at a time
        Export.objects.filter(id=export.id).update(lease_until=long_ago, queued_at=long_ago)
        Shard.objects.exclude(state=ShardState.DONE).update(queued_at=long_ago)
        sweep()
        drain()
    export.refresh_from_db()
    assert (export.state, export.error) == (State.COMPLETED, "")
    data = list(export.files.filter(companion=False).values_list("sha256", "rows"))
    attempts = list(export.shards.order_by("number").values_list("attempt", flat=True))
    left = {path.name for path in local.folder(export.id).iterdir()} - set(export.files.values_list("name", flat=True))
    return data, attempts, left


def kill(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, *, after: bool, call: int = 1) -> None:
    """The process dies before or after that call of the function."""
    calls, real = [0], getattr(where, name)

    def dies(*arguments: Any, **options: Any) -> Any:
        calls[0] += 1
        if calls[0] == call and not after:
            raise Killed
        result = real(*arguments, **options)
        if calls[0] == call:
            raise Killed
        return result

    monkeypatch.setattr(where, name, dies)
    monkeypatch.setattr(local.LocalPart, "abort", lambda part: part._file.close())  # the system does that much


STEPS = {
    "before the first byte": (joining, "_refuse_short", True, 1),
    "in the middle of a part": (local.LocalPart, "write", True, 2),
    "with all written": (local.LocalPart, "commit", False, 1),
    "with all synced": (local.LocalPart, "commit", True, 1),
    "before it has its name": (local, "publish", False, 1),
    "after it has its name": (local, "publish", True, 1),
    "in the middle of the manifest": (local.LocalPart, "commit", False, 2),
    "after the manifest": (manifest, "write", True, 1),
    "before it is complete": (lifecycle, "complete", False, 1),
    "in the transaction that completes it": (lifecycle, "complete", True, 1),
}


LOSSES: dict[str, Callable[[Path], Any]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("format", ["jsonl", "parquet"])
def test_killed_at_any_step_it_ends_with_the_same_bytes(
    project: Project, jobs_sent: list[Any], drain: Drain, format: str, step: tuple[Any, str, bool, int]
) -> None:
    where, name, after, call = step
    expected = ended(streamed(project, jobs_sent, format=format), drain)
    export = streamed(project, jobs_sent, format=format)
    with pytest.MonkeyPatch.context() as patched:
        kill(patched, where, name, after=after, call=call)
        with pytest.raises(Killed):
            running.finalize(export.id)
    assert (ended(export, drain), expected[1:]) == (expected, ([1, 1, 1], set()))


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("format", ["jsonl", "csv", "json", "parquet"])
def test_parts_that_a_loss_of_power_took_are_written_again(
    project: Project, jobs_sent: list[Any], drain: Drain, format: str, lose: Callable[[Path], Any]
) -> None:
    expected, *_ = ended(streamed(project, jobs_sent, format=format), drain)
    export = streamed(project, jobs_sent, format=format)
    for number in (0, 2):
        lose(local.parts(export.id) / f"0000{number}.1")
    assert ended(export, drain) == (expected, [2, 1, 2], set())


@pytest.mark.parametrize(("body", "synced"), [({}, False), ({"rows_per_file": 100}, True), ({"shape": "openai-chat"}, True)], ids=str)
def test_only_parts_that_are_hashed_once_more_go_without_a_sync(
    project: Project, jobs_sent: list[Any], monkeypatch: pytest.MonkeyPatch, body: dict[str, Any], synced: bool
) -> None:
    durable: dict[str, bool] = {}

    class Seen(local.LocalPart):
        def __init__(self, path: Path, **options: Any) -> None:
            durable[path.name] = options.get("durable", True)
            super().__init__(path, **options)

    monkeypatch.setattr(local, "LocalPart", Seen)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", **body})
    running.run_plan(export.id)
    running.run_shard(export.shards.get(number=1).id)
    assert set(durable.values()) == {synced}


def test_a_single_part_is_the_file_and_so_synced(project: Project, settings: Any, jobs_sent: list[Any]) -> None:
    settings.EXPORT_SHARD_ROWS = 1000
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    running.run_plan(export.id)
    asked = spec.parse(export.request)
    assert (files.one_a_shard(export, asked), files.joined_by_hash(export, asked)) == (True, False)
