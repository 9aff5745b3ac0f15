"""Secrets encrypted at rest, with keys that can rotate: the first of SECRETS_KEYS encrypts, all of them decrypt, and SECRET_KEY too.

Each purpose has keys of its own, so what was sealed for one thing cannot be passed off as another's.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from evalplatform.errors import DomainError

MIN_KEY_LENGTH = 32


class SecretLost(DomainError):
    """No key of this server opens what was sealed."""

    status = 500

    def __init__(self) -> None:
        remedy = "Put the former key at the end of SECRETS_KEYS (or set the former SECRET_KEY again), or enter the secret anew."
        super().__init__("secret_lost", f"A stored secret was sealed with a key that this server does not have. {remedy}")


def seal(text: str, *, purpose: str) -> str:
    """The text encrypted, for the database; only `unseal` with the same purpose reads it."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unseal(token: str, *, purpose: str) -> str:
    """The text in what `seal` gave. Raises SecretLost."""
    try:
        return _keys(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


def rotate(token: str, *, purpose: str) -> str:
    """The same secret, sealed with the first key. Raises SecretLost."""
    try:
        return _keys(purpose).rotate(token.encode()).decode()
    except InvalidToken:
        raise SecretLost from None


def _keys(purpose: str) -> MultiFernet:
    return _derived((*settings.SECRETS_KEYS, settings.SECRET_KEY), purpose)


@lru_cache(maxsize=16)
def _derived(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    def key(secret: str) -> bytes:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"evalplatform.sealed:{purpose}".encode()).derive(secret.encode())
        return base64.urlsafe_b64encode(derived)

    return MultiFernet([Fernet(key(one)) for one in keys])
