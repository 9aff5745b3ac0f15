import socket

import pytest

from exports.presence import gone


def test_waitress_tells() -> None:
    left: list[bool] = []
    is_gone = gone({"waitress.client_disconnected": lambda: bool(left)})
    assert is_gone() is False
    left.append(True)
    assert is_gone() is True


@pytest.mark.parametrize("how", ["close", "shutdown"])
def test_gunicorns_socket_is_looked_at(how: str) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        is_gone = gone({"gunicorn.socket": ours})
        theirs.sendall(b"another request on the same connection")
        assert is_gone() is False
        theirs.close() if how == "close" else theirs.shutdown(socket.SHUT_WR)
        assert is_gone() is True


def test_other_servers_never_tell() -> None:
    assert gone({})() is False
