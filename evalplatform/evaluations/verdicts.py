"""The end of an evaluation: its summary, and that it is completed."""

from django.db import connection
from django.utils import timezone

from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.events.outbox import record

_MEANS = """
    SELECT name, count(*), count(*) FILTER (WHERE value = 'null'), avg(value::text::double precision) FILTER (WHERE value <> 'null')
    FROM evaluations_result, jsonb_each(metrics) AS metric(name, value) WHERE evaluation_id = %s GROUP BY name ORDER BY name
"""


def finish(evaluation: Evaluation) -> None:
    """Complete it, within the transaction of the caller, who has its row."""
    with connection.cursor() as cursor:
        cursor.execute(_MEANS, [evaluation.id])
        rows = cursor.fetchall()
    metrics = [{"name": name, "n": count - errored, "errored": errored, "mean": mean} for name, count, errored, mean in rows]
    evaluation.state = EvaluationState.COMPLETED
    evaluation.summary = {"metrics": metrics}
    evaluation.finished_at = timezone.now()
    evaluation.save(update_fields=["state", "summary", "finished_at"])
    record(evaluation.project_id, "evaluation.finished", {"evaluation": str(evaluation.id), "verdict": evaluation.verdict})
