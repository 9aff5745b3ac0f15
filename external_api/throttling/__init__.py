"""How many calls an hour a caller may make: a throttle of DRF that counts, and a middleware that says on each answer what is left."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from evalplatform.errors import DomainError, Unavailable
from evalplatform.metrics import REFUSED
from evalplatform.projects.caller import Caller, caller_of
from external_api.throttling.breaker import RETRY_SECONDS
from external_api.throttling.counting import GROUPS, REQUESTS, SECONDS, Used, count, limit_of, look
from external_api.throttling.warning import warn

if TYPE_CHECKING:  # rest_framework.views imports this module through the settings
    from rest_framework.views import APIView

__all__ = ["Quota", "RateLimited", "Used", "headers", "used"]

_FOUND = "evalplatform.quota"
MOST_REMEMBERED = 10_000


class RateLimited(DomainError):
    """The limit of a group is used up until the hour ends."""

    status = 429

    def __init__(self, caller: Caller, group: str, used: Used) -> None:
        allowed = f"The tier {caller.limits.tier} allows {used.limit:,} {group} an hour, and no more are left"
        super().__init__(GROUPS[group].code, f"{allowed}. Try again in {used.resets_in_seconds} seconds.")
        self.headers = {"Retry-After": str(used.resets_in_seconds)}


class Quota(BaseThrottle):
    """Counts each call that authentication and permission let through, in the group `requests`, and where the view declares
    `heavy = {"POST": "exports"}` in that one too. A call that is refused costs nothing.
    """

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Raises RateLimited; Unavailable where nothing can be counted and QUOTA_WITHOUT_REDIS is closed."""
        if request.auth is None:
            return True
        caller = caller_of(request)
        limits = _limits(caller, view, str(request.method))
        found = request._request.META[_FOUND] = {}
        _check(caller, limits, found)
        _count(caller, limits, found)
        return True


def used(caller: Caller, groups: Iterable[str] = GROUPS) -> dict[str, Used]:
    """What is used of each limit that the caller has, by group, and nothing is counted; empty when that cannot be known now."""
    looks = {group: look(caller, group, limit) for group in groups if (limit := limit_of(caller, group)) is not None}
    return {group: found for group, found in looks.items() if found}


def headers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware: what is left, on every answer to a caller that is known. It looks itself where the throttle was not reached."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        caller = getattr(request, "auth", None)
        if isinstance(caller, Caller):
            found = request.META.get(_FOUND)
            for name, value in _headers(_looked(caller, request) if found is None else found).items():
                response[name] = value
        return response

    return middleware


# (caller, group, limit) that a call has found used up. Only these are looked at before they are counted, so that most calls cost one
# step, and one that is refused is not counted: whoever buys a larger tier in the middle of an hour does not pay for what was refused.
_used_up: set[tuple[str, str, int]] = set()


def _limits(caller: Caller, view: Any, method: str) -> dict[str, int]:
    """The limits that the call meets, the narrow one first."""
    heavy = getattr(view, "heavy", {}).get(method)
    groups = (heavy, REQUESTS) if heavy else (REQUESTS,)
    return {group: limit for group in groups if (limit := limit_of(caller, group)) is not None}


def _check(caller: Caller, limits: dict[str, int], found: dict[str, Used]) -> None:
    """Of a call with two limits both are looked at before either is counted."""
    for group, limit in limits.items():
        if len(limits) > 1 or (caller.name, group, limit) in _used_up:
            _note(found, group, look(caller, group, limit))
    for group, one in found.items():
        if one.count >= one.limit:
            _refuse(caller, group, one)
        _used_up.discard((caller.name, group, one.limit))


def _count(caller: Caller, limits: dict[str, int], found: dict[str, Used]) -> None:
    for group, limit in limits.items():
        one = count(caller, group, limit)
        _note(found, group, one)
        if one:
            warn(caller, group, one)
        if one and one.count > limit:
            if len(_used_up) >= MOST_REMEMBERED:
                _used_up.clear()
            _used_up.add((caller.name, group, limit))
            _refuse(caller, group, one)


def _refuse(caller: Caller, group: str, used: Used) -> NoReturn:
    REFUSED.labels(caller.limits.tier, group).inc()
    raise RateLimited(caller, group, used)


def _note(found: dict[str, Used], group: str, one: Used | None) -> None:
    if one:
        found[group] = one
    elif settings.QUOTA_WITHOUT_REDIS == "closed":
        raise _Uncounted


class _Uncounted(Unavailable):
    def __init__(self) -> None:
        super().__init__("quota_unavailable", "Calls cannot be counted now, and this server answers none uncounted. Try again later.")
        self.headers = {"Retry-After": str(RETRY_SECONDS)}


def _looked(caller: Caller, request: HttpRequest) -> dict[str, Used]:
    view = getattr(getattr(request.resolver_match, "func", None), "cls", None)
    return used(caller, _limits(caller, view, str(request.method)))


def _headers(found: dict[str, Used]) -> dict[str, str]:
    if not found:
        return {}
    inner = sorted(found.items(), key=lambda item: item[0] != REQUESTS)
    policies = ", ".join(f'"{GROUPS[group].policy}";q={one.limit};w={SECONDS}' for group, one in inner)
    states = ", ".join(f'"{GROUPS[group].policy}";r={one.remaining};t={one.resets_in_seconds}' for group, one in inner)
    return {"RateLimit-Policy": policies, "RateLimit": states, **_older(found.get(REQUESTS))}


def _older(one: Used | None) -> dict[str, str]:
    """The headers that GitHub made usual, for the group of all requests; the reset is a Unix time."""
    if one is None:
        return {}
    return {"X-RateLimit-Limit": str(one.limit), "X-RateLimit-Remaining": str(one.remaining), "X-RateLimit-Reset": str(one.resets_at)}
