"""What a data card says of a training export, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from exports.finetuning.report.outcome import DataFile

MEDIA_TYPES = {"jsonl": "application/jsonlines", "parquet": "application/x-parquet", "json": "application/json", "csv": "text/csv"}
COMPRESSED = {"gz": "application/gzip", "zst": "application/zstd"}


@dataclass(frozen=True)
class About:
    """`title` is the person's own, `export` the id of the export, `made` the day of the request; `vocabulary` and `tokens` of all lines.

    `removed` has the rows that each step removed. `companions` are the names of the files beside the data, such as manifest.json;
    `features` the columns as `datasets` is to read them.
    """

    title: str
    export: str
    made: date
    target: str
    target_title: str
    rules_version: str
    selected: int
    rejected: int
    removed: Mapping[str, int]
    files: tuple[DataFile, ...]
    tokens: int | None = None
    vocabulary: str = ""
    companions: tuple[str, ...] = ()
    features: tuple[Mapping[str, Any], ...] = ()

    @property
    def lines(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def splits(self) -> dict[str, tuple[DataFile, ...]]:
        """Files with a line in them, by split, in their order. An empty file has no columns, so no loader knows what to do with it."""
        filled = [file for file in self.files if file.rows]
        return {name: tuple(file for file in filled if file.split == name) for name in dict.fromkeys(file.split for file in filled)}


def media_types(name: str) -> list[str]:
    """Of a file by its name, the compression last."""
    *_, first, last = ("", "", *name.lower().split("."))
    if last in COMPRESSED:
        return [MEDIA_TYPES.get(first, "application/octet-stream"), COMPRESSED[last]]
    return [MEDIA_TYPES.get(last, "application/octet-stream")]
