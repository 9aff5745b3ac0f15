"""The types of events that exist, and what the payload of each holds."""

# type -> the keys of its payload; ids and small facts only, never the data itself
CATALOG: dict[str, frozenset[str]] = {
    "export.completed": frozenset({"export", "rows", "bytes", "files"}),
    "export.failed": frozenset({"export", "code", "message"}),
    "export.cancelled": frozenset({"export"}),
    "export.retried": frozenset({"export"}),
    "export.expired": frozenset({"export"}),
    "job.completed": frozenset({"job", "kind"}),
    "job.failed": frozenset({"job", "kind", "code", "message"}),
    "job.cancelled": frozenset({"job", "kind"}),
    "evaluation.finished": frozenset({"evaluation", "verdict"}),
    "evaluation.failed": frozenset({"evaluation", "code", "message"}),
    "evaluation.cancelled": frozenset({"evaluation"}),
    "gate.passed": frozenset({"evaluation", "verdict"}),
    "gate.failed": frozenset({"evaluation", "verdict"}),
    "schedule.failed": frozenset({"schedule", "export", "code", "message"}),
}
