"""How far an evaluation is, as people want to see it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evalplatform.evaluations.models import Evaluation


@dataclass(frozen=True)
class Progress:
    """Of results: `done` are those that are scored or errored. The end is estimated from the rate since the start."""

    total: int
    done: int
    errored: int
    fraction: float
    per_second: float | None
    eta_seconds: float | None


def of(evaluation: Evaluation, *, now: datetime | None = None) -> Progress:
    total, done = evaluation.total, evaluation.done
    until = evaluation.finished_at or now or timezone.now()
    seconds = (until - evaluation.started_at).total_seconds() if evaluation.started_at else 0.0
    rate = done / seconds if seconds > 0 and done else None
    left = None if evaluation.finished_at or rate is None else (total - done) / rate
    fraction = done / total if total else float(evaluation.prepared_at is not None)
    return Progress(total, done, evaluation.errored, round(fraction, 4), rate and round(rate, 2), left if left is None else round(left, 1))
