"""Bodies that can be sent as they stand, for the OpenAPI document; a test sends each of them."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SLOW = {"field": "latency_ms", "op": "gte", "value": 500}
_CHAT = {
    "resource": "traces",
    "filter": {"field": "score.correct", "op": "gte", "value": 1},
    "shape": "openai-chat",
    "curate": {"dedupe": "exact", "split": {"train": 0.9, "validation": 0.1}, "redact": {"mode": "mask", "kinds": ["email"]}},
}


def _body(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value, request_only=True)


EXPORT = [
    _body("everything", {"resource": "traces"}),
    _body(
        "some fields of slow traces, as CSV",
        {
            "resource": "traces",
            "filter": _SLOW,
            "fields": ["id", "model", "latency_ms", "metadata.plan"],
            "format": "csv",
            "compression": "gzip",
        },
    ),
    _body("a training file", _CHAT),
]
PREVIEW = [_body("slow traces, counted", {"resource": "traces", "filter": _SLOW, "exact": True}), _body("a training file", _CHAT)]
LINKS = [_body("every file", {"names": []})]
DESTINATION = [
    _body(
        "a bucket",
        {
            "name": "archive",
            "kind": "s3",
            "settings": {"bucket": "exports", "region": "eu-central-1", "key": "{project}/{export}/{name}"},
            "secrets": {"access_key_id": "the id of the access key", "secret_access_key": "the secret of the access key"},
        },
    ),
    _body("PUT over HTTP", {"name": "intake", "kind": "http", "settings": {"url": "https://files.example/intake/{name}"}}),
]
DESTINATION_CHANGE = [_body("another name", {"name": "archive of 2026"})]
SCHEDULE = [
    _body(
        "what is new, every night",
        {
            "name": "every night",
            "cron": "30 2 * * *",
            "time_zone": "Europe/Berlin",
            "window": "created",
            "request": {"resource": "traces", "format": "parquet"},
        },
    )
]
SCHEDULE_CHANGE = [_body("an hour later", {"cron": "30 3 * * *"})]
JOB = [
    _body("all analyses of slow traces", {"kind": "analysis", "filter": _SLOW}),
    _body("what would go", {"kind": "cleanup", "options": {"older_than_days": 90, "dry_run": True}}),
    _body("an export", {"kind": "export", "options": {"format": "csv"}}),
]
