"""All files of an export, with its manifest beside them, and whether what lies there is what the manifest says."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evalplatform_sdk.cli import files
from evalplatform_sdk.cli.files import Finding
from evalplatform_sdk.cli.progress import Tell
from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.server import Server

MANIFEST = "manifest.json"


def fetch_all(server: Server, export: dict[str, Any], output: Path, *, name: str, tell: Tell) -> list[Path]:
    """The data files of a completed export, checked, and `manifest.json` (of a single file: beside it, with its name before)."""
    is_folder = output.is_dir() or len(export["files"]) != 1
    if is_folder and output.is_file():
        raise Refused(f"This export has {len(export['files'])} files: name a folder, and not {output}.")
    targets = _targets(export["files"], output, name) if is_folder else [output]
    total = sum(entry["bytes"] for entry in export["files"])
    done = 0
    for entry, target in zip(export["files"], targets, strict=True):
        files.fetch(server, entry, target, tell=lambda size, before=done: tell(before + size, total, "bytes"))  # type: ignore[misc]
        done += entry["bytes"]
    manifest = output / MANIFEST if is_folder else output.with_name(f"{output.name}.{MANIFEST}")
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(server.text(f"/api/exports/{export['id']}/manifest"), encoding="utf-8", newline="")
    return targets


def _targets(entries: list[dict[str, Any]], folder: Path, name: str) -> list[Path]:
    """By the server's names; with `name` in place of what all of them begin with."""
    names = [Path(str(entry["name"])).name for entry in entries]  # a name, and never a path out of the folder
    if not name:
        return [folder / one for one in names]
    if "/" in name or "\\" in name:
        raise Refused("--name is how files begin, and no path: that is --output.")
    return [folder / (name + _ending(one, alone=len(names) == 1)) for one in names]


def _ending(name: str, *, alone: bool) -> str:
    """Of one file its `.jsonl.gz`; of several their numbers too, `-00000-of-00002.jsonl`, and of training files their split."""
    stem, dot, ending = name.partition(".")
    return dot + ending if alone else "-" + "-".join(stem.split("-")[-4:]) + dot + ending


def manifest_beside(path: Path) -> dict[str, Any]:
    """Raises Refused where there is none that can be read."""
    place = path / MANIFEST if path.is_dir() else path.with_name(f"{path.name}.{MANIFEST}")
    place = place if place.exists() or path.is_dir() else path.with_name(MANIFEST)
    try:
        found: dict[str, Any] = json.loads(place.read_bytes())
        return {"files": found["files"], "rows": found["rows"]}
    except FileNotFoundError:
        raise Refused(f"There is no {path} with a manifest beside it. Name the export too: --export ID.") from None
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{place} is no manifest of an export.") from None


def check_here(path: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    """A folder with all files of the manifest, or a single one of them."""
    if path.is_dir():
        for entry in manifest["files"]:
            found = _find(path, entry)
            yield from files.check(found, entry) if found else [Finding(str(entry["name"]), "it is missing")]
        return
    entries = manifest["files"]
    named = [one for one in entries if one["name"] == path.name] or [one for one in entries if not files.check(path, one)] or entries
    if len(named) != 1:
        yield Finding(path.name, "it is none of the files of this export")
        return
    yield from files.check(path, named[0])


def check_there(server: Server, export: dict[str, Any], manifest: dict[str, Any], *, tell: Tell) -> Iterator[Finding]:
    """The files as the server sends them, one after the other through a folder of our own."""
    urls = {one["name"]: one for one in export["files"]}
    with tempfile.TemporaryDirectory() as folder:
        for number, entry in enumerate(manifest["files"], 1):
            target = Path(folder) / "file"
            try:
                files.fetch(server, {**urls.get(entry["name"], {}), **entry}, target, tell=lambda size: None)
                target.unlink()
            except Refused as error:
                yield Finding(str(entry["name"]), str(error))
            tell(number, len(manifest["files"]), "files")


def _find(folder: Path, entry: dict[str, Any]) -> Path | None:
    """By its name, or where it was given another one by what is in it."""
    named = folder / Path(str(entry["name"])).name
    if named.exists():
        return named
    same_size = (one for one in sorted(folder.iterdir()) if one.is_file() and one.stat().st_size == entry["bytes"])
    return next((one for one in same_size if not files.check(one, {**entry, "name": one.name})), None)
