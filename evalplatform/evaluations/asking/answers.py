"""Asks an endpoint about every result that waits: within its concurrency, its tries and its budget."""

import time
from collections import deque
from dataclasses import dataclass, field
from uuid import UUID

from evalplatform import sealed
from evalplatform.errors import DomainError
from evalplatform.evaluations import completing, sealing
from evalplatform.evaluations.answering import chat, endpoint, pace, prompt, template
from evalplatform.evaluations.answering.chat import Answered, Failed
from evalplatform.evaluations.answering.endpoint import Endpoint
from evalplatform.evaluations.asking import questions
from evalplatform.evaluations.asking.flights import Flights
from evalplatform.evaluations.asking.lease import Lease
from evalplatform.evaluations.asking.questions import Question, Spent
from evalplatform.evaluations.claims import Claim
from evalplatform.evaluations.models import Evaluation, Result, ResultState
from evalplatform.evaluations.scorers.judge.asking import priced
from evalplatform.evaluations.sending import SCORE, has_judge
from evalplatform.exact_json import loads
from evalplatform.queue import enqueue

LOOKED_AHEAD = 200
WAIT_SECONDS = 0.5  # the longest without a look at the lease
LEAST_WAIT_SECONDS = 0.02
SHORT_WAIT_SECONDS = 5.0  # what is worth waiting for here; for longer the worker is free for others
SCORE_SECONDS = 3.0  # between calls for somebody to score what has come
DENIALS = 5  # with no answer at all: then it is the key or the model, and not the example


@dataclass
class _Work:
    """What one run knows. `dearest` is the answer that used up most, for a guess at what is under way."""

    claimed: Claim
    asked: Endpoint
    key: str
    pace: pace.Pace
    spent: Spent
    lease: Lease
    scores_apart: bool
    dearest: Spent = Spent()
    waiting: deque[UUID] = field(default_factory=deque)
    under_way: dict[UUID, Question] = field(default_factory=dict)
    answers: int = 0
    denials: int = 0
    to_score: int = 0
    called_at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> UUID:
        return self.claimed.evaluation_id


def ask_all(claimed: Claim, evaluation: Evaluation) -> float | None:
    """Ask until nothing waits any more; the seconds after which to go on, where all that waits has to wait for longer.

    Raises Lost, and DomainError where the evaluation cannot go on.
    """
    work = _begun(claimed, evaluation)
    questions.give_up_the_dead(work.id, max_attempts=work.asked.max_attempts)
    with Flights[UUID, Answered | Failed](work.asked.concurrency) as flights:
        while True:
            work.lease.hold()
            _begin_more(work, flights)
            if not flights and (end := _pause(work)) is not None:
                return end if end > 0 else None
            for id, outcome in flights.landed(within=WAIT_SECONDS):
                _settle(work, work.under_way.pop(id), outcome)
            _call_scorers(work)


def _begun(claimed: Claim, evaluation: Evaluation) -> _Work:
    asked = endpoint.parse(evaluation.source["endpoint"])
    answered = Result.objects.filter(evaluation_id=evaluation.id, state__in=(ResultState.ANSWERED, ResultState.SCORED))
    return _Work(
        claimed=claimed,
        asked=asked,
        key=sealed.unseal(evaluation.sealed_key, purpose=sealing.ENDPOINT) if evaluation.sealed_key else "",
        pace=pace.Pace(asked.concurrency),
        spent=Spent(evaluation.input_tokens + evaluation.output_tokens, evaluation.cost_usd),
        lease=Lease(claimed),
        scores_apart=not has_judge(evaluation),
        answers=int(answered.exists()),
    )


def _begin_more(work: _Work, flights: Flights[UUID, Answered | Failed]) -> None:
    while work.pace.room(len(flights)) and _may_spend(work, len(flights)):
        if not work.waiting:
            besides = list(work.under_way)
            work.waiting.extend(questions.due(work.id, max_attempts=work.asked.max_attempts, besides=besides, limit=LOOKED_AHEAD))
            if not work.waiting:
                return
        question = questions.take(work.waiting.popleft(), max_attempts=work.asked.max_attempts)
        if question:
            _begin(work, flights, question)


def _begin(work: _Work, flights: Flights[UUID, Answered | Failed], question: Question) -> None:
    asked, key = work.asked, work.key
    try:
        body = prompt.body(asked, input=_decoded(question.input), metadata=_decoded(question.metadata))
    except (template.MissingField, prompt.Unaskable) as error:
        questions.give_up(work.id, question.id, Failed("unaskable", str(error), again=False))
        return
    work.under_way[question.id] = question
    flights.begin(question.id, lambda: chat.ask(asked.address, key, body, seconds=asked.timeout_seconds))


def _settle(work: _Work, question: Question, outcome: Answered | Failed) -> None:
    """Store what came of one question."""
    usage = priced(outcome.usage, input_price=work.asked.prices.input, output_price=work.asked.prices.output)
    outcome = outcome._replace(usage=usage)
    used = Spent().plus(usage)
    work.spent = work.spent.plus(usage)
    work.dearest = Spent(max(work.dearest.tokens, used.tokens), max(work.dearest.cost_usd, used.cost_usd))
    if isinstance(outcome, Answered):
        questions.store(work.id, question.id, outcome)
        work.answers += 1
        work.to_score += 1
        work.pace.answered()
    elif outcome.again and question.attempt < work.asked.max_attempts:
        _wait(work, question, outcome)
    else:
        _count_denial(work, outcome)
        questions.give_up(work.id, question.id, outcome)


def _wait(work: _Work, question: Question, failed: Failed) -> None:
    if failed.code == "rate_limited" or failed.after is not None:
        work.pace.busy(failed.after)
    questions.postpone(work.id, question.id, failed, seconds=chat.backoff(question.attempt, failed))


def _count_denial(work: _Work, failed: Failed) -> None:
    """Raises DomainError where the endpoint refuses us and not the examples."""
    work.denials += failed.denied
    if work.denials >= DENIALS and not work.answers:
        raise DomainError(failed.code, failed.message)


def _may_spend(work: _Work, under_way: int) -> bool:
    """Whether another answer is within the budget, as far as one can know: what is under way is taken to cost what the dearest did."""
    budget = work.asked.budget
    if budget.cost_usd is None and budget.tokens is None:
        return True
    if under_way and work.dearest == Spent():
        return False  # the first answer tells what one costs
    within_tokens = budget.tokens is None or work.spent.tokens + work.dearest.tokens * under_way < budget.tokens
    return within_tokens and (budget.cost_usd is None or work.spent.cost_usd + work.dearest.cost_usd * under_way < budget.cost_usd)


def _pause(work: _Work) -> float | None:
    """With nothing under way: 0 at the end, the seconds after which to go on, or None where it goes on here."""
    if not _may_spend(work, 0):
        completing.give_up_waiting(work.id, "budget_spent", "The budget was spent before this example's turn.")
        return 0.0
    questions.give_up_the_dead(work.id, max_attempts=work.asked.max_attempts)  # another worker, taken for dead, may have asked since
    until_due = questions.seconds_to_next(work.id) if not work.waiting else 0.0
    left = max(work.pace.pause_left(), until_due or 0.0)
    if until_due is None and not completing.waits(work.id):
        return 0.0
    if left > SHORT_WAIT_SECONDS:
        return left
    time.sleep(min(max(left, LEAST_WAIT_SECONDS), WAIT_SECONDS))
    return None


def _call_scorers(work: _Work) -> None:
    if work.scores_apart and work.to_score and time.monotonic() > work.called_at + SCORE_SECONDS:
        enqueue(SCORE, work.id)
        work.to_score, work.called_at = 0, time.monotonic()


def _decoded(text: str | None) -> object:
    return None if text is None else loads(text)
