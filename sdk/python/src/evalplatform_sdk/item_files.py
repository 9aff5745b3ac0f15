"""Files of JSON whose values are sent: one value a line, or one document; plain or gzip, or from standard input."""

import codecs
import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from evalplatform_sdk.errors import BadFile

_GZIP = b"\x1f\x8b"
_BLANKS = b" \t\r\n"


class Item(NamedTuple):
    """JSON text as it came, and where it stood, as a person finds it: `line 7`, or `item 7` of a list."""

    place: str
    text: bytes


def items(name: str) -> Iterator[Item]:
    """The values of a file, `-` is standard input: each line, or of a document each member of its list. Raises BadFile, and OSError."""
    with _opened(name) as file:
        number, first = _first_line(file)
        if first.strip(_BLANKS)[:1] == b"[" or (first and not _is_json(first)):
            yield from _document(name, first + file.read())
        else:
            yield from _lines(name, number, first, file)


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    """By its first bytes and not by its name, so that a file from a pipe may be packed too."""
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as raw:
        file: Any = raw
        if file.peek(2)[:2] != _GZIP:
            yield file
            return
        with gzip.open(file, "rb") as unpacked:
            try:
                yield unpacked
            except (gzip.BadGzipFile, EOFError) as error:
                raise BadFile(f"{name} cannot be unpacked: {error}.") from None


def _first_line(file: IO[bytes]) -> tuple[int, bytes]:
    """The first that is not blank, without a byte order mark, and its number."""
    for number, line in enumerate(file, 1):
        if (text := line.removeprefix(codecs.BOM_UTF8)).strip(_BLANKS):
            return number, text
    return 1, b""


def _is_json(line: bytes) -> bool:
    try:
        _parsed(line)
    except ValueError:
        return False
    return True


def _document(name: str, text: bytes) -> Iterator[Item]:
    try:
        found = _parsed(text)
    except ValueError as error:
        raise BadFile(f"{name} is neither JSON lines nor JSON: {error}.") from None
    for number, one in enumerate(found if isinstance(found, list) else [found], 1):
        yield Item(f"item {number}", json.dumps(one).encode())


def _lines(name: str, number: int, first: bytes, file: IO[bytes]) -> Iterator[Item]:
    line = first
    while line:
        if text := line.strip(_BLANKS):
            try:
                _parsed(text)
            except ValueError as error:
                raise BadFile(f"{name}, line {number}: this is no JSON: {error}.") from None
            yield Item(f"line {number}", text)
        number, line = number + 1, file.readline()


def _parsed(text: bytes) -> Any:
    """Raises ValueError, for NaN and Infinity too, which are no JSON, and for what is nested beyond all bounds."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")
