"""Bodies that can be sent as they stand, for the OpenAPI document; a test sends each of them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def _body(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value, request_only=True)


ENDPOINT = [
    _body("everything, signed", {"kind": "standard", "url": "https://hooks.example/evalplatform"}),
    _body(
        "gates that did not pass, to Slack",
        {
            "kind": "slack",
            "url": "https://hooks.slack.com/services/T0/B0/x",
            "description": "channel #quality",
            "event_types": ["gate.failed", "gate.no_verdict"],
        },
    ),
    _body(
        "with a header of its own, and a filter",
        {
            "kind": "standard",
            "url": "https://hooks.example/jobs",
            "event_types": ["job.completed", "job.failed"],
            "filter": {"kind": ["cleanup"]},
            "headers": {"Authorization": "Bearer of-the-receiver"},
        },
    ),
]
ENDPOINT_CHANGE = [_body("paused", {"state": "paused"}), _body("other events", {"event_types": ["*"], "filter": {}})]
ROTATION = [_body("a new secret, at once", {"overlap_seconds": 0})]
RECOVERY = [_body("since a time", {"since": "2026-11-22T00:00:00Z"})]
