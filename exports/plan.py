"""Spec to shards: where one key range ends and the next begins."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid
from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from evalplatform.errors import DomainError
from exports import row_limit, source, windows
from exports.models import Export, Shard
from exports.spec import ExportSpec

MAX_FILES = 10_000  # each is a shard and two rows, and a line in every answer about the export


def shards(export: Export, asked: ExportSpec) -> tuple[list[Shard], int]:
    """The shards of the export, not yet saved, and the planner's estimate of its rows.

    With `rows_per_file` a shard is a file. Else there is one shard where the estimate fits one, since a selective filter split over
    many ranges costs several times one; and beyond that one for every EXPORT_SHARD_ROWS keys of the project, filter or not.
    An export that is retried keeps those it has: then there are none to add. Raises TooManyRows for more than its `rows_limit`.
    """
    if export.shards.exists():
        return [], export.estimated_rows or 0
    found = source.rows(asked, export.project_id, snapshot=export.snapshot, window=windows.of(export))
    if export.rows_limit is not None:
        _check_rows(found, row_limit.RowLimit(export.rows_limit, export.tier))
    estimated = source.estimate(found)
    starts: list[UUID] = []
    if asked.rows_per_file and not asked.training:  # the files of training are cut once all is known
        starts = file_starts(found, asked.rows_per_file)
    elif estimated > settings.EXPORT_SHARD_ROWS:
        starts = list(key_starts(asked.resource.rows(export.project_id), settings.EXPORT_SHARD_ROWS))
    ranges = zip([None, *starts], [*starts, None], strict=True)
    return [
        Shard(id=uuid.uuid7(), export=export, number=number, first_key=first, end_key=end) for number, (first, end) in enumerate(ranges)
    ], estimated


def _check_rows(found: QuerySet[Any], limit: row_limit.RowLimit) -> None:
    with connection.cursor() as cursor:

        def execute(sql: str, parameters: tuple[Any, ...]) -> Any:
            cursor.execute(sql, parameters)
            return cursor

        limit.check(found, execute=execute)


def key_starts(rows: QuerySet[Any], size: int) -> Iterator[UUID]:
    """The key after every `size` keys, by an index-only walk: each step reads `size` entries of (project_id, id) and no row."""
    keys = rows.values_list("id", flat=True)
    start = keys[size : size + 1].first()
    while start:
        yield start
        start = keys.filter(id__gte=start)[size : size + 1].first()


def file_starts(found: QuerySet[Any], size: int) -> list[UUID]:
    """The first key of every file but the first, when each holds exactly `size` of the rows found, the last one what is left.

    Raises DomainError when that makes more than MAX_FILES.
    """
    try:
        sql, parameters = found.values("id").query.sql_with_params()
    except EmptyResultSet:
        return []
    numbered = f"SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM ({sql}) AS found"  # noqa: S608 (made by Django)
    with connection.cursor() as cursor:
        cut = f"SELECT id FROM ({numbered}) AS numbered WHERE n > 0 AND n %% %s = 0 ORDER BY id LIMIT %s"  # noqa: S608
        cursor.execute(cut, [*parameters, size, MAX_FILES])
        starts = [key for (key,) in cursor.fetchall()]
    check_files(len(starts) + 1, size)
    return starts


def check_files(count: int, size: int) -> None:
    """Raises DomainError `too_many_files` when `count` files, of `size` rows each, are more than MAX_FILES."""
    if count > MAX_FILES:
        text = f"With {size:,} rows each these would be more than {MAX_FILES:,} files. Choose a larger rows_per_file, or a narrower filter."
        raise DomainError("too_many_files", text)
