"""Outputs that a client sends: each goes to the result of its example and repeat, once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from evalplatform.errors import Conflict, Problem, Unavailable
from evalplatform.evaluations import claims, completing, sending
from evalplatform.evaluations.answering import outputs
from evalplatform.evaluations.answering.outputs import Output
from evalplatform.evaluations.answering.rows import NO_OUTPUT, short
from evalplatform.evaluations.claims import Tally
from evalplatform.evaluations.models import Evaluation, ResultState, SourceKind
from evalplatform.evaluations.models.evaluation import OPEN
from evalplatform.tracing.ingest.lines import DELIMITER, QUOTE
from evalplatform.tracing.ingest.staging import stage

Status = Literal["accepted", "unchanged", "refused", "conflict"]

_COLUMNS = (
    *("id", "state", "output", "latency_ms", "input_tokens", "output_tokens", "cost_usd", "error_code", "error_message", "content_hash"),
)
_ASSIGNED = ", ".join(f"{name} = s.{name}" for name in _COLUMNS[1:])
# In the order of their ids, so that two writers of the same results wait for each other and never lock each other out.
_FIND = """
    SELECT id, example_id, pair_key, repeat, state, content_hash, input_tokens, output_tokens, cost_usd FROM evaluations_result
    WHERE evaluation_id = %s AND (pair_key = ANY(%s) OR example_id = ANY(%s::uuid[])) ORDER BY id FOR UPDATE
"""
_WRITE = f"""
    UPDATE evaluations_result AS r SET {_ASSIGNED}, answered_at = statement_timestamp(), changed_xid = pg_current_xact_id()
    FROM submitted_result AS s WHERE r.id = s.id
"""  # noqa: S608 (our own names)


@dataclass(frozen=True)
class Outcome:
    """`index` is the item's place in what was sent; `id` the result's; `problems` say why it was not taken."""

    index: int
    status: Status
    id: UUID | None = None
    problems: tuple[Problem, ...] = ()


class _Found(NamedTuple):
    id: UUID
    example_id: UUID | None
    pair_key: str
    repeat: int
    state: str
    content_hash: bytes | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None


@dataclass
class _Plan:
    """What is to be written, by result, and what becomes of each item."""

    outputs: dict[UUID, Output] = field(default_factory=dict)
    before: dict[UUID, _Found] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


def submit_outputs(evaluation: Evaluation, items: Sequence[Any]) -> list[Outcome]:
    """Take the outputs; one outcome an item, in their order. A bad item is refused alone, and all others are in when this returns.

    The same output again changes nothing. Another output takes its place until the result is scored; after that it is a conflict.
    Raises Conflict where the evaluation takes no outputs (any more), and Unavailable while its results are being made.
    """
    _refuse_unfit(evaluation)
    with transaction.atomic(), connection.cursor() as cursor:
        plan = _planned(cursor, evaluation, [outputs.read(item) for item in items])
        if plan.outputs:
            _write(cursor, evaluation.id, plan)
            sending.send(evaluation)
    return sorted(plan.outcomes, key=lambda one: one.index)


def finish(evaluation: Evaluation) -> None:
    """The client sends no more: results without an output become errored. Raises Conflict and Unavailable as `submit_outputs` does."""
    _refuse_unfit(evaluation)
    completing.close(evaluation)
    sending.send(evaluation)


class BeingPrepared(Unavailable):
    """The results of the evaluation are being made; it takes seconds."""

    headers = {"Retry-After": "2"}

    def __init__(self) -> None:
        super().__init__("being_prepared", "The results of this evaluation are still being made. Send the outputs again in a moment.")


def _refuse_unfit(evaluation: Evaluation) -> None:
    if evaluation.source_kind != SourceKind.OUTPUTS:
        raise Conflict("takes_no_outputs", f"This evaluation takes its answers from {evaluation.source_kind}, and none from a client.")
    if evaluation.state not in OPEN:
        raise Conflict("already_ended", f"This evaluation is {evaluation.state} and takes no more outputs. Begin another one.")
    if evaluation.closed_at is not None:
        raise Conflict("already_finished", "All outputs of this evaluation were said to be in. Begin another one.")
    if evaluation.prepared_at is None:
        raise BeingPrepared


def _planned(cursor: Any, evaluation: Evaluation, read: Sequence[Output | tuple[Problem, ...]]) -> _Plan:
    plan = _Plan()
    by_key, by_example = _found(cursor, evaluation.id, [one for one in read if isinstance(one, Output)])
    for index, one in enumerate(read):
        if not isinstance(one, Output):
            plan.outcomes.append(Outcome(index, "refused", problems=one))
            continue
        result = by_key.get((short(one.example), one.repeat)) or by_example.get((str(_uuid(one.example)), one.repeat))
        plan.outcomes.append(_outcome(index, one, result, plan) if result else _unknown(index, one, evaluation.repeats))
    return plan


def _found(cursor: Any, evaluation_id: UUID, read: Iterable[Output]) -> tuple[dict[tuple[str, int], _Found], dict[tuple[str, int], _Found]]:
    """The results that these name, locked: by pair key, and by the id of the example."""
    names = {one.example for one in read}
    ids = [str(found) for name in names if (found := _uuid(name))]
    cursor.execute(_FIND, [evaluation_id, [short(name) for name in names], ids])
    rows = [_Found(*row) for row in cursor.fetchall()]
    return {(row.pair_key, row.repeat): row for row in rows}, {(str(row.example_id), row.repeat): row for row in rows}


def _outcome(index: int, output: Output, result: _Found, plan: _Plan) -> Outcome:
    """Of two items for one result the last one counts, as if they had come one after the other."""
    known = plan.outputs[result.id].content_hash if result.id in plan.outputs else result.content_hash
    if known is not None and bytes(known) == output.content_hash:
        return Outcome(index, "unchanged", result.id)
    if result.state in (ResultState.SCORED, ResultState.ERRORED):
        problem = Problem("", f"This result is {result.state} already, with another output. Begin another evaluation.", "already_scored")
        return Outcome(index, "conflict", result.id, (problem,))
    plan.outputs[result.id], plan.before[result.id] = output, result
    return Outcome(index, "accepted", result.id)


def _unknown(index: int, output: Output, repeats: int) -> Outcome:
    if output.repeat >= repeats:
        return Outcome(index, "refused", problems=(Problem("/repeat", f"repeat is from 0 to {repeats - 1} here.", "range"),))
    text = "The evaluation has no such example: give the id of an example of its dataset's version, or its external_id."
    return Outcome(index, "refused", problems=(Problem("/example", text, "unknown_example"),))


def _write(cursor: Any, evaluation_id: UUID, plan: _Plan) -> None:
    stage(cursor, "submitted_result", "evaluations_result", _COLUMNS, (_line(id, one) for id, one in plan.outputs.items()))
    cursor.execute(_WRITE)
    claims.add(evaluation_id, _tally(plan))


def _tally(plan: _Plan) -> Tally:
    """What is new, less what it takes the place of."""
    errored = sum(1 for one in plan.outputs.values() if one.output is None)
    pairs = [(plan.outputs[id], plan.before[id]) for id in plan.outputs]
    return Tally(
        done=errored,
        errored=errored,
        input_tokens=sum((new.input_tokens or 0) - (old.input_tokens or 0) for new, old in pairs),
        output_tokens=sum((new.output_tokens or 0) - (old.output_tokens or 0) for new, old in pairs),
        cost_usd=sum((Decimal(new.cost_usd or 0) - (old.cost_usd or 0) for new, old in pairs), Decimal(0)),
    )


def _line(id: UUID, output: Output) -> bytes:
    errored = output.output is None
    cells: Iterator[str] = iter(
        (
            str(id),
            ResultState.ERRORED.value if errored else ResultState.ANSWERED.value,
            output.output or "",
            *("" if one is None else str(one) for one in (output.latency_ms, output.input_tokens, output.output_tokens, output.cost_usd)),
            _text(NO_OUTPUT if errored else ""),
            _text(output.error),
            f"\\x{output.content_hash.hex()}",
        )
    )
    return f"{DELIMITER.join(cells)}\n".encode()


def _text(text: str) -> str:
    return f"{QUOTE}{text.replace(QUOTE, QUOTE + QUOTE)}{QUOTE}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
