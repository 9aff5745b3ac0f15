"""Traces to export, and a queue whose jobs run when a test says so."""

from collections.abc import Callable
from typing import Any

import pytest
from celery import current_app

from evalplatform import queue
from evalplatform.events.outbox import FAN_OUT
from evalplatform.projects.models import Project
from evalplatform.tracing.models import Trace

Body = dict[str, Any]


@pytest.fixture(autouse=True)
def export_dir(settings: Any, tmp_path: Any) -> Any:
    settings.EXPORT_DIR = tmp_path / "exports"
    return settings.EXPORT_DIR


@pytest.fixture
def jobs_sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What was put on the queue, in order, instead of on a broker; without the handing on of events, which says nothing of exports."""
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(queue, "_send", lambda job, _, arguments: None if job == FAN_OUT else sent.append((job, arguments)))
    return sent


@pytest.fixture
def drain(jobs_sent: list[tuple[str, list[str]]]) -> Callable[[], None]:
    """Runs all jobs on the queue, and those that they put there."""
    current_app.loader.import_default_modules()

    def run() -> None:
        while jobs_sent:
            job, arguments = jobs_sent.pop(0)
            current_app.tasks[job](*arguments)

    return run


def add_traces(project: Project, count: int, *, external_id_prefix: str = "t", **values: Any) -> list[Trace]:
    base: Body = {"input": '[{"role":"user","content":"What is 2+2?"}]', "output": '"4"', "content_hash": b"", "model": "m"}
    traces = [Trace(project=project, external_id=f"{external_id_prefix}-{n}", **{**base, **values}) for n in range(count)]
    return Trace.objects.bulk_create(traces)
