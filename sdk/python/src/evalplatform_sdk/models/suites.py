"""What `suites` takes and gives, as docs/openapi.json has it. Made by `python -m generation`: not to be changed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, Required, TypeAlias, TypedDict

from evalplatform_sdk.models.shared import ChosenScorer, ChosenScorerRequest

DirectionEnum: TypeAlias = Literal["higher", "lower"]
QuestionEnum: TypeAlias = Literal["regression", "non_inferiority"]


class GateRule(TypedDict):
    metric: str
    direction: DirectionEnum
    question: QuestionEnum
    allowed_loss: float | None
    floor: float | None
    alpha: float
    min_examples: int
    max_errored: float


class GateRuleRequest(TypedDict, total=False):
    metric: Required[str]
    direction: DirectionEnum
    question: QuestionEnum
    allowed_loss: float | None
    floor: float | None
    alpha: float
    min_examples: int
    max_errored: float


class Suite(TypedDict):
    id: str
    name: str
    description: str
    dataset: str | None
    dataset_version: int | None
    scorers: list[ChosenScorer]
    target: SuiteTarget
    has_key: bool
    judge: dict[str, Any] | None
    has_judge_key: bool
    repeats: int
    pair_by: str
    cluster_by: str
    gate: SuiteGate
    paths: list[str]
    created_at: str
    updated_at: str


class SuiteChange(TypedDict, total=False):
    name: str | None
    description: str | None
    dataset: str | None
    dataset_version: int | None
    scorers: Sequence[ChosenScorerRequest] | None
    target: SuiteTargetRequest | None
    judge: Mapping[str, Any] | None
    repeats: int | None
    pair_by: str | None
    cluster_by: str | None
    gate: SuiteGateRequest | None
    paths: Sequence[str] | None


class SuiteGate(TypedDict):
    rules: list[GateRule]
    baseline: Any
    first_passes: bool
    max_unpaired: float
    no_verdict_counts_as: str


class SuiteGateRequest(TypedDict, total=False):
    rules: Sequence[GateRuleRequest]
    baseline: Any
    first_passes: bool
    max_unpaired: float
    no_verdict_counts_as: str


class SuitePage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Suite]


class SuiteRequest(TypedDict, total=False):
    name: Required[str]
    description: str | None
    dataset: str | None
    dataset_version: int | None
    scorers: Required[Sequence[ChosenScorerRequest]]
    target: SuiteTargetRequest | None
    judge: Mapping[str, Any] | None
    repeats: int | None
    pair_by: str | None
    cluster_by: str | None
    gate: SuiteGateRequest | None
    paths: Sequence[str] | None


class SuiteTarget(TypedDict):
    """One of the three; outputs come with each evaluation when nothing is said."""

    traces: dict[str, Any]
    outputs: list[dict[str, Any]]
    endpoint: dict[str, Any]


class SuiteTargetRequest(TypedDict, total=False):
    """One of the three; outputs come with each evaluation when nothing is said."""

    traces: Mapping[str, Any]
    outputs: Sequence[Mapping[str, Any]]
    endpoint: Mapping[str, Any]


class Waiver(TypedDict):
    id: str
    metric: str
    reason: str
    until: str
    given_by: str
    created_at: str


class WaiverPage(TypedDict):
    next: str | None
    previous: str | None
    total: NotRequired[dict[str, Any]]
    results: list[Waiver]


class WaiverRequest(TypedDict, total=False):
    metric: str | None
    reason: Required[str]
    until: Required[str]
