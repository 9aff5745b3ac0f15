"""Exports by more than their operations: waited for, brought here, and read row by row."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Unpack, cast

from evalplatform_sdk import async_downloads, downloads
from evalplatform_sdk.arriving import TRIES_WITHOUT_A_BYTE
from evalplatform_sdk.calls import Call
from evalplatform_sdk.errors import ConnectionBroken, DownloadFailed, ExportNotCompleted
from evalplatform_sdk.models.shared import Export
from evalplatform_sdk.operations.exports import AsyncExportsOperations, ExportsOperations, ExportsStreamPiecesQuery
from evalplatform_sdk.row_reading import FileRows, Lines

Row = dict[str, Any]
Progress = Callable[[int, int], None]
Seen = Callable[[Export], None]
FIRST_LOOK, LONGEST_LOOK = 0.2, 5.0


class Exports(ExportsOperations):
    def wait(self, id: str, *, seen: Seen = lambda export: None) -> Export:
        """The export once it is complete; `seen` gets it at each look. Raises ExportNotCompleted."""
        looks = _looks()
        while not _is_complete(export := self.get(id), seen):
            self._server.sleep(next(looks))
        return export

    def download(self, id: str, path: str | Path, *, progress: Progress = lambda done, total: None) -> list[Path]:
        """Wait for the export and bring its files: one to `path`, many into that folder; with the manifest, against which they are checked.

        Until a file is whole it is PATH.part, which goes on where it broke, also in a later call.
        `progress` hears how many bytes have come, of how many.
        Raises ExportNotCompleted and DownloadFailed.
        """
        return downloads.fetch_all(self._server, cast(Row, self.wait(id)), Path(path), tell=progress)

    def rows(self, id: str) -> Iterator[Row]:
        """Wait for an export in JSON Lines and give its rows, without a file. Raises DownloadFailed, at the end where a SHA-256 differs."""
        for entry in self.wait(id)["files"]:
            file, idle = FileRows(cast(Row, entry)), 0
            while file.missing():
                before = file.done
                with suppress(ConnectionBroken), self._server.answer(file.call(self._server.path_of)) as answer:
                    file.begin(answer.status_code)
                    for piece in answer.iter_raw():
                        yield from file.take(piece)
                idle = _idle(file, before, idle)
                self._server.sleep(idle)
            yield from file.end()

    def stream(self, **query: Unpack[ExportsStreamPiecesQuery]) -> Iterator[Row]:
        """The rows as they are stored now, without a job. Raises ConnectionBroken where they are cut off: a stream does not resume."""
        lines = Lines()
        for piece in self._server.pieces(_stream_call(query)):
            yield from lines.take(piece)
        yield from lines.end()


class AsyncExports(AsyncExportsOperations):
    async def wait(self, id: str, *, seen: Seen = lambda export: None) -> Export:
        """The export once it is complete; `seen` gets it at each look. Raises ExportNotCompleted."""
        looks = _looks()
        while not _is_complete(export := await self.get(id), seen):
            await self._server.sleep(next(looks))
        return export

    async def download(self, id: str, path: str | Path, *, progress: Progress = lambda done, total: None) -> list[Path]:
        """As `Exports.download`."""
        return await async_downloads.fetch_all(self._server, cast(Row, await self.wait(id)), Path(path), tell=progress)

    async def rows(self, id: str) -> AsyncIterator[Row]:
        """As `Exports.rows`."""
        for entry in (await self.wait(id))["files"]:
            file, idle = FileRows(cast(Row, entry)), 0
            while file.missing():
                before = file.done
                with suppress(ConnectionBroken):
                    async with self._server.answer(file.call(self._server.path_of)) as answer:
                        file.begin(answer.status_code)
                        async for piece in answer.aiter_raw():
                            for row in file.take(piece):
                                yield row
                idle = _idle(file, before, idle)
                await self._server.sleep(idle)
            for row in file.end():
                yield row

    async def stream(self, **query: Unpack[ExportsStreamPiecesQuery]) -> AsyncIterator[Row]:
        """As `Exports.stream`."""
        lines = Lines()
        async for piece in self._server.pieces(_stream_call(query)):
            for row in lines.take(piece):
                yield row
        for row in lines.end():
            yield row


def _looks() -> Iterator[float]:
    seconds = FIRST_LOOK
    while True:
        yield seconds
        seconds = min(seconds * 1.3, LONGEST_LOOK)


def _is_complete(export: Export, seen: Seen) -> bool:
    seen(export)
    if export["finished_at"] and export["state"] != "completed":
        raise ExportNotCompleted(cast(Row, export))
    return bool(export["finished_at"])


def _idle(file: FileRows, before: int, idle: int) -> int:
    """Tries that brought nothing, one after the other."""
    idle = 0 if file.done > before else idle + 1
    if idle >= TRIES_WITHOUT_A_BYTE:
        raise DownloadFailed(f"{file.entry['name']} cannot be read: the connection brings nothing more.")
    return idle


def _stream_call(query: ExportsStreamPiecesQuery) -> Call[Any]:
    asked = {**query, "format": "jsonl", "compression": "none"}
    return Call("GET", "/api/exports/stream", query=asked)
