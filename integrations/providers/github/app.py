"""Tokens of an App's installation: asked for with a JWT that the App's private key signs, and kept until shortly before they end.

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
"""

import threading
import time
from hashlib import sha256

import jwt

from integrations.providers import api
from integrations.providers.protocol import Access
from integrations.providers.reading import at
from integrations.providers.telling import ProviderFailure

KEPT_SECONDS = 50 * 60  # they live for an hour
MOST_KEPT = 1000
_kept: dict[str, tuple[str, float]] = {}
_lock = threading.Lock()


def token_of(access: Access) -> str:
    """Raises ProviderFailure, AddressRefused."""
    key, now = _key(access), time.monotonic()
    with _lock:
        token, until = _kept.get(key, ("", 0.0))
    if until > now:
        return token
    token = _asked(access)
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (token, now + KEPT_SECONDS)
    return token


def forget(access: Access) -> None:
    """What GitHub takes no longer."""
    with _lock:
        _kept.pop(_key(access), None)


def assertion(access: Access, now: int) -> str:
    """The JWT. Raises ProviderFailure when the private key is none."""
    claims = {"iat": now - 60, "exp": now + 540, "iss": access.app_id}
    try:
        return jwt.encode(claims, access.token, algorithm="RS256")
    except (ValueError, TypeError, jwt.PyJWTError):
        text = "The private key of the App cannot be read. Give the connection the whole PEM file, as GitHub made it."
        raise ProviderFailure("provider_unauthorized", text) from None


def _asked(access: Access) -> str:
    headers = {"Accept": "application/vnd.github+json", "Authorization": f"Bearer {assertion(access, int(time.time()))}"}
    path = f"/app/installations/{api.segment(access.installation_id)}/access_tokens"
    found, _ = api.call("POST", access.base_url, path, headers=headers)
    token = at(found, "token")
    if not isinstance(token, str) or not token:
        raise ProviderFailure("provider_refused", "GitHub gave the installation no token.")
    return token


def _key(access: Access) -> str:
    told = "\0".join((str(access.connection_id), access.base_url, access.app_id, access.installation_id, access.token))
    return sha256(told.encode()).hexdigest()
