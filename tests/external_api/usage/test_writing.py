import errno
import fcntl
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from external_api.usage import writing
from external_api.usage.lines import OK, Call, written
from external_api.usage.writing import Writer
from tests.external_api.usage.conftest import calls, calls_of
from tests.tools import ROOT

CALL = Call("a" * 32, 1_800_000_000, "AbCd1234", "GET /api/jobs", OK, 1, 2, 3, 4)
_KILLED = """
import os, signal, django; django.setup()
from external_api.usage.lines import Call
from external_api.usage.writing import writer
for number in range(100):
    writer.append(Call("a" * 32, 1_800_000_000, "AbCd1234", "GET /api/jobs", "o", number, 0, 0, 0))
os.kill(os.getpid(), signal.SIGKILL)
"""
_FORKS = """
import os, django; django.setup()
from external_api.usage.lines import Call
from external_api.usage.writing import writer
def append(number):
    writer.append(Call("a" * 32, 1_800_000_000, "AbCd1234", "GET /api/jobs", "o", number, 0, 0, 0))
append(1)
if os.fork() == 0:
    append(2)
    os._exit(0)
os.wait()
append(3)
"""


def run(script: str, counts: Path) -> int:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "evalplatform.settings", "DATA_DIR": str(counts.parent)}
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False).returncode


def test_a_file_of_its_own_for_a_process(counts: Path) -> None:
    one, another = Writer(), Writer()
    for writer in (one, another, one):
        writer.append(CALL)
    names = [path.name for path in counts.iterdir()]
    assert sorted(path.read_bytes() for path in counts.iterdir()) == [written(CALL), written(CALL) * 2]
    assert [re.fullmatch(rf"[\w.]+-{os.getpid()}-[0-9a-f]{{16}}\.log", name) is None for name in names] == [False, False]


def test_only_the_owner_may_read(counts: Path) -> None:
    Writer().append(CALL)
    assert (counts.stat().st_mode & 0o777, next(counts.iterdir()).stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_new_file_each_hour(counts: Path) -> None:
    writer = Writer()
    for at in (1_800_000_000, 1_800_003_599, 1_800_003_600):
        writer.append(CALL._replace(at=at))
    assert sorted(len(path.read_bytes().splitlines()) for path in counts.iterdir()) == [1, 2]


def test_a_new_file_when_it_is_large(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_FILE_BYTES", 3 * len(written(CALL)))
    writer = Writer()
    for _ in range(7):
        writer.append(CALL)
    assert sorted(len(path.read_bytes().splitlines()) for path in counts.iterdir()) == [1, 3, 3]


def test_a_file_is_locked_while_it_grows(counts: Path) -> None:
    writer = Writer()
    writer.append(CALL)
    with next(counts.iterdir()).open() as file:
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        writer.forget()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_threads_lose_and_mix_up_nothing(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_FILE_BYTES", 20_000)
    writer = Writer()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: writer.append(CALL._replace(items=number)), range(4000)))
    assert sorted(call.items for call in calls(counts)) == list(range(4000))
    assert len(list(counts.iterdir())) > 10


def test_a_killed_process_loses_nothing(counts: Path) -> None:
    assert run(_KILLED, counts) == -9
    assert [call.items for call in calls(counts)] == list(range(100))


def test_a_child_begins_a_file_of_its_own(counts: Path) -> None:
    run(_FORKS, counts)
    found = {path.name.split("-")[1]: [call.items for call in calls_of(path)] for path in counts.iterdir()}
    assert sorted(found.values()) == [[1, 3], [2]]


def test_a_folder_that_cannot_be_written_is_said_once(
    counts: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "RETRY_SECONDS", 0)
    counts.parent.joinpath("usage").write_text("no folder")
    writer = Writer()
    for _ in range(3):
        writer.append(CALL)
    assert (writer.lost, [record.levelname for record in caplog.records]) == (3, ["ERROR"])
    counts.unlink()
    writer.append(CALL)
    writer.append(CALL)
    assert (writer.lost, caplog.records[-1].getMessage()) == (3, "Calls are counted again; 3 of this process were not")
    assert (len(caplog.records), calls(counts)) == (2, [CALL, CALL])


def test_between_tries_nothing_is_tried(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts.write_text("no folder")
    writer = Writer()
    writer.append(CALL)
    counts.unlink()
    writer.append(CALL)
    assert (writer.lost, counts.exists()) == (2, False)


def test_a_full_disk(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "RETRY_SECONDS", 0)
    writer, write = Writer(), os.write
    writer.append(CALL)
    failures: list[Any] = [OSError(errno.ENOSPC, "No space left on device"), lambda fd, line: write(fd, line[:7])]
    monkeypatch.setattr(os, "write", lambda fd, line: fail(failures.pop(0), fd, line))
    writer.append(CALL)
    writer.append(CALL)
    monkeypatch.setattr(os, "write", write)
    writer.append(CALL)
    assert writer.lost == 2
    assert sorted(path.read_bytes() for path in counts.iterdir()) == [written(CALL), written(CALL) + written(CALL)[:7]]


def fail(how: Any, fd: int, line: bytes) -> int:
    if isinstance(how, OSError):
        raise how
    return int(how(fd, line))


def test_a_file_that_was_removed_before_it_was_locked_is_not_written_to(counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock, first = fcntl.flock, [True]

    def slow(fd: int, operation: int) -> None:
        if first.pop() if first else False:
            next(counts.iterdir()).unlink()
        flock(fd, operation)

    monkeypatch.setattr(fcntl, "flock", slow)
    Writer().append(CALL)
    assert calls(counts) == [CALL]
