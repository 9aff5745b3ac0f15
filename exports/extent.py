"""The first and the last key of each file of an export: two look-ups in the index of (project_id, id) for a file."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import OperationalError, connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from exports import source, windows
from exports.models import Export, Shard
from exports.spec import ExportSpec

log = logging.getLogger(__name__)

# Where a filter matches next to nothing and has no index, the walk to the first match costs as much as the export did.
MOST_SECONDS = 60
_LOWEST, _HIGHEST = UUID(int=0), UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Extent:
    """Both None: the file is empty, or the look-up took longer than MOST_SECONDS."""

    first: UUID | None = None
    last: UUID | None = None


def of_files(export: Export, asked: ExportSpec, shards: Sequence[Shard], *, files: int) -> list[Extent]:
    """The keys of each file, in the order of the shards: a file a shard, or one file of them all.

    They are PostgreSQL's answer under the same filter and snapshot, asked after the rows were written: a row that was deleted in
    between is not named.
    """
    filled = [shard for shard in shards if shard.rows]
    if files == len(shards):
        found = _of_shards(export, asked, filled)
        return [found.get(shard.id, Extent()) for shard in shards]
    ends = filled[:1] + filled[-1:]
    found = _of_shards(export, asked, ends)
    return [Extent(found[ends[0].id].first, found[ends[-1].id].last)] if found else [Extent()] * files


def _of_shards(export: Export, asked: ExportSpec, shards: Sequence[Shard]) -> dict[UUID, Extent]:
    if not shards:
        return {}
    within = _within_the_shard(source.rows(asked, export.project_id, snapshot=export.snapshot, window=windows.of(export)))
    wanted = Shard.objects.filter(id__in=[shard.id for shard in shards]) if len(shards) <= 2 else export.shards.filter(rows__gt=0)
    ends = wanted.annotate(
        first=Subquery(within.order_by("id").values("id")[:1]), last=Subquery(within.order_by("-id").values("id")[:1])
    ).values_list("id", "first", "last")
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {MOST_SECONDS * 1000:d}")
            return {shard_id: Extent(first, last) for shard_id, first, last in ends}
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise
        log.warning("The manifest of export %s names no keys: the look-up took longer than %s s", export.id, MOST_SECONDS)
        return {}


def _within_the_shard(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows of the key range of the shard that the subquery stands in."""
    first = Coalesce(OuterRef("first_key"), Value(_LOWEST))
    return rows.filter(id__gte=first, id__lt=Coalesce(OuterRef("end_key"), Value(_HIGHEST)))
