import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError

from external_api.usage import flusher, flushing
from external_api.usage.flusher import Flusher


class Flushes:
    """In the place of the real one, which would need a database that other threads see."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.failures = 0

    def __call__(self, folder: Path) -> None:
        self.folders.append(folder)
        if len(self.folders) <= self.failures:
            raise OperationalError("away")

    def wait(self, count: int) -> None:
        until = time.monotonic() + 20
        while len(self.folders) < count and time.monotonic() < until:
            time.sleep(0.002)
        assert len(self.folders) >= count


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> Flushes:
    made = Flushes()
    monkeypatch.setattr(flushing, "flush", made)
    return made


def test_it_flushes_again_and_again(flushes: Flushes, counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flusher, "SECONDS", 0.01)
    running = Flusher()
    running.start()
    flushes.wait(3)
    running.stop(20)
    assert set(flushes.folders) == {counts}


def test_a_last_flush_at_the_end(flushes: Flushes, counts: Path) -> None:
    running = Flusher()
    running.start()
    running.stop(20)
    assert flushes.folders == [counts]


def test_one_that_never_began_can_be_stopped(flushes: Flushes) -> None:
    Flusher().stop(20)
    assert flushes.folders == []


def test_the_end_does_not_wait_for_a_flush_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(flushing, "flush", lambda _: release.wait(20))
    running = Flusher()
    running.start()
    started = time.monotonic()
    running.stop(0.05)
    assert time.monotonic() - started < 5
    release.set()
    running.stop(20)


def test_a_database_that_is_away_is_said_once(flushes: Flushes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(flusher, "SECONDS", 0.01)
    flushes.failures = 3
    running = Flusher()
    running.start()
    flushes.wait(5)
    running.stop(20)
    assert [record.getMessage() for record in caplog.records] == [
        "Usage cannot be brought into the database; it is tried again every 0.01 seconds"
    ]


def test_only_one_flushes_a_folder(flushes: Flushes, counts: Path) -> None:
    with flusher._alone_in(counts) as first, flusher._alone_in(counts) as second:
        running = Flusher()
        running.start()
        running.stop(20)
    assert (first, second, flushes.folders) == (True, False, [])
    with flusher._alone_in(counts) as third:
        assert third
