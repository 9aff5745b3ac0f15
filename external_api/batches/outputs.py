"""Operations on the results of an evaluation that waits for outputs: create sends one. Neighbours of one evaluation are one write."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.evaluations import requests
from evalplatform.evaluations.submitting import Outcome, submit_outputs
from external_api.batches.grouping import in_groups
from external_api.batches.operations import Arguments, Kind, Work
from external_api.batches.outcomes import Result, below, of_error, refused

_TAKEN = ("accepted", "unchanged")


class _Wanted(NamedTuple):
    evaluation: UUID
    output: Any


def create(work: Work, operations: Sequence[Arguments]) -> list[Result]:
    return in_groups(operations, _read, key=lambda one: one.evaluation, run=partial(_submit, work))


def _submit(work: Work, group: list[_Wanted]) -> list[Result]:
    """An evaluation that is not there, or takes no outputs now, refuses all of them alike."""
    try:
        evaluation = requests.find(work.project_id, group[0].evaluation)
        return [_result(outcome) for outcome in submit_outputs(evaluation, [one.output for one in group])]
    except DomainError as error:
        return [of_error(error)] * len(group)


def _result(outcome: Outcome) -> Result:
    if outcome.status in _TAKEN:
        return Result(200, {"id": outcome.id, "status": outcome.status})
    return refused(422, "all_refused", "; ".join(one.detail for one in outcome.problems), below("/body", outcome.problems))


def _read(arguments: Arguments) -> _Wanted | Result:
    try:
        return _Wanted(UUID(arguments["evaluation"]), arguments["body"])
    except (ValueError, TypeError, AttributeError):
        return of_error(InvalidInput(Problem("/evaluation", "evaluation is the UUID of an evaluation.", "wrong_type")))


_NEEDED = frozenset({"evaluation", "body"})
KINDS = {"results.create": Kind("evaluations:write", create, _NEEDED, _NEEDED, refuses_flaws=True)}
