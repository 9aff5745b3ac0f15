"""Whether a delivery is GitHub's: the HMAC of its bytes (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries)."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from integrations.providers.change import Malformed
from integrations.providers.protocol import Headers, Sent

SIGNATURE, EVENT, DELIVERY = "x-hub-signature-256", "x-github-event", "x-github-delivery"
PREFIX = "sha256="


def is_signed(headers: Headers) -> bool:
    """Whether it is worth reading the body."""
    sent = headers.get(SIGNATURE, "")
    return sent.startswith(PREFIX) and len(sent) == len(PREFIX) + 64


def verify(body: bytes, headers: Headers, secrets: Sequence[str], now: float) -> bool:
    """GitHub signs no time, so who receives it remembers what came."""
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
    return any(hmac.compare_digest(given, _signature(body, secret)) for secret in secrets)


def sent(body: bytes, headers: Headers) -> Sent:
    """Raises Malformed without an id and an event. The id is not signed, so the signature itself tells of a delivery sent under another."""
    if not headers.get(DELIVERY) or not headers.get(EVENT):
        raise Malformed("The headers X-GitHub-Delivery and X-GitHub-Event are missing.")
    return Sent(headers[DELIVERY], headers[EVENT], proof=headers[SIGNATURE])


def _signature(body: bytes, secret: str) -> bytes:
    return PREFIX.encode() + hmac.new(secret.encode(), body, sha256).hexdigest().encode()
