"""An API key in `Authorization: Api-Key …` or `X-API-Key`."""

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from evalplatform.client_address import client_address
from evalplatform.projects.caller import Caller
from external_api.authentication import usable
from external_api.authentication.usable import UsableKey
from external_api.key_format import prefix_of
from external_api.models import ApiKey

KEYWORD = "api-key"
LAST_USE_EVERY = timedelta(minutes=1)


class ApiKeyAuthentication(BaseAuthentication):
    """One query a request: the key by its prefix, with project, tier and the owner's role; then its hash.

    Nothing about a key is kept in the process, so a key that was revoked is refused by the next call, everywhere.
    """

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        sent = _sent_key(request)
        if sent is None:
            return None
        key = _valid_key(sent)
        if key is None:
            raise AuthenticationFailed("This API key is not valid: unknown, revoked or expired.", code="invalid_key")
        if not _is_near(key, request):
            raise PermissionDenied("This API key may not be used from your address.", code="network_not_allowed")
        _note_use(key)
        return None, key.caller()

    def authenticate_header(self, request: Request) -> str:
        return "Api-Key"


def _sent_key(request: Request) -> str | None:
    if sent := request.headers.get("X-API-Key"):
        return sent.strip()
    keyword, _, sent = request.headers.get("Authorization", "").partition(" ")
    return sent.strip() if keyword.lower() == KEYWORD else None


def _valid_key(sent: str) -> UsableKey | None:
    """The package's own look-up also gives expired keys, and a NUL makes it fail."""
    prefix = prefix_of(sent)
    key = usable.find(prefix) if prefix else None
    return key if key is not None and key.opens_with(sent) else None


def _is_near(key: UsableKey, request: Request) -> bool:
    if not key.networks:
        return True
    address = ip_address(client_address(request))
    return any(address in ip_network(network) for network in key.networks)


def _note_use(key: UsableKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at >= LAST_USE_EVERY:
        ApiKey.objects.filter(pk=key.id, last_used_at=key.last_used_at).update(last_used_at=now)  # one of those that call at once
