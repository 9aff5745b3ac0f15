import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone

from evalplatform.events.models import Event
from evalplatform.projects.models import Project
from exports import destinations, expiry, jobs, running
from exports.models import Export, State
from exports.sinks import local
from tests.stores import SECRETS, Bucket

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = UUID("01a20505-0000-7000-8000-000000000000")
TWO_DAYS_AGO = timedelta(days=2)


@pytest.fixture
def export(project: Project, drain: Callable[[], None]) -> Export:
    made = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    drain()
    made.refresh_from_db()
    assert made.state == State.COMPLETED
    return made


def is_over(export: Export, *, state: State = State.COMPLETED, ago: timedelta = timedelta(seconds=1)) -> None:
    Export.objects.filter(id=export.id).update(state=state, finished_at=timezone.now() - ago, expires_at=timezone.now() - ago)


def test_a_completed_export_has_its_time(export: Export, settings: Any) -> None:
    assert settings.EXPORT_EXPIRE_DAYS == 30
    assert export.expires_at == export.finished_at + timedelta(days=30)  # type: ignore[operator]
    assert (expiry.expire(), local.folder(export.id).exists()) == (0, True)


def test_after_its_time_the_record_stays_and_the_files_go(export: Export) -> None:
    is_over(export)
    assert (expiry.expire(), expiry.expire()) == (1, 0)
    export.refresh_from_db()
    assert (export.state, export.files.count(), local.folder(export.id).exists()) == (State.EXPIRED, 3, False)
    event = Event.objects.latest("id")
    assert (event.type, event.payload) == ("export.expired", {"export": str(export.id)})


def test_what_was_sent_to_a_store_stays_there(project: Project, drain: Callable[[], None], bucket: Bucket) -> None:
    body = {"name": "lake", "kind": "s3", "settings": bucket.settings, "secrets": SECRETS}
    lake = destinations.create(project_id=project.id, body=body)
    sent = jobs.request_export(project_id=project.id, body={"resource": "traces", "destination": str(lake.id)})
    drain()
    before = bucket.objects()
    is_over(sent)
    assert (expiry.expire(), len(before), bucket.objects()) == (1, 3, before)
    locations = sent.files.values_list("location", flat=True)
    assert sorted(locations) == [f"s3://{bucket.name}/{key}" for key in sorted(before)]


def test_what_runs_does_not_expire(project: Project, jobs_sent: list[Any]) -> None:
    running_export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    Export.objects.update(expires_at=timezone.now() - TWO_DAYS_AGO)
    assert expiry.expire() == 0
    running_export.refresh_from_db()
    assert running_export.state == State.QUEUED


def test_files_that_a_crash_left_after_the_expiry_go(export: Export) -> None:
    is_over(export, state=State.EXPIRED, ago=TWO_DAYS_AGO)
    assert (expiry.clean(), local.folder(export.id).exists()) == (1, False)


@pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED])
def test_folders_of_ended_exports_go_after_a_day(export: Export, state: State) -> None:
    is_over(export, state=state, ago=timedelta(hours=23))
    assert expiry.clean() == 0
    is_over(export, state=state, ago=timedelta(hours=25))
    assert (expiry.clean(), local.folder(export.id).exists()) == (1, False)


def test_folders_of_no_export_go_after_a_day(export_dir: Path) -> None:
    folder = local.folder(NOBODY)
    (folder / "parts").mkdir(parents=True)
    assert expiry.clean() == 0
    old = time.time() - TWO_DAYS_AGO.total_seconds()
    os.utime(folder, (old, old))
    assert (expiry.clean(), folder.exists()) == (1, False)


def test_nothing_else_is_touched(export_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    export_dir.mkdir()
    (export_dir / str(NOBODY)).symlink_to(tmp_path / "outside")
    for name in ("lost+found", str(NOBODY).upper(), NOBODY.hex, f"{{{NOBODY}}}"):
        (export_dir / name).mkdir()
    (export_dir / "01a20505-0000-7000-8000-000000000001").write_text("a file")
    before = {path.name for path in export_dir.iterdir()}
    old = time.time() - TWO_DAYS_AGO.total_seconds()
    for path in export_dir.iterdir():
        os.utime(path, (old, old), follow_symlinks=False)
    assert (expiry.clean(), {path.name for path in export_dir.iterdir()}) == (0, before)
    assert (tmp_path / "outside").exists()


def test_completed_and_running_exports_keep_their_files(export: Export, project: Project, jobs_sent: list[Any]) -> None:
    Export.objects.update(finished_at=timezone.now() - TWO_DAYS_AGO)
    other = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    running.run_plan(other.id)
    for folder in (local.parts(other.id), local.parts(export.id)):
        folder.mkdir(parents=True)
        os.utime(folder.parent, (0, 0))
    assert expiry.clean() == 0
    assert (local.parts(other.id).exists(), local.folder(export.id).exists()) == (True, True)
    assert not local.parts(export.id).exists()  # a crash right after the end had left them


def test_an_export_whose_row_somebody_changes_is_left_for_next_time(export: Export) -> None:
    is_over(export, state=State.FAILED, ago=TWO_DAYS_AGO)
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM exports_export FOR UPDATE")
        assert expiry.clean() == 0
    finally:
        other.close()
    assert local.folder(export.id).exists()


def test_without_a_folder_there_is_nothing_to_do(db: None) -> None:
    assert expiry.clean() == 0
