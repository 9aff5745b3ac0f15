import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.projects.models import Project
from external_api.models import UsageFile, UsageHour
from external_api.usage import files, flushing, sums
from external_api.usage.flushing import REMOVED, as_of, expire, flush
from external_api.usage.lines import CLIENT_ERROR, OK, SERVER_ERROR, Call, written
from external_api.usage.writing import Writer

HOUR = 3600
NOW = int(timezone.now().timestamp()) // HOUR * HOUR


def call(project: Project, **changes: Any) -> Call:
    return Call(project.id.hex, NOW, "AbCd1234", "GET /api/jobs", OK, 1, 20, 300, 4_000)._replace(**changes)


def rows() -> list[tuple[Any, ...]]:
    names = ("requests", "ok", "client_errors", "server_errors", "items", "bytes_in", "bytes_out", "seconds", "slowest_seconds")
    return list(UsageHour.objects.order_by("hour", "caller", "endpoint").values_list("caller", "endpoint", *names))


def dead(counts: Path, name: str, *calls: Call, end: bytes = b"") -> Path:
    """The file of a process that is no longer there."""
    counts.mkdir(exist_ok=True)
    path = counts / f"{name}.log"
    path.write_bytes(b"".join(map(written, calls)) + end)
    return path


def requests() -> int:
    return sum(UsageHour.objects.values_list("requests", flat=True))


def test_lines_are_summed(project: Project, counts: Path) -> None:
    slow = call(project, outcome=SERVER_ERROR, microseconds=2_000_000, bytes_out=10**12)
    dead(counts, "one", call(project), call(project, outcome=CLIENT_ERROR), slow, call(project, endpoint="GET /api/x", caller="user:1"))
    flush(counts)
    assert rows() == [
        ("AbCd1234", "GET /api/jobs", 3, 1, 1, 1, 3, 60, 10**12 + 600, 2.008, 2.0),
        ("user:1", "GET /api/x", 1, 1, 0, 0, 1, 20, 300, 0.004, 0.004),
    ]


def test_hours_are_those_of_utc(project: Project, counts: Path) -> None:
    dead(counts, "one", *(call(project, at=at) for at in (NOW - 1, NOW, NOW + HOUR - 1, NOW + HOUR)))
    flush(counts)
    start = datetime.fromtimestamp(NOW, UTC)
    found = dict(UsageHour.objects.values_list("hour", "requests"))
    assert found == {start - timedelta(hours=1): 1, start: 2, start + timedelta(hours=1): 1}


def test_what_stands_there_is_added_to(project: Project, counts: Path) -> None:
    for microseconds in (2_000_000, 1_000_000):
        dead(counts, f"of {microseconds}", call(project, microseconds=microseconds))
        flush(counts)
    assert rows() == [("AbCd1234", "GET /api/jobs", 2, 2, 0, 0, 2, 40, 600, 3.0, 2.0)]


def test_a_living_process(project: Project, counts: Path) -> None:
    writer = Writer()
    for expected in (1, 2, 3):
        writer.append(call(project))
        flush(counts)
        flush(counts)
        assert (requests(), len(files.all_in(counts))) == (expected, 1)
    assert [row.position for row in UsageFile.objects.all()] == [3 * len(written(call(project)))]


def test_files_of_dead_processes_are_removed_when_read(project: Project, counts: Path) -> None:
    dead(counts, "one", call(project))
    dead(counts, "empty")
    flush(counts)
    flush(counts)
    assert (requests(), files.all_in(counts)) == (1, [])
    assert list(UsageFile.objects.values_list("name", "position")) == [("one.log", REMOVED)]


def test_a_file_of_many_pieces(project: Project, counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE_BYTES", 1000)
    dead(counts, "one", *[call(project)] * 777)
    flush(counts)
    assert requests() == 777


def test_broken_lines_are_skipped(project: Project, counts: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = dead(counts, "one", call(project), end=b"\0\xff\n" + written(call(project)) + written(call(project))[:50])
    flush(counts)
    assert (requests(), files.all_in(counts)) == (2, [])
    assert [record.getMessage() for record in caplog.records] == [
        f"1 lines of {path} are broken, and are not counted",
        f"1 lines of {path} are broken, and are not counted",
    ]


def test_lines_of_a_deleted_project_are_dropped(project: Project, stranger_project: Project, counts: Path) -> None:
    dead(counts, "one", call(project), call(stranger_project))
    project.delete()
    flush(counts)
    assert (list(UsageHour.objects.values_list("project_id", "requests")), files.all_in(counts)) == ([(stranger_project.id, 1)], [])


def test_lines_that_are_kept_no_longer_are_dropped(project: Project, counts: Path) -> None:
    days = sums.KEPT.days
    dead(counts, "one", call(project, at=NOW - (days + 1) * 24 * HOUR), call(project, at=NOW - (days - 1) * 24 * HOUR))
    flush(counts)
    assert requests() == 1


def test_a_file_that_cannot_be_read_holds_up_no_other(project: Project, counts: Path, caplog: pytest.LogCaptureFixture) -> None:
    dead(counts, "two", call(project))
    (counts / "one.log").mkdir()
    flush(counts)
    assert (requests(), len(caplog.records)) == (1, 1)


def test_a_folder_that_is_not_there(counts: Path, db: None) -> None:
    flush(counts)
    assert rows() == []


@pytest.mark.parametrize("place", ["external_api.usage.sums.add", "external_api.models.UsageFile.save", "pathlib.Path.unlink"])
@pytest.mark.django_db(transaction=True)
def test_a_flush_that_ends_in_the_middle(project: Project, counts: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    dead(counts, "one", call(project), call(project))
    with monkeypatch.context() as patched:
        patched.setattr(place, die)
        with pytest.raises(Killed):
            flush(counts)
    flush(counts)
    assert (requests(), files.all_in(counts)) == (2, [])


@pytest.mark.django_db(transaction=True)
def test_two_who_flush_at_once_count_once(project: Project, counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE_BYTES", 2000)
    writer, together = Writer(), threading.Barrier(3)
    for number in range(5):
        dead(counts, f"of {number}", *[call(project)] * 300)

    def flush_here(_: int) -> None:
        together.wait(20)
        try:
            for _ in range(10):
                writer.append(call(project))
                flush(counts)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(flush_here, range(3)))
    flush(counts)
    assert requests() == 5 * 300 + 3 * 10


def test_who_comes_late_to_a_file_counts_nothing(project: Project, counts: Path) -> None:
    with files.opened(dead(counts, "one", call(project))) as late:
        assert late
        flush(counts)  # finds it locked, and cannot know that its writer is dead
        assert (requests(), len(files.all_in(counts)), flushing._take_piece(late)) == (1, 1, False)
        UsageFile.objects.update(position=REMOVED)
        assert flushing._take_piece(late) is False
    assert requests() == 1


def test_how_far_the_sums_go(project: Project, counts: Path) -> None:
    assert as_of() is None
    writer = Writer()
    writer.append(call(project))
    before = timezone.now()
    flush(counts)
    found = as_of()
    assert found
    assert before <= found <= timezone.now()
    flush(counts)
    again = as_of()
    assert again
    assert again > found
    UsageFile.objects.update(updated_at=timezone.now() - timedelta(minutes=11))
    assert as_of() is None


def test_what_is_kept_no_longer_is_removed(project: Project) -> None:
    now, days = timezone.now(), sums.KEPT.days
    for age in (days - 1, days + 1):
        UsageHour.objects.create(project=project, hour=now - timedelta(days=age), caller="a", endpoint="b", requests=age)
    for name, position, age in (("gone", REMOVED, 2), ("just gone", REMOVED, 0), ("idle", 7, days - 1), ("lost", 7, days + 1)):
        UsageFile.objects.create(name=name, position=position)
        UsageFile.objects.filter(name=name).update(updated_at=now - timedelta(days=age))
    expire()
    assert (requests(), sorted(UsageFile.objects.values_list("name", flat=True))) == (days - 1, ["idle", "just gone"])
