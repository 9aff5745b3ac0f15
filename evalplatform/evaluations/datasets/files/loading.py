"""A file into a dataset: every row is looked at, and either all are in as one version or none is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import BinaryIO

from django.conf import settings
from django.utils.module_loading import import_string

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.changing import Asked, Change, change_examples
from evalplatform.evaluations.datasets.files.columns import Columns, example_of
from evalplatform.evaluations.datasets.files.rows import Bounds, Read, Row, Unreadable
from evalplatform.evaluations.datasets.rows import ExampleRow, read_example
from evalplatform.evaluations.models import Dataset

MAX_PROBLEMS = 100
READERS = MappingProxyType({name: f"evalplatform.evaluations.datasets.files.{name}.read" for name in ("jsonl", "json", "csv", "parquet")})
ENDINGS = MappingProxyType(
    {
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".jsonl.gz": "jsonl",
        ".ndjson.gz": "jsonl",
        ".csv": "csv",
        ".csv.gz": "csv",
        ".json": "json",
        ".json.gz": "json",
        ".parquet": "parquet",
    }
)
OF_LINES = ("jsonl", "csv")


@dataclass(frozen=True)
class File:
    """An opened file: `format` is a key of READERS. `most_bytes` bounds what it holds, unpacked."""

    source: BinaryIO
    format: str
    columns: Columns = field(default_factory=Columns)
    most_bytes: int | None = None


def format_of(name: str) -> str | None:
    """The format that a file's name tells of."""
    plain = name.lower().removesuffix(".gz")
    return next((format for ending, format in ENDINGS.items() if plain.endswith(ending)), None)


def change_by_file(dataset: Dataset, file: File, asked: Asked, *, progress: Callable[[int], None] | None = None) -> Change:
    """Raises InvalidInput with what is wrong with all rows, up to MAX_PROBLEMS, with pointers such as `/lines/7/input`; and Unreadable.

    An empty file is refused: it would be a mistake more often than a wish.
    """
    pointer = ("/lines/{}" if file.format in OF_LINES else "/rows/{}").format
    return change_examples(dataset, _checked(_bounded(file), file.columns, pointer, progress), asked, pointer=pointer)


def _bounded(file: File) -> Iterator[Row]:
    read: Read = import_string(READERS[file.format])
    held = 0
    for row in read(file.source, file.columns, Bounds(settings.INGEST_MAX_BYTES, file.most_bytes)):
        held += row.size
        if file.most_bytes is not None and held > file.most_bytes:
            raise Unreadable(f"The file is larger than {file.most_bytes} bytes when it is unpacked. Send it in parts.")
        yield row


def _checked(
    rows: Iterator[Row], columns: Columns, pointer: Callable[[int], str], progress: Callable[[int], None] | None
) -> Iterator[tuple[int, ExampleRow]]:
    """Rows that are well, until one is not; from then on only problems are gathered."""
    problems: list[Problem] = []
    count = 0
    for row in rows:
        count += 1
        found = _example(row, columns)
        if not isinstance(found, ExampleRow):
            problems += (Problem(f"{pointer(row.place)}{one.pointer}", one.detail, one.code) for one in found)
            if len(problems) >= MAX_PROBLEMS:
                break
        elif not problems:
            yield row.place, found
        if progress:
            progress(count)
    if problems:
        raise InvalidInput(*problems[:MAX_PROBLEMS], code="bad_rows", message=_said(problems))
    if not count:
        raise InvalidInput(Problem("", "The file has no rows.", "empty"), code="no_items")


def _example(row: Row, columns: Columns) -> ExampleRow | tuple[Problem, ...]:
    if isinstance(row.cells, tuple):
        return row.cells
    example = example_of(row.cells, columns)
    return example if isinstance(example, tuple) else read_example(example)


def _said(problems: list[Problem]) -> str:
    count = f"{MAX_PROBLEMS} or more" if len(problems) >= MAX_PROBLEMS else str(len(problems))
    return f"Nothing of the file was taken. Problems: {count}; see errors."
