from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory

from evalplatform.client_address import UNKNOWN, client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # not a proxy of ours, so what it says is worth nothing
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (PROXY, "198.51.100.1, 10.9.9.9", "198.51.100.1"),
        (PROXY, "", PROXY),
        (PROXY, "rubbish", UNKNOWN),
        (PROXY, "[2001:db8::1]", "2001:db8::1"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("", "", UNKNOWN),
    ],
)
def test_where_a_request_comes_from(settings: Any, remote: str, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/8"),)
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == address
