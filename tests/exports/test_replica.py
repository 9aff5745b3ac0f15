import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections

from evalplatform.errors import DomainError, Unavailable
from evalplatform.projects.models import Project
from exports import jobs, replica, running, source
from exports.models import Shard, State
from exports.sinks import local
from exports.sweep import sweep
from tests.exports.conftest import add_traces
from tests.tools import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
FAR_AWAY = "FFFFFFFF/FFFFFFFF"


@pytest.fixture
def second(db: None, settings: Any) -> Iterator[None]:
    """The same server under the name of the exports' own."""
    settings.EXPORT_DATABASE = "exports"
    settings.EXPORT_REPLICA_WAIT_SECONDS = 0.2
    connections["exports"] = connections["default"].copy()
    yield
    del connections["exports"]


def test_an_export_reads_from_the_database_of_its_own(
    project: Project, second: None, drain: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    add_traces(project, 3)
    asked: list[str] = []
    wait = replica.wait
    monkeypatch.setattr(replica, "wait", lambda connected, after, **more: asked.append(after) or wait(connected, after, **more))  # type: ignore[func-returns-value]
    export = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"], "format": "csv"})
    drain()
    export.refresh_from_db()
    assert (export.state, asked) == (State.COMPLETED, [export.wal_position])
    name = export.files.filter(companion=False)[0].name
    assert (local.folder(export.id) / name).read_bytes() == b"external_id\nt-0\nt-1\nt-2\n"


def test_a_replica_that_lags_puts_the_work_back_and_then_gives_up_with_the_reason(
    project: Project, second: None, settings: Any, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> None:
    monkeypatch.setattr(running, "MAX_RELEASES", 1)
    export = jobs.request_export(project_id=project.id, body={"resource": "traces"})
    type(export).objects.update(wal_position=FAR_AWAY)
    drain()
    assert Shard.objects.get().state == "queued"
    for _ in range(2):
        Shard.objects.update(queued_at=None)
        sweep()
        drain()
    export.refresh_from_db()
    assert (export.state, export.error_code) == (State.FAILED, "gave_up")
    assert "The replica has not replayed FFFFFFFF/FFFFFFFF" in export.error


def test_what_is_there_is_not_waited_for(second: None) -> None:
    with source.connection() as connected:
        replica.wait(connected, replica.position(), meanwhile=lambda: pytest.fail("it waited"))
        replica.catch_up(connected)


def test_waiting_can_be_ended(second: None) -> None:
    def stop() -> None:
        raise KeyError

    with source.connection() as connected, pytest.raises(KeyError):
        replica.wait(connected, FAR_AWAY, meanwhile=stop)


def test_lagging_is_told(second: None) -> None:
    with source.connection() as connected, pytest.raises(Unavailable) as raised:
        replica.wait(connected, FAR_AWAY)
    assert raised.value.code == "replica_lags"


def test_another_server_is_refused(second: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_primary", lambda: "1")
    with source.connection() as connected, pytest.raises(DomainError) as raised:
        replica.catch_up(connected)
    assert raised.value.code == "not_a_replica"


def test_without_a_replica_nothing_is_asked(db: None) -> None:
    with source.connection() as connected:
        replica.wait(connected, FAR_AWAY)


def test_limits_of_its_own(db: None, settings: Any) -> None:
    settings.EXPORT_WORK_MEM = "2MB"
    with source.connection(seconds=7) as connected:
        found = connected.execute("SELECT current_setting('work_mem'), current_setting('statement_timeout')").fetchone()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert (found, cursor.fetchone()) == (("2MB", "7s"), ("0",))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"EXPORT_DATABASE_URL": "postgres://who@replica.example:6432/evals"}, "exports replica.example 6432"),
        ({"EXPORT_DATABASE_URL": ""}, "default"),
        ({"EXPORT_WORK_MEM": "4MB; DROP TABLE x"}, "EXPORT_WORK_MEM has a value that cannot be read"),
    ],
)
def test_its_settings(values: dict[str, str], said: str) -> None:
    script = (
        "from evalplatform import settings as s; d = s.DATABASES.get('exports', {});"
        "print(s.EXPORT_DATABASE, d.get('HOST', ''), d.get('PORT', ''))"
    )
    environment = {**os.environ, **values}
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert said in ran.stdout + ran.stderr
