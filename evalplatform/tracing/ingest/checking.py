"""Lines of JSON to a batch that is ready to be written: the part of loading that needs no database."""

from typing import Any, NamedTuple

from evalplatform.errors import Problem
from evalplatform.exact_json import NotJSON, loads
from evalplatform.tracing.ingest.drafts import Batch, prepare
from evalplatform.tracing.ingest.files import Line


class RefusedLine(NamedTuple):
    """A line that is not in: its number, why, and its bytes unless it was too long to be read."""

    number: int
    problems: tuple[Problem, ...]
    raw: bytes | None


class Checked(NamedTuple):
    """`numbers` has the line of each item of `batch`; `refused` are the lines that are no JSON."""

    numbers: list[int]
    batch: Batch
    refused: list[RefusedLine]


def check(lines: list[Line]) -> Checked:
    """Parse and validate lines."""
    items: list[Any] = []
    numbers, refused = [], []
    for line in lines:
        try:
            items.append(loads(_text(line)))
            numbers.append(line.number)
        except NotJSON as error:
            refused.append(RefusedLine(line.number, (Problem(error.pointer, str(error), error.code),), line.raw))
    return Checked(numbers, prepare(items), refused)


def _text(line: Line) -> bytes:
    if line.raw is None:
        raise NotJSON("This line is longer than INGEST_MAX_BYTES.", code="too_long")
    return line.raw
