import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from evalplatform.errors import DomainError
from evalplatform.projects.caller import Caller, Limits
from evalplatform.projects.models import Project
from exports import source, spec, stream_limits, streaming
from exports.row_limit import RowLimit, TooManyRows
from tests.exports.conftest import add_traces
from tests.external_api.callers import limited

pytestmark = pytest.mark.django_db(transaction=True)
_HOLDS = """
import sys, time, django; django.setup()
from evalplatform.projects.caller import Caller, Limits
from exports import source, stream_limits
caller = Caller(None, frozenset(), key_prefix=sys.argv[1], limits=Limits("small", streams_at_once=1))
with source.connection() as connected, stream_limits.slot(connected, caller):
    print("held", flush=True)
    time.sleep(60)
"""


def caller_with(project: Project, prefix: str = "abcd1234", **limits: int) -> Caller:
    return Caller(project=project, scopes=frozenset(), key_prefix=prefix, limits=Limits("small", **limits))


def opened(caller: Caller, **asked: Any) -> streaming.Body:
    return streaming.answer(spec.parse({"resource": "traces", **asked}), caller, gone=lambda: False).body


def refused(caller: Caller) -> bool:
    try:
        opened(caller).close()
    except stream_limits.TooManyAtOnce:
        return True
    return False


def becomes(wanted: bool, look: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while look() != wanted and time.monotonic() < until:
        time.sleep(0.02)
    return look() == wanted


def test_so_many_at_once(project: Project) -> None:
    caller = caller_with(project, streams_at_once=2)
    one, another = opened(caller), opened(caller)
    with pytest.raises(stream_limits.TooManyAtOnce) as caught:
        opened(caller)
    assert (caught.value.code, caught.value.headers) == ("too_many_streams_at_once", {"Retry-After": "5"})
    assert not refused(caller_with(project, "other123", streams_at_once=1))
    one.close()
    assert becomes(False, lambda: refused(caller))
    another.close()
    assert streaming._running == 0


def test_one_after_another_is_never_refused(project: Project) -> None:
    add_traces(project, 3)
    caller = caller_with(project, streams_at_once=1)
    assert [b"".join(opened(caller, fields=["external_id"])).count(b"\n") for _ in range(30)] == [3] * 30


def test_none_at_all(project: Project) -> None:
    assert refused(caller_with(project, streams_at_once=0))


def test_another_process_counts_until_it_dies(project: Project) -> None:
    where = connection.settings_dict
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evalplatform.settings"}  # locks are of the database, and the test's is another
    code = _HOLDS.replace("django.setup()", f"django.setup(); django.db.connections['default'].settings_dict['NAME'] = {where['NAME']!r}")
    caller = caller_with(project, streams_at_once=1)
    with subprocess.Popen([sys.executable, "-c", code, "abcd1234"], env=environment, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        assert refused(caller)
        other.send_signal(signal.SIGKILL)
    assert becomes(False, lambda: refused(caller))


@pytest.mark.parametrize("rows", [0, 3])
def test_as_many_rows_as_the_tier_allows(project: Project, rows: int) -> None:
    add_traces(project, rows)
    assert b"".join(opened(caller_with(project, rows_per_export=3))).count(b"\n") == rows


def test_more_rows_than_the_tier_allows(project: Project) -> None:
    add_traces(project, 4)
    with pytest.raises(TooManyRows, match="An export of the tier small may hold 3 rows, and these are more"):
        opened(caller_with(project, rows_per_export=3))
    assert streaming._running == 0


def test_rows_that_take_too_long_to_count(project: Project, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EXPORT_PREVIEW_TIMEOUT_SECONDS = 1
    slow = "SELECT pg_sleep(60), 1 FROM generate_series(1, 5)"
    with source.connection() as connected:
        monkeypatch.setattr(RowLimit, "check", lambda *_, execute: execute(slow))
        with pytest.raises(DomainError) as caught:
            stream_limits.check_rows(connected, caller_with(project, rows_per_export=3), None)  # type: ignore[arg-type]
        assert caught.value.code == "count_timed_out"
        assert connected.execute("SHOW statement_timeout").fetchone() == ("6h",)


@pytest.mark.parametrize(
    ("limits", "status", "code"),
    [({"streams_at_once": 0}, 429, "too_many_streams_at_once"), ({"rows_per_export": 3}, 422, "too_many_rows")],
)
def test_over_http(project: Project, limits: Any, status: int, code: str) -> None:
    add_traces(project, 4)
    answer = limited(project, **limits).get("/api/exports/stream?resource=traces")
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]) == (status, "application/problem+json", code)
