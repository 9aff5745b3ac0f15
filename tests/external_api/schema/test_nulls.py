from typing import Any

import pytest

from external_api.schema.nulls import NULL_IS_NOTHING, allow

REFERENCE = {"$ref": "#/components/schemas/Kind"}


def allowed(held: dict[str, Any], *, required: bool = False, marked: bool = True) -> Any:
    mark = {NULL_IS_NOTHING: True} if marked else {}
    schemas = {"A": {"type": "object", "properties": {"a": held}, **({"required": ["a"]} if required else {}), **mark}}
    allow(schemas)
    assert NULL_IS_NOTHING not in schemas["A"]
    return schemas["A"]["properties"]["a"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"type": "string", "maxLength": 3}, {"type": ["string", "null"], "maxLength": 3}),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        (REFERENCE, {"oneOf": [REFERENCE, {"type": "null"}]}),
        ({"allOf": [REFERENCE], "default": "a"}, {"oneOf": [REFERENCE, {"type": "null"}], "default": "a"}),
        ({"description": "any JSON value"}, {"description": "any JSON value"}),
    ],
    ids=["type", "null already", "reference", "reference with more", "anything"],
)
def test_null_is_allowed(held: dict[str, Any], expected: dict[str, Any]) -> None:
    assert allowed(held) == expected


def test_what_is_required_and_what_is_not_marked_stays() -> None:
    assert allowed({"type": "string"}, required=True) == {"type": "string"}
    assert allowed({"type": "string"}, marked=False) == {"type": "string"}
