"""The whole OpenAPI document: the failures that each operation can answer with, the headers of all answers, and links."""

from typing import Any

from external_api.schema import headers, links, nulls, problem

_METHODS = ("get", "post", "put", "patch", "delete")


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular. What an operation says itself stays as it says it."""
    components = result.setdefault("components", {})
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **problem.SCHEMAS}.items()))
    nulls.allow(components["schemas"])
    components["headers"] = dict(headers.HEADERS)
    for path, operations in result["paths"].items():
        for method in _METHODS:
            if method in operations:
                _complete(path, method, operations[method])
    links.add(result["paths"])
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _statuses(path, method, operation):
        responses.setdefault(status, problem.answer(status))
    for status, response in responses.items():
        if status[0] in "45" and "content" not in response:
            response.update(problem.answer(status, response.get("description", "")))
        response["headers"] = {**headers.of(status, operation, method=method), **response.get("headers", {})}
    operation["responses"] = dict(sorted(responses.items()))


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[str]:
    found = {"503"}
    if "{" in path:
        found.add("404")
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())):
        found.add("400")
    if "requestBody" in operation:
        found |= {"400", "413", "415"}
    if any(operation.get("security", ())):
        found |= {"401", "403", "429"}
        if method == "post":  # by the Idempotency-Key, for which a body is read
            found |= {"400", "409", "413", "422"}
    if headers.is_tagged(operation):
        operation["responses"].setdefault("304", {"description": "the object is the one that the caller has"})
    return found
