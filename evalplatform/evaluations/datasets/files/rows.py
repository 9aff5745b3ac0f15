"""What every reader of files gives: one row after the other, with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, Protocol

from evalplatform.errors import DomainError, Problem
from evalplatform.evaluations.datasets.files.columns import Columns


class Row(NamedTuple):
    """`place` counts from 1: lines of text, or rows where there are no lines. `cells` by column, or what is wrong with the row.

    `size` is how many bytes it has, unpacked.
    """

    place: int
    cells: Mapping[str, Any] | tuple[Problem, ...]
    size: int


@dataclass(frozen=True)
class Bounds:
    """How many bytes a row may have, and all rows together, both unpacked; None is without end."""

    row: int
    whole: int | None = None


class Read(Protocol):
    """Raises Unreadable at damage."""

    def __call__(self, source: BinaryIO, columns: Columns, bounds: Bounds) -> Iterator[Row]: ...


class Unreadable(DomainError):
    """The file is not what it says it is, or it is damaged."""

    def __init__(self, message: str) -> None:
        super().__init__("unreadable_file", message)
