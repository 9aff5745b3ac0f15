"""From which address a request comes, also through proxies."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

UNKNOWN = "0.0.0.0"  # noqa: S104 (no address to listen on: a request over a Unix socket has none)


def client_address(request: HttpRequest | Request) -> str:
    """The last address in `X-Forwarded-For` that is not one of TRUSTED_PROXIES; what stands before it, anybody can have written.

    An IPv4 address in IPv6's clothes (`::ffff:192.0.2.1`) comes as IPv4.
    """
    hops = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    address = _plain(request.META.get("REMOTE_ADDR", ""))
    while hops and _is_trusted(address):
        address = _plain(hops.pop())
    return address


def _plain(text: str) -> str:
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return UNKNOWN
    return str(getattr(address, "ipv4_mapped", None) or address)


def _is_trusted(address: str) -> bool:
    return any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)
