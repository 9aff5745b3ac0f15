"""Links of the OpenAPI document: what was just made is where the operations with its id go on."""

from collections.abc import Iterator
from typing import Any

# where in an answer the id stands, if not at its top
_IDS = {"traces_create": "results/0/id", "api_keys_create": "details/id", "api_keys_rotate": "details/id"}


def add(paths: dict[str, Any]) -> None:
    """To each POST that makes something, to the first answer that it has when all goes well."""
    for path, operations in paths.items():
        if "post" in operations and (following := list(_following(path, paths))):
            made = operations["post"]
            first = next(made["responses"][status] for status in sorted(made["responses"]) if status[0] == "2")
            expression = f"$response.body#/{_IDS.get(made['operationId'], 'id')}"
            first["links"] = {name: {"operationId": name, "parameters": {"id": expression}} for name in following}


def _following(path: str, paths: dict[str, Any]) -> Iterator[str]:
    """The operations on one object of the collection at `path`."""
    for other, operations in paths.items():
        if other == f"{path}/{{id}}" or other.startswith(f"{path}/{{id}}/"):
            has_other_names = other.count("{") > 1
            yield from () if has_other_names else (one["operationId"] for one in operations.values())
