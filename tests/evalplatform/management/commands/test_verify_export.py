import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from evalplatform.projects.models import Project
from exports import jobs, signing
from exports.models import Export
from exports.sinks import local
from tests.exports.conftest import add_traces, drain, export_dir, jobs_sent  # noqa: F401 (fixtures)

NOBODY = "01a20505-0000-7000-8000-000000000000"


@pytest.fixture
def export(transactional_db: None, project: Project, drain: Callable[[], None]) -> Export:  # noqa: F811
    add_traces(project, 3)
    made = jobs.request_export(project_id=project.id, body={"resource": "traces", "fields": ["external_id"], "compression": "zstd"})
    drain()
    return made


def verified(*arguments: str) -> tuple[str, list[str]]:
    """The end of it ("whole" or the error), and the first words of its lines."""
    out = StringIO()
    try:
        call_command("verify_export", *arguments, stdout=out)
    except CommandError as error:
        return str(error), [line.split()[0] for line in out.getvalue().splitlines()]
    *lines, end = out.getvalue().splitlines()
    return end, [line.split()[0] for line in lines]


def test_an_export_on_this_server_is_whole(export: Export) -> None:
    assert verified(str(export.id)) == (f"whole: export {export.id}, files: 1, rows: 3", ["ok", "ok"])


def test_a_downloaded_one_is_checked_without_a_database(export: Export, tmp_path: Path, django_db_blocker: Any) -> None:
    (tmp_path / "key.pem").write_bytes(signing.public_pem())
    shutil.copytree(local.folder(export.id), tmp_path / "download")
    with django_db_blocker.block():
        assert verified(str(tmp_path / "download"), "--public-key", str(tmp_path / "key.pem"))[0].startswith("whole")


def test_a_flipped_bit_and_an_extra_file_are_told(export: Export) -> None:
    path = local.folder(export.id) / export.files.get(companion=False).name
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    path.with_name(f"{path.name}.copy").touch()
    assert verified(str(export.id))[0].startswith("NOT whole; findings: ")
    assert "wrong_sha256" in verified(str(export.id))[1]
    assert "extra" in verified(str(export.id))[1]


def test_the_key_of_another_installation(export: Export, tmp_path: Path) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    assert verified(str(export.id), "--public-key", str(tmp_path / "key.pem")) == ("NOT whole; findings: 1.", ["wrong_key"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nonsense",), "'nonsense' is neither a directory nor the id of an export."),
        ((NOBODY,), "The files of this export are not on this server's disk. Download them, and name the directory."),
        ((".", "--public-key", "nowhere.pem"), "nowhere.pem: No such file or directory."),
        ((".", "--public-key", "README.md"), "This is no public key in PEM."),
    ],
)
def test_what_cannot_be_checked(arguments: tuple[str, ...], message: str) -> None:
    assert verified(*arguments) == (message, [])
