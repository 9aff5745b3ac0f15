from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evalplatform.projects.caller import Limits
from evalplatform.projects.models import Project
from exports import jobs, lifecycle, running
from exports.models import Export, State
from exports.sweep import sweep
from exports.turns import UNDER_WAY

pytestmark = pytest.mark.django_db(transaction=True)


def requested(project: Project, *, limit: int | None = 2, **body: Any) -> Export:
    return jobs.request_export(project_id=project.id, body={"resource": "traces", **body}, limits=Limits(running_exports=limit))


def states(*exports: Export) -> list[str]:
    return [Export.objects.get(id=export.id).state for export in exports]


def plan_all(*exports: Export) -> None:
    for export in exports:
        running.run_plan(export.id)


def test_those_above_the_limit_stay_queued(project: Project, jobs_sent: list[Any]) -> None:
    exports = [requested(project) for _ in range(3)]
    plan_all(*exports)
    assert states(*exports) == ["running", "running", "queued"]


def test_the_setting_is_the_limit_unless_told_otherwise(project: Project, settings: Any, jobs_sent: list[Any]) -> None:
    settings.EXPORT_MAX_RUNNING = 7
    assert jobs.request_export(project_id=project.id, body={"resource": "traces"}).running_limit == 7


def test_without_a_limit_it_starts_at_once(project: Project, jobs_sent: list[Any]) -> None:
    exports = [requested(project, limit=1), requested(project, limit=1), requested(project, limit=None)]
    plan_all(*exports)
    assert states(*exports) == ["running", "queued", "running"]


def test_other_projects_do_not_count(project: Project, stranger_project: Project, jobs_sent: list[Any]) -> None:
    exports = [requested(project, limit=1), requested(stranger_project, limit=1)]
    plan_all(*exports)
    assert states(*exports) == ["running", "running"]


def test_when_one_ends_the_next_is_sent_at_once(project: Project, jobs_sent: list[Any]) -> None:
    first, second, third = exports = [requested(project, limit=1) for _ in range(3)]
    plan_all(*exports)
    jobs_sent.clear()
    jobs.cancel(first)
    assert jobs_sent == [("exports.plan", [str(second.id)])]
    running.run_plan(second.id)
    assert states(second, third) == ["running", "queued"]


def test_high_priority_is_next(project: Project, jobs_sent: list[Any]) -> None:
    exports = [requested(project, limit=1, priority=priority) for priority in ("normal", "low", "normal", "high")]
    plan_all(*exports)
    jobs_sent.clear()
    jobs.cancel(exports[0])
    assert jobs_sent == [("exports.plan", [str(exports[3].id)])]


def test_all_of_many_end_one_after_the_other(project: Project, drain: Callable[[], None]) -> None:
    exports = [requested(project, limit=1) for _ in range(5)]
    drain()
    assert set(states(*exports)) == {State.COMPLETED}


def test_a_failed_one_makes_room(project: Project, jobs_sent: list[Any]) -> None:
    first, second = exports = [requested(project, limit=1) for _ in range(2)]
    plan_all(*exports)
    jobs_sent.clear()
    lifecycle.fail(first.id, "x", "x")
    assert jobs_sent == [("exports.plan", [str(second.id)])]


def test_the_sweep_leaves_those_that_must_wait(project: Project, jobs_sent: list[Any]) -> None:
    plan_all(*[requested(project, limit=1) for _ in range(3)])
    jobs_sent.clear()
    Export.objects.filter(state=State.QUEUED).update(queued_at=timezone.now() - timedelta(hours=1))
    sweep()
    assert "exports.plan" not in [job for job, _ in jobs_sent]


def test_the_sweep_sends_what_a_crash_after_an_end_left(project: Project, jobs_sent: list[Any]) -> None:
    first, second, _ = exports = [requested(project, limit=1) for _ in range(3)]
    plan_all(*exports)
    Export.objects.filter(id=first.id).update(state=State.CANCELLED, finished_at=timezone.now())
    jobs_sent.clear()
    assert (sweep(), sweep()) == (1, 1)  # until it is planned, a third one would find room too
    assert jobs_sent[0] == ("exports.plan", [str(second.id)])


def test_two_workers_do_not_take_the_last_place_both(project: Project, jobs_sent: list[Any]) -> None:
    exports = [requested(project, limit=1) for _ in range(4)]
    together = Barrier(4)

    def plan(export: Export) -> None:
        together.wait()
        lifecycle.claim(export.id, before=State.QUEUED, during=State.PLANNING)
        connection.close()

    threads = [Thread(target=plan, args=[export]) for export in exports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Export.objects.filter(state__in=UNDER_WAY).count() == 1


def test_one_that_waited_is_swept_when_its_finalizing_is_lost(project: Project, jobs_sent: list[Any]) -> None:
    first, second = exports = [requested(project, limit=1) for _ in range(2)]
    plan_all(*exports)
    jobs.cancel(first)
    Export.objects.filter(id=second.id).update(queued_at=None)
    running.run_plan(second.id)
    assert Export.objects.get(id=second.id).queued_at is not None
