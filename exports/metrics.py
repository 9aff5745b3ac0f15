"""What exports and jobs tell of their work, over all projects; `exports.job_metrics` tells a project of its own."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric

from evalplatform.queue import BACKGROUND, SHORT

# The states are those of exports.models; a part of an export waits or runs on the queue of its priority.
_WORK = """
    WITH work(queue, waits, since, memory) AS (
        SELECT %(short)s, state = 'queued', created_at, NULL::bigint FROM exports_export WHERE state IN ('queued', 'planning')
        UNION ALL
        SELECT 'exports.' || priority, false, NULL, NULL FROM exports_export WHERE state = 'finalizing'
        UNION ALL
        SELECT 'exports.' || priority, s.state = 'queued', s.queued_at, s.memory_bytes
        FROM exports_export e JOIN exports_shard s ON s.export_id = e.id AND s.state <> 'done' WHERE e.state = 'running'
        UNION ALL
        SELECT %(background)s, state = 'queued', queued_at, memory_bytes FROM exports_job WHERE state IN ('queued', 'running')
    )
    SELECT queue, count(*) FILTER (WHERE waits), count(*) FILTER (WHERE NOT waits),
           coalesce(extract(epoch FROM now() - min(since) FILTER (WHERE waits)), 0)::float8, coalesce(max(memory), 0)
    FROM work GROUP BY queue
"""
_EXPORTS = "SELECT state, count(*) FROM exports_export WHERE state IN ('queued', 'planning', 'running', 'finalizing') GROUP BY state"
ACTIVE_STATES = ("queued", "planning", "running", "finalizing")


def measured() -> Iterator[Metric]:
    exports = GaugeMetricFamily("evalplatform_exports", "Exports that have not ended", labels=["state"])
    waiting = GaugeMetricFamily("evalplatform_work_waiting", "Parts of exports, and jobs, that wait for a worker", labels=["queue"])
    running = GaugeMetricFamily("evalplatform_work_running", "Parts of exports, and jobs, that are under way", labels=["queue"])
    oldest = GaugeMetricFamily("evalplatform_work_waiting_seconds", "How long the oldest of them waits", labels=["queue"])
    memory = GaugeMetricFamily("evalplatform_work_memory_bytes", "The most that one worker holds", labels=["queue"])
    with connection.cursor() as cursor:
        cursor.execute(_EXPORTS)
        states = dict(cursor.fetchall())
        cursor.execute(_WORK, {"short": SHORT, "background": BACKGROUND})
        work = {queue: figures for queue, *figures in cursor.fetchall()}
    for state in ACTIVE_STATES:
        exports.add_metric([state], states.get(state, 0))
    for queue in (SHORT, "exports.high", "exports.normal", "exports.low", BACKGROUND):
        for family, value in zip((waiting, running, oldest, memory), work.get(queue, (0, 0, 0, 0)), strict=True):
            family.add_metric([queue], value)
    yield from (exports, waiting, running, oldest, memory)
