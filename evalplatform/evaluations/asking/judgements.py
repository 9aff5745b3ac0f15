"""Scores results with scorers that ask a model, several at a time."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from evalplatform import sealed
from evalplatform.errors import DomainError
from evalplatform.evaluations import scoring, sealing
from evalplatform.evaluations.answering import chat, judge
from evalplatform.evaluations.answering.chat import Failed
from evalplatform.evaluations.answering.judge import Judge
from evalplatform.evaluations.asking.flights import Flights
from evalplatform.evaluations.asking.lease import Lease
from evalplatform.evaluations.claims import Claim
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.reading import Reader
from evalplatform.evaluations.scorers.chosen import Chosen
from evalplatform.evaluations.scorers.judge.asking import Ask, JudgeAnswer, JudgeRequest, read_answer, request_body
from evalplatform.evaluations.scorers.scorer import CannotScore, Usage
from evalplatform.evaluations.scoring import Judged
from evalplatform.exact_json import dumps

LOOKED_AHEAD = 100
WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0


def judge_all(claimed: Claim, evaluation: Evaluation, chosen: Sequence[Chosen]) -> None:
    """Score all results that have an answer. Raises Lost."""
    reader = Reader(evaluation.judge)
    asked = judge.read(reader)
    reader.raise_if_any()
    ask = asking(asked, sealed.unseal(evaluation.sealed_judge_key, purpose=sealing.JUDGE) if evaluation.sealed_judge_key else "")
    lease, rows = Lease(claimed), _Rows(evaluation.id, chosen)
    with Flights[UUID, Judged](asked.concurrency) as flights:
        while True:
            lease.hold()
            while len(flights) < asked.concurrency and (row := rows.next()):
                flights.begin(row[0], lambda row=row: scoring.judge(row, chosen, ask=ask))  # type: ignore[misc]
            if not flights:
                return
            if found := [one for _, one in flights.landed(within=WAIT_SECONDS)]:
                with transaction.atomic(), connection.cursor() as cursor:
                    scoring.write(cursor, evaluation.id, chosen, found)


def asking(asked: Judge, key: str) -> Ask:
    """What asks the judge once, or as often as it may. Runs in any thread."""

    def ask(request: JudgeRequest) -> JudgeAnswer:
        body = dumps(request_body(request)).encode()
        spent = Usage()
        for attempt in range(1, asked.max_attempts + 1):
            found = _asked_once(asked, key, body)
            if isinstance(found, JudgeAnswer):
                return found._replace(usage=_both(found.usage, spent))
            spent = _both(found.usage, spent)
            if not found.again or attempt == asked.max_attempts:
                raise CannotScore(found.code, found.message, spent=spent)
            time.sleep(min(chat.backoff(attempt, found), LONGEST_WAIT_SECONDS))
        raise AssertionError

    return ask


def _asked_once(asked: Judge, key: str, body: bytes) -> JudgeAnswer | Failed:
    try:
        answer = chat.post(asked.address, key, body, seconds=asked.timeout_seconds)
    except DomainError as error:
        return Failed(error.code, error.message, again=False)
    if isinstance(answer, Failed):
        return answer
    try:
        return read_answer(chat.decoded(answer))
    except CannotScore as error:
        return Failed(error.code, error.reason, again=True, usage=error.spent)


class _Rows:
    """Results that have an answer, in the order of their ids. Nobody else has them: the evaluation's lease is ours."""

    def __init__(self, evaluation_id: UUID, chosen: Sequence[Chosen]) -> None:
        self._evaluation_id, self._chosen = evaluation_id, chosen
        self._after, self._found = scoring.START, list[tuple[Any, ...]]()

    def next(self) -> tuple[Any, ...] | None:
        if not self._found:
            with transaction.atomic(), connection.cursor() as cursor:
                found = scoring.claimed(cursor, self._evaluation_id, self._chosen, after=self._after, limit=LOOKED_AHEAD)
            self._found = found[::-1]
            self._after = found[-1][0] if found else self._after
        return self._found.pop() if self._found else None


def _both(one: Usage, other: Usage) -> Usage:
    """The sum, where at least one is known."""
    pairs = zip(one, other, strict=True)
    return Usage(*(None if a is None and b is None else (a or 0) + (b or 0) for a, b in pairs))  # type: ignore[arg-type]
