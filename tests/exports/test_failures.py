"""What the world does to an export while it runs: the disk fills up, PostgreSQL ends its connection."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.projects.models import Project
from exports import jobs, pipeline
from exports.models import Shard, State
from exports.sweep import sweep
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The kernel refuses to write more into any file, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_fails_the_job_with_its_reason(project: Project, drain: Callable[[], None], export_dir: Path) -> None:
    add_traces(project, 1000, input='"' + "x" * 1000 + '"')
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    with files_of_at_most(300_000):
        drain()
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "disk_full")
    assert "Free space" in export.error
    assert list(export_dir.iterdir()) == []


def test_a_broken_connection_is_tried_again(
    project: Project, drain: Callable[[], None], jobs_sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_traces(project, 2000, input='"' + "x" * 1000 + '"')
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    with monkeypatch.context() as patched:
        patched.setattr(pipeline.Tail, "feed", _ends_the_connection(pipeline.Tail.feed))
        drain()
    assert Shard.objects.get().error.startswith("The connection to PostgreSQL broke")
    assert sweep() == 0  # it waits a little, and longer each time
    Shard.objects.update(queued_at=timezone.now() - timedelta(minutes=5))
    assert sweep() == 1
    drain()
    export.refresh_from_db()
    assert (export.state, Shard.objects.get().attempt, export.files.get(companion=False).rows) == (State.COMPLETED, 2, 2000)


def _ends_the_connection(feed: Callable[[Any, bytes], None]) -> Callable[[Any, bytes], None]:
    """After the first block of rows an operator ends the export's connection."""

    def feed_then_end(tail: Any, data: bytes) -> None:
        feed(tail, data)
        if data:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE application_name = 'evalplatform export' AND datname = current_database()"
                )

    return feed_then_end
