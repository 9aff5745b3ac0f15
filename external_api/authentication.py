"""Who calls: an API key in `Authorization: Api-Key …` or `X-API-Key`."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from evalplatform.projects.caller import Caller
from external_api.models import ApiKey

KEYWORD = "api-key"


class ApiKeyAuthentication(BaseAuthentication):
    """One query a request: the key by its prefix, with its project; then the hash in constant time."""

    def authenticate(self, request: Request) -> tuple[Any, Caller] | None:
        sent = _sent_key(request)
        if sent is None:
            return None
        key = _valid_key(sent)
        if key is None:
            raise AuthenticationFailed("This API key is not valid: unknown, revoked or expired.", code="invalid_key")
        return None, Caller(
            project=key.project, scopes=frozenset(key.scopes), key_prefix=key.prefix, running_exports=_running_exports(key.tier_id)
        )

    def authenticate_header(self, request: Request) -> str:
        return "Api-Key"


def _running_exports(tier: str) -> int | None:
    return None if tier == "unlimited" else settings.EXPORT_MAX_RUNNING


def _sent_key(request: Request) -> str | None:
    if sent := request.headers.get("X-API-Key"):
        return sent.strip()
    keyword, _, sent = request.headers.get("Authorization", "").partition(" ")
    return sent.strip() if keyword.lower() == KEYWORD else None


def _valid_key(sent: str) -> ApiKey | None:
    """The key, if it is one that may be used now. The package's own look-up also gives expired keys, and a NUL makes it fail."""
    prefix, point, _ = sent.partition(".")
    if not point or "\0" in sent or not sent.isascii():
        return None
    key = ApiKey.objects.select_related("project").filter(prefix=prefix, revoked=False).first()
    if key is None or not key.is_valid(sent) or (key.expiry_date and key.expiry_date <= timezone.now()):
        return None
    return key  # type: ignore[no-any-return]
