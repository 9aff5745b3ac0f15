"""Whether what lies here, or on the server, is what the manifest of an export says."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from evalplatform_sdk.arriving import MANIFEST, manifest_path
from evalplatform_sdk.calls import Call, part
from evalplatform_sdk.checking import Finding, check
from evalplatform_sdk.cli.progress import Tell
from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.cli.signatures import SIGNATURE_ENDING
from evalplatform_sdk.downloads import fetch
from evalplatform_sdk.errors import DownloadFailed
from evalplatform_sdk.server import Server


class Manifest(NamedTuple):
    """Its bytes as they were signed; what they say; and the signature, if it is known."""

    text: bytes
    said: dict[str, Any]
    signature: bytes | None


def manifest_beside(path: Path) -> Manifest:
    """Raises Refused where there is none that can be read."""
    place = path / MANIFEST if path.is_dir() else path.with_name(f"{path.name}.{MANIFEST}")
    place = place if place.exists() or path.is_dir() else path.with_name(MANIFEST)
    if not place.exists():
        raise Refused(f"There is no {path} with a manifest beside it. Name the export too: --export ID.")
    signed = place.with_name(place.name + SIGNATURE_ENDING)
    return _manifest(place.read_bytes(), str(place), signed.read_bytes() if signed.exists() else None)


def manifest_there(server: Server, export_id: str, *, with_signature: bool) -> Manifest:
    """As the server has it."""
    text = b"".join(server.pieces(Call("GET", manifest_path(export_id))))
    signed = Call[Any]("GET", f"/api/exports/{part(export_id)}/files/{MANIFEST}{SIGNATURE_ENDING}")
    return _manifest(text, "What the server sent", b"".join(server.pieces(signed)) if with_signature else None)


def _manifest(text: bytes, what: str, signature: bytes | None) -> Manifest:
    try:
        said = json.loads(text)
        return Manifest(text, {"files": said["files"], "rows": said["rows"]}, signature)
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{what} is no manifest of an export.") from None


def check_here(path: Path, manifest: dict[str, Any]) -> Iterator[Finding]:
    """A folder with all files of the manifest, or a single one of them."""
    if path.is_dir():
        for entry in manifest["files"]:
            found = _find(path, entry)
            yield from check(found, entry) if found else [Finding(str(entry["name"]), "it is missing")]
        return
    entries = manifest["files"]
    named = [one for one in entries if one["name"] == path.name] or [one for one in entries if not check(path, one)] or entries
    if len(named) != 1:
        yield Finding(path.name, "it is none of the files of this export")
        return
    yield from check(path, named[0])


def check_there(server: Server, export: dict[str, Any], manifest: dict[str, Any], *, tell: Tell) -> Iterator[Finding]:
    """The files as the server sends them, one after the other through a folder of our own."""
    urls = {one["name"]: one for one in export["files"]}
    with tempfile.TemporaryDirectory() as folder:
        for number, entry in enumerate(manifest["files"], 1):
            target = Path(folder) / "file"
            try:
                fetch(server, {**urls.get(entry["name"], {}), **entry}, target, tell=lambda size: None)
                target.unlink()
            except DownloadFailed as error:
                yield Finding(str(entry["name"]), str(error))
            tell(number, len(manifest["files"]), "files")


def _find(folder: Path, entry: dict[str, Any]) -> Path | None:
    """By its name, or where it was given another one by what is in it."""
    named = folder / Path(str(entry["name"])).name
    if named.exists():
        return named
    same_size = (one for one in sorted(folder.iterdir()) if one.is_file() and one.stat().st_size == entry["bytes"])
    return next((one for one in same_size if not check(one, {**entry, "name": one.name})), None)
