import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exports import manifest
from exports.verifying import BadKey, verify
from tests.tools import ROOT

NAME = "traces-20260101T000000Z-0badcafe.jsonl"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
DATA = b'{"a":1}\n{"a":2}\n'


def facts(**changes: Any) -> dict[str, Any]:
    file = {"name": NAME, "rows": 2, "bytes": len(DATA), "sha256": sha256(DATA).hexdigest()}
    report = {"name": "report.json", "bytes": 2, "sha256": sha256(b"{}").hexdigest()}
    return {
        "versions": {"manifest": 1}, "export": "e", "name_prefix": "traces-20260101T000000Z-0badcafe", "format": "jsonl",
        "compression": "none", "rows": 2, "files": [file], "companions": [report],
        "shards": [{"number": 0, "server_rows": 2, "rows": 2}], **changes,
    }  # fmt: skip


def sign(folder: Path, content: Any, key: Ed25519PrivateKey = KEY) -> None:
    text = manifest.canonical(content)
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.json.sig").write_bytes(key.sign(text))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "download"
    folder.mkdir()
    (folder / NAME).write_bytes(DATA)
    (folder / "report.json").write_bytes(b"{}")
    sign(folder, facts())
    return folder


def codes(folder: Path) -> list[tuple[str, str]]:
    return [(finding.file, finding.code) for finding in verify(folder, PEM).findings]


def test_a_whole_export(folder: Path) -> None:
    told: list[tuple[str, list[Any]]] = []
    report = verify(folder, PEM, tell=lambda name, findings: told.append((name, findings)))
    assert (report.export, report.files, report.rows, report.findings) == ("e", 1, 2, ())
    assert told == [("manifest.json", []), (NAME, []), ("report.json", [])]


@pytest.mark.parametrize("position", [0, 7, len(DATA) - 2])
def test_a_flipped_bit(folder: Path, position: int) -> None:
    data = bytearray(DATA)
    data[position] ^= 1
    (folder / NAME).write_bytes(data)
    assert (NAME, "wrong_sha256") in codes(folder)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda path: path.unlink(), ["missing"]),
        (lambda path: path.write_bytes(DATA + b'{"a":3}\n'), ["wrong_rows", "wrong_size"]),
        (lambda path: path.write_bytes(DATA[:8]), ["wrong_rows", "wrong_size"]),
        (lambda path: path.write_bytes(DATA[:-1]), ["wrong_rows", "wrong_size"]),
    ],
    ids=["missing", "an extra row", "cut", "cut at the end"],
)
def test_a_file_that_is_not_what_was_written(folder: Path, damage: Callable[[Path], Any], expected: list[str]) -> None:
    damage(folder / NAME)
    assert codes(folder) == [(NAME, code) for code in expected]


def test_a_changed_companion(folder: Path) -> None:
    (folder / "report.json").write_bytes(b"[]")
    assert codes(folder) == [("report.json", "wrong_sha256")]


def test_extra_files_of_this_export_and_none_else(folder: Path) -> None:
    (folder / f"{NAME}.partial").touch()
    (folder / "other.jsonl").touch()
    (folder / "parts").mkdir()
    assert codes(folder) == [(f"{NAME}.partial", "extra")]


def test_names_after_the_export_as_at_a_destination(folder: Path) -> None:
    prefix = facts()["name_prefix"]
    for name in ("manifest.json", "manifest.json.sig", "report.json"):
        (folder / name).rename(folder / f"{prefix}.{name}")
    assert codes(folder) == []
    (folder / "traces-20260101T000000Z-11111111.manifest.json").touch()
    assert codes(folder) == [("manifest.json", "no_manifest")]
    assert codes(folder / f"{prefix}.manifest.json") == []


def test_a_forged_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(manifest.canonical(facts(rows=3)))
    assert codes(folder) == [("manifest.json", "forged")]


def test_a_manifest_signed_by_somebody_else(folder: Path) -> None:
    sign(folder, facts(key_id="theirs"), Ed25519PrivateKey.generate())
    assert codes(folder) == [("manifest.json", "wrong_key")]


def test_a_forged_signature(folder: Path) -> None:
    for forged in (b"", b"x" * 64, KEY.sign(b"other")):
        (folder / "manifest.json.sig").write_bytes(forged)
        assert codes(folder) == [("manifest.json", "forged")]


@pytest.mark.parametrize(("name", "code"), [("manifest.json", "no_manifest"), ("manifest.json.sig", "no_signature")])
def test_no_proof(folder: Path, name: str, code: str) -> None:
    (folder / name).unlink()
    assert codes(folder) == [(name, code)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"versions": {"manifest": 2}}, "unreadable_manifest"),
        ({"rows": 3}, "contradiction"),
        ({"shards": [{"number": 0, "server_rows": 3, "rows": 2}]}, "contradiction"),
        ({"shards": []}, "contradiction"),
        ({"companions": [{"name": "../secret", "bytes": 0, "sha256": ""}]}, "contradiction"),
    ],
)
def test_a_signed_manifest_that_proves_nothing(folder: Path, changes: dict[str, Any], code: str) -> None:
    sign(folder, facts(**changes))
    assert codes(folder) == [("manifest.json", code)]


@pytest.mark.parametrize("key", [b"", b"nonsense", PEM.replace(b"PUBLIC", b"PRIVATE")])
def test_no_key(folder: Path, key: bytes) -> None:
    with pytest.raises(BadKey):
        verify(folder, key)


def test_memory_is_flat(folder: Path, tmp_path: Path) -> None:
    """200 MB of JSON Lines, a row of 50 MB among them, behind a megabyte of gzip, are read in less than 20 MB above the start."""
    script = tmp_path / "measure.py"
    script.write_text(_MEASURE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script)], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows, kilobytes = json.loads(done.stdout)
    assert (rows, kilobytes < 20_000) == (1_000_001, True)


_MEASURE = """
import gzip, json, resource
from pathlib import Path
from exports import counting
with gzip.open("large.gz", "wb", compresslevel=1) as file:
    for _ in range(50):
        file.write(b"x" * 1_000_000)
    file.write(b"\\n")
    for _ in range(1000):
        file.write((b"y" * 149 + b"\\n") * 1000)
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open("large.gz", "rb") as file:
    rows = counting.rows(Path("large.gz"), file, format="jsonl", compression="gzip")
print(json.dumps([rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start]))
"""
