"""Whether a delivery is GitLab's: a signature as Standard Webhooks has it, or the plain token of older servers.

https://docs.gitlab.com/user/project/integrations/webhooks/
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from evalplatform import standard_webhooks
from integrations.providers.change import Malformed
from integrations.providers.protocol import Headers, Sent

TOKEN, EVENT = "x-gitlab-token", "x-gitlab-event"
IDEMPOTENCY_KEY, UUID = "idempotency-key", "x-gitlab-event-uuid"


def is_signed(headers: Headers) -> bool:
    """Whether it is worth reading the body."""
    return bool(headers.get(TOKEN) or headers.get(standard_webhooks.SIGNATURE))


def verify(body: bytes, headers: Headers, secrets: Sequence[str], now: float) -> bool:
    """A signature goes before a token: a wrong or old one is not mended by a right token."""
    if headers.get(standard_webhooks.SIGNATURE):
        return _is_signed_right(body, headers, secrets, now)
    given = headers.get(TOKEN, "").encode("utf-8", "replace")
    return any(hmac.compare_digest(given, secret.encode()) for secret in secrets)


def sent(body: bytes, headers: Headers) -> Sent:
    """Raises Malformed without an event. Older servers send no id that is the same over retries: there the body is its own id."""
    if not headers.get(EVENT):
        raise Malformed("The header X-Gitlab-Event is missing.")
    named = (headers.get(name) for name in (IDEMPOTENCY_KEY, standard_webhooks.ID, UUID))
    return Sent(next((one for one in named if one), f"sha256:{sha256(body).hexdigest()}"), headers[EVENT])


def _is_signed_right(body: bytes, headers: Headers, secrets: Sequence[str], now: float) -> bool:
    keys = [secret for secret in secrets if _is_key(secret)]
    try:
        return bool(standard_webhooks.verify(body, headers, secrets=keys, now=now))
    except standard_webhooks.Refused:
        return False


def _is_key(secret: str) -> bool:
    try:
        standard_webhooks.key_of(secret)
    except ValueError:
        return False
    return True
