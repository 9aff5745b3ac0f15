import io
from pathlib import Path

import pytest

from exports.sinks.slices import Slice


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "file").write_bytes(b"0123456789")
    return tmp_path / "file"


def test_reads_its_stretch_and_no_more(path: Path) -> None:
    with Slice(path, 2, 5, check=lambda: None) as part:
        assert [part.read(3), part.read(3), part.read(3)] == [b"234", b"56", b""]


def test_begins_again_for_a_second_try(path: Path) -> None:
    with Slice(path, 2, 5, check=lambda: None) as part:
        assert part.seek(0, io.SEEK_END) == 5
        assert part.seek(0) == part.tell() == 0
        assert part.read() == b"23456"


def test_check_stops_it(path: Path) -> None:
    def check() -> None:
        raise TimeoutError

    with Slice(path, 0, 5, check=check) as part, pytest.raises(TimeoutError):
        part.read(1)
