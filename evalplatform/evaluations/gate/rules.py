"""What a suite demands of its metrics, and who has allowed an exception: checked once, frozen."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from evalplatform.errors import InvalidInput, Problem

LEAST_EXAMPLES = 10
LEAST_ALPHA = 0.001
MOST_RULES = 50


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Question(StrEnum):
    """REGRESSION fails on proof of a loss, NON_INFERIORITY passes on proof of none."""

    REGRESSION = "regression"
    NON_INFERIORITY = "non_inferiority"


@dataclass(frozen=True)
class Rule:
    """What one metric must fulfil.

    `allowed_loss` is in the metric's own unit, in the direction that is worse; None compares with no baseline, and only the floor holds.
    `floor` is the worst mean that passes: the least one where higher is better, else the largest. `alpha` is the chance of a false
    alarm over all metrics, where Holm shares it out. `max_errored` is the share of the examples that the baseline answered and the
    candidate may have failed on: it loses them from the comparison, so the default is none.
    """

    metric: str
    direction: Direction = Direction.HIGHER
    question: Question = Question.REGRESSION
    allowed_loss: float | None = 0.0
    floor: float | None = None
    alpha: float = 0.05
    min_examples: int = LEAST_EXAMPLES
    max_errored: float = 0.0

    def __post_init__(self) -> None:
        _refuse(
            ("/metric", bool(self.metric), "metric is the name of a scorer, and not empty."),
            ("/direction", self.direction in tuple(Direction), "direction is higher or lower: which of the two is better."),
            ("/question", self.question in tuple(Question), "question is regression or non_inferiority."),
            ("/allowed_loss", self.allowed_loss is None or 0 <= self.allowed_loss < math.inf, "allowed_loss is a number from 0, or null."),
            ("/allowed_loss", self.allowed_loss is not None or self.floor is not None, "A rule needs an allowed_loss, a floor, or both."),
            ("/floor", self.floor is None or math.isfinite(self.floor), "floor is a finite number, or null."),
            ("/alpha", LEAST_ALPHA <= self.alpha <= 0.5, f"alpha is a number from {LEAST_ALPHA} to 0.5."),
            ("/min_examples", self.min_examples >= 1, "min_examples is a whole number from 1."),
            ("/max_errored", 0 <= self.max_errored <= 1, "max_errored is a share from 0 to 1."),
        )

    @property
    def compares(self) -> bool:
        return self.allowed_loss is not None

    @property
    def sign(self) -> int:
        """What turns the metric so that higher is better."""
        return 1 if self.direction == Direction.HIGHER else -1


@dataclass(frozen=True)
class Gate:
    """The rules of a suite, one a metric. `max_unpaired` is the share of all examples that only one side may have."""

    rules: tuple[Rule, ...]
    max_unpaired: float = 0.0
    no_verdict_counts_as: Literal["fail", "pass"] = "fail"

    def __post_init__(self) -> None:
        names = [rule.metric for rule in self.rules]
        _refuse(
            ("/rules", len(set(names)) == len(names), "Each metric has one rule."),
            ("/rules", len(names) <= MOST_RULES, f"A gate has at most {MOST_RULES} rules."),
            ("/max_unpaired", 0 <= self.max_unpaired <= 1, "max_unpaired is a share from 0 to 1."),
            ("/no_verdict_counts_as", self.no_verdict_counts_as in ("fail", "pass"), "no_verdict_counts_as is fail or pass."),
        )


@dataclass(frozen=True)
class Waiver:
    """Who lets a failing metric (None: any) pass, why, and up to when. It never stands in for a verdict that could not be reached."""

    who: str
    why: str
    until: datetime
    metric: str | None = None

    def __post_init__(self) -> None:
        _refuse(
            ("/who", bool(self.who.strip()), "A waiver says who gave it."),
            ("/why", bool(self.why.strip()), "A waiver says why it was given."),
            ("/until", self.until.utcoffset() is not None, "until is a time with its zone."),
        )

    def covers(self, metric: str, now: datetime) -> bool:
        return self.metric in (None, metric) and now < self.until


FixedMeans = Mapping[str, float]  # a baseline that is only numbers: the mean of each metric


def _refuse(*checks: tuple[str, bool, str]) -> None:
    problems = tuple(Problem(pointer, detail) for pointer, kept, detail in checks if not kept)
    if problems:
        raise InvalidInput(*problems)
