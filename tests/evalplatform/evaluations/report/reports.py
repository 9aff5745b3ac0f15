"""Reports to write in every form: one with a gate that has every outcome, hostile texts, and one without anything."""

from typing import Any

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'\x00\x1b\ud800\uffff ${x} 🙂"
NO_ANSWERS: dict[str, Any] = {
    name: {"n": 0, "sum": None, "percentiles": {}} for name in ("latency_ms", "input_tokens", "output_tokens", "cost_usd")
}


def metric(name: str, verdict: str = "pass", **more: Any) -> dict[str, Any]:
    """One of a gate."""
    return {
        "name": name, "verdict": verdict, "reasons": [{"code": "worse", "metric": name, "text": f"{name}: 0.9 → 0.8"}], "n": 40,
        "clusters": 40, "baseline": 0.9, "candidate": 0.8, "difference": -0.1, "interval": [-0.2, 0.0], "allowed_loss": 0.05,
        "p_value": 0.02, "p_adjusted": 0.04, "test": "tango_score", "better": 2, "worse": 6, "detectable": 0.1, "more_examples": None,
        "errored": 0, "newly_errored": 0, "errored_in_baseline": 0, "waiver": None, **more,
    }  # fmt: skip


def measured(name: str, **more: Any) -> dict[str, Any]:
    """One of a summary."""
    return {"name": name, "n": 4, "errored": 1, "mean": 0.5, "interval": [0.25, 0.75], "quartiles": [0.0, 0.25, 0.5, 0.75, 1.0], **more}


def gate(*metrics: dict[str, Any], verdict: str = "fail", **more: Any) -> dict[str, Any]:
    reasons = [reason for one in metrics for reason in one["reasons"]]
    common = {"verdict": verdict, "counts_as": "fail", "no_verdict_counts_as": "fail", "only_candidate": 0, "only_baseline": 0}
    return {**common, "reasons": reasons, "metrics": list(metrics), **more}


def report(**more: Any) -> dict[str, Any]:
    return {
        "schema_version": 1, "evaluation": "0196c0de-0000-7000-8000-000000000001", "name": "nightly", "suite": None, "dataset": None,
        "commit": None, "finished_at": "2026-05-01T12:00:00.123456+00:00", "compared_with": None, "gate": None,
        "summary": {"total": 5, "metrics": [measured("a")], "answers": NO_ANSWERS}, "directions": {"a": "higher"}, "examples": {},
        "changes": None, "slices": [], **more,
    }  # fmt: skip


def hostile() -> dict[str, Any]:
    """Every text that others write is HOSTILE."""
    example = dict.fromkeys(("example", "input", "reference", "output"), HOSTILE)
    change = {**example, "baseline": 1.0, "candidate": 0.0, "difference": -1.0, "baseline_output": HOSTILE}
    counts = dict.fromkeys(("better_count", "worse_count", "newly_errored_count", "only_candidate", "only_baseline"), 1)
    lost = {**example, "error": HOSTILE, "baseline_output": HOSTILE}
    reason = {"code": "worse", "metric": None, "text": HOSTILE}
    judged = gate(metric(HOSTILE, "fail", reasons=[reason]))
    waived = metric("waived", "fail", waiver={"who": HOSTILE, "why": HOSTILE, "until": "2026-05-02T12:00:00+00:00"})
    return report(
        name=HOSTILE,
        suite=HOSTILE,
        dataset={"name": HOSTILE, "version": 3},
        commit=dict.fromkeys(("repository", "sha", "branch"), HOSTILE) | {"pull_request": 7},
        gate=judged | {"metrics": [*judged["metrics"], waived]},
        summary={"total": 5, "metrics": [measured(HOSTILE)], "answers": NO_ANSWERS},
        examples={HOSTILE: {"best": [{**example, "value": 1.0}], "worst": []}},
        changes={HOSTILE: {"better": [change], "worse": [change], "newly_errored": [lost], **counts}},
        slices=[{"by": HOSTILE, "more_values": 2, "values": [{"value": HOSTILE, "n": 4, "metrics": [_sliced(HOSTILE)]}]}],
    )


def _sliced(name: str) -> dict[str, Any]:
    return {"name": name, "n": 4, "errored": 0, "mean": 0.5, "interval": None}
