import socket
from typing import Any

import pytest

from evalplatform.evaluations.scorers import schemas
from evalplatform.evaluations.scorers.parameters import Flaw
from evalplatform.evaluations.scorers.schemas import Breach, NotDecided, first_breach, read

DRAFTS = [
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema#",
    "http://json-schema.org/draft-06/schema#",
    "http://json-schema.org/draft-04/schema#",
    "http://json-schema.org/draft-03/schema#",
]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing may be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def fits(schema: Any, value: Any) -> bool:
    return first_breach(read(schema), value) is None


@pytest.mark.parametrize("draft", DRAFTS)
def test_every_draft_reads_expressions_by_re2(draft: str) -> None:
    schema = {"$schema": draft, "properties": {"a": {"type": "string", "pattern": "^(x+x+)+y$"}, "b": {"$ref": "#"}}}
    assert fits(schema, {"a": "xxy"})
    assert not fits(schema, {"b": {"b": {"a": "x" * 100_000}}})


def test_names_by_expression() -> None:
    schema = {"patternProperties": {"^n_": {"type": "integer"}, "(x+x+)+y": False}, "additionalProperties": {"type": "string"}}
    assert fits(schema, {"n_a": 1, "other": "text", "x" * 50: "text"})
    assert first_breach(read(schema), {"n_a": "one"}) == Breach("type", "/n_a: 'one' is not of type 'integer'")
    assert first_breach(read(schema), {"other": 1}) == Breach("type", "/other: 1 is not of type 'string'")
    closed = {"properties": {"a": True}, "patternProperties": {"^n_": True}, "additionalProperties": False}
    told = "The whole: Additional properties are not allowed ('b' was unexpected)"
    assert first_breach(read(closed), {"a": 1, "n_": 2, "b": 3}) == Breach("additionalProperties", told)


@pytest.mark.parametrize(
    ("items", "unique"),
    [([1, 1.0], False), ([1, True], True), ([0, False], True), ([{"a": 1}, {"a": True}], True), ([[1], [1.0]], False), (["a", "b"], True)],
    ids=str,
)
def test_unique_items(items: list[Any], unique: bool) -> None:
    assert fits({"uniqueItems": True}, items) is unique


def test_unique_items_of_many() -> None:
    assert fits({"uniqueItems": True}, [{"number": number} for number in range(50_000)])


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"$ref": "https://example.org/a.json"}, "/$ref"),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "/properties/a/$ref"),
        ({"$ref": "other.json#/a"}, "/$ref"),
        ({"$ref": "#/$defs/missing"}, "/$ref"),
        ({"$ref": "https://json-schema.org/draft/2020-12/schema"}, "/$ref"),
        ({"items": {"pattern": "(?=a)"}}, "/items/pattern"),
        ({"patternProperties": {"a/(": {}}}, "/patternProperties/a~1("),
        ({"type": "strin"}, "/type"),
        ({"$schema": "https://example.org/mine"}, "/$schema"),
        ({"items": {"$schema": DRAFTS[2]}}, "/items/$schema"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {}}, "unevaluatedProperties": False}, "/unevaluatedProperties"),
        (7, ""),
        ({"description": "x" * 100_001}, ""),
    ],
    ids=lambda one: str(one)[:40],
)
def test_schemas_that_are_refused(schema: Any, pointer: str) -> None:
    with pytest.raises(Flaw) as refused:
        read(schema)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"$ref": {"type": "string"}, "pattern": {"const": {"$ref": "https://example.org"}}}},
        {"$id": "https://example.org/root", "$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}},
        {"$defs": {"a": {"$id": "https://example.org/a", "type": "object"}}, "$ref": "https://example.org/a"},
        {"$defs": {"a": {"$anchor": "here", "type": "object"}}, "$ref": "#here"},
        {"properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}], "unevaluatedProperties": False},
        True,
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_only_looks_like_a_reference_or_stays_inside(schema: Any) -> None:
    assert fits(schema, {"a": 1})


def test_a_short_schema_that_asks_for_billions_of_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MAX_STEPS", 10_000)
    doubled = {f"a{i}": {"allOf": [{"$ref": f"#/$defs/a{i + 1}"}] * 2} for i in range(40)}
    validator = read({"$defs": {**doubled, "a40": {"type": "object"}}, "$ref": "#/$defs/a0"})
    with pytest.raises(NotDecided, match="more than 10,000 steps"):
        first_breach(validator, {})


def test_a_large_value_is_not_written_out_at_every_branch() -> None:
    with pytest.raises(NotDecided):
        first_breach(read({"anyOf": [{"type": "string"}] * 1_000}), {"a": "x" * 1_000_000})


def test_a_value_deeper_than_python_recurses() -> None:
    deep: dict[str, Any] = {}
    for _ in range(900):
        deep = {"a": deep}
    with pytest.raises(NotDecided, match="nested too deep"):
        first_breach(read({"properties": {"a": {"$ref": "#"}}}), deep)


def test_steps_are_counted_for_each_value_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MAX_STEPS", 1_000)
    validator = read({"items": {"type": "integer"}})
    assert [first_breach(validator, [1] * 999) for _ in range(3)] == [None] * 3
    with pytest.raises(NotDecided):
        first_breach(validator, [1] * 1_000)
