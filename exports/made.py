"""What comes of finished parts: the files, or the news that a part is not what it was."""

from dataclasses import dataclass
from typing import Any

from exports.models import ExportFile, Shard
from exports.sinks import local

UNSHARED = "the machines do not have one EXPORT_DIR in common"


@dataclass(frozen=True)
class Made:
    """The rows of the files, not yet saved; of a training export also how many rows broke a rule, and what became of all of them."""

    files: list[ExportFile]
    rejected: int = 0
    compiled: dict[str, Any] | None = None


class PartDamaged(Exception):
    """The part of this shard is gone from the disk, or not what was written; the shard has to run again."""

    def __init__(self, shard: Shard) -> None:
        there = (local.parts(shard.export_id) / shard.part).exists()
        what = "is damaged" if there else f"is not in the EXPORT_DIR of this machine: it was removed, or {UNSHARED}"
        super().__init__(f"The part of shard {shard.number} {what}")
        self.shard = shard
