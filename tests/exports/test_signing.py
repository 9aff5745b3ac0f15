import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from evalplatform.errors import DomainError
from exports import signing

TRY = """
import os, sys, time
from django.conf import settings
settings.configure(EXPORT_SIGNING_KEY_FILE=sys.argv[1])
from exports import signing
while not os.path.exists(sys.argv[2]):
    time.sleep(0.001)
print(signing.key_id())
"""


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORT_SIGNING_KEY_FILE = tmp_path / "keys" / "key.pem"
    return tmp_path / "keys" / "key.pem"


def test_the_key_is_made_once_for_us_alone(key_file: Path) -> None:
    before = signing.public_pem()
    assert (signing.public_pem(), oct(key_file.stat().st_mode & 0o777)) == (before, "0o600")
    assert [path.name for path in key_file.parent.iterdir()] == ["key.pem"]


def test_what_we_sign_can_be_checked() -> None:
    public = serialization.load_pem_public_key(signing.public_pem())
    assert isinstance(public, Ed25519PublicKey)
    public.verify(signing.sign(b"text"), b"text")
    assert signing.sign(b"text") == signing.sign(b"text")


def test_processes_that_start_together_agree_on_one_key(key_file: Path, tmp_path: Path) -> None:
    go = tmp_path / "go"
    tries = [subprocess.Popen([sys.executable, "-c", TRY, str(key_file), str(go)], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    go.touch()
    assert {one.communicate(timeout=60)[0].strip() for one in tries} == {signing.key_id()}
    assert [path.name for path in key_file.parent.iterdir()] == ["key.pem"]


def test_a_file_that_holds_no_such_key(key_file: Path) -> None:
    key_file.parent.mkdir()
    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for content in (b"nonsense", pem):
        key_file.write_bytes(content)
        with pytest.raises(DomainError) as caught:
            signing.sign(b"")
        assert caught.value.code == "signing_key"


def test_a_place_where_no_key_can_be_made(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.EXPORT_SIGNING_KEY_FILE = tmp_path / "file" / "key.pem"
    with pytest.raises(DomainError, match="cannot be read or made"):
        signing.public_pem()
