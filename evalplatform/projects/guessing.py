"""How often a password may be tried: limits by account, by address, and by the two together.

Each limit alone would leave a way: one address tries many accounts, many addresses try one. The pair has the tightest limit, so that a
stranger who tries your account from elsewhere does not lock you out before the account's own limit is reached.
"""

import logging
from typing import NamedTuple

from django.http import HttpRequest
from django_ratelimit.core import get_usage

from evalplatform.client_address import client_address
from evalplatform.errors import DomainError

log = logging.getLogger(__name__)


class Limit(NamedTuple):
    group: str
    tries: int
    rate: str


PAIR = Limit("password of account and address", 10, "10/5m")
ADDRESS = Limit("password of address", 100, "100/h")
ACCOUNT = Limit("password of account", 200, "200/h")


class TooManyGuesses(DomainError):
    status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = max(1, seconds)
        super().__init__("too_many_guesses", f"Too many attempts to sign in. Try again in {self.seconds} seconds.")
        self.headers = {"Retry-After": str(self.seconds)}


def count(request: HttpRequest, username: str) -> None:
    """Count one attempt, before the password is looked at. Raises TooManyGuesses.

    Without Redis to count in, attempts pass: signing in is what mends things.
    """
    account, address = username.strip().casefold()[:200], client_address(request)
    for limit, value in ((PAIR, f"{address} {account}"), (ADDRESS, address), (ACCOUNT, account)):
        used = _used(request, limit, value)
        if used and used["should_limit"]:
            raise TooManyGuesses(int(used["time_left"]))


def _used(request: HttpRequest, limit: Limit, value: str) -> dict[str, float] | None:
    try:
        found: dict[str, float] | None = get_usage(
            request, group=limit.group, key=lambda group, request: value, rate=limit.rate, increment=True
        )
    except Exception:  # the errors of caches differ by backend
        log.exception("Attempts to sign in cannot be counted")
        return None
    return found
