"""The query parameters of a stream to the body of an export: the same keys, checked by the same rules."""

from typing import Any

from django.http import QueryDict

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import NotJSON, escape_key, loads
from exports.finetuning import targets
from exports.spec import RECORDS

OBJECTS = ("filter", "rename", "options")  # as JSON
LISTS = ("fields", "exclude")  # separated by commas, repeated, or a JSON array where a name has a comma in it
NOT_STREAMED = {
    "rows_per_file": "A stream is one body. POST /api/exports to cut rows into files.",
    "destination": "A stream goes to the caller. POST /api/exports to send files elsewhere.",
    "notify": "A stream has no end to be told of. POST /api/exports for that.",
    "curate": "What to keep of all rows is known at their end. POST /api/exports for training files.",
    "template": "POST /api/exports for training files.",
}


def body_of(parameters: QueryDict) -> dict[str, Any]:
    """The body that the parameters say; what no export knows is left for spec.parse to refuse.

    Raises InvalidInput with a pointer, `/` and the parameter's name, for each that cannot be read.
    """
    body: dict[str, Any] = {}
    problems = []
    for key, values in parameters.lists():
        try:
            body[key] = _value(key, values)
        except ValueError as error:
            problems.append(Problem(f"/{escape_key(key)}", str(error), "malformed"))
            continue
        if key in NOT_STREAMED and body[key] is not None:
            problems.append(Problem(f"/{key}", NOT_STREAMED[key], "not_streamed"))
    if body.get("shape", RECORDS) in targets.names():
        problems.append(Problem("/shape", NOT_STREAMED["curate"], "not_streamed"))
    if problems:
        raise InvalidInput(*problems)
    return body


def _value(key: str, values: list[str]) -> Any:
    if key in LISTS:
        return [name for text in values for name in _names(key, text)]
    if len(values) > 1:
        raise ValueError(f"{key} is given {len(values)} times; once is right.")
    return _json(key, values[0]) if key in OBJECTS or key in NOT_STREAMED else values[0]


def _names(key: str, text: str) -> list[Any]:
    if not text.startswith("["):
        return [name.strip() for name in text.split(",") if name.strip()]
    found = _json(key, text)
    if not isinstance(found, list):
        raise ValueError(f"{key} is names separated by commas, or a JSON array of them.")
    return found


def _json(key: str, text: str) -> Any:
    try:
        return loads(text.encode())
    except (NotJSON, UnicodeEncodeError) as error:
        raise ValueError(f"{key} is not JSON: {error}") from None
