"""Whether a directory holds an export whole and unchanged, by its signed manifest: offline, each file read once, with flat memory.

Pure: it knows directories, manifests and keys and nothing of the server, so that a client can use it as well.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from exports import counting

MANIFEST, SIGNATURE = "manifest.json", "manifest.json.sig"
TRAINING_FILE = re.compile(r"[a-z0-9_]+-\d{5}-of-\d{5}\.jsonl(\.gz|\.zst)?")
VERSION = 1  # of the manifest's form; a reader refuses what is newer than it knows


class BadKey(Exception):
    """What was given as the public key is none: PEM with an Ed25519 key is expected."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the file, a stable code, and what was found instead of what.

    no_manifest, no_signature, wrong_key, forged, unreadable_manifest, contradiction: the manifest proves nothing;
    missing, wrong_size, wrong_sha256, wrong_rows, unreadable: a file; extra: a file that the manifest does not know.
    """

    file: str
    code: str
    detail: str


@dataclass(frozen=True)
class Report:
    """What was checked: the manifest's own export, data files and rows; and all that is wrong."""

    export: str
    files: int
    rows: int
    findings: tuple[Finding, ...]


class _Untrusted(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.detail)
        self.finding = finding


def key_id(public_pem: bytes) -> str:
    """The SHA-256 of the key in DER (SubjectPublicKeyInfo), in hex. Raises BadKey."""
    return _id_of(_public_key(public_pem))


def verify(place: Path, public_pem: bytes, *, tell: Callable[[str, list[Finding]], None] = lambda name, findings: None) -> Report:
    """Check the export in the directory `place` against its manifest, and that against the key; `tell` hears of each file as it is done.

    `place` may also be the manifest itself, where a directory holds several. A manifest that is not to be trusted ends the check,
    since all else rests on it. Raises BadKey and OSError.
    """
    key, path = _public_key(public_pem), _manifest_in(place)
    try:
        manifest = _trusted(path, key)
    except _Untrusted as error:
        tell(error.finding.file, [error.finding])
        return Report("", 0, 0, (error.finding,))
    findings: list[Finding] = []
    tell(path.name, [])
    for entry in (*manifest["files"], *manifest["companions"]):
        found = list(_check_file(_where(path.parent, entry, manifest), entry, manifest))
        tell(entry["name"], found)
        findings += found
    for finding in _extras(path, manifest):
        tell(finding.file, [finding])
        findings.append(finding)
    return Report(manifest["export"], len(manifest["files"]), manifest["rows"], tuple(findings))


def _manifest_in(place: Path) -> Path:
    """`manifest.json`, or the only one that is named after its export, as at destinations where many share a directory."""
    if place.is_file():
        return place
    named = [] if (place / MANIFEST).exists() else list(place.glob(f"*.{MANIFEST}"))
    return named[0] if len(named) == 1 else place / MANIFEST


def _where(folder: Path, entry: Any, manifest: Any) -> Path:
    """The file under its own name, or named after its export."""
    own, named = folder / entry["name"], folder / f"{manifest['name_prefix']}.{entry['name']}"
    return named if named.exists() and not own.exists() else own


def _trusted(path: Path, key: Ed25519PublicKey) -> Any:
    """The manifest, signed by the key and at one with itself. Raises _Untrusted."""
    text = _read(path, "no_manifest", "there is no manifest; download it beside the files (of several, name one)")
    signature = _read(path.with_name(f"{path.name}.sig"), "no_signature", "there is no signature of the manifest; download it too")
    try:
        key.verify(signature, text)
    except InvalidSignature:
        raise _Untrusted(_unsigned(path.name, text, _id_of(key))) from None
    manifest = json.loads(text)
    if manifest["versions"]["manifest"] > VERSION:
        problem = f"it is of version {manifest['versions']['manifest']}, and this program knows {VERSION}: take a newer one"
        raise _Untrusted(Finding(path.name, "unreadable_manifest", problem))
    if problem := _contradiction(manifest):
        raise _Untrusted(Finding(path.name, "contradiction", problem))
    return manifest


def _read(path: Path, code: str, detail: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _Untrusted(Finding(path.name, code, detail)) from None


def _unsigned(name: str, text: bytes, ours: str) -> Finding:
    """Another key or another text? What an unsigned manifest says of its key is a hint for people and no more."""
    try:
        named = json.loads(text)["key_id"]
    except (ValueError, TypeError, LookupError):
        named = None
    if isinstance(named, str) and named != ours:
        return Finding(name, "wrong_key", f"it says that key {named[:64]} signed it; the public key given is {ours}")
    return Finding(name, "forged", "it is not what the key signed: it was changed, or the signature was")


def _contradiction(manifest: Any) -> str:
    """What in the manifest does not fit together; empty when all does."""
    files, shards, rows = manifest["files"], manifest["shards"], manifest["rows"]
    if sum(file["rows"] for file in files) != rows:
        return f"its files hold {sum(file['rows'] for file in files)} rows, and the export {rows}"
    if problem := _lost(sum(shard["rows"] for shard in shards), rows, manifest.get("compiled")):
        return problem
    for shard in shards:
        if shard["server_rows"] != shard["rows"]:
            return f"PostgreSQL sent {shard['server_rows']} rows of shard {shard['number']}, and {shard['rows']} were written"
    names = [entry["name"] for entry in (*files, *manifest["companions"])]
    if unsafe := [name for name in names if Path(name).name != name]:
        return f"{unsafe[0]!r} is no plain file name"
    return ""


def _lost(of_shards: int, rows: int, compiled: Any) -> str:
    """Rows that are neither in a file nor said to be left out; `compiled` tells what became of the rows of a training file."""
    if compiled is None:
        return "" if of_shards == rows else f"its shards hold {of_shards} rows, and the export {rows}"
    told = compiled["kept"] + compiled["rejected"] + sum(compiled["removed"].values())
    if not of_shards == compiled["selected"] == told:
        return f"its shards hold {of_shards} rows, and it tells what became of {told}"
    return "" if compiled["lines"] == rows else f"{compiled['lines']} lines were compiled, and its files hold {rows}"


def _check_file(path: Path, entry: Any, manifest: Any) -> Iterator[Finding]:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield Finding(path.name, "missing", "it is not there")
        return
    with file:
        hashing = _Hashing(file)
        try:
            if "rows" in entry:
                rows = counting.rows(path, hashing, format=manifest["format"], compression=manifest["compression"])  # type: ignore[arg-type]
                if rows != entry["rows"]:
                    yield Finding(path.name, "wrong_rows", f"it holds {rows} rows, and should {entry['rows']}")
        except counting.Unreadable as error:
            yield Finding(path.name, "unreadable", str(error))
        hashing.drain()
    if hashing.bytes != entry["bytes"]:
        yield Finding(path.name, "wrong_size", f"it holds {hashing.bytes} bytes, and should {entry['bytes']}")
    elif hashing.digest.hexdigest() != entry["sha256"]:
        yield Finding(path.name, "wrong_sha256", f"its SHA-256 is {hashing.digest.hexdigest()}, and should be {entry['sha256']}")


def _extras(manifest_path: Path, manifest: Any) -> Iterator[Finding]:
    """Files whose name says that they are of this export, and which the manifest does not know."""
    names = [entry["name"] for entry in (*manifest["files"], *manifest["companions"])]
    known = {*names, *(f"{manifest['name_prefix']}.{name}" for name in (*names, MANIFEST, SIGNATURE))}
    for path in sorted(manifest_path.parent.iterdir()):
        ours = path.name.startswith(manifest["name_prefix"]) or ("compiled" in manifest and TRAINING_FILE.fullmatch(path.name))
        if ours and path.name not in known and not path.is_dir():
            yield Finding(path.name, "extra", "its name says that it is of this export, and the manifest does not know it")


class _Hashing:
    """A file that takes the SHA-256 of what is read of it, so that one reading counts and hashes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.bytes = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        self.bytes += len(block)
        return block

    def drain(self) -> None:
        while self.read(counting.BLOCK_BYTES):
            pass


def _public_key(pem: bytes) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError):
        raise BadKey("This is no public key in PEM.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey("This is a key of another kind than Ed25519.")
    return key


def _id_of(key: Ed25519PublicKey) -> str:
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()
