"""Which job does what an evaluation needs next."""

from evalplatform.evaluations.models import Evaluation, SourceKind
from evalplatform.evaluations.scorers import UnknownScorer, get
from evalplatform.evaluations.scorers.scorer import Need
from evalplatform.queue import enqueue

PREPARE, SCORE, ASK, JUDGE = "evaluations.prepare", "evaluations.score", "evaluations.ask", "evaluations.judge"
MANY = 10_000  # results from which on two workers are called


def send(evaluation: Evaluation, *, asked: bool = False, many: bool = False) -> None:
    """Put the next job on its queue, once the running transaction has committed. `asked`: the endpoint has answered, or given up."""
    job = next_job(evaluation, asked=asked)
    for _ in range(2 if many and job == SCORE else 1):
        enqueue(job, evaluation.id)


def next_job(evaluation: Evaluation, *, asked: bool = False) -> str:
    if evaluation.prepared_at is None:
        return PREPARE
    if evaluation.source_kind == SourceKind.ENDPOINT and not asked:
        return ASK
    return JUDGE if has_judge(evaluation) else SCORE


def has_judge(evaluation: Evaluation) -> bool:
    """Whether a scorer asks a model. One that is no longer installed is another's business."""
    return any(_asks(one["name"]) for one in evaluation.scorers)


def _asks(name: str) -> bool:
    try:
        return Need.JUDGE in get(name).needs
    except UnknownScorer:
        return False
