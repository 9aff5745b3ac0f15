"""Operations on traces: create, add scores, get, delete. A trace is named by our `id` or by its own `external_id`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from evalplatform.errors import InvalidInput, NotFound, Problem
from evalplatform.fields import Column, columns_of, select_json
from evalplatform.tracing.amend import add_scores, delete_trace
from evalplatform.tracing.fields import SHOWN, SPANS, TRACES
from evalplatform.tracing.ingest import Outcome, store
from evalplatform.tracing.models import Trace
from external_api.batches.operations import MAX_SCORES, Arguments, Kind, Work, one_by_one
from external_api.batches.outcomes import Result, below, refused

_COLUMNS = columns_of(SHOWN)
_SPAN_COLUMNS = columns_of(tuple(field for field in SPANS.listed if field.name != "trace_id"))
_NO_SUCH = "There is no such trace in this project."


def create(work: Work, operations: Sequence[Arguments]) -> list[Result]:
    """All of them by one bulk write, which tells of each what would have become of it alone."""
    return [_stored(outcome) for outcome in store(work.project_id, [one["body"] for one in operations])]


def score(work: Work, arguments: Arguments) -> Result:
    body = arguments["body"]
    if not isinstance(body, dict | list) or not body:
        raise InvalidInput(Problem("/body", "The body is a score or a list of scores.", "wrong_type"))
    scores = body if isinstance(body, list) else [body]
    if len(scores) > work.scores_left:
        raise InvalidInput(Problem("/body", f"The scores of one batch are at most {MAX_SCORES}.", "too_many_items"), code="too_many_items")
    work.scores_left -= len(scores)
    trace_id = _named(work.project_id, arguments)
    try:
        return Result(200, {"scores": add_scores(work.project_id, trace_id, scores)})
    except InvalidInput as error:
        alone = "" if isinstance(body, list) else "/0"
        places = (replace(one, pointer=f"/body{one.pointer.removeprefix(alone)}") for one in error.problems)
        raise InvalidInput(*places, code=error.code) from None


def get(work: Work, arguments: Arguments) -> Result:
    """One trace with its spans. What would not fit into the answer any more is 413, and has to be asked for alone."""
    trace_id = _named(work.project_id, arguments)
    found = _written(TRACES.rows(work.project_id).filter(id=trace_id), _COLUMNS)
    if not found:
        raise NotFound(_NO_SUCH)
    spans = _written(SPANS.rows(work.project_id).filter(trace_id=trace_id), _SPAN_COLUMNS)
    text = f'{found[0][:-1]},"spans":[{",".join(spans)}]}}'.encode()
    if len(text) > work.bytes_left:
        return refused(
            413, "answer_too_large", "The answer to this batch would be too large with this trace in it. Get it by a call of its own."
        )
    work.bytes_left -= len(text)
    return Result(200, orjson.Fragment(text))


def delete(work: Work, arguments: Arguments) -> Result:
    delete_trace(work.project_id, _named(work.project_id, arguments))
    return Result(204)


def _stored(outcome: Outcome) -> Result:
    if outcome.status != "refused":
        return Result(200, {"id": outcome.id, "status": outcome.status})
    return refused(422, "all_refused", "; ".join(one.detail for one in outcome.problems), below("/body", outcome.problems))


def _named(project_id: UUID, arguments: Arguments) -> UUID:
    """The id of the trace that is meant. Raises InvalidInput, and NotFound for an external id that no trace has."""
    if ("id" in arguments) == ("external_id" in arguments):
        raise InvalidInput(Problem("/id", "Name the trace by `id` or by `external_id`, one of the two.", "required"))
    if "id" in arguments:
        return _uuid(arguments["id"])
    external_id = arguments["external_id"]
    if not isinstance(external_id, str):
        raise InvalidInput(Problem("/external_id", "external_id is a text.", "wrong_type"))
    found = Trace.objects.filter(project_id=project_id, external_id=external_id).values_list("id", flat=True).first()
    if found is None:
        raise NotFound(_NO_SUCH)
    return found


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise InvalidInput(Problem("/id", "id is a UUID.", "wrong_type")) from None


def _written(rows: QuerySet[Any], columns: tuple[Column, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(*select_json(rows, columns))
        return [text for (text,) in cursor.fetchall()]


_NAMES = frozenset({"id", "external_id"})
KINDS = {
    "traces.create": Kind("traces:write", create, frozenset({"body"}), frozenset({"body"}), refuses_flaws=True),
    "traces.add_scores": Kind("traces:write", one_by_one(score), _NAMES | {"body"}, frozenset({"body"})),
    "traces.get": Kind("traces:read", one_by_one(get), _NAMES),
    "traces.delete": Kind("traces:delete", one_by_one(delete), _NAMES),
}
