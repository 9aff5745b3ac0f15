"""Files of exports brought here by plain code: in pieces where the connection breaks, and checked."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from evalplatform_sdk.arriving import Arriving, Tell, manifest_path, progress_of, targets_of, write_manifest
from evalplatform_sdk.calls import Call
from evalplatform_sdk.errors import ConnectionBroken
from evalplatform_sdk.server import Server


def fetch(server: Server, entry: dict[str, Any], target: Path, *, tell: Tell) -> None:
    """One file, whole and checked, at `target`. Raises DownloadFailed."""
    with Arriving(entry, target, tell=tell) as file:
        while file.missing():
            with suppress(ConnectionBroken), server.answer(file.call(server.path_of(entry["url"]))) as answer:
                file.begin(answer.status_code)
                for piece in answer.iter_raw():  # of no size: what waits to become one would be lost with the connection
                    file.take(piece)
            server.sleep(file.pause())
        file.finish()


def fetch_all(server: Server, export: dict[str, Any], output: Path, *, name: str = "", tell: Callable[[int, int], None]) -> list[Path]:
    """The data files of a completed export, checked, and its manifest."""
    targets, manifest = targets_of(export, output, name=name)
    for entry, target, told in zip(export["files"], targets, progress_of(export["files"], tell), strict=True):
        fetch(server, entry, target, tell=told)
    write_manifest(manifest, b"".join(server.pieces(Call("GET", manifest_path(export["id"])))))
    return targets
