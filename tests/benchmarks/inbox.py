"""`python -m tests.benchmarks.inbox`: webhooks of a provider at a steady rate into a server of processes, then one a hundred times at once.

Each delivery comes over a connection of its own, as from GitHub, signed, with a commit of its own; its time counts from the moment that
it was due, so a server that falls behind shows it. The sender runs on the same machine.
"""

import argparse
import asyncio
import hmac
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

import django

from evalplatform import embedded
from tests.ports import free_port, wait_for
from tests.redis_server import Redis
from tests.tools import ROOT

SECRET = "the secret of the hook of the benchmark"  # noqa: S105 (of a server that ends with the run)
PUSH = ROOT / "tests" / "payloads" / "github" / "push__main.json"
AT_ONCE = 100


def signed(port: int, number: int, *, branch: str) -> bytes:
    """A whole request: the push of a commit that is like no other."""
    body = json.loads(PUSH.read_text())
    body["ref"], body["after"] = f"refs/heads/{branch}", sha1(str(number).encode()).hexdigest()  # noqa: S324 (as Git's)
    raw = json.dumps(body).encode()
    signature = hmac.new(SECRET.encode(), raw, sha256).hexdigest()
    head = f"POST /api/integrations/webhooks/github HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nX-GitHub-Event: push\r\n"
    head += f"X-GitHub-Delivery: d-{number}\r\nX-Hub-Signature-256: sha256={signature}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw


async def answered(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        answer = await reader.read()
        return int(answer.split(b" ", 2)[1])
    finally:
        writer.close()


async def steady(port: int, *, rate: float, seconds: float) -> dict[str, Any]:
    """How long each took, from the moment that it was due."""
    requests = [signed(port, number, branch=f"topic-{number}") for number in range(int(rate * seconds))]
    times: list[float] = []
    statuses: Counter[str] = Counter()
    began = time.perf_counter()

    async def one(number: int, request: bytes) -> None:
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            statuses[str(await answered(port, request))] += 1
        except (OSError, IndexError) as error:
            statuses[type(error).__name__] += 1
        times.append((time.perf_counter() - due) * 1000)

    await asyncio.gather(*(one(number, request) for number, request in enumerate(requests)))
    percentiles = statistics.quantiles(times, n=100)
    took = time.perf_counter() - began
    return {
        "sent": len(requests),
        "a_second": len(times) / took,
        "statuses": dict(statuses),
        "p50_ms": percentiles[49],
        "p99_ms": percentiles[98],
    }


async def at_once(port: int) -> dict[str, int]:
    """The same delivery, sent as often at the same moment."""
    request = signed(port, -1, branch="main")
    return dict(Counter(str(one) for one in await asyncio.gather(*(answered(port, request) for _ in range(AT_ONCE)))))


def connect_repository() -> None:
    from evalplatform.projects.models import Project
    from integrations import connections
    from tests.integrations.inward import add_suite

    project = Project.objects.create(slug="inbox", name="Inbox")
    add_suite(project)
    body = {"kind": "github", "name": "bot", "repositories": ["acme/bot"], "secret": SECRET}
    connections.create(project_id=project.id, body=body)


def stored() -> dict[str, int]:
    from django.db import connection

    from integrations.models import Receipt, Run

    connection.close()
    waiting = Receipt.objects.filter(state="waiting").count()
    return {"receipts": Receipt.objects.count(), "waiting": waiting, "runs": Run.objects.count()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.inbox", description=__doc__)
    parser.add_argument("--rate", type=float, default=500.0, help="deliveries a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    directory = Path(tempfile.mkdtemp(prefix="inbox-"))
    directory.chmod(0o711)
    database, port = embedded.Server(directory / "database"), free_port()
    redis = Redis(directory)
    server: subprocess.Popen[bytes] | None = None
    try:
        database.start()
        _settings(database, directory, redis.url)
        connect_repository()
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "web", "workers", "beat", "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        wait_for(port, server)
        _warm(port)
        figures = asyncio.run(steady(port, rate=options.rate, seconds=options.seconds))
        after = stored()
        same = asyncio.run(at_once(port))
        once = _processed()
    finally:
        if server:
            server.terminate()
            server.wait()
        redis.stop()
        database.stop()
        shutil.rmtree(directory, ignore_errors=True)
    sys.stdout.write(json.dumps({"load": os.getloadavg(), **figures, "stored": after, "at once": same, "then": once}, indent=2) + "\n")
    return 0 if after["receipts"] == figures["sent"] and once["receipts"] == after["receipts"] + 1 and once["runs"] == 1 else 1


def _warm(port: int) -> None:
    """Every process of the web imports what it needs with its first request."""
    for _ in range(20):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
            answer.read()


def _processed() -> dict[str, int]:
    """What there is once nothing waits any more."""
    until = time.monotonic() + 120
    while time.monotonic() < until and stored()["waiting"]:
        time.sleep(0.2)
    return stored()


def _settings(database: embedded.Server, directory: Path, redis_url: str) -> None:
    settings = {"DATABASE_URL": database.url, "REDIS_URL": redis_url, "SECRET_KEY": "only-for-benchmarks-" + "x" * 40, "LOG_LEVEL": "ERROR"}
    os.environ.update(settings, DATA_DIR=str(directory / "var"), DJANGO_SETTINGS_MODULE="evalplatform.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
