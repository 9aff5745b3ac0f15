"""Whether a manifest was signed by the server whose public key is given."""

from pathlib import Path
from typing import Any

from evalplatform_sdk.checking import Finding
from evalplatform_sdk.cli.settings import Refused

SIGNATURE_ENDING = ".sig"


def check(manifest: bytes, signature: bytes, public_key: Path) -> list[Finding]:
    """What does not hold: nothing, or that it is not signed so. Raises Refused for what is no Ed25519 key in PEM."""
    try:
        from cryptography.exceptions import InvalidSignature
    except ModuleNotFoundError:
        raise Refused('Signatures need cryptography: pip install "evalplatform-sdk[verify]".') from None
    try:
        _key_of(public_key).verify(signature, manifest)
    except InvalidSignature:
        return [Finding("manifest.json", "its signature is not of this key: it was changed, or signed by another server")]
    return []


def _key_of(path: Path) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Refused(f"{path} is no public key in PEM: fetch it from /.well-known/evalplatform-manifest-key of the server.")
    return key
