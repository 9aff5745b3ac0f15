"""What a finished training export came to, as plain facts: rows, splits, files, and the question that was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from exports.finetuning.report.spread import Spread
from exports.finetuning.targets import Limits, Needs, Status

TRAINING = ("train", "training")
VALIDATION = ("validation", "valid", "val", "dev", "eval")


class Described(Protocol):
    """What of a Target is told."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def rules_version(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def deprecated_after(self) -> date | None: ...
    @property
    def needs(self) -> Needs: ...
    @property
    def limits(self) -> Limits: ...


class DoesNotAddUp(Exception):
    """Rows were lost or counted twice, so that nothing of what was made may be shown."""


@dataclass(frozen=True)
class Rows:
    """Selected = kept + rejected + the sum of removed, by step. `paired`: a line has two rows, and a row may stand in several lines."""

    selected: int
    kept: int
    rejected: int
    removed: Mapping[str, int]
    paired: bool = False


@dataclass(frozen=True)
class Split:
    """`tokens` of its lines, one number a line; None where they were not counted or are not known by split."""

    name: str
    share: float
    lines: int
    tokens: Spread | None = None


@dataclass(frozen=True)
class DataFile:
    """A file of lines; `bytes` and `sha256` (hex) of the file as it is, compressed or not."""

    name: str
    rows: int
    bytes: int
    sha256: str
    split: str


@dataclass(frozen=True)
class Price:
    """What training costs, in `currency` for a million tokens that are read, once in each epoch."""

    per_million_tokens: Decimal
    currency: str = "USD"
    epochs: int = 1


@dataclass(frozen=True)
class Outcome:
    """`question` is the body of the request; `as_of` the day of the request, by which a target is past its date or not.

    `vocabulary` is empty where no tokens were counted.
    """

    question: Mapping[str, Any]
    as_of: date
    rows: Rows
    splits: tuple[Split, ...]
    files: tuple[DataFile, ...]
    vocabulary: str = ""
    price: Price | None = None

    @property
    def lines(self) -> int:
        return sum(split.lines for split in self.splits)

    @property
    def training(self) -> tuple[Split, ...]:
        """The splits that a model learns from: those called so, else the first."""
        return tuple(split for split in self.splits if split.name in TRAINING) or self.splits[:1]
