import json
import re
from typing import Any

import pytest
from django.core.management import call_command

from external_api.operations import all_operations
from external_api.scopes import TABLE
from tests.architecture.test_size import ROOT

COMMITTED = ROOT / "docs" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(COMMITTED.read_text())
OPERATIONS = {f"{method.upper()} {path}": one for path, found in DOCUMENT["paths"].items() for method, one in found.items()}
UNDOCUMENTED = {"GET /api/docs", "GET /api/redoc", "GET /api/schema"}  # they show the document
LIMITS = {"RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}


def headers(operation: str, status: str) -> set[str]:
    return set(OPERATIONS[operation]["responses"][status]["headers"])


def parameters(operation: str) -> set[tuple[str, str]]:
    return {(one["in"], one["name"]) for one in OPERATIONS[operation].get("parameters", ())}


def test_the_committed_file_is_what_the_code_gives(tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(tmp_path / "now.json"))
    assert json.loads((tmp_path / "now.json").read_text()) == DOCUMENT, "run `make schema`, and look at what changes for clients"
    assert (tmp_path / "now.json").read_text() == COMMITTED.read_text()


def test_every_operation_is_in_it_with_its_scopes() -> None:
    there = {one.name: one for one in all_operations()}
    assert set(OPERATIONS) == set(there) - UNDOCUMENTED
    assert {name: tuple(one.get("x-scopes", ())) for name, one in OPERATIONS.items()} == {name: there[name].scopes for name in OPERATIONS}
    assert all(scope in TABLE for one in OPERATIONS.values() for scope in one.get("x-scopes", ()))


def test_every_operation_says_what_it_is() -> None:
    ids = [one["operationId"] for one in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)*", one)] == []
    assert [name for name, one in OPERATIONS.items() if not (one.get("summary") and one.get("description") and len(one["tags"]) == 1)] == []


def test_every_failure_is_a_problem() -> None:
    wrong = [
        (name, status)
        for name, one in OPERATIONS.items()
        for status, answer in one["responses"].items()
        if status[0] in "45" and "Problem" not in json.dumps(answer["content"]["application/problem+json"])
    ]
    assert wrong == []


def test_who_needs_to_say_who_they_are_may_be_refused() -> None:
    guarded = [one for one in OPERATIONS.values() if "x-scopes" in one]
    ways: list[dict[str, list[str]]] = [{"apiKey": []}, {"apiKeyHeader": []}, {"bearerToken": []}, {"dashboardSession": []}]
    assert all(one["security"] == ways and {"401", "403", "429", "503"} <= set(one["responses"]) for one in guarded)
    assert all(not any(one.get("security", ())) for one in OPERATIONS.values() if "x-scopes" not in one)
    assert {one["type"] for one in DOCUMENT["components"]["securitySchemes"].values()} == {"apiKey", "http"}


def test_every_body_has_examples_and_a_json_variant() -> None:
    bodies = {name: one["requestBody"]["content"] for name, one in OPERATIONS.items() if "requestBody" in one}
    assert [name for name, content in bodies.items() if not content.get("application/json", {}).get("examples")] == []
    assert [name for name, one in OPERATIONS.items() if name.startswith("PATCH") and "requestBody" not in one] == []


def test_headers() -> None:
    assert headers("GET /api/external/traces", "200") == {"X-Request-Id"} | LIMITS
    assert headers("GET /api/external/traces/{id}", "200") == {"X-Request-Id", "ETag"} | LIMITS
    assert headers("GET /api/external/traces/{id}", "304") == {"X-Request-Id", "ETag"} | LIMITS
    assert headers("POST /api/exports", "202") == {"X-Request-Id", "Location", "Idempotent-Replayed"} | LIMITS
    assert headers("POST /api/exports", "429") == {"X-Request-Id", "Retry-After"} | LIMITS
    assert headers("POST /api/exports", "401") == {"X-Request-Id", "WWW-Authenticate"}
    assert headers("GET /api/external/health", "503") == {"X-Request-Id", "Retry-After"}


def test_every_post_of_a_known_caller_takes_an_idempotency_key() -> None:
    key = ("header", "Idempotency-Key")
    for name, one in OPERATIONS.items():
        assert (key in parameters(name)) == (name.startswith("POST") and "x-scopes" in one), name
        assert key not in parameters(name) or {"409", "422"} <= set(one["responses"]), name


def test_every_single_object_can_be_asked_for_by_its_etag() -> None:
    single = {name for name in OPERATIONS if re.fullmatch(r"GET .*/\{id\}", name)}
    assert len(single) >= 6
    assert [
        name for name in single if ("header", "If-None-Match") not in parameters(name) or "304" not in OPERATIONS[name]["responses"]
    ] == []


def test_what_was_made_leads_on() -> None:
    links = OPERATIONS["POST /api/external/traces"]["responses"]["200"]["links"]
    assert links["traces_retrieve"] == {"operationId": "traces_retrieve", "parameters": {"id": "$response.body#/results/0/id"}}
    made = OPERATIONS["POST /api/exports"]["responses"]["202"]["links"]
    assert made["exports_cancel"]["parameters"] == {"id": "$response.body#/id"}
    assert "exports_file" not in made  # it needs a name too


@pytest.mark.parametrize("name", sorted(DOCUMENT["components"]["schemas"]))
def test_components_have_plain_names_and_say_what_is_in_them(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    assert not re.search(r"RequestRequest|Patched|Paginated|Serializer|Document$|[0-9a-f]{3}Enum$", name)
    assert {"type", "oneOf", "enum"} & set(schema)
    if name.endswith(("Request", "Change")) and schema.get("type") == "object":
        assert schema.get("additionalProperties") is False or name in {"CredentialsRequest", "RefreshRequest", "TokenRequest"} | LENIENT


LENIENT = {"ExportLinksRequest", "OtlpTracesRequest"}
