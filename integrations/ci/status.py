"""What stands beside a commit: one status for all suites of its run. Pure."""

from collections import Counter
from collections.abc import Sequence

from integrations.models import Check, Run, RunState
from integrations.providers.telling import Annotation, State, Status

_WORDS = {"pass": "passed", "fail": "failed", "no_verdict": "without a verdict", "": "evaluated"}
_STATES = {"fail": State.FAILURE, "no_verdict": State.ERROR, "pass": State.SUCCESS, "": State.SUCCESS}


def status_of(run: Run, checks: Sequence[Check], *, name: str, url: str = "", report: str = "") -> Status:
    """`name` is what a rule that protects a branch asks for, so it is there whatever was evaluated."""
    state = _state(run)
    return Status(
        name=name,
        state=state,
        description=_description(run, checks),
        url=url,
        report=report,
        annotations=_annotations(checks) if state != State.PENDING else (),
    )


def _state(run: Run) -> State:
    if run.state in (RunState.WAITING, RunState.RUNNING):
        return State.PENDING
    return _STATES[run.verdict] if run.state == RunState.FINISHED else State.ERROR


def _description(run: Run, checks: Sequence[Check]) -> str:
    if run.state == RunState.WAITING:
        return "Waits to be evaluated"
    if run.state == RunState.RUNNING:
        return f"Evaluating {_suites(len(checks))}: {', '.join(check.name for check in checks)}"
    if run.state != RunState.FINISHED or not checks:
        return run.message
    counts = Counter(check.counts_as for check in checks)
    said = ", ".join(f"{counts[one]} {word}" for one, word in _WORDS.items() if counts[one])
    grave = [check.name for check in checks if check.counts_as == run.verdict and run.verdict != "pass"]
    return f"{_suites(len(checks))}: {said}" + (f" ({', '.join(grave)})" if grave and run.verdict else "")


def _suites(count: int) -> str:
    return f"{count} suite{'' if count == 1 else 's'}"


def _annotations(checks: Sequence[Check]) -> tuple[Annotation, ...]:
    """At the first file that made a suite be evaluated; a suite that no known file touched has no place for one."""
    return tuple(
        Annotation(
            path=check.touched_by[0],
            title=f"{check.name}: {_WORDS[check.counts_as]}",
            message=check.message or "The report says by which metric.",
            is_failure=check.counts_as == "fail",
        )
        for check in checks
        if check.counts_as in ("fail", "no_verdict") and check.touched_by
    )
