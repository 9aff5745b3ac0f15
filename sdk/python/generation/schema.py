"""The operations of an OpenAPI document as data, with the names that the clients give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

GROUPS = {
    "api_keys",
    "auth",
    "batch",
    "callbacks",
    "connections",
    "datasets",
    "deliveries",
    "destinations",
    "endpoints",
    "evaluations",
    "event_types",
    "events",
    "exports",
    "health",
    "integrations",
    "jobs",
    "models",
    "otlp",
    "receipts",
    "runs",
    "schedules",
    "schemas",
    "suites",
    "traces",
    "trigger",
    "usage",
    "webhooks",
}
VERBS = {"retrieve": "get", "destroy": "delete"}
NAMES = {
    "callbacks_secret_create": ("callbacks", "make_secret"),
    "callbacks_secret_retrieve": ("callbacks", "get_secret"),
    "evaluation_report_schema": ("schemas", "evaluation_report"),
    "health": ("health", "get"),
    "otlp_traces_create": ("otlp", "send"),
    "traces_destroy_of_user": ("traces", "delete_of_user"),
    "trigger": ("trigger", "start"),
    "trigger_signed": ("trigger", "start_signed"),
}
JSON = "application/json"
FILES = {"application/octet-stream", "text/csv"}  # what is answered with one of these is a file, in whatever format


@dataclass(frozen=True)
class Operation:
    """`answer` and `body` are schemas, None where there is none; `item` is that of the rows of a list."""

    group: str
    name: str
    method: str
    path: str
    summary: str
    parts: tuple[str, ...]
    query: tuple[dict[str, Any], ...]
    has_key: bool
    body: dict[str, Any] | None
    body_required: bool
    takes_content: bool
    answer: dict[str, Any] | None
    item: dict[str, Any] | None
    answers_text: bool
    is_binary: bool


def operations_of(schema: dict[str, Any]) -> Iterator[Operation]:
    """Each of the document, by group and name. Raises KeyError for one that no group knows."""
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            if method != "parameters":
                yield _operation(method.upper(), path, said, schema["components"]["schemas"])


def _operation(method: str, path: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    group, name = _named(said["operationId"])
    parameters = said.get("parameters", [])
    answers = _answers(said["responses"])
    is_binary = bool(answers) and (JSON not in answers or bool(FILES & answers.keys()))
    taken = said.get("requestBody", {}).get("content", {})
    answer = None if is_binary else answers.get(JSON)
    return Operation(
        group=group,
        name=f"{name}_pieces" if is_binary else name,
        method=method,
        path=path,
        summary=said.get("summary") or said.get("description", "").partition("\n")[0],
        parts=tuple(one["name"] for one in sorted(parameters, key=lambda one: path.find(f"{{{one['name']}}}")) if one["in"] == "path"),
        query=tuple(one for one in parameters if one["in"] == "query" and one["name"] != "cursor"),
        has_key=any(one["name"] == "Idempotency-Key" for one in parameters),
        body=taken.get(JSON, {}).get("schema"),
        body_required=said.get("requestBody", {}).get("required", False),
        takes_content=len(taken) > 1 or (method == "POST" and group in ("webhooks", "trigger") and not taken),
        answer=answer,
        item=_item(answer, schemas),
        answers_text=not is_binary and len(answers) > 1,
        is_binary=is_binary,
    )


def _answers(responses: dict[str, Any]) -> dict[str, Any]:
    """Schemas of what a call that went well is answered with, by kind; where statuses have several, any of them."""
    found: dict[str, list[Any]] = {}
    for status, one in responses.items():
        for kind, content in one.get("content", {}).items() if status.startswith("2") else ():
            if content["schema"] not in found.setdefault(kind, []):
                found[kind].append(content["schema"])
    return {kind: schemas[0] if len(schemas) == 1 else {"oneOf": schemas} for kind, schemas in found.items()}


def _named(id: str) -> tuple[str, str]:
    if id in NAMES:
        return NAMES[id]
    groups = [one for one in GROUPS if id.startswith(f"{one}_")]
    if not groups:
        raise KeyError(f"{id} belongs to no group: add one to GROUPS, or its name to NAMES.")
    group = max(groups, key=len)
    verb = id.removeprefix(f"{group}_")
    return group, VERBS.get(verb, verb)


def _item(answer: dict[str, Any] | None, schemas: dict[str, Any]) -> dict[str, Any] | None:
    name = (answer or {}).get("$ref", "").rpartition("/")[2]
    if not name.endswith("Page"):
        return None
    item: dict[str, Any] = schemas[name]["properties"]["results"]["items"]
    return item
