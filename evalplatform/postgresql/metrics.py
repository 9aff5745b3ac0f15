"""What PostgreSQL says of itself: our connections, and the size of the database."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric

_CONNECTIONS = """
    SELECT coalesce(state, 'other'), count(*), max(extract(epoch FROM now() - xact_start))::float8
    FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' GROUP BY 1
"""


def measured() -> Iterator[Metric]:
    counts = GaugeMetricFamily("evalplatform_database_connections", "Connections to the database", labels=["state"])
    oldest = GaugeMetricFamily("evalplatform_database_oldest_transaction_seconds", "Age of the oldest transaction")
    with connection.cursor() as cursor:
        cursor.execute(_CONNECTIONS)
        rows = cursor.fetchall()
        cursor.execute("SELECT current_setting('max_connections')::int, pg_database_size(current_database())")
        most, size = cursor.fetchone()
    for state, count, _ in rows:
        counts.add_metric([state], count)
    oldest.add_metric([], max((age for *_, age in rows if age is not None), default=0))
    yield counts
    yield oldest
    yield GaugeMetricFamily("evalplatform_database_connections_limit", "PostgreSQL's max_connections", value=most)
    yield GaugeMetricFamily("evalplatform_database_bytes", "Size of the database", value=size)
