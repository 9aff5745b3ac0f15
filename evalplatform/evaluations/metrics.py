"""What evaluations tell of their work."""

from collections.abc import Iterator

from prometheus_client.core import Metric

from evalplatform.evaluations.models.evaluation import OPEN, Evaluation
from evalplatform.metrics import by_state


def measured() -> Iterator[Metric]:
    yield from by_state("evalplatform_evaluations", "Evaluations that have not ended", Evaluation.objects.all(), OPEN)
