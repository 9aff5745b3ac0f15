"""The work on evaluations: make results, ask for answers, score, complete. A job that comes twice finds nothing left to do."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from evalplatform.errors import DomainError, Unavailable
from evalplatform.evaluations import claims, completing, preparing, scoring, sending
from evalplatform.evaluations.answering.rows import NO_OUTPUT
from evalplatform.evaluations.asking import answers, judgements
from evalplatform.evaluations.claims import Claim, Lost
from evalplatform.evaluations.models import Evaluation, SourceKind
from evalplatform.evaluations.scorers.chosen import Chosen, parse_scorers
from evalplatform.evaluations.submitting import submit_outputs
from evalplatform.queue import enqueue

__all__ = ["ask", "judge", "prepare", "score", "submit_outputs"]

log = logging.getLogger(__name__)

APART_RESULTS = 2_000  # below, scoring takes less than a process to start
TURN_SECONDS = 20.0  # after which others have a turn


def prepare(evaluation_id: UUID) -> None:
    """Make the results, and call for those who go on."""
    evaluation = claims.unprepared(evaluation_id)
    if evaluation is None:
        return
    with _ends(evaluation_id):
        claims.count_attempt(evaluation_id)
        if preparing.prepare(evaluation):
            evaluation.refresh_from_db()
            if evaluation.source_kind != SourceKind.OUTPUTS or not evaluation.total:
                sending.send(evaluation, many=evaluation.total >= sending.MANY)


def score(evaluation_id: UUID) -> None:
    """Score what has an answer, beside others who do the same, and complete the evaluation when nothing is left."""
    if Evaluation.objects.filter(id=evaluation_id, total__gte=APART_RESULTS).exists():
        import_string(settings.EVALUATION_APART)(_score, evaluation_id)
    else:
        _score(evaluation_id)


def ask(evaluation_id: UUID) -> None:
    """Ask the endpoint about what waits. Threads wait for it, so this needs no process of its own."""
    _with_claim(evaluation_id, _ask)


def judge(evaluation_id: UUID) -> None:
    """Score by scorers that ask a model, and complete the evaluation when nothing is left."""
    _with_claim(evaluation_id, _judge)


def _score(evaluation_id: UUID) -> None:
    evaluation = claims.begin(evaluation_id)
    if evaluation is None:
        return
    with _ends(evaluation_id):
        chosen = parse_scorers(evaluation.scorers)
        if scoring.can_score(evaluation_id):
            claims.count_attempt(evaluation_id)
        if _scored(evaluation_id, chosen):
            _finish(evaluation)
        else:
            enqueue(sending.SCORE, evaluation_id)


def _scored(evaluation_id: UUID, chosen: Sequence[Chosen]) -> bool:
    """Whether nothing is left to score that nobody else has, and not only the turn over. The last look begins at the first result."""
    until = time.monotonic() + TURN_SECONDS
    after: UUID | None = scoring.START
    while after is not None:
        found = scoring.score_chunk(evaluation_id, chosen, after=after)
        after = found or (None if after == scoring.START else scoring.START)
        if found and time.monotonic() > until:
            return False
    return True


def _ask(claimed: Claim, evaluation: Evaluation) -> None:
    if evaluation.source_kind != SourceKind.ENDPOINT:
        return
    later = answers.ask_all(claimed, evaluation)
    claims.release(claimed, resume_in=later)
    if later is None:
        sending.send(evaluation, asked=True)


def _judge(claimed: Claim, evaluation: Evaluation) -> None:
    judgements.judge_all(claimed, evaluation, parse_scorers(evaluation.scorers))
    claims.release(claimed)
    _finish(evaluation)


def _finish(evaluation: Evaluation) -> None:
    if Evaluation.objects.filter(id=evaluation.id, closed_at__isnull=False).exists():
        completing.give_up_waiting(evaluation.id, NO_OUTPUT, "The client sent no output for this example.")
    completing.complete(evaluation.id)


def _with_claim(evaluation_id: UUID, work: Callable[[Claim, Evaluation], None]) -> None:
    claimed = claims.claim(evaluation_id)
    if claimed is None:
        return
    with _ends(evaluation_id, claimed):
        claims.count_attempt(evaluation_id)
        work(claimed, Evaluation.objects.get(id=evaluation_id))


@contextmanager
def _ends(evaluation_id: UUID, claimed: Claim | None = None) -> Iterator[None]:
    """Turns what goes wrong into state. What may pass leaves the evaluation to be found by the sweep; anything else fails it."""
    try:
        yield
    except Lost:
        log.info("Evaluation %s was taken away", evaluation_id)
    except Error:
        log.warning("Evaluation %s waits for its next try", evaluation_id, exc_info=True)
        _release(claimed)
        raise
    except Unavailable as error:
        log.warning("Evaluation %s waits: %s", evaluation_id, error)
        _release(claimed)
    except DomainError as error:
        claims.fail(evaluation_id, error.code, error.message)
    except Exception:
        log.exception("Evaluation %s crashed", evaluation_id)
        claims.fail(evaluation_id, "internal_error", "An error in the server ended this evaluation; its log says more under its id.")


def _release(claimed: Claim | None) -> None:
    """Best effort: if the database is away, the lease runs out and the sweep finds it."""
    try:
        if claimed:
            claims.release(claimed)
    except Error:
        log.warning("Evaluation %s waits for its lease to end", claimed and claimed.evaluation_id)
