import os
import signal
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evalplatform.management.commands.running import Up

pytestmark = pytest.mark.redis
LONG = "--queues exports.high,exports.normal,exports.low"
BACKGROUND, ASKING = "--queues background", "--queues asking"
PARTS = ["gunicorn", "--queues short", LONG, "celery --app evalplatform --quiet beat"]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    up = Up(tmp_path / "var", REDIS_URL=os.environ["TEST_REDIS_URL"])
    up.start()
    yield up
    up.end()


def wait_for_pools(up: Up) -> None:
    """Until the workers have their children, two, two and one, and the web its two; who asks models has threads."""
    until = time.monotonic() + 20
    expected = {**dict.fromkeys(PARTS[:3], 3), PARTS[3]: 1, BACKGROUND: 2, ASKING: 1}
    while (found := {part: len(up.processes(part)) for part in expected}) != expected and time.monotonic() < until:
        time.sleep(0.1)
    assert found == expected


def test_each_part_is_a_process_and_sigterm_ends_all(up: Up) -> None:
    assert up.get("/healthz") == 200
    wait_for_pools(up)
    assert up.signal(signal.SIGTERM) < 5
    assert up.left_after(0) == []


def test_sigkill_leaves_nothing(up: Up) -> None:
    wait_for_pools(up)
    up.signal(signal.SIGKILL)
    assert up.left_after(20) == []


def test_a_killed_worker_takes_its_pool_along_and_comes_back(up: Up) -> None:
    wait_for_pools(up)
    pool = up.processes(LONG)
    master = next(one for one in pool if one.ppid() not in {other.pid for other in pool})
    master.kill()
    time.sleep(1)
    assert [one.pid for one in pool if one.is_running() and one.status() != "zombie"] == []
    wait_for_pools(up)


def test_both_web_processes_answer_with_the_sum_of_their_counters(up: Up) -> None:
    """Which of the two answers is chance, and each may be asked."""
    assert up.get("/readyz") == 200
    for _ in range(20):
        up.get("/healthz")
    for _ in range(6):
        with urllib.request.urlopen(f"http://127.0.0.1:{up.port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        (counted,) = (line for line in lines if line.startswith("evalplatform_http_requests_total{") and 'route="healthz"' in line)
        assert float(counted.rsplit(" ", 1)[1]) >= 20
