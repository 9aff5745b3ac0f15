"""Makes the results of an evaluation, all of them in one statement, so that it has all or none and sees one snapshot."""

from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from evalplatform.errors import DomainError
from evalplatform.evaluations import datasets
from evalplatform.evaluations.answering import rows
from evalplatform.evaluations.answering.rows import Select
from evalplatform.evaluations.models import Evaluation, SourceKind
from evalplatform.evaluations.models.evaluation import OPEN

MAX_RESULTS = 1_000_000

_COLUMNS = ", ".join(rows.COLUMNS)
# A UUIDv7 (RFC 9562) by hand, since PostgreSQL has its own from 18 on: milliseconds, then a counter of 12 bits, then chance. Rows keep
# their order, and every 4,096 of them take the next millisecond.
_ID = """(lpad(to_hex((extract(epoch FROM statement_timestamp()) * 1000)::bigint + n / 4096), 12, '0') || '7'
    || lpad(to_hex(n %% 4096), 3, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 17))::uuid"""
_AGAIN = "again - 1"
_SHARED = "row_number() OVER (PARTITION BY pair_key ORDER BY n) - 1"  # traces that share a pair key are repeats of each other
_INSERT = f"""
    INSERT INTO evaluations_result (id, project_id, evaluation_id, repeat, {_COLUMNS})
    SELECT {_ID}, %s, %s, {{repeat}}, {_COLUMNS} FROM (
        SELECT row_number() OVER () - 1 AS n, r.* FROM (
            SELECT generate_series(1, %s) AS again, q.* FROM ({{rows}}) AS q({_COLUMNS})
        ) AS r
    ) AS numbered
"""  # noqa: S608 (our own names)


def prepare(evaluation: Evaluation) -> bool:
    """Make the results, unless somebody else does or has done so; whether they were made. Raises DomainError `too_many_results`.

    The lock is of its own, and not the row's, so that a cancel need not wait.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"evaluations.prepare:{evaluation.id}"])
        if cursor.fetchone() != (True,):
            return False
        waiting = Evaluation.objects.filter(id=evaluation.id, state__in=OPEN, prepared_at__isnull=True)
        if not waiting.exists():
            return False
        total = _insert(cursor, evaluation)
        if total > MAX_RESULTS:
            raise DomainError("too_many_results", f"An evaluation has at most {MAX_RESULTS:,} results. Narrow the filter or the dataset.")
        made = waiting.update(**_counts(cursor, evaluation, total), prepared_at=Now(), heard_at=Now(), attempt=0)
        if not made:
            transaction.set_rollback(True)
        return bool(made)


def size(evaluation: Evaluation) -> int | None:
    """How many results there will be, where that is known without looking: of examples, not of traces."""
    if evaluation.dataset is None or evaluation.dataset_version is None:
        return None
    return datasets.version_of(evaluation.dataset, evaluation.dataset_version).examples * evaluation.repeats


def _insert(cursor: Any, evaluation: Evaluation) -> int:
    select = _select(evaluation)
    if select is None:
        return 0
    statement = _INSERT.format(rows=select.sql, repeat=_SHARED if evaluation.pair_by else _AGAIN)
    cursor.execute(statement, [evaluation.project_id, evaluation.id, evaluation.repeats, *select.parameters])
    return int(cursor.rowcount)


def _select(evaluation: Evaluation) -> Select | None:
    if evaluation.source_kind == SourceKind.TRACES:
        return rows.of_traces(
            evaluation.project_id,
            evaluation.source["traces"],
            pair_by=evaluation.pair_by,
            cluster_by=evaluation.cluster_by,
            limit=MAX_RESULTS + 1,
        )
    if evaluation.dataset is None or evaluation.dataset_version is None:
        raise DomainError("dataset_deleted", "The dataset was deleted before this evaluation began.")
    examples = datasets.examples_of(evaluation.dataset, evaluation.dataset_version)
    return rows.of_examples(examples, cluster_by=evaluation.cluster_by, limit=MAX_RESULTS + 1)


def _counts(cursor: Any, evaluation: Evaluation, total: int) -> dict[str, Any]:
    """Of traces some have no output, and are done; what the others have used up is known."""
    if evaluation.source_kind != SourceKind.TRACES:
        return {"total": total}
    cursor.execute(
        """SELECT count(*) FILTER (WHERE state = 'errored'), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
            coalesce(sum(cost_usd), 0) FROM evaluations_result WHERE evaluation_id = %s""",
        [evaluation.id],
    )
    errored, read, written, cost = cursor.fetchone()
    return {"total": total, "done": errored, "errored": errored, "input_tokens": read, "output_tokens": written, "cost_usd": cost}
