"""The Ed25519 key of the installation, which signs manifests: made once, its public half for everybody."""

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from evalplatform.errors import DomainError
from exports import verifying
from exports.sinks.local import sync_directory


def sign(message: bytes) -> bytes:
    """The signature of `message`, 64 bytes; the same for the same message. Raises DomainError `signing_key`."""
    return _private_key().sign(message)


def key_id() -> str:
    """The name of our key in manifests: the SHA-256 of its public half. Raises DomainError `signing_key`."""
    return verifying.key_id(public_pem())


def public_pem() -> bytes:
    """The public half as openssl takes it: PEM, SubjectPublicKeyInfo. Raises DomainError `signing_key`."""
    public = _private_key().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def _private_key() -> Ed25519PrivateKey:
    path = Path(settings.EXPORT_SIGNING_KEY_FILE)
    try:
        if not path.exists():
            _make(path)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise _failed(path, f"cannot be read or made: {error.strerror}.") from None
    except (ValueError, TypeError):
        raise _failed(path, "holds no private key in PEM without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _failed(path, "holds a key of another kind than Ed25519.")
    return key


def _make(path: Path) -> None:
    """Make the key, whole or not at all; when several processes try, one of their keys becomes that of all."""
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # of mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first, and its key counts
            os.link(draft, path)
    finally:
        os.unlink(draft)
    sync_directory(path.parent)


def _failed(path: Path, what: str) -> DomainError:
    advice = "Check EXPORT_SIGNING_KEY_FILE; `openssl genpkey -algorithm ed25519` makes such a key."
    return DomainError("signing_key", f"The key that signs manifests, {path.name}, {what} {advice}")
