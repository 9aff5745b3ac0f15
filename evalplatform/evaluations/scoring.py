"""Scores results in chunks: each is claimed by locks on its rows, and written with its counts in the same transaction.

So any number of workers share an evaluation, and one that dies leaves its chunk to the next.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from evalplatform.evaluations import claims
from evalplatform.evaluations.claims import Tally
from evalplatform.evaluations.models.evaluation import OPEN
from evalplatform.evaluations.scorers import SCORERS
from evalplatform.evaluations.scorers.chosen import Chosen
from evalplatform.evaluations.scorers.judge.asking import Ask
from evalplatform.evaluations.scorers.running import run
from evalplatform.evaluations.scorers.scorer import NOTHING, Answer, Errored, Need, Scored, Usage
from evalplatform.exact_json import dumps, loads
from evalplatform.tracing.ingest.lines import DELIMITER
from evalplatform.tracing.ingest.staging import stage

CHUNK = 500

_COLUMNS = ("id", "scores", "metrics")
_FIELDS = "id, output, reference, latency_ms, input_tokens, output_tokens, cost_usd"
_CONTEXT = ", input, metadata"
_OPEN_ONES = ", ".join(f"'{state.value}'" for state in OPEN)
_CLAIM = f"""
    SELECT {{fields}} FROM evaluations_result WHERE evaluation_id = %s AND state = 'answered' AND id > %s
    AND EXISTS (SELECT 1 FROM evaluations_evaluation WHERE id = %s AND state IN ({_OPEN_ONES}))
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""  # noqa: S608 (our own names)
_WRITE = """
    UPDATE evaluations_result AS r SET state = 'scored', scores = s.scores, metrics = s.metrics, changed_xid = pg_current_xact_id()
    FROM scored_result AS s WHERE r.id = s.id AND r.state = 'answered'
"""
START = UUID(int=0)
Row = tuple[Any, ...]


class Judged(NamedTuple):
    """A result and what each scorer said of it, in the order of the scorers."""

    id: UUID
    values: tuple[Scored | Errored, ...]


def score_chunk(evaluation_id: UUID, chosen: Sequence[Chosen], *, after: UUID = START) -> UUID | None:
    """Score the next results behind that id, of which there are at most CHUNK; the id of the last one, or None where there are none."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = claimed(cursor, evaluation_id, chosen, after=after)
        if rows:
            write(cursor, evaluation_id, chosen, [judge(row, chosen) for row in rows])
    return rows[-1][0] if rows else None


def can_score(evaluation_id: UUID) -> bool:
    """Whether there are results to score that nobody else has."""
    with transaction.atomic(), connection.cursor() as cursor:
        return bool(claimed(cursor, evaluation_id, (), limit=1))


def claimed(cursor: Any, evaluation_id: UUID, chosen: Sequence[Chosen], *, after: UUID = START, limit: int = CHUNK) -> list[Row]:
    """Rows of results that wait for their scores, locked until the transaction ends."""
    fields = _FIELDS + (_CONTEXT if any(map(_reads_context, chosen)) else "")
    cursor.execute(_CLAIM.format(fields=fields), [evaluation_id, after, evaluation_id, limit])
    found: list[Row] = cursor.fetchall()
    return found


def judge(row: Row, chosen: Sequence[Chosen], *, ask: Ask | None = None) -> Judged:
    """What the scorers say of one row that `claimed` gave."""
    id, output, reference, latency_ms, input_tokens, output_tokens, cost_usd, *context = row
    input, metadata = context or (None, None)
    answer = Answer(
        input=_decoded(input),
        output=_decoded(output),
        reference=_decoded(reference),
        metadata=_decoded(metadata) or {},
        latency_ms=latency_ms,
        usage=Usage(input_tokens, output_tokens, cost_usd),
    )
    return Judged(id, tuple(run(one.scorer, answer, one.params, ask=ask) for one in chosen))


def write(cursor: Any, evaluation_id: UUID, chosen: Sequence[Chosen], judged: Sequence[Judged]) -> None:
    """All of them by one statement; those that somebody else has scored meanwhile stay as they are."""
    names = [one.metric for one in chosen]
    stage(cursor, "scored_result", "evaluations_result", _COLUMNS, (_line(names, one) for one in judged))
    cursor.execute(_WRITE)
    spent = _sum(value.spent for one in judged for value in one.values if value.spent is not NOTHING)
    claims.add(evaluation_id, spent._replace(done=cursor.rowcount))


def _reads_context(chosen: Chosen) -> bool:
    """Input and metadata are large, and of our own scorers only those with a model read them."""
    return Need.JUDGE in chosen.scorer.needs or chosen.scorer.name not in SCORERS


def _decoded(text: str | None) -> Any:
    return None if text is None else loads(text)


def _line(names: Sequence[str], judged: Judged) -> bytes:
    said = [_said(name, value) for name, value in zip(names, judged.values, strict=True)]
    cells = (str(judged.id), dumps(said), dumps({one["name"]: one["value"] for one in said}))
    return f"{DELIMITER.join(cells)}\n".encode()


def _said(name: str, value: Scored | Errored) -> dict[str, Any]:
    if isinstance(value, Scored):
        said = {"name": name, "value": value.value, "label": value.label, "comment": value.comment, "error": None}
    else:
        said = {"name": name, "value": None, "label": None, "comment": "", "error": {"code": value.code, "message": value.reason}}
    if value.spent is not NOTHING and value.spent != NOTHING:
        cost = value.spent.cost_usd
        said["spent"] = {**value.spent._asdict(), "cost_usd": None if cost is None else f"{cost:f}"}
    return said


def _sum(usages: Iterable[Usage]) -> Tally:
    read = written = 0
    cost = Decimal(0)
    for one in usages:
        read += one.input_tokens or 0
        written += one.output_tokens or 0
        cost += one.cost_usd or 0
    return Tally(input_tokens=read, output_tokens=written, cost_usd=cost)
