import os
import subprocess
import sys
from pathlib import Path

import pytest

from evalplatform.errors import Conflict, DomainError
from evalplatform.management import lock

URL = "http://127.0.0.1:1"


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with lock.held(tmp_path, URL), pytest.raises(Conflict) as refused, lock.held(tmp_path, "other"):
        pass
    assert refused.value.message == f"A server already runs on {tmp_path}: process {os.getpid()}, {URL}"


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with lock.held(tmp_path, URL):
            assert (tmp_path / "up.lock").read_text() == f"{os.getpid()} {URL}"


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    code = f"from evalplatform.management.lock import *; x = held(Path({str(tmp_path)!r}), ''); x.__enter__(); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    with lock.held(tmp_path, URL):
        pass


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DomainError, match=f"DATA_DIR {tmp_path / 'file' / 'var'} cannot be made"),
        lock.held(tmp_path / "file" / "var", URL),
    ):
        pass
