"""Pages of the list of traces: a late one beside the first, and all while a large export runs."""

import time
import urllib.request
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any

import orjson

from tests.benchmarks.loading import Loaded
from tests.benchmarks.stage import Stage

PAGE_ROWS = 50
WALK_ROWS = 10_000
LATE_PAGE = 10_000
CALLS = 200


def first_and_late(stage: Stage, loaded: Loaded) -> tuple[float, float]:
    """Median milliseconds of page 1, and of page LATE_PAGE or the last that there is, by turns."""
    first = f"{_address(stage)}?page_size={PAGE_ROWS}"
    late = _late(stage, loaded)
    times: dict[str, list[float]] = {first: [], late: []}
    for _ in range(CALLS // 2):
        for address in times:
            times[address].append(_milliseconds(address, loaded.key))
    return median(times[first]), median(times[late])


def p95(stage: Stage, loaded: Loaded, *, going_on: Callable[[], bool] = lambda: True) -> tuple[float, int]:
    """Milliseconds of page 1 that 95 of 100 calls stay below, and how many calls were made before `going_on` said no."""
    address = f"{_address(stage)}?page_size={PAGE_ROWS}"
    times: list[float] = []
    while len(times) < CALLS and (going_on() or len(times) < 20):
        times.append(_milliseconds(address, loaded.key))
        time.sleep(0.01)
    return quantiles(times, n=20)[-1], len(times)


def _late(stage: Stage, loaded: Loaded) -> str:
    """The address of the late page, walked to in large steps: a cursor names a row, so it fits any size of pages."""
    step = min(WALK_ROWS, loaded.rows // 10)
    found: Any = {"next": f"{_address(stage)}?page_size={step}"}
    for _ in range(min(LATE_PAGE * PAGE_ROWS, loaded.rows - step) // step):
        found = _get(str(found["next"]), loaded.key)
    return str(found["next"]).replace(f"page_size={step}", f"page_size={PAGE_ROWS}")


def _address(stage: Stage) -> str:
    return f"http://127.0.0.1:{stage.up.port}/api/external/traces"


def _milliseconds(address: str, key: str) -> float:
    started = time.perf_counter()
    _get(address, key)
    return 1000 * (time.perf_counter() - started)


def _get(address: str, key: str) -> Any:
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Authorization": f"Api-Key {key}"}), timeout=60) as answer:
        return orjson.loads(answer.read())
