"""Files of exports brought here by async code, as `downloads` does it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from evalplatform_sdk.arriving import Arriving, Tell, manifest_path, progress_of, targets_of, write_manifest
from evalplatform_sdk.async_server import AsyncServer
from evalplatform_sdk.calls import Call
from evalplatform_sdk.errors import ConnectionBroken


async def fetch(server: AsyncServer, entry: dict[str, Any], target: Path, *, tell: Tell) -> None:
    """One file, whole and checked, at `target`. Raises DownloadFailed."""
    with Arriving(entry, target, tell=tell) as file:
        while file.missing():
            with suppress(ConnectionBroken):
                async with server.answer(file.call(server.path_of(entry["url"]))) as answer:
                    file.begin(answer.status_code)
                    async for piece in answer.aiter_raw():
                        file.take(piece)
            await server.sleep(file.pause())
        await asyncio.to_thread(file.finish)  # reads the whole file again


async def fetch_all(
    server: AsyncServer, export: dict[str, Any], output: Path, *, name: str = "", tell: Callable[[int, int], None]
) -> list[Path]:
    """The data files of a completed export, checked, and its manifest."""
    targets, manifest = targets_of(export, output, name=name)
    for entry, target, told in zip(export["files"], targets, progress_of(export["files"], tell), strict=True):
        await fetch(server, entry, target, tell=told)
    pieces = [piece async for piece in server.pieces(Call("GET", manifest_path(export["id"])))]
    write_manifest(manifest, b"".join(pieces))
    return targets
