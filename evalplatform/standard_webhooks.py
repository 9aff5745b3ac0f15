"""Messages signed and checked as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com): pure, no network and no database."""

import base64
import binascii
import hmac
import secrets as randomness
from collections.abc import Iterable, Mapping
from hashlib import sha256

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
MIN_BYTES, MAX_BYTES = 24, 64
TOLERANCE_SECONDS = 300
_VERSION = "v1,"


class Refused(Exception):
    """The message is not one that somebody with the secret has just sent; the text says why."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(randomness.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign. Raises ValueError for what is no secret of 24 to 64 bytes."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not MIN_BYTES <= len(key) <= MAX_BYTES:
        raise ValueError(f"A secret is {PREFIX} and the Base64 of {MIN_BYTES} to {MAX_BYTES} bytes.")
    return key


def sign(body: bytes, *, secrets: Iterable[str], id: str, timestamp: int) -> dict[str, str]:
    """The headers of a message: `id` is the same at each attempt, `timestamp` is the attempt's Unix time.

    One signature for each secret: two while one takes the place of another. Raises ValueError for what is no secret.
    """
    signatures = " ".join(_signature(body, key_of(secret), id, str(timestamp)) for secret in secrets)
    return {ID: id, TIMESTAMP: str(timestamp), SIGNATURE: signatures}


def verify(body: bytes, headers: Mapping[str, str], *, secrets: Iterable[str], now: float) -> str:
    """The id of a message whose signature by one of the secrets is right, at most 5 minutes old. The caller remembers ids against replay.

    Names of headers in any case. Raises Refused, and ValueError for what is no secret.
    """
    named = {name.lower(): value for name, value in headers.items()}
    try:
        id, timestamp, sent = (named[name] for name in (ID, TIMESTAMP, SIGNATURE))
    except KeyError as error:
        raise Refused(f"The header {error.args[0]} is missing.") from None
    _check_time(timestamp, now)
    given = [one.encode() for one in sent.split(" ") if one.startswith(_VERSION)]
    wanted = [_signature(body, key_of(secret), id, timestamp).encode() for secret in secrets]
    if not any(hmac.compare_digest(one, right) for one in given for right in wanted):
        raise Refused("No signature is right.")
    return id


def _check_time(timestamp: str, now: float) -> None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise Refused(f"The header {TIMESTAMP} is no Unix time.")
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused(f"The message is not of the last {TOLERANCE_SECONDS} seconds; look after the clocks of both sides.")


def _signature(body: bytes, key: bytes, id: str, timestamp: str) -> str:
    signed = b".".join((id.encode(), timestamp.encode(), body))
    return _VERSION + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
