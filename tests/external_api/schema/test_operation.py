import pytest

from external_api.schema.operation import tag_of
from tests.external_api.schema.test_document import DOCUMENT, OPERATIONS

SCHEMAS = DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("/api/external/traces/{id}/scores", "traces"),
        ("/api/external/otlp/v1/traces", "otlp"),
        ("/api/external/health", "health"),
        ("/api/exports", "exports"),
        ("/api/exports/{id}/files/{name}", "exports"),
        ("/api/exports/formats", "exports"),
        ("/api/exports/schedules/{id}/run", "schedules"),
        ("/api/jobs/metrics", "jobs"),
    ],
)
def test_what_an_address_is_about(path: str, tag: str) -> None:
    assert tag_of(path) == tag


def test_the_summary_is_the_first_clause() -> None:
    one = OPERATIONS["POST /api/external/traces"]
    assert one["summary"] == "Send one trace or a list of up to 1,000"
    assert one["description"].startswith(one["summary"] + ".")


def test_answers_have_all_their_keys() -> None:
    assert set(SCHEMAS["Export"]["required"]) == set(SCHEMAS["Export"]["properties"])
    assert set(SCHEMAS["TraceWithSpans"]["required"]) == set(SCHEMAS["TraceWithSpans"]["properties"])
    assert SCHEMAS["OtlpAnswer"].get("required", []) == []
    assert SCHEMAS["TracePage"]["required"] == ["next", "previous", "results"]


def test_bodies_say_what_can_be_left_out_and_what_may_be_null() -> None:
    trace = SCHEMAS["TraceRequest"]
    assert (trace["required"], trace["additionalProperties"]) == (["input"], False)
    assert trace["properties"]["session_id"] == {"type": ["string", "null"], "maxLength": 500}
    assert trace["properties"]["status"] == {"oneOf": [{"$ref": "#/components/schemas/TraceStatus"}, {"type": "null"}]}
    assert trace["properties"]["metadata"]["additionalProperties"] == {}
    assert "id" not in trace["properties"]
    assert SCHEMAS["ScheduleChange"].get("required", []) == []


def test_formats() -> None:
    export, page = SCHEMAS["Export"]["properties"], SCHEMAS["ExportPage"]["properties"]
    assert export["id"]["format"] == "uuid"
    assert (export["finished_at"]["type"], export["finished_at"]["format"]) == (["string", "null"], "date-time")
    assert page["next"] == {"type": ["string", "null"], "format": "uri"}
    assert SCHEMAS["TokenUsage"]["properties"]["cost_usd"]["type"] == ["string", "null"]
    assert SCHEMAS["JobState"]["enum"][0] == "queued"
