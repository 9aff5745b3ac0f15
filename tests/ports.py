"""Ports for the servers that the tests start."""

import random
import socket
import subprocess
import time

# The kernel gives ports from 32768 on to outgoing connections, so one that is free there now can be taken before a server binds it.
RANGE = (20_000, 32_000)


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens, and which no outgoing connection gets."""
    chance = random.SystemRandom()  # test processes side by side are seeded alike
    while True:
        port = chance.randrange(*RANGE)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def wait_for(port: int, server: subprocess.Popen[bytes], *, seconds: float = 60) -> None:
    """Return as soon as `server` listens. Raises RuntimeError when it ends before, or does not after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError(f"{server.args!r} did not start")
