"""Outputs out of a file of JSON lines, in chunks, so that a file of any size takes little memory."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, NamedTuple

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.models import Evaluation
from evalplatform.evaluations.submitting import submit_outputs
from evalplatform.exact_json import NotJSON, loads

CHUNK = 1_000
MAX_LINE = 16 * 1024 * 1024
MAX_PROBLEMS = 100
_BOM = b"\xef\xbb\xbf"


class _Line(NamedTuple):
    """`number` from 1, as editors count; `value` is what the line says, or what is wrong with it."""

    number: int
    value: Any


def submit_lines(evaluation: Evaluation, source: IO[bytes]) -> int:
    """Take all outputs of the file; how many there were. Lines that are blank are none.

    Raises InvalidInput at the first chunk with lines that cannot be taken, with a problem such as `/lines/7/output` for each of them;
    what stood before them is in.
    """
    taken = 0
    lines = _lines(source)
    while chunk := list(islice(lines, CHUNK)):
        _refuse([one.value for one in chunk if isinstance(one.value, Problem)])
        outcomes = submit_outputs(evaluation, [one.value for one in chunk])
        pairs = zip(chunk, outcomes, strict=True)
        _refuse([Problem(f"/lines/{line.number}{one.pointer}", one.detail, one.code) for line, each in pairs for one in each.problems])
        taken += len(chunk)
    return taken


def _lines(source: IO[bytes]) -> Iterator[_Line]:
    number = 0
    while text := source.readline(MAX_LINE + 1):
        number += 1
        if len(text) > MAX_LINE:
            yield _Line(number, Problem(f"/lines/{number}", f"A line has at most {MAX_LINE:,} bytes.", "too_large"))
            return
        text = text.removeprefix(_BOM).strip() if number == 1 else text.strip()
        if text:
            yield _Line(number, _value(text, number))


def _value(text: bytes, number: int) -> Any:
    try:
        return loads(text)
    except NotJSON as error:
        return Problem(f"/lines/{number}{error.pointer}", str(error), error.code)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInput(*problems[:MAX_PROBLEMS], message=f"Outputs cannot be taken. Problems: {len(problems):,}.")
