"""Rows of JSON Lines out of pieces of bytes, as they come."""

import json
import zlib
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import httpx

from evalplatform_sdk.arriving import not_here, ranged
from evalplatform_sdk.calls import Call
from evalplatform_sdk.errors import DownloadFailed


class Lines:
    """Gives each row once its line is whole. `packed`: the pieces are gzip, also of several members."""

    def __init__(self, *, packed: bool = False) -> None:
        self._rest: list[bytes] = []
        self._unpacker = zlib.decompressobj(wbits=31) if packed else None

    def take(self, piece: bytes) -> Iterator[dict[str, Any]]:
        for text in self._unpacked(piece):
            *whole, rest = text.split(b"\n")
            for line in whole:
                self._rest.append(line)
                row = b"".join(self._rest)
                self._rest.clear()
                if row:
                    yield json.loads(row)
            if rest:
                self._rest.append(rest)

    def end(self) -> Iterator[dict[str, Any]]:
        if row := b"".join(self._rest):
            yield json.loads(row)

    def _unpacked(self, piece: bytes) -> Iterator[bytes]:
        if self._unpacker is None:
            yield piece
            return
        while piece:
            yield self._unpacker.decompress(piece)
            piece = self._unpacker.unused_data
            if piece:
                self._unpacker = zlib.decompressobj(wbits=31)


class FileRows:
    """Rows of one file of an export, of which the connection may break: `done` bytes have come; at the end its SHA-256 is checked."""

    def __init__(self, entry: dict[str, Any]) -> None:
        name = str(entry["name"])
        if not name.endswith((".jsonl", ".jsonl.gz")):
            raise DownloadFailed(f"{name} is not JSON Lines, plain or packed by gzip: download it and read it with a program for it.")
        if not entry.get("url"):
            raise DownloadFailed(not_here(entry))
        self.entry, self.done = entry, 0
        self._lines, self._digest = Lines(packed=name.endswith(".gz")), sha256()

    def missing(self) -> bool:
        return self.done < int(self.entry["bytes"])

    def call(self, path_of: Callable[[str], str]) -> Call[Any]:
        return ranged(path_of(self.entry["url"]), self.entry, self.done)

    def begin(self, status: int) -> None:
        """What was given cannot be taken back."""
        if self.done and status != httpx.codes.PARTIAL_CONTENT:
            raise DownloadFailed(f"{self.entry['name']} does not go on where it broke: do not use its rows, and read it again.")

    def take(self, piece: bytes) -> Iterator[dict[str, Any]]:
        self.done += len(piece)
        self._digest.update(piece)
        try:
            yield from self._lines.take(piece)
        except (ValueError, zlib.error) as error:
            raise DownloadFailed(f"{self.entry['name']} is not the JSON Lines that its name says: {error}.") from None

    def end(self) -> Iterator[dict[str, Any]]:
        """Raises DownloadFailed where what came is not the file of the manifest."""
        try:
            yield from self._lines.end()
        except ValueError as error:
            raise DownloadFailed(f"{self.entry['name']} ends within a row: {error}.") from None
        if (self.done, self._digest.hexdigest()) != (self.entry["bytes"], self.entry["sha256"]):
            raise DownloadFailed(f"{self.entry['name']} did not arrive as the manifest has it: do not use its rows, and read it again.")
