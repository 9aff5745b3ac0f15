"""What a shard writes beside its lines: facts, signatures, rejects and the tally, which proves the others whole."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from exports.finetuning.report.tally import Tally
from exports.sinks.local import LocalPart

KINDS = ("facts", "signatures", "rejects")
COPY_BYTES = 1024 * 1024


class Damaged(Exception):
    """What a shard wrote is not there any more, or not what was written; `position` is its place among the shards."""

    def __init__(self, position: int) -> None:
        super().__init__(f"part {position} is damaged")
        self.position = position


def path(part: Path, kind: str) -> Path:
    return part.with_name(f"{part.name}.{kind}")


class Writer:
    """Writes the files beside `part`. Raises StorageFailed."""

    def __init__(self, part: Path) -> None:
        self._part = part
        self._sinks = {kind: LocalPart(path(part, kind)) for kind in KINDS}
        self._digests = {kind: hashlib.sha256() for kind in KINDS}

    def write(self, **blocks: bytes) -> None:
        for kind, block in blocks.items():
            if block:
                self._sinks[kind].write(block)
                self._digests[kind].update(block)

    def commit(self, tally: Tally) -> None:
        """The tally last: where it is, all is."""
        for sink in self._sinks.values():
            sink.commit()
        last = LocalPart(path(self._part, "tally"))
        last.write(orjson.dumps({"tally": tally.as_json(), "sha256": {kind: one.hexdigest() for kind, one in self._digests.items()}}))
        last.commit()


def tally(parts: Sequence[Path]) -> Tally:
    """What all shards counted. Raises Damaged."""
    whole = Tally()
    for position, part in enumerate(parts):
        whole.merge(Tally.from_json(_told(part, position)["tally"]))
    return whole


def array(parts: Sequence[Path], kind: str, dtype: np.dtype[Any], *, joined: Path) -> NDArray[Any]:
    """The records of all shards one after the other, mapped from the file `joined`, which is made of theirs. Raises Damaged."""
    with joined.open("wb") as file:
        for position, part in enumerate(parts):
            for block in blocks(part, kind, position):
                file.write(block)
    return np.memmap(joined, dtype, mode="r") if joined.stat().st_size else np.empty(0, dtype)


def size(part: Path, kind: str) -> int:
    """Bytes of that file; after `array` has read it, it is there."""
    return path(part, kind).stat().st_size


def blocks(part: Path, kind: str, position: int) -> Iterator[bytes]:
    """The bytes of one file of a shard, checked at their end. Raises Damaged."""
    expected, digest = _told(part, position)["sha256"][kind], hashlib.sha256()
    try:
        with path(part, kind).open("rb") as file:
            while block := file.read(COPY_BYTES):
                digest.update(block)
                yield block
    except FileNotFoundError:
        raise Damaged(position) from None
    if digest.hexdigest() != expected:
        raise Damaged(position)


def _told(part: Path, position: int) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(path(part, "tally").read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        raise Damaged(position) from None
    return found
