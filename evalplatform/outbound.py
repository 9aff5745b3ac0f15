"""Every HTTP request that leaves us. Private addresses are refused on the very address that the socket connects to.

The name is resolved once, each address of the answer is judged, and the socket is opened to a judged address and never to the name;
so a name that resolves differently the second time has no second time. `Guarded` is the connection class that does it: urllib3's, which
botocore builds on too, so that one check stands before all that we send. Proxies of the environment are not used.
"""

import logging
import os
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from types import TracebackType
from typing import IO, Any, Protocol, cast
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from evalplatform.errors import DomainError, InvalidInput, Problem, Unavailable

log = logging.getLogger(__name__)

MAX_ADDRESSES = 4  # of one name are tried; who runs its DNS could else hold us for as many time-outs as it has addresses
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 60.0  # the longest wait for the next byte
BLOCK_BYTES = 256 * 1024

# The special-purpose registries of IANA (RFC 6890), and what clouds serve their machines' secrets from. Written out, since what
# `is_global` says differs between Python's releases. IPv6 is refused but for 2000::/3, the only global unicast there is.
_REFUSED_IPV4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_REFUSED_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")  # how a host without IPv4 reaches IPv4 (RFC 6052); the last 32 bits are judged
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


class AddressRefused(DomainError):
    """The address is not one of the public internet, and OUTBOUND_ALLOW does not name it. Trying again does not help."""

    def __init__(self, host: str) -> None:
        remedy = "An operator of this server can allow it by OUTBOUND_ALLOW."
        super().__init__("address_refused", f"{host} leads to an address that is not public, so nothing is sent there. {remedy}")


class NoAnswer(Unavailable):
    """No connection, a broken one, or no answer in time. Later it may work."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__("no_answer", f"{host} does not answer: {reason}.")


@dataclass(frozen=True)
class Allowed:
    """Addresses that may be connected to although they are not public: all of a network, and all that a host's name leads to."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Any, ...] = ()

    def lets(self, host: str, address: IPv4Address | IPv6Address) -> bool:
        plain = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
        return host.lower().rstrip(".") in self.hosts or any(plain in network for network in self.networks) or is_public(plain)


def allowed(entries: Iterable[str]) -> Allowed:
    """The allow-list in `entries`, each a host's name, an address or a network such as 10.1.0.0/16. Raises ValueError."""
    hosts, networks = set(), []
    for entry in (entry.strip().lower() for entry in entries):
        try:
            networks.append(ip_network(entry))
        except ValueError:
            if "/" in entry or not _HOST.fullmatch(entry):
                raise ValueError(f"{entry!r} is not a host, an address or a network") from None
            hosts.add(entry)
    return Allowed(frozenset(hosts), tuple(networks))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address is one of the public internet, however it is wrapped in IPv6."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_IPV4)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _REFUSED_IPV6)


def connect(host: str, port: int, *, timeout: float | None, options: Iterable[Any] = ()) -> socket.socket:
    """A TCP connection to an address of `host` that may be connected to. Raises AddressRefused, OSError."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME, "this is not a name of a host") from None
    good = [one for one in answers if settings.OUTBOUND_ALLOW.lets(host, ip_address(str(one[4][0]).partition("%")[0]))]
    if not good:
        log.warning("Refused to connect to %s, which is %s", host, sorted({str(one[4][0]) for one in answers}))
        raise AddressRefused(host)
    failure: OSError | None = None
    for family, kind, protocol, _, place in good[:MAX_ADDRESSES]:
        opened = socket.socket(family, kind, protocol)
        try:
            for option in options:
                opened.setsockopt(*option)
            opened.settimeout(timeout)
            opened.connect(place)
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    assert failure
    raise failure


class Guarded(HTTPConnection):
    """urllib3's connection, whose socket is opened by `connect`; put before another connection class it guards that one."""

    def __init__(self, *args: Any, on_open: Callable[[socket.socket], None] = lambda _: None, **more: Any) -> None:
        super().__init__(*args, **more)
        self._on_open = on_open

    def _new_conn(self) -> socket.socket:
        timeout = self.timeout if isinstance(self.timeout, int | float) else None
        try:
            opened = connect(self._dns_host, self.port or 0, timeout=timeout, options=self.socket_options or ())
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection within {timeout} s") from error
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error
        opened.settimeout(SILENCE_SECONDS)  # urllib3 would send a whole body under the time-out of connecting
        self._on_open(opened)
        return opened


class _GuardedTLS(Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = Guarded


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class Reader(Protocol):
    """A body that is sent as it is read; its length stands in the header Content-Length."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Answer:
    """What came back: names of headers in lower case, the body as it was sent, at most as long as was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    truncated: bool


def check_url(url: str) -> SplitResult:
    """The parts of an address that `send` takes: http or https, a host, no user and no control characters. Raises InvalidInput."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and "@" not in parts.netloc
    except ValueError:
        fits = False
    if not fits or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        detail = "An address is http:// or https://, a host and a path, in ASCII, without user and password."
        raise InvalidInput(Problem("/url", detail, "invalid_url"), code="invalid_url")
    return parts


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | Reader = b"",
    seconds: float | None = 30.0,
    max_bytes: int = 1024 * 1024,
) -> Answer:
    """One request and its answer, whatever its status; a redirect is an answer too, and is not followed.

    `seconds` bounds it all from the connection on (None: only the silence within it is bounded); of the answer's body `max_bytes`
    are kept. Raises InvalidInput, AddressRefused and NoAnswer, which name the host only, since a path or a query may be secret.
    """
    parts = check_url(url)
    host, silence = str(parts.hostname), min(seconds or SILENCE_SECONDS, SILENCE_SECONDS)
    timeout = Timeout(connect=min(CONNECT_SECONDS, silence), read=silence)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _Watch(seconds) as watch, closing(_pool(parts, timeout=timeout, blocksize=BLOCK_BYTES, on_open=watch.over)) as pool:
        try:
            answer = pool.urlopen(
                method,
                path,
                headers=dict(headers or {}),
                body=cast("IO[bytes]", body),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            got = answer.read(max_bytes + 1, decode_content=False)
        except (HTTPError, OSError) as error:
            reason = f"no whole answer within {seconds:.0f} s" if watch.ended and seconds else _reason(error)
            raise NoAnswer(host, reason) from error
    named = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, named, got[:max_bytes], truncated=len(got) > max_bytes)


def _pool(parts: SplitResult, **options: Any) -> HTTPConnectionPool:
    host = str(parts.hostname)  # the port is always given: without one http.client takes the end of an IPv6 address for it
    if parts.scheme == "http":
        return _Pool(host, parts.port or 80, **options)
    return _TLSPool(host, parts.port or 443, ssl_context=ssl.create_default_context(), **options)


def _reason(error: Exception) -> str:
    """What went wrong, without urllib3's names of its own objects and without the path."""
    cause = error.__cause__ or error
    return str(getattr(cause, "strerror", None) or type(cause).__name__)


class _Watch:
    """Ends connections when the time for the whole request is up; time-outs of sockets only bound the silence between two bytes."""

    def __init__(self, seconds: float | None) -> None:
        self.ended = False
        self._seconds = seconds
        self._timer: threading.Timer | None = None
        self._opened: socket.socket | None = None

    def over(self, opened: socket.socket) -> None:
        self._opened = socket.socket(fileno=os.dup(opened.fileno()))  # TLS takes the socket object for itself
        if self._seconds:
            self._timer = threading.Timer(self._seconds, self._end)
            self._timer.daemon = True
            self._timer.start()

    def _end(self) -> None:
        self.ended = True
        if self._opened:
            self._opened.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "_Watch":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        if self._opened:
            self._opened.close()
