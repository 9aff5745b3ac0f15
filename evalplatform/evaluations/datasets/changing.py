"""Examples come, change and go: what was staged against what is there, in a few statements under the dataset's lock.

A row never changes. Another content under the same `external_id` is a new row, and the old one is removed in the version that has the new
one. In the draft, which is no version yet, rows are really deleted, and what was removed and comes back unchanged is as it was.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.functions import Now

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.publishing import lock, publish_locked
from evalplatform.evaluations.datasets.rows import ExampleRow
from evalplatform.evaluations.datasets.staging import TABLE, stage
from evalplatform.evaluations.models import Dataset, DatasetVersion
from evalplatform.tracing import freshness
from evalplatform.tracing.ingest.writer import data_error

_OPEN = "e.dataset_id = %(dataset)s AND e.removed_in IS NULL"
_SAME = "e.external_id = i.external_id"
_COUNT = f"""
    SELECT count(*) FILTER (WHERE e.id IS NULL), count(*) FILTER (WHERE e.content_hash <> i.content_hash)
    FROM {TABLE} i LEFT JOIN evaluations_example e ON {_OPEN} AND {_SAME}
"""  # noqa: S608 (our own names)
_DROP = "DELETE FROM evaluations_example e {using} WHERE {open} AND e.added_in = %(draft)s AND {which}"
_CLOSE = """UPDATE evaluations_example e SET removed_in = %(draft)s, changed_xid = pg_current_xact_id() {using}
    WHERE {open} AND e.added_in < %(draft)s AND {which}"""
_REVIVE = f"""
    UPDATE evaluations_example e SET removed_in = NULL, changed_xid = pg_current_xact_id() FROM {TABLE} i
    WHERE e.dataset_id = %(dataset)s AND e.removed_in = %(draft)s AND {_SAME} AND e.content_hash = i.content_hash
"""  # noqa: S608
_INSERT = f"""
    INSERT INTO evaluations_example
    (id, project_id, dataset_id, external_id, input, reference, metadata, split, content_hash, added_in)
    SELECT i.id, %(project)s, %(dataset)s, i.external_id, i.input, i.reference, i.metadata, i.split, i.content_hash, %(draft)s
    FROM {TABLE} i WHERE NOT EXISTS (SELECT FROM evaluations_example e WHERE {_OPEN} AND {_SAME}) ORDER BY i.place
"""  # noqa: S608
_OTHERS = f"NOT EXISTS (SELECT FROM {TABLE} i WHERE {_SAME})"  # noqa: S608
_FIND = f"SELECT e.id FROM evaluations_example e WHERE {_OPEN} AND e.id = ANY(%(ids)s)"  # noqa: S608


Names = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """`replace`: what is not among the rows is removed. `remove` are ids of examples. `publish`: the draft becomes a version at once."""

    replace: bool = False
    remove: tuple[UUID, ...] = ()
    publish: bool = True
    note: str = ""


NOTHING_MORE = Asked()


@dataclass(frozen=True)
class Change:
    """What became of the rows, how many examples were removed beside them, and the version that was made, if one was."""

    created: int
    replaced: int
    unchanged: int
    removed: int
    version: DatasetVersion | None


def change_examples(
    dataset: Dataset,
    rows: Iterable[tuple[int, ExampleRow]],
    asked: Asked = NOTHING_MORE,
    *,
    pointer: Callable[[int], str] = "/examples/{}".format,
) -> Change:
    """Put rows, each with its place in what was sent, into the draft, and publish it if asked to; all of it or nothing.

    The same `external_id` with the same content changes nothing, and where nothing has changed no version is made. `pointer` says of a
    place where that is. Raises InvalidInput, and NotFound when the dataset has gone meanwhile.
    """
    try:
        with transaction.atomic(), connection.wrap_database_errors, connection.cursor() as cursor:
            staged = stage(cursor, rows, pointer)
            return _apply(cursor, lock(dataset), staged, asked)
    except IntegrityError:  # the project has gone
        raise
    except DatabaseError as error:
        if reason := data_error(error):
            raise InvalidInput(Problem("", f"The database refused these examples: {reason}", "database")) from None
        raise


def _apply(cursor: CursorWrapper, dataset: Dataset, staged: int, asked: Asked) -> Change:
    names: Names = {"dataset": dataset.id, "project": dataset.project_id, "draft": dataset.latest + 1, "ids": list(asked.remove)}
    removed = _remove(cursor, names, asked.remove) if asked.remove else 0
    cursor.execute(_COUNT, names)
    created, replaced = cursor.fetchone()
    _take_out(cursor, names, using=f"USING {TABLE} i", which=f"{_SAME} AND e.content_hash <> i.content_hash")
    cursor.execute(_REVIVE, names)
    cursor.execute(_INSERT, names)
    if asked.replace:
        removed += _take_out(cursor, names, which=_OTHERS)
    if created or replaced or removed:
        Dataset.objects.filter(id=dataset.id).update(updated_at=Now())
        freshness.bump(dataset.project_id)
    version = publish_locked(dataset, note=asked.note) if asked.publish else None
    return Change(created, replaced, staged - created - replaced, removed, version)


def _remove(cursor: CursorWrapper, names: Names, ids: Sequence[UUID]) -> int:
    cursor.execute(_FIND, names)
    known = {found for (found,) in cursor.fetchall()}
    unknown = [place for place, one in enumerate(ids) if one not in known]
    if unknown:
        said = "The dataset has no such example, or it was removed before."
        raise InvalidInput(*(Problem(f"/remove/{place}", said, "unknown_example") for place in unknown[:100]))
    return _take_out(cursor, names, which="e.id = ANY(%(ids)s)")


def _take_out(cursor: CursorWrapper, names: Names, *, which: str, using: str = "") -> int:
    """Delete those of the draft, and remove the published ones from the draft on; how many."""
    count = 0
    for statement, table in ((_DROP, using), (_CLOSE, using.replace("USING", "FROM"))):
        cursor.execute(statement.format(using=table, open=_OPEN, which=which), names)
        count += cursor.rowcount
    return count
