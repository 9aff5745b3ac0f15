"""Spec to shards."""

import uuid_utils.compat as uuid

from exports import source
from exports.models import Export, Shard
from exports.spec import ExportSpec


def shards(export: Export, spec: ExportSpec) -> tuple[list[Shard], int]:
    """The shards of the export, not yet saved, and the planner's estimate of its rows.

    One shard for now: the whole range of keys.
    """
    estimated = source.estimate(source.rows(spec, export.project_id))
    return [Shard(id=uuid.uuid7(), export=export, number=0)], estimated
