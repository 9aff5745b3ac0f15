"""A Redis of a test's own, for what happens when it dies (Redis)."""

import subprocess
from pathlib import Path

from evalplatform import process
from tests.ports import free_port, wait_for
from tests.tools import find_redis_program


class Redis:
    """It keeps nothing: after a restart its memory is lost. Tests that start one are marked `redis_program`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        program = find_redis_program()
        assert program
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.server = process.start([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.server)

    def stop(self) -> None:
        """At once, as a crash would."""
        self.server.kill()
        self.server.wait()

    def restart(self) -> None:
        self.stop()
        self.start()
