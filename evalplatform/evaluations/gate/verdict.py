"""What the gate says, with all that it rests on."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Literal

from evalplatform.evaluations.gate.rules import Waiver


class Outcome(StrEnum):
    PASS = "pass"  # noqa: S105 (no password)
    FAIL = "fail"
    NO_VERDICT = "no_verdict"


EXIT_CODES = {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.NO_VERDICT: 2}


@dataclass(frozen=True)
class Reason:
    """A stable code, a sentence for people, and the metric that it is about, if it is about one."""

    code: str
    text: str
    metric: str | None = None


@dataclass(frozen=True)
class MetricVerdict:
    """One metric. Means, difference (candidate less baseline) and interval are in the metric's own unit and direction.

    `n` examples are compared, in `clusters` independent groups; `better` and `worse` of them differ. `p_value` is two-sided, of the
    hypothesis that the loss is `allowed_loss`; `p_adjusted` is Holm's. `detectable` is the smallest loss that so many examples would
    have shown with a chance of 80 %, and `more_examples` how many more would settle what is open, if they turn out as these did.
    `errored` examples failed in the candidate, `newly_errored` of them not in the baseline. None: not to be had.
    """

    name: str
    verdict: Outcome
    reasons: tuple[Reason, ...] = ()
    n: int = 0
    clusters: int = 0
    baseline: float | None = None
    candidate: float | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    allowed_loss: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    test: str | None = None
    better: int = 0
    worse: int = 0
    detectable: float | None = None
    more_examples: int | None = None
    errored: int = 0
    newly_errored: int = 0
    errored_in_baseline: int = 0
    waiver: Waiver | None = None


@dataclass(frozen=True)
class Verdict:
    """The whole. A waived metric keeps its own `fail`, and the whole passes with the waiver among the reasons.

    `only_candidate` and `only_baseline` count examples that the other side does not have.
    """

    verdict: Outcome
    reasons: tuple[Reason, ...]
    metrics: tuple[MetricVerdict, ...]
    no_verdict_counts_as: Literal["fail", "pass"] = "fail"
    only_candidate: int = 0
    only_baseline: int = 0

    @property
    def counts_as(self) -> Literal["fail", "pass"]:
        if self.verdict == Outcome.NO_VERDICT:
            return self.no_verdict_counts_as
        return "pass" if self.verdict == Outcome.PASS else "fail"

    @property
    def exit_code(self) -> int:
        """0 pass, 1 fail, 2 no verdict; 0 too where the suite lets no verdict pass."""
        return 0 if self.counts_as == "pass" else EXIT_CODES[self.verdict]


def decided(metric: MetricVerdict, verdict: Outcome, *reasons: Reason) -> MetricVerdict:
    """The same measurements with what they come to."""
    return replace(metric, verdict=verdict, reasons=metric.reasons + reasons)


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The body of `…/compare`."""
    return {
        "verdict": verdict.verdict.value,
        "counts_as": verdict.counts_as,
        "reasons": [_reason(one) for one in verdict.reasons],
        "only_candidate": verdict.only_candidate,
        "only_baseline": verdict.only_baseline,
        "metrics": [_metric(one) for one in verdict.metrics],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "metric": reason.metric, "text": reason.text}


def _metric(metric: MetricVerdict) -> dict[str, Any]:
    body = {one.name: getattr(metric, one.name) for one in fields(metric)}
    waiver = metric.waiver and {"who": metric.waiver.who, "why": metric.waiver.why, "until": metric.waiver.until.isoformat()}
    return body | {
        "verdict": metric.verdict.value,
        "reasons": [_reason(one) for one in metric.reasons],
        "interval": metric.interval and list(metric.interval),
        "waiver": waiver,
    }
