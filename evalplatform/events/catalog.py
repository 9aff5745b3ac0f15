"""The types of events that exist: what each says, what its payload holds, and an example of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

_ID: dict[str, Any] = {"type": "string", "format": "uuid"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TEXT: dict[str, Any] = {"type": "string"}
_VERDICT: dict[str, Any] = {"type": "string", "enum": ["pass", "fail", "no_verdict", ""], "description": "empty without a gate"}

# key of a payload -> its JSON Schema, and an example; ids and small facts only, never the data itself
KEYS: Mapping[str, tuple[dict[str, Any], Any]] = MappingProxyType(
    {
        "export": ({**_ID, "type": ["string", "null"]}, "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e90"),
        "rows": (_COUNT, 1200),
        "bytes": ({**_COUNT, "description": "of all data files"}, 2_469_135),
        "files": ({**_COUNT, "description": "how many data files"}, 1),
        "code": ({**_TEXT, "description": "one of docs/errors.md"}, "disk_full"),
        "message": (_TEXT, "There is no space left on the disk. Free some, then try again."),
        "job": (_ID, "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e91"),
        "kind": ({"type": "string", "enum": ["export", "analysis", "cleanup"]}, "analysis"),
        "evaluation": (_ID, "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e92"),
        "verdict": (_VERDICT, "pass"),
        "schedule": (_ID, "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e93"),
        "endpoint": (_ID, "0198c5a2-6d1e-7cc3-8a55-2f0d3c1b7e94"),
        "reason": ({"type": "string", "enum": ["failing", "gone"]}, "failing"),
        "caller": (
            {**_TEXT, "description": "key: and the prefix of the key, or user: and the numbers of person and project"},
            "key:7Gq2Lm9x",
        ),
        "tier": (_TEXT, "free"),
        "group": ({"type": "string", "enum": ["requests", "exports", "streams", "batches"]}, "requests"),
        "limit": ({**_COUNT, "description": "calls an hour"}, 1000),
        "percent": ({"type": "integer", "enum": [80, 100]}, 80),
        "error_rate": ({"type": "number", "minimum": 0, "maximum": 1}, 0.12),
        "threshold": ({"type": "number", "minimum": 0, "maximum": 1}, 0.05),
        "traces": (_COUNT, 250),
        "errors": (_COUNT, 30),
        "from": ({"type": "string", "format": "date-time"}, "2026-11-23T06:00:00Z"),
        "to": ({"type": "string", "format": "date-time"}, "2026-11-23T06:15:00Z"),
    }
)


class EventType(NamedTuple):
    """`keys` are exactly those of the payload; `example` has the values in which it differs from those of KEYS."""

    says: str
    keys: frozenset[str]
    example: Mapping[str, Any] = MappingProxyType({})
    is_for_all: bool = True  # False: for the endpoint that its payload names alone


def _type(says: str, *keys: str, is_for_all: bool = True, **example: Any) -> EventType:
    return EventType(says, frozenset(keys), MappingProxyType(example), is_for_all)


CATALOG: Mapping[str, EventType] = MappingProxyType(
    {
        "export.completed": _type("An export is complete: its files can be downloaded", "export", "rows", "bytes", "files"),
        "export.failed": _type("An export has failed", "export", "code", "message"),
        "export.cancelled": _type("An export was cancelled", "export"),
        "export.retried": _type("A failed or cancelled export runs again", "export"),
        "export.expired": _type("The files of an export were removed, as its time is over", "export"),
        "job.completed": _type("An analysis or a cleanup is complete", "job", "kind"),
        "job.failed": _type("An analysis or a cleanup has failed", "job", "kind", "code", "message"),
        "job.cancelled": _type("An analysis or a cleanup was cancelled", "job", "kind"),
        "evaluation.finished": _type("An evaluation has completed", "evaluation", "verdict"),
        "evaluation.failed": _type("An evaluation has failed", "evaluation", "code", "message", code="abandoned"),
        "evaluation.cancelled": _type("An evaluation was cancelled", "evaluation"),
        "gate.passed": _type("The gate lets an evaluation pass", "evaluation", "verdict"),
        "gate.failed": _type(
            "The gate does not let an evaluation pass: it is worse than it may be", "evaluation", "verdict", verdict="fail"
        ),
        "gate.no_verdict": _type("The gate cannot say whether an evaluation is good", "evaluation", "verdict", verdict="no_verdict"),
        "schedule.failed": _type("The export of a schedule has failed, or could not be started", "schedule", "export", "code", "message"),
        "trace.error_rate_high": _type(
            "More traces have failed than the project takes for usual", "error_rate", "threshold", "traces", "errors", "from", "to"
        ),
        "quota.nearly_used": _type(
            "A caller has used most, or all, of its calls of this hour", "caller", "tier", "group", "limit", "percent"
        ),
        "endpoint.disabled": _type("An endpoint of webhooks was switched off", "endpoint", "reason"),
        "endpoint.test": _type("A test that a person has sent to an endpoint", "endpoint", is_for_all=False),
    }
)


def schema(type: str) -> dict[str, Any]:
    """The JSON Schema of the payload. Raises KeyError for an unknown type."""
    keys = sorted(CATALOG[type].keys)
    return {"type": "object", "properties": {key: KEYS[key][0] for key in keys}, "required": keys, "additionalProperties": False}


def example(type: str) -> dict[str, Any]:
    """A payload as it may come. Raises KeyError for an unknown type."""
    found = CATALOG[type]
    return {key: found.example.get(key, KEYS[key][1]) for key in sorted(found.keys)}
