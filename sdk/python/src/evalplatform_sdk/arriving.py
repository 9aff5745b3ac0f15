"""A file of an export as it arrives, without the network: what to ask for next, and what has come."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx

from evalplatform_sdk.calls import Call, part
from evalplatform_sdk.checking import check
from evalplatform_sdk.errors import DownloadFailed

TRIES_WITHOUT_A_BYTE = 6
MANIFEST = "manifest.json"
Tell = Callable[[int], None]


class Arriving:
    """The file at `target`, whole and checked, or not at all: until then it is `target`.part, which a later try goes on with.

    `entry` is one of the export's files, with name, url, bytes, rows and sha256; `tell` hears how many bytes have come.
    """

    def __init__(self, entry: dict[str, Any], target: Path, *, tell: Tell) -> None:
        if not entry.get("url"):
            raise DownloadFailed(not_here(entry))
        self.entry, self.target, self.tell = entry, target, tell
        self.part = target.with_name(target.name + ".part")
        self.part.parent.mkdir(parents=True, exist_ok=True)
        if self.part.exists() and self.part.stat().st_size > entry["bytes"]:
            self.part.unlink()
        self._file = self.part.open("ab")
        self._idle, self._before = 0, -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def missing(self) -> bool:
        self._before = self._file.tell()
        return self._before < int(self.entry["bytes"])

    def call(self, path: str) -> Call[Any]:
        """What asks for all that has not come."""
        return ranged(path, self.entry, self._file.tell())

    def begin(self, status: int) -> None:
        """An answer that is no range begins anew."""
        if self._file.tell() and status != httpx.codes.PARTIAL_CONTENT:
            self._file.seek(0)
            self._file.truncate()

    def take(self, piece: bytes) -> None:
        self._file.write(piece)
        self.tell(self._file.tell())

    def pause(self) -> float:
        """Seconds before the next try. Raises DownloadFailed when tries bring nothing."""
        self._idle = 0 if self._file.tell() > self._before else self._idle + 1
        if self._idle >= TRIES_WITHOUT_A_BYTE:
            raise DownloadFailed(f"{self.entry['name']} cannot be fetched: the connection brings nothing more. Try again, to go on.")
        return float(self._idle)

    def finish(self) -> None:
        self._file.close()
        if findings := check(self.part, self.entry):
            self.part.unlink()
            raise DownloadFailed(f"{self.entry['name']} did not arrive whole: {'; '.join(one.text for one in findings)}. Try again.")
        self.part.replace(self.target)


def not_here(entry: dict[str, Any]) -> str:
    return f"{entry['name']} is not on the server any more, or lies only where it was sent: {entry.get('location') or 'unknown'}."


def ranged(path: str, entry: dict[str, Any], begun: int) -> Call[Any]:
    """What asks for a file from a byte on, as long as it is still the same file."""
    headers = {"Range": f"bytes={begun}-", "If-Range": f'"{entry["sha256"]}"'} if begun else {}
    return Call("GET", path, headers={"Accept-Encoding": "identity"} | headers)


def targets_of(export: dict[str, Any], output: Path, *, name: str) -> tuple[list[Path], Path]:
    """Where the files of an export go, and its manifest: into a folder, or of a single file to `output` with the manifest beside it.

    By the server's names; with `name` in place of what all of them begin with. Raises DownloadFailed for a file where a folder is needed.
    """
    entries = export["files"]
    if not output.is_dir() and len(entries) == 1:
        return [output], output.with_name(f"{output.name}.{MANIFEST}")
    if output.is_file():
        raise DownloadFailed(f"This export has {len(entries)} files: name a folder, and not {output}.")
    if "/" in name or "\\" in name:
        raise DownloadFailed("A name is how files begin, and no path.")
    names = [Path(str(entry["name"])).name for entry in entries]  # a name, and never a path out of the folder
    chosen = [name + _ending(one, alone=len(names) == 1) for one in names] if name else names
    return [output / one for one in chosen], output / MANIFEST


def _ending(name: str, *, alone: bool) -> str:
    """Of one file its `.jsonl.gz`; of several their numbers too, `-00000-of-00002.jsonl`, and of training files their split."""
    stem, dot, ending = name.partition(".")
    return dot + ending if alone else "-" + "-".join(stem.split("-")[-4:]) + dot + ending


def manifest_path(export_id: str | UUID) -> str:
    return f"/api/exports/{part(str(export_id))}/manifest"


def write_manifest(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def progress_of(entries: list[dict[str, Any]], tell: Callable[[int, int], None]) -> list[Tell]:
    """For each file a function that is told its bytes, and tells those of all."""
    total, done, tells = sum(entry["bytes"] for entry in entries), 0, []
    for entry in entries:
        tells.append(lambda size, before=done: tell(before + size, total))
        done += entry["bytes"]
    return tells  # type: ignore[return-value]  # a default binds what the loop has now
