"""A folder of counts of its own for each test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from external_api.usage.lines import Call, read
from external_api.usage.writing import folder, writer


@pytest.fixture(autouse=True)
def counts(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Where calls are counted during the test."""
    settings.DATA_DIR = tmp_path
    writer.forget()
    yield folder()
    writer.forget()


def calls(counts: Path) -> list[Call]:
    """All that stands in the files, in their order."""
    return [call for path in sorted(counts.glob("*.log")) for call in calls_of(path)]


def calls_of(path: Path) -> list[Call]:
    found = [read(line) for line in path.read_bytes().splitlines()]
    assert None not in found
    return [one for one in found if one]
