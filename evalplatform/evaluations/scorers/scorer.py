"""What a scorer is, what it is given and what it gives: the words that all scorers share, a user's own among them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from evalplatform.errors import Problem
from evalplatform.evaluations.scorers.parameters import Parameter, Params


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Need(StrEnum):
    """What an answer must bring. JUDGE: the scorer asks a model; its `score` takes a third argument, an `Ask`."""

    OUTPUT = "output"
    REFERENCE = "reference"
    JSON = "json_output"
    LATENCY = "latency_ms"
    TOKENS = "usage.tokens"
    COST = "usage.cost_usd"
    JUDGE = "judge"


@dataclass(frozen=True)
class Scale:
    """`binary` is 0 or 1, `fraction` from 0 to 1; `number` is counted in `unit`, between `low` and `high` where these are known."""

    kind: Literal["binary", "fraction", "number"]
    unit: str = ""
    low: float | None = 0.0
    high: float | None = 1.0

    def holds(self, value: float) -> bool:
        if self.kind == "binary":
            return value in (0.0, 1.0)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


BINARY, FRACTION = Scale("binary"), Scale("fraction")


class Usage(NamedTuple):
    """None is unknown, and not 0."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: Decimal | None = None


NOTHING = Usage()


class Answer(NamedTuple):
    """What a target answered to an example. `input`, `output` and `reference` are JSON, decoded; None where there is none."""

    input: Any = None
    output: Any = None
    reference: Any = None
    metadata: Mapping[str, Any] = MappingProxyType({})
    latency_ms: float | None = None
    usage: Usage = NOTHING


class Scored(NamedTuple):
    """A value on the scorer's scale. `spent` is what the scoring itself cost."""

    value: float
    label: str | None = None
    comment: str = ""
    spent: Usage = NOTHING


class Errored(NamedTuple):
    """No value, and why: never to be counted as 0."""

    code: str
    reason: str
    spent: Usage = NOTHING


class CannotScore(Exception):
    """This answer has no value here, for a reason that its sender can understand."""

    def __init__(self, code: str, reason: str, *, spent: Usage = NOTHING) -> None:
        super().__init__(reason)
        self.code, self.reason, self.spent = code, reason, spent


@dataclass(frozen=True)
class Scorer:
    """`score(answer, params)` gives Scored or raises CannotScore; with Need.JUDGE it is `score(answer, params, ask)`.

    A change that can give another value for the same answer gives another `version`. `scale_for` tells a scale that depends on the
    parameters, `check` what is wrong with parameters that are right one by one; its pointer begins below the parameters.
    """

    name: str
    version: str
    description: str
    direction: Direction
    scale: Scale
    needs: frozenset[Need]
    score: Callable[..., Scored]
    parameters: tuple[Parameter, ...] = ()
    scale_for: Callable[[Params], Scale] | None = None
    check: Callable[[Params], Problem | None] | None = None

    def scale_of(self, params: Params) -> Scale:
        return self.scale_for(params) if self.scale_for else self.scale


OF_OUTPUT = frozenset((Need.OUTPUT,))
OF_REFERENCE = frozenset((Need.OUTPUT, Need.REFERENCE))
