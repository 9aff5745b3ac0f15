from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from evalplatform.projects.caller import Limits
from evalplatform.projects.models import Project
from exports import jobs, schedule_requests, schedules
from exports.models import Export, ExportFile, Schedule, State
from external_api.models import ApiKey, Tier
from tests.exports.conftest import add_traces
from tests.external_api.callers import limited

pytestmark = pytest.mark.django_db(transaction=True)
Drain = Callable[[], None]
SMALL = Limits("small", rows_per_export=3)
ALLOWED = "An export of the tier small may hold 3 rows, and these are more."
MESSAGE = f"{ALLOWED} Narrow the filter, or ask for a larger tier, then request it again."


def ended(project: Project, drain: Drain, *, limits: Limits | None = SMALL, **body: Any) -> Export:
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", **body}, limits=limits)
    drain()
    export.refresh_from_db()
    return export


@pytest.mark.parametrize(("rows", "state"), [(0, State.COMPLETED), (3, State.COMPLETED), (4, State.FAILED), (500, State.FAILED)])
def test_the_limit_is_met_exactly(project: Project, drain: Drain, rows: int, state: State) -> None:
    add_traces(project, rows)
    assert ended(project, drain).state == state


def test_an_export_that_would_be_too_large_writes_nothing(project: Project, drain: Drain, export_dir: Any) -> None:
    add_traces(project, 4)
    export = ended(project, drain)
    assert (export.error_code, export.error, export.shards.count()) == ("too_many_rows", MESSAGE, 0)
    assert not ExportFile.objects.exists()
    assert not export_dir.exists() or not list(export_dir.rglob("*.*"))


def test_only_the_rows_asked_for_count(project: Project, drain: Drain) -> None:
    add_traces(project, 10)
    one = {"field": "external_id", "op": "in", "value": ["t-1", "t-2", "t-3"]}
    assert ended(project, drain, filter=one).state == State.COMPLETED
    assert ended(project, drain, filter={"field": "model", "op": "in", "value": []}).state == State.COMPLETED


def test_rows_that_come_after_the_request_do_not_count(project: Project, drain: Drain) -> None:
    add_traces(project, 3)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"}, limits=SMALL)
    add_traces(project, 3, external_id_prefix="late")
    drain()
    export.refresh_from_db()
    assert export.state == State.COMPLETED


def test_training_files_count_the_rows_that_they_read(project: Project, drain: Drain) -> None:
    add_traces(project, 4)
    export = ended(project, drain, shape="openai-chat", curate={"sample": 1})
    assert (export.state, export.error_code) == (State.FAILED, "too_many_rows")


def test_without_a_tier_there_is_no_limit(project: Project, drain: Drain) -> None:
    add_traces(project, 4)
    export = ended(project, drain, limits=None)
    assert (export.state, export.rows_limit, export.tier) == (State.COMPLETED, None, "")


@pytest.mark.parametrize("path", ["/api/exports", "/api/jobs"])
def test_what_a_key_asks_for_has_the_limit_of_its_tier(project: Project, jobs_sent: Any, path: str) -> None:
    body = {"resource": "traces"} if path == "/api/exports" else {"kind": "export"}
    limited(project, rows_per_export=7, running_exports=2).post(path, body, format="json")
    export = Export.objects.get()
    assert (export.tier, export.rows_limit, export.running_limit) == ("small", 7, 2)


def schedule(project: Project, **who: Any) -> Schedule:
    body = {"name": "daily", "cron": "0 9 * * *", "request": {"resource": "traces"}}
    made = schedule_requests.create(project_id=project.id, body=body, **who)
    Schedule.objects.update(next_at=timezone.now())
    return made


def test_each_run_of_a_schedule_has_the_limits_that_its_key_has_then(project: Project, jobs_sent: Any) -> None:
    limited(project, rows_per_export=7)
    schedule(project, key_prefix=ApiKey.objects.get().prefix)
    Tier.objects.filter(name="small").update(rows_per_export=8)
    ApiKey.objects.update(revoked=True)
    assert schedules.run_due() == 1
    export = Export.objects.get()
    assert (export.tier, export.rows_limit) == ("small", 8)


@pytest.mark.parametrize(("who", "tier", "rows"), [({}, "", None), ({"key_prefix": "gone1234"}, "premium", 10_000_000)])
def test_a_schedule_of_nobody_that_is_known(project: Project, jobs_sent: Any, who: Any, tier: str, rows: int | None) -> None:
    schedule(project, **who)
    assert schedules.run_due() == 1
    export = Export.objects.get()
    assert (export.tier, export.rows_limit) == (tier, rows)
