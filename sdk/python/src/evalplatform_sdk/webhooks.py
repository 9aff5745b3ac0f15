"""Proves that a webhook comes from evalplatform, as Standard Webhooks 1.0 has it (https://www.standardwebhooks.com).

message = webhooks.verify(request.body, request.headers, secret)
if message.id not in seen:  # the same message may come twice
    handle(message.json())
"""

import base64
import binascii
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_SECONDS = 300
_PREFIX, _VERSION = "whsec_", "v1,"
_KEY_BYTES = range(24, 65)


class NotGenuine(Exception):
    """Nobody with the secret has just sent this; the text says why. Answer 401, and do nothing with the message."""


@dataclass(frozen=True)
class Message:
    """What was proven. `id` is the same each time that a message is sent again: remember it."""

    id: str
    sent_at: datetime
    body: bytes

    def json(self) -> Any:
        """The body read as JSON. Raises ValueError for what is none."""
        return json.loads(self.body)


def verify(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str | Iterable[str],
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: float | None = None,
) -> Message:
    """The message, when one of its signatures is right for one of the secrets and it is not older than `tolerance_seconds`.

    `body` is what came over the wire, unparsed. While a secret is being changed give both. Raises NotGenuine, and ValueError for a secret
    that is none.
    """
    keys = [key_of(one) for one in ([secret] if isinstance(secret, str) else secret)]
    raw = body.encode() if isinstance(body, str) else bytes(body)
    id, timestamp, signatures = _read(headers)
    seconds = _seconds(timestamp)
    if abs((time.time() if now is None else now) - seconds) > tolerance_seconds:
        raise NotGenuine(f"The message is not of the last {tolerance_seconds:g} seconds; look after the clocks of both sides.")
    given = [one.encode() for one in signatures.split(" ") if one.startswith(_VERSION)]
    wanted = [_signature(key, id, timestamp, raw).encode() for key in keys]
    # all are compared: how long it takes tells nothing of which one fits
    matches = [hmac.compare_digest(one, right) for one in given for right in wanted]
    if not any(matches):
        raise NotGenuine("No signature is right: look after the secret, and give the body as it came.")
    return Message(id, datetime.fromtimestamp(seconds, UTC), raw)


def sign(body: bytes | str, secret: str | Iterable[str], *, id: str, timestamp: int | None = None) -> dict[str, str]:
    """The headers that the server would send with this body, for tests of a receiver. Raises ValueError for a secret that is none."""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    sent = str(int(time.time()) if timestamp is None else timestamp)
    keys = [key_of(one) for one in ([secret] if isinstance(secret, str) else secret)]
    return {ID: id, TIMESTAMP: sent, SIGNATURE: " ".join(_signature(key, id, sent, raw) for key in keys)}


def key_of(secret: str) -> bytes:
    """The bytes that sign. Raises ValueError for what is no secret."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in _KEY_BYTES:
        raise ValueError(f"A secret is {_PREFIX} and the Base64 of {_KEY_BYTES[0]} to {_KEY_BYTES[-1]} bytes; the server shows it once.")
    return key


def _read(headers: Mapping[str, str]) -> tuple[str, str, str]:
    named = {name.lower(): value for name, value in headers.items()}
    try:
        return named[ID], named[TIMESTAMP], named[SIGNATURE]
    except KeyError as error:
        raise NotGenuine(f"The header {error.args[0]} is missing.") from None


def _seconds(timestamp: str) -> int:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 11):
        raise NotGenuine(f"The header {TIMESTAMP} is no Unix time.")
    return int(timestamp)


def _signature(key: bytes, id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((id.encode("utf-8", "surrogatepass"), timestamp.encode(), body))
    return _VERSION + base64.b64encode(hmac.digest(key, signed, sha256)).decode()
