"""Files of exports: fetched in pieces where the connection breaks, and checked against what the manifest says of them."""

import gzip
import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import httpx

from evalplatform_sdk.cli.settings import Refused
from evalplatform_sdk.server import Server, Unreachable

PIECE = 1 << 20
TRIES_WITHOUT_A_BYTE = 6


class Finding(NamedTuple):
    """What does not hold of a file."""

    file: str
    text: str


def fetch(server: Server, entry: dict[str, Any], target: Path, *, tell: Callable[[int], None]) -> None:
    """The file at `target`, whole and checked, or not at all: until then it is `target`.part, which a later try goes on with.

    `entry` is one of the export's files, with name, url, bytes, rows and sha256; `tell` hears how many bytes have come. Raises Refused.
    """
    if not entry.get("url"):
        where = entry.get("location") or "unknown"
        raise Refused(f"{entry['name']} is not on the server any more, or lies only where it was sent: {where}.")
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and part.stat().st_size > entry["bytes"]:
        part.unlink()
    with part.open("ab") as file:
        _fill(server, entry, file, tell)
    if findings := check(part, entry):
        part.unlink()
        raise Refused(f"{entry['name']} did not arrive whole: {'; '.join(one.text for one in findings)}. Try again.")
    part.replace(target)


def _fill(server: Server, entry: dict[str, Any], file: IO[bytes], tell: Callable[[int], None]) -> None:
    """Go on where it broke, as long as each try brings something."""
    idle = 0
    while file.tell() < entry["bytes"]:
        before = file.tell()
        with suppress(Unreachable):
            _append(server, entry, file, tell)
        idle = 0 if file.tell() > before else idle + 1
        server.sleep(idle)
        if idle >= TRIES_WITHOUT_A_BYTE:
            raise Refused(f"{entry['name']} cannot be fetched: the connection brings nothing more. Try again: it goes on where it is.")


def _append(server: Server, entry: dict[str, Any], file: IO[bytes], tell: Callable[[int], None]) -> None:
    begun = file.tell()
    asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={begun}-", "If-Range": f'"{entry["sha256"]}"'} if begun else {})
    with server.answer("GET", server.path_of(entry["url"]), headers=asked) as answer:
        if begun and answer.status_code != httpx.codes.PARTIAL_CONTENT:
            file.seek(0)
            file.truncate()
        for piece in answer.iter_raw():  # of no size: what waits to become one would be lost with the connection
            file.write(piece)
            tell(file.tell())


def check(path: Path, entry: dict[str, Any]) -> list[Finding]:
    """What of bytes, SHA-256 and rows does not hold. Rows are counted where a line is a row; elsewhere the SHA-256 answers for them."""
    name, found = str(entry["name"]), []
    size, digest = path.stat().st_size, _sha256(path)
    if size != entry["bytes"]:
        found.append(Finding(name, f"it has {size:,} bytes and not {entry['bytes']:,}"))
    if digest != entry["sha256"]:
        found.append(Finding(name, f"its SHA-256 is {digest} and not {entry['sha256']}"))
    rows = _rows(path, name) if "rows" in entry and not found else None
    if rows is not None and rows != entry["rows"]:
        found.append(Finding(name, f"it has {rows:,} rows and not {entry['rows']:,}"))
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(path: Path, name: str) -> int | None:
    """Lines of JSON Lines, packed or not; None for what has no lines of rows."""
    if not name.endswith((".jsonl", ".jsonl.gz")):
        return None
    with gzip.open(path, "rb") if name.endswith(".gz") else path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(PIECE), b""))
