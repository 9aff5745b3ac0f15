"""What became of one item."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from evalplatform.errors import Problem

Status = Literal["created", "replaced", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`index` is the item's place in what was given; `id` is the trace's, None when refused; `problems` say why it was refused."""

    index: int
    status: Status
    id: UUID | None = None
    problems: tuple[Problem, ...] = ()
