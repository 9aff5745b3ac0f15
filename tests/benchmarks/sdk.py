"""`python -m tests.benchmarks.sdk`: traces by the Python SDK from one process into a real server, and an async walk over all of them.

Ingest is measured beside threads that post lists made before, which shows what the server takes; the walk by its memory.
"""

import argparse
import asyncio
import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, add_traces, client_of
from tests.tools import ROOT

sys.path.insert(0, str(ROOT / "sdk" / "python" / "src"))

from evalplatform_sdk import AsyncClient  # noqa: E402 (its folder is known only now)
from evalplatform_sdk.ingest import Ingest  # noqa: E402

LIST, POSTERS, PAGE = 1_000, 2, 1_000
TARGET_RATE, GROWTH = 5_000, 1.2


def trace(prefix: str, number: int) -> dict[str, Any]:
    return {
        "external_id": f"{prefix}-{number}",
        "name": "answer",
        "model": "m",
        "input": f"What is {number} + 2? " * 10,
        "output": "4" * 200,
    }


def rate(count: int, work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return count / (time.perf_counter() - begun)


def ingest(client: Client, count: int) -> None:
    with Ingest(f"http://127.0.0.1:{client.up.port}", client.key) as sender:
        for number in range(count):
            sender.ingest(trace("sdk", number))
        sender.flush(600)
        assert sender.counts == (count, 0, 0), sender.counts


def post(client: Client, bodies: list[bytes]) -> None:
    """What the server takes from so many threads that do nothing but post."""

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", client.up.port, timeout=120)
        headers = {"Authorization": f"Api-Key {client.key}", "Content-Type": "application/json"}
        while bodies:
            connection.request("POST", "/api/external/traces", bodies.pop(), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            answer.read()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(POSTERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


async def walk(client: Client, *, expected: int) -> tuple[float, float]:
    """Rows a second, and the memory at the end beside that after the first tenth."""
    begun, count, early = time.perf_counter(), 0, 0.0
    async with AsyncClient(f"http://127.0.0.1:{client.up.port}", client.key) as sdk:
        async for _ in sdk.traces.list(page_size=PAGE):
            count += 1
            if count == expected // 10:
                early = resident_megabytes()
    assert count == expected, f"{count} rows of {expected}"
    return count / (time.perf_counter() - begun), resident_megabytes() / early


def resident_megabytes() -> float:
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1000


def measure(client: Client, *, sent: int, walked: int) -> dict[str, float]:
    bodies = [json.dumps([trace("post", n + i) for i in range(LIST)]).encode() for n in range(0, sent, LIST)]
    posted = rate(sent, lambda: post(client, bodies))
    ingested = rate(sent, lambda: ingest(client, sent))
    add_traces(client.up, walked)
    read, growth = asyncio.run(walk(client, expected=walked + 2 * sent))
    return {
        "server takes, traces/s": posted,
        "Ingest, traces/s": ingested,
        "async list, traces/s": read,
        "memory, end over first tenth": growth,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sdk", description=__doc__)
    parser.add_argument("--traces", type=int, default=50_000, help="sent by each way; a multiple of 1,000")
    parser.add_argument("--walked", type=int, default=1_000_000, help="rows of the list beside those")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        up = Up(Path(folder) / "var")
        try:
            up.start()
            figures = measure(client_of(up), sent=options.traces, walked=options.walked)
        finally:
            up.end()
    sys.stdout.write("".join(f"{name}: {figure:,.2f}\n" for name, figure in figures.items()))
    missed = []
    if figures["Ingest, traces/s"] < min(TARGET_RATE, 0.9 * figures["server takes, traces/s"]):
        missed.append("Ingest is slower than the server and than 5,000 a second")
    if figures["memory, end over first tenth"] > GROWTH:
        missed.append("the memory of a walk grows with its rows")
    sys.stdout.write("".join(f"MISSED: {one}\n" for one in missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
