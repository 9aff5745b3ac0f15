from typing import Any

import pytest

from exports.finetuning.breaches import Rejected
from exports.finetuning.readers import tools

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}
OURS = {"type": "function", "function": {"name": "f", "description": "d", "parameters": SCHEMA}}


@pytest.mark.parametrize(
    "tool",
    [
        OURS,
        {"type": "function", "function": {"name": "f", "description": "d", "parameters": SCHEMA, "strict": True}},
        {"type": "function", "name": "f", "description": "d", "parameters": SCHEMA, "strict": None},
        {"name": "f", "description": "d", "input_schema": SCHEMA, "cache_control": {"type": "ephemeral"}},
        {"type": "custom", "name": "f", "description": "d", "input_schema": SCHEMA},
        {"name": "f", "description": "d", "inputSchema": SCHEMA, "outputSchema": SCHEMA},
        {"name": "f", "description": "d", "parameters": SCHEMA},
        {"functionDeclarations": [{"name": "f", "description": "d", "parameters": SCHEMA}]},
    ],
    ids=["ours", "strict", "responses", "anthropic", "anthropic_custom", "mcp", "functions", "gemini"],
)
def test_every_form_becomes_one(tool: dict[str, Any]) -> None:
    assert tools.read([tool], "/tools") == (OURS,)


def test_nothing_is_no_tools() -> None:
    assert tools.read(None, "/tools") == tools.read([], "/tools") == tools.read("", "/tools") == tools.read("[]", "/tools") == ()


@pytest.mark.parametrize(
    ("tool", "rule", "pointer"),
    [
        ({"type": "custom", "name": "f", "format": {"type": "text"}}, "unsupported_tool", "/tools/1/type"),
        ({"type": "function", "function": {"name": ""}}, "wrong_type", "/tools/1/function/name"),
        ({"type": "function", "function": {"name": "f", "parameters": "{}"}}, "wrong_type", "/tools/1/function/parameters"),
        ({"name": "f", "examples": ["f(1)"]}, "unknown_key", "/tools/1/examples"),
        ("f", "not_json", "/tools/1"),
    ],
    ids=["grammar", "no_name", "schema_as_text", "examples", "text"],
)
def test_what_is_no_function_is_rejected(tool: Any, rule: str, pointer: str) -> None:
    with pytest.raises(Rejected) as rejected:
        tools.read([OURS, tool], "/tools")
    assert rejected.value.breaches[0][:2] == (rule, pointer)
