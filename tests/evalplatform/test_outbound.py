import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from evalplatform import outbound
from evalplatform.errors import InvalidInput
from evalplatform.outbound import AddressRefused, Allowed, NoAnswer, allowed, is_public, send
from tests.stores import PutServer


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
        "10.0.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.169.254", "168.63.129.16", "100.100.100.200",
        "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.192",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused_however_they_are_written(settings: Any, host: str) -> None:
    settings.OUTBOUND_ALLOW = Allowed()
    with pytest.raises(AddressRefused) as caught:
        send("GET", f"http://{host}:9/", seconds=2)
    assert caught.value.code == "address_refused"
    assert "OUTBOUND_ALLOW" in caught.value.message


@given(st.ip_addresses())
def test_nothing_is_public_that_python_does_not_hold_for_global(address: Any) -> None:
    assert not is_public(address) or address.is_global or address in outbound._NAT64


@pytest.mark.parametrize("text", ["1.1.1.1", "52.216.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1"])
def test_the_internet_is_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_a_name_that_resolves_differently_the_second_time_fails(
    put_server: PutServer, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The name is resolved once; the second answer, which would lead inside, is never asked for."""
    settings.OUTBOUND_ALLOW = Allowed()
    answers = [_answer("203.0.113.1"), _answer("127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))
    monkeypatch.setattr(outbound, "is_public", lambda address: str(address) == "203.0.113.1")
    monkeypatch.setattr(socket.socket, "connect", _connects_only_to("203.0.113.1"))
    with pytest.raises(NoAnswer):
        send("GET", f"http://rebind.example:{put_server.url.rpartition(':')[2]}/")
    assert (len(answers), put_server.requests) == (1, 0)


def test_of_a_names_addresses_only_public_ones_are_tried_and_few(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = Allowed()
    tried: list[str] = []
    found = [*_answer("10.0.0.1"), *(one for n in range(9) for one in _answer(f"1.1.1.{n}"))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket.socket, "connect", _connects_only_to("", tried))
    with pytest.raises(NoAnswer):
        send("GET", "http://many.example/")
    assert tried == ["1.1.1.0", "1.1.1.1", "1.1.1.2", "1.1.1.3"]


def _answer(address: str) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]


def _connects_only_to(address: str, tried: list[str] | None = None) -> Any:
    def connect(_: socket.socket, place: tuple[str, int]) -> None:
        if tried is not None:
            tried.append(place[0])
        else:
            assert place[0] == address
        raise ConnectionRefusedError(111, "Connection refused")

    return connect


@pytest.mark.parametrize(
    "url",
    ["ftp://h/", "http://", "http://u:p@h/", "//h/", "http://h:99999/", "http://h/a b", "http://h/\n", "http://h\\@g/", "http://é/", "x", "http://[::1/"],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        send("GET", url)
    assert caught.value.code == "invalid_url"


def test_an_answer_is_cut_at_its_cap(put_server: PutServer) -> None:
    put_server.body = b"x" * 100
    assert send("PUT", put_server.url, max_bytes=99) == _but(send("PUT", put_server.url), body=b"x" * 99, truncated=True)
    assert send("PUT", put_server.url, max_bytes=100).truncated is False


def _but(answer: outbound.Answer, **values: Any) -> outbound.Answer:
    return outbound.Answer(**{**answer.__dict__, **values})


def test_redirects_are_answers(put_server: PutServer) -> None:
    put_server.plan = ["http://169.254.169.254/"]
    answer = send("GET", put_server.url)
    assert (answer.status, answer.headers["location"], put_server.requests) == (307, "http://169.254.169.254/", 1)


def test_a_trickle_ends_when_the_time_is_up(put_server: PutServer) -> None:
    put_server.plan = ["slow"]
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="no whole answer within 1 s"):
        send("GET", f"{put_server.url}/secret", seconds=1)
    assert time.monotonic() - began < 5


def test_a_cut_connection_names_the_host_and_not_the_path(put_server: PutServer) -> None:
    put_server.plan = ["cut"]
    with pytest.raises(NoAnswer) as caught:
        send("PUT", f"{put_server.url}/secret", body=b"x" * 1000)
    assert caught.value.message.startswith("127.0.0.1 does not answer: ")
    assert "secret" not in caught.value.message


def test_proxies_of_the_environment_are_not_used(put_server: PutServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert send("GET", put_server.url).status == 200


def test_allow_list() -> None:
    found = allowed(["MinIO.internal", "10.1.0.0/16", "fd00::1"])
    assert found == Allowed(frozenset({"minio.internal"}), (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("fd00::1")))
    assert found.lets("minio.INTERNAL.", ipaddress.ip_address("192.168.0.1"))
    assert found.lets("x", ipaddress.ip_address("::ffff:10.1.2.3"))
    assert not found.lets("x", ipaddress.ip_address("10.2.0.1"))


@pytest.mark.parametrize("entry", ["10.0.0.1/8", "*", "http://x", "", "a b"])
def test_allow_list_refuses_what_it_cannot_read(entry: str) -> None:
    with pytest.raises(ValueError, match="is not a host, an address or a network"):
        allowed([entry])


@pytest.fixture
def tls_port(tmp_path: Path, settings: Any) -> Iterator[int]:
    """A TLS server whose certificate nobody has signed."""
    settings.OUTBOUND_ALLOW = allowed(["127.0.0.0/8"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve_once, args=(listening, context), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def test_certificates_are_checked(tls_port: int) -> None:
    with pytest.raises(NoAnswer, match="SSLCertVerificationError|SSLError"):
        send("GET", f"https://127.0.0.1:{tls_port}/")


def test_tls_with_a_known_authority(tls_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
    assert send("GET", f"https://127.0.0.1:{tls_port}/", seconds=5).body == b"ok"


def _serve_once(listening: socket.socket, context: ssl.SSLContext) -> None:
    connected, _ = listening.accept()
    with connected:
        try:
            with context.wrap_socket(connected, server_side=True) as tls:
                tls.recv(65536)
                tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            pass


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "both.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM) + text)
    return folder / "both.pem"
