"""What a page asks of an evaluation that has completed: its report, with slices by metadata, and how it compares with another.

It loads neither NumPy nor SciPy: the numbers of large evaluations are made elsewhere.
"""

from collections.abc import Sequence
from typing import Any

from evalplatform.errors import Conflict, InvalidInput, NotFound, Problem
from evalplatform.evaluations import apart
from evalplatform.evaluations.baselines import resolve
from evalplatform.evaluations.fields import RESULTS
from evalplatform.evaluations.models import Evaluation, EvaluationState
from evalplatform.evaluations.report import document
from evalplatform.fields import Kind, UnknownField

MOST_FIELDS = 5
_COMPARED = "evalplatform.evaluations.verdicts.compared"
_SLICES = "evalplatform.evaluations.summaries.slices.slices"


def compare(evaluation: Evaluation, asked: str = "") -> dict[str, Any]:
    """The body of `…/compare`: by the rules of its gate, else each metric for a regression. `asked` is an evaluation's id or a branch;
    without it what its gate compared with. Raises Conflict before its end, InvalidInput, NotFound, and what apart.made raises.
    """
    _refuse_open(evaluation)
    if not asked and evaluation.compared_with_id is None:
        detail = "Name an evaluation's id or a branch: the gate of this evaluation compared it with no other."
        raise InvalidInput(Problem("/baseline", detail, "required"), code="invalid_parameter")
    other = resolve(evaluation, asked).evaluation if asked else evaluation.compared_with
    if other is None:
        raise NotFound("There is no such completed evaluation in this project, and no passing one of such a branch.")
    found: dict[str, Any] = apart.made(_COMPARED, evaluation.id, other.id, results=max(evaluation.total, other.total))
    return found


def report(evaluation: Evaluation, *, slice_by: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON report; with `slice_by`, names of fields such as `metadata.topic`, by their values too. Raises as `compare` does."""
    _refuse_open(evaluation)
    found = document.stored(evaluation)
    if fields := _fields(slice_by):
        found["slices"] = apart.made(_SLICES, evaluation.id, fields, results=evaluation.total)
    return found


def _refuse_open(evaluation: Evaluation) -> None:
    if evaluation.state != EvaluationState.COMPLETED:
        detail = "The evaluation has not completed. Wait until it has; one that failed or was cancelled never will."
        raise Conflict("not_complete", detail)


def _fields(names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each name once, with its path in the metadata."""
    names = list(dict.fromkeys(names))
    if len(names) > MOST_FIELDS:
        detail = f"A report is sliced by at most {MOST_FIELDS} fields."
        raise InvalidInput(Problem("/slice_by", detail, "too_many_items"), code="invalid_parameter")
    return [(name, _path(name)) for name in names]


def _path(name: str) -> list[str]:
    try:
        field = RESULTS.field(name)
    except UnknownField:
        field = None
    if field is None or field.kind != Kind.VALUE:
        detail = "slice_by names a field of metadata, such as metadata.topic, with keys joined by full stops."
        raise InvalidInput(Problem("/slice_by", detail, "unknown_field"), code="invalid_parameter")
    return list(field.path)
