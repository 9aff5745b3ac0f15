"""The shape of a training file as an encoder: rows come as JSON lines from PostgreSQL, lines of the target go out."""

from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from evalplatform.fields import Column, select_json
from exports.encoders import Copy
from exports.encoders.jsonl import COPY_JSON
from exports.finetuning import compiling, sidecars


class Encoder:
    """What it writes is a part and not a file: assembling.py makes the files. `rows` counts the rows that came, as PostgreSQL does."""

    media_type = "application/x-ndjson"
    extension = "jsonl"

    def __init__(self, columns: tuple[Column, ...], tools: compiling.Tools, part: Path) -> None:
        self.columns = columns
        self._shard = compiling.Shard(tools)
        self._beside = sidecars.Writer(part)
        self._cut = b""

    @property
    def rows(self) -> int:
        return self._shard.tally.rows

    def copy(self, rows: QuerySet[Any]) -> Copy:
        return Copy(*select_json(rows, self.columns), options=COPY_JSON)

    def before(self) -> bytes:
        return b""

    def feed(self, block: bytes) -> bytes:
        lines = (self._cut + block).split(b"\n")
        self._cut = lines.pop()
        for line in lines:
            self._shard.add(line)
        written, facts, signatures, rejects = self._shard.take()
        self._beside.write(facts=facts, signatures=signatures, rejects=rejects)
        return written

    def rest(self) -> bytes:
        self._beside.commit(self._shard.tally)
        return b""

    def between(self) -> bytes:
        return b""

    def after(self, *, empty: bool) -> bytes:
        return b""
