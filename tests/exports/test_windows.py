"""Windows of transaction ids under concurrent writers: nothing is missed and nothing comes twice, however long a transaction lasts."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from evalplatform.errors import Conflict
from evalplatform.projects.models import Project
from evalplatform.tracing import amend, ingest, restored
from evalplatform.tracing.models import Trace
from exports import jobs, lifecycle, schedule_requests, schedules, source, spec, windows
from exports.models import Export, Schedule, State
from exports.sinks import local
from tests.exports.conftest import add_traces

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
ROUNDS = 101  # of two schedules each
SECONDS_FOR_FILES = 10


def schedule(project: Project, window: str, **body: Any) -> Schedule:
    request = {"resource": "traces", "fields": ["id", "external_id", "scores"]}
    return schedule_requests.create(
        project_id=project.id, body={"name": window, "cron": "0 0 1 1 *", "window": window, "request": request, **body}
    )


def run(schedule: Schedule, drain: Drain) -> Export:
    """A run to its end, whatever that is."""
    wait_for_other_databases()
    schedule.refresh_from_db()
    export = schedules.run_now(schedule)
    drain()
    export.refresh_from_db()
    return export


def wait_for_other_databases() -> None:
    """Transactions of tests that run beside this one, in databases of their own, hold back the end of a window too."""
    older = "SELECT count(*) FROM pg_stat_activity WHERE datname <> current_database() AND backend_xid::text::bigint < %s"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (now,) = cursor.fetchone()
        while cursor.execute(older, [now]).fetchone()[0]:
            time.sleep(0.01)


def rows(export: Export) -> list[dict[str, Any]]:
    assert (export.state, export.error) == (State.COMPLETED, "")
    file = export.files.get(companion=False)
    return [json.loads(line) for line in (local.folder(export.id) / file.name).read_bytes().splitlines()]


def names(export: Export) -> list[str]:
    return [row["external_id"] for row in rows(export)]


@contextmanager
def open_transaction(project: Project, *external_ids: str) -> Iterator[None]:
    """Rows that another connection has written and commits at the end of the block."""
    written, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            ingest.store(project.id, [{"input": "x", "external_id": one} for one in external_ids])
            written.set()
            go_on.wait(30)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(10)
    yield
    go_on.set()
    thread.join()


def test_the_first_window_has_everything_and_the_next_what_came_since(project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    one = schedule(project, "created")
    assert names(run(one, drain)) == ["t-0", "t-1"]
    add_traces(project, 1, external_id_prefix="new")
    assert names(run(one, drain)) == ["new-0"]
    assert names(run(one, drain)) == []


def test_a_transaction_that_outlasts_windows_is_in_the_one_after_its_commit(project: Project, drain: Drain) -> None:
    one = schedule(project, "created")
    with open_transaction(project, "slow"):
        add_traces(project, 1, external_id_prefix="quick")  # a later transaction, which commits first
        assert [names(run(one, drain)), names(run(one, drain))] == [[], []]
    assert sorted(names(run(one, drain))) == ["quick-0", "slow"]
    assert names(run(one, drain)) == []


def test_what_comes_between_request_and_run_is_in_the_next_window(project: Project, drain: Drain) -> None:
    one = schedule(project, "created")
    export = schedules.run_now(one)
    add_traces(project, 1, external_id_prefix="late")
    drain()
    export.refresh_from_db()
    assert (names(export), names(run(one, drain))) == ([], ["late-0"])


def test_changed_has_what_was_ingested_replaced_or_scored(project: Project, drain: Drain) -> None:
    traces = add_traces(project, 4)
    one = schedule(project, "changed")
    assert len(names(run(one, drain))) == 4
    amend.add_scores(project.id, traces[1].id, [{"name": "correct", "value": 1}])
    ingest.store(project.id, [{"input": "other", "external_id": "t-2"}, {"input": "new", "external_id": "t-9"}])
    assert names(run(one, drain)) == ["t-1", "t-2", "t-9"]
    amend.add_scores(project.id, traces[1].id, [{"name": "correct", "value": 1}])  # the same again changes nothing
    assert names(run(one, drain)) == []


def test_a_row_that_changes_before_its_export_runs_is_in_the_next_window(project: Project, drain: Drain) -> None:
    (trace,) = add_traces(project, 1)
    one = schedule(project, "changed")
    export = schedules.run_now(one)
    amend.add_scores(project.id, trace.id, [{"name": "correct", "value": 1}])
    drain()
    export.refresh_from_db()
    assert (names(export), names(run(one, drain))) == ([], ["t-0"])


@pytest.mark.parametrize("end", [lifecycle.cancel, lambda id: lifecycle.fail(id, "disk_full", "No room.")])
def test_a_window_that_was_not_completed_comes_again(project: Project, drain: Drain, end: Callable[[UUID], bool]) -> None:
    add_traces(project, 1)
    one = schedule(project, "created")
    export = schedules.run_now(one)
    assert end(export.id)
    add_traces(project, 1, external_id_prefix="new")
    assert names(run(one, drain)) == ["t-0", "new-0"]
    assert names(run(one, drain)) == []


@pytest.mark.parametrize("moved", [{"cluster": "1"}, {"done_up_to": str(2**62)}])
def test_another_cluster_starts_over_with_a_note(project: Project, drain: Drain, moved: dict[str, str]) -> None:
    add_traces(project, 1)
    one = schedule(project, "created")
    run(one, drain)
    Schedule.objects.update(**moved)
    export = run(one, drain)
    one.refresh_from_db()
    assert (names(export), export.note, one.note, one.generation) == (["t-0"], schedules._STARTED_OVER, schedules._STARTED_OVER, 1)
    assert (names(run(one, drain)), Export.objects.latest("id").note) == ([], "")


def test_after_a_restore_no_window_leaves_the_restored_rows_out(project: Project, drain: Drain) -> None:
    add_traces(project, 2)
    one = schedule(project, "created")
    run(one, drain)
    Trace.objects.update(created_xid=2**40)
    Schedule.objects.update(cluster="1", done_up_to=str(2**40))
    one.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        schedules.run_now(one)
    assert refused.value.code == "restored_rows"
    assert restored.adopt() == 2
    assert (names(run(one, drain)), names(run(one, drain))) == (["t-0", "t-1"], [])


def test_many_shards_hold_the_window_once(project: Project, drain: Drain, settings: Any) -> None:
    settings.EXPORT_SHARD_ROWS = 60
    one = schedule(project, "created")
    run(one, drain)
    add_traces(project, 500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tracing_trace")
    export = run(one, drain)
    assert names(export) == [f"t-{n}" for n in range(500)]
    assert export.shards.count() > 1


class Writers:
    """Three at once: one of short transactions, one of long ones, some of which roll back, and one that adds scores."""

    def __init__(self, project: Project) -> None:
        self.project_id = project.id
        self.stop = threading.Event()
        self.mine: list[UUID] = []  # traces that only the long transactions score, so that nobody waits for them
        self.shared: list[UUID] = []
        self.scored: Counter[str] = Counter()
        self.errors: list[BaseException] = []
        self.threads = [threading.Thread(target=self._guarded, args=(one,)) for one in (self._short, self._long, self._scores)]

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _guarded(self, work: Callable[[random.Random], None]) -> None:
        chance = random.Random(work.__name__)
        try:
            while not self.stop.is_set():
                work(chance)
        except BaseException as error:
            self.errors.append(error)
        finally:
            connections.close_all()

    def _short(self, chance: random.Random) -> None:
        stored = [one.id for one in ingest.store(self.project_id, [{"input": "short"}] * chance.randint(1, 3)) if one.id]
        (self.mine if chance.random() < 0.2 else self.shared).extend(stored)
        self.stop.wait(0.03)

    def _long(self, chance: random.Random) -> None:
        """Outlasts several windows, and scores traces that are younger than itself."""
        scored: list[UUID] = []
        with transaction.atomic():
            for _ in range(chance.randint(2, 6)):
                ingest.store(self.project_id, [{"input": "long"}])
                if self.mine:
                    scored += [chance.choice(self.mine)]
                    amend.add_scores(self.project_id, scored[-1], [{"name": "late", "value": chance.random()}])
                self.stop.wait(0.05)
            if failed := chance.random() < 0.25:
                transaction.set_rollback(True)
        if not failed:
            self.scored.update(map(str, scored))
        self.stop.wait(0.15)

    def _scores(self, chance: random.Random) -> None:
        if self.shared:
            chosen = chance.choice(self.shared)
            amend.add_scores(self.project_id, chosen, [{"name": "quick", "value": chance.random()}])
            self.scored[str(chosen)] += 1
        self.stop.wait(0.05)


def without_files(export: Export) -> list[dict[str, Any]]:
    """The rows of the window, and the end of the export, without the engine between."""
    asked = spec.parse(export.request)
    found = source.rows(asked, export.project_id, snapshot=export.snapshot, window=windows.of(export)).values("id", "scores")
    read = [{"id": str(row["id"]), "scores": json.loads(row["scores"])} for row in found]
    claimed = lifecycle.claim(export.id, before=State.QUEUED, during=State.FINALIZING)
    assert claimed
    lifecycle.complete(claimed, rows=len(read), bytes=0, files=0)
    return read


def test_two_schedules_beside_concurrent_writers_miss_nothing(project: Project, drain: Drain, jobs_sent: list[Any]) -> None:
    """Over 200 windows, one in ten cancelled: all rows once by `created`, every change at least once by `changed`.

    On a busy machine those that are left after SECONDS_FOR_FILES are read without being written to files.
    """
    created, changed = schedule(project, "created"), schedule(project, "changed")
    once: list[str] = []
    latest: dict[str, Any] = {}
    times: Counter[str] = Counter()
    chance, empty_while_writing, until = random.Random(0), 0, time.monotonic() + SECONDS_FOR_FILES

    def take(one: Schedule, into: Callable[[dict[str, Any]], None], *, cancel: bool = False, files: bool = True) -> int:
        one.refresh_from_db()
        export = schedules.run_now(one)
        if cancel:
            jobs.cancel(export)
        drain() if files else jobs_sent.clear()
        export.refresh_from_db()
        found = [] if cancel else rows(export) if files else without_files(export)
        for row in found:
            into(row)
        return len(found)

    def take_changed(row: dict[str, Any]) -> None:
        latest[row["id"]] = row["scores"]
        times[row["id"]] += 1

    with Writers(project) as writers:
        for _ in range(ROUNDS):
            for one, into in ((created, lambda row: once.append(row["id"])), (changed, take_changed)):
                empty_while_writing += take(one, into, cancel=chance.random() < 0.1, files=time.monotonic() < until) == 0
    assert writers.errors == []
    take(created, lambda row: once.append(row["id"]))
    take(changed, take_changed)

    stored = {str(trace.id): json.loads(trace.scores or "") for trace in Trace.objects.all()}
    assert Export.objects.count() == 2 * ROUNDS + 2
    assert len(stored) > 200
    assert (len(once), set(once)) == (len(stored), set(stored))
    assert latest == stored  # what came last is how the trace stands
    assert [id for id in stored if times[id] > 1 + writers.scored[id]] == []
    assert 10 < empty_while_writing < 2 * ROUNDS - 50  # the long transactions did hold windows up, and let them go
