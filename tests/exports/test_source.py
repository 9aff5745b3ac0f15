import os
from typing import Any

import pytest

from evalplatform import process
from exports import source

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = ("statement_timeout", "client_connection_check_interval", "work_mem", "application_name")


def test_a_connection_for_a_stream_has_limits_of_its_own() -> None:
    with source.connection(seconds=7) as connected:
        found = [connected.execute(f"SHOW {name}").fetchone() for name in LIMITS]
    assert found == [("7s",), ("1s",), ("4MB",), ("evalplatform export",)]


def test_a_server_that_cannot_look_after_its_clients_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "CHECK_SECONDS", "not a number of ")  # PostgreSQL refuses it, as other systems refuse any
    with source.connection(seconds=7) as connected:
        assert connected.execute("SHOW statement_timeout").fetchone() == ("7s",)


@pytest.mark.parametrize("steps_back", [True, False])
def test_pages_go_first(settings: Any, steps_back: bool) -> None:
    settings.EXPORT_STEP_BACK = steps_back
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    with source.connection() as connected:
        assert os.getpriority(os.PRIO_PROCESS, connected.info.backend_pid) == (max(ours, process.BEHIND) if steps_back else ours)
