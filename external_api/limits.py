"""What a tier allows of one request, and of what its maker has left to run without one."""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

from evalplatform.projects.caller import Caller, Limits
from external_api.models import Tier
from external_api.tiers import tier_named


def body_limit(request: Request | HttpRequest | None, most: int) -> tuple[int, str]:
    """How many bytes a body of this request may have, at most `most`, and in words whose limit that is."""
    caller = getattr(request, "auth", None)
    own = caller.limits.body_bytes if isinstance(caller, Caller) else None
    if own is None or own >= most or not isinstance(caller, Caller):
        return most, ""
    return own, f", the limit of the tier {caller.limits.tier}"


def items_limit(caller: Caller) -> tuple[int, str]:
    """How many items a list in a body may have, and in words whose limit that is."""
    own = caller.limits.items_per_batch
    if own is None or own >= settings.INGEST_MAX_ITEMS:
        return settings.INGEST_MAX_ITEMS, ""
    return own, f", by the limit of the tier {caller.limits.tier}"


def standing_limits(key_prefix: str, user_id: int | None) -> Limits | None:
    """The limits, as they are now, of what a key or a person has made earlier; None when neither has.

    A key that has ended keeps its tier; what one made whose row is gone has the tier of people.
    """
    if not key_prefix and user_id is None:
        return None
    tier = Tier.objects.filter(api_keys__prefix=key_prefix).first() if key_prefix else None
    return (tier or tier_named(settings.PEOPLE_TIER)).limits()
