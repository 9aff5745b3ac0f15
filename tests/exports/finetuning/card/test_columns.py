from typing import Any

import pytest

from exports.finetuning.card.columns import Column, columns

TEXT = {"type": "string"}
PARTS = {"type": "array", "items": {"type": "object"}}
ROLE, CONTENT = Column("role"), Column("content")


def schema(kind: Any, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": kind, "b": TEXT}, "required": ["a"], **more}


def turn(role: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"role": {"const": role}, "content": TEXT, **more}, "required": ["role"]}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (TEXT, "sc:Text"),
        ({"type": "boolean"}, "sc:Boolean"),
        ({"type": "integer"}, "sc:Integer"),
        ({"type": "number"}, "sc:Float"),
        ({"type": ["integer", "null"]}, "sc:Integer"),
        ({"type": ["integer", "string"]}, "sc:Text"),
        ({"type": "object"}, "sc:Text"),
        ({"enum": ["x"]}, "sc:Text"),
        (True, "sc:Text"),
        (None, "sc:Text"),
    ],
)
def test_a_column_has_the_type_of_its_schema(kind: Any, expected: str) -> None:
    assert columns(schema(kind)) == (Column("a", expected),)


def test_only_columns_that_every_line_has_are_told() -> None:
    assert columns({"properties": {"b": TEXT}}) == ()
    assert columns({"properties": {}, "required": ["x"]}) == (Column("x"),)


def test_a_list_of_plain_values_is_repeated() -> None:
    assert columns(schema({"type": "array", "items": {"type": "integer"}})) == (Column("a", "sc:Integer", repeated=True),)


def test_a_list_of_objects_has_the_keys_that_all_forms_know() -> None:
    forms = {"anyOf": [{"$ref": "#/$defs/user"}, turn("assistant", tool_calls=PARTS)]}
    found = columns(schema({"type": "array", "items": forms}, **{"$defs": {"user": turn("user", name=TEXT)}}))
    assert found == (Column("a", repeated=True, inner=(ROLE, CONTENT)),)


def test_an_object_may_ask_for_one_of_several_keys_and_be_of_one_form() -> None:
    one = {**turn("assistant"), "anyOf": [{"required": ["content"]}, {"required": ["tool_calls"]}]}
    assert columns(schema({"type": "array", "items": one})) == (Column("a", repeated=True, inner=(ROLE, CONTENT)),)


def test_a_text_that_may_be_parts_is_a_text() -> None:
    one = turn("user", content={"anyOf": [TEXT, PARTS]})
    assert columns(schema({"type": "array", "items": one})) == (Column("a", repeated=True, inner=(ROLE, CONTENT)),)


def test_objects_with_something_nested_that_must_be_there_are_shown_whole() -> None:
    one = {"type": "object", "properties": {"role": TEXT, "parts": PARTS}, "required": ["role", "parts"]}
    assert columns(schema({"type": "array", "items": one})) == (Column("a", repeated=True),)


def test_a_schema_that_goes_round_in_circles_ends() -> None:
    circle = {"type": "array", "items": {"$ref": "#/$defs/a"}}
    assert columns(schema(circle, **{"$defs": {"a": circle}})) == (Column("a", repeated=True),)
    assert columns(schema({"$ref": "#/$defs/a"}, **{"$defs": {"a": {"$ref": "#/$defs/a"}}})) == (Column("a"),)
