"""Whether a file is what the manifest of its export says of it."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from evalplatform_sdk.row_counting import NotReadable, rows_in


class Finding(NamedTuple):
    """What does not hold of a file."""

    file: str
    text: str


def check(path: Path, entry: dict[str, Any]) -> list[Finding]:
    """What of bytes, SHA-256 and rows does not hold. Where rows cannot be counted the SHA-256 answers for them."""
    name, found = str(entry["name"]), []
    size, digest = path.stat().st_size, _sha256(path)
    if size != entry["bytes"]:
        found.append(Finding(name, f"it has {size:,} bytes and not {entry['bytes']:,}"))
    if digest != entry["sha256"]:
        found.append(Finding(name, f"its SHA-256 is {digest} and not {entry['sha256']}"))
    return found or _rows_missing(path, entry)


def _rows_missing(path: Path, entry: dict[str, Any]) -> list[Finding]:
    name = str(entry["name"])
    try:
        rows = rows_in(path, name) if "rows" in entry else None
    except NotReadable as error:
        return [Finding(name, str(error))]
    return [] if rows is None or rows == entry["rows"] else [Finding(name, f"it has {rows:,} rows and not {entry['rows']:,}")]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
