"""A file of traces into a project of its own, by `manage.py load_traces`, as a user would."""

import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection

from evalplatform.projects.models import Project
from evalplatform.tracing.models import Score, Span, Trace
from external_api.scopes import SCOPES
from tests.benchmarks.stage import Stage

_TABLES = ("tracing_trace", "tracing_score", "tracing_span")


@dataclass(frozen=True)
class Loaded:
    """A project full of traces, a key to it, and what loading it took, the start of the command included."""

    slug: str
    project_id: UUID
    key: str
    rows: int
    scores: int
    spans: int
    megabytes: float
    seconds: float
    stored: float  # MB in PostgreSQL, of tables and indexes

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def load(stage: Stage, slug: str, file: Path) -> Loaded:
    project = Project.objects.create(slug=slug, name=slug)
    key = stage.manage("create_api_key", "benchmark", "--project", slug, "--scopes", ",".join(SCOPES)).stdout.strip()
    before, started = _stored(), time.perf_counter()
    stage.manage("load_traces", str(file), "--project", slug)
    seconds = time.perf_counter() - started
    stage.tidy()
    mine = {"project_id": project.id}
    rows, scores, spans = (model._default_manager.filter(**mine).count() for model in (Trace, Score, Span))
    return Loaded(slug, project.id, key, rows, scores, spans, file.stat().st_size / 1e6, seconds, _stored() - before)


def _stored() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(name)) FROM unnest(%s::regclass[]) name", [list(_TABLES)])
        (size,) = cursor.fetchone() or (0,)
    return float(size) / 1e6
