"""`make chaos`: kills at random moments of a sharded export, and each time the same bytes at the end.

A kill is SIGKILL to a worker process, the end and return of PostgreSQL, or of Redis with all that it remembered.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.evalplatform.management.commands.running import Up
from tests.flows.clients import Client, add_traces, client_of
from tests.redis_server import Redis

ROWS = 120_000
PATIENCE_SECONDS = 200.0
# small shards, so that some are done and some are not; short times, so that twenty kills take minutes
SETTINGS = {"EXPORT_SHARD_ROWS": "10000", "EXPORT_LEASE_SECONDS": "3", "EXPORT_MAX_ATTEMPTS": "50"}


@contextmanager
def platform(folder: Path) -> Iterator[tuple[Client, Redis]]:
    """The server as separate processes with Redis between them, and traces in it."""
    redis = Redis(folder)
    up = Up(folder / "var", REDIS_URL=redis.url, **SETTINGS)
    try:
        up.start()
        client = client_of(up)
        add_traces(up, ROWS)
        yield client, redis
    finally:
        up.end()
        redis.stop()


def kill_worker(client: Client, redis: Redis, chance: random.Random) -> None:
    workers = [one for one in client.up.processes("celery") if "worker" in one.cmdline()]
    chance.choice(workers).kill()


def kill_postgresql(client: Client, redis: Redis, chance: random.Random) -> None:
    for one in client.up.processes("postgres"):
        if one.cmdline()[0].endswith("/postgres"):
            one.send_signal(chance.choice([signal.SIGKILL, signal.SIGINT]))


def restart_redis(client: Client, redis: Redis, chance: random.Random) -> None:
    redis.restart()


KILLS: tuple[Callable[[Client, Redis, random.Random], None], ...] = (kill_worker, kill_postgresql, restart_redis)


def run(kills: int, *, seed: int, say: Callable[[str], None]) -> None:
    """Raises AssertionError at the first export that is not complete or has other bytes."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, platform(Path(folder)) as (client, redis):
        started = time.monotonic()
        expected = _completed(client, client.export(compression="gzip"))
        usual = time.monotonic() - started
        for number in range(kills):
            kill = KILLS[number % len(KILLS)]
            export, moment = client.export(compression="gzip"), chance.uniform(0, usual)
            time.sleep(moment)
            kill(client, redis, chance)
            killed = time.monotonic()
            assert _completed(client, export) == expected, f"other bytes after {kill.__name__} at {moment:.2f} s"
            say(f"{number + 1:3d} {kill.__name__:16s} at {moment:4.2f} s: complete and equal {time.monotonic() - killed:5.1f} s later")


def _completed(client: Client, export: str) -> str:
    ended = client.finished(export, seconds=PATIENCE_SECONDS)
    assert (ended["state"], ended["progress"]["rows"]) == ("completed", ROWS), ended
    return str(ended["files"][0]["sha256"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    chosen = parser.parse_args()
    run(chosen.kills, seed=chosen.seed, say=lambda line: print(line, flush=True))  # noqa: T201
    sys.exit(0)
