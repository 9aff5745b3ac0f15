"""Definitions of tools to OpenAI's shape: from OpenAI's two APIs and its older `functions`, Anthropic, Gemini, MCP and OTel."""

from collections.abc import Iterator
from typing import Any

from exports.finetuning.breaches import Rejected, reject
from exports.finetuning.readers import values
from exports.finetuning.readers.values import described, refuse_unread, wrong

Tool = dict[str, Any]

_ENTRY = frozenset(("type", "function", "cache_control"))
_SCHEMAS = ("parameters", "input_schema", "inputSchema", "parametersJsonSchema", "parameters_json_schema")
# Beside what is written, only what no client shows to the model: strictness, caching, hints and output schemas of MCP.
_FUNCTION = frozenset(
    (
        *("name", "description", "type", "strict", "cache_control", "outputSchema", "annotations", "title", "behavior"),
        *("defer_loading", "allowed_callers", "eager_input_streaming"),
        *_SCHEMAS,
    )
)
_FUNCTION_TYPES = ("function", "custom", None)  # `custom` is Anthropic's word for a tool of the caller's own
_GEMINI = ("functionDeclarations", "function_declarations")


def read(found: Any, pointer: str) -> tuple[Tool, ...]:
    """A list of definitions, or JSON text of one; null is none. Raises Rejected."""
    if not found:
        return ()
    if isinstance(found, str):
        found = values.from_text(found, pointer)
    made: list[Tool] = []
    for index, tool in enumerate(values.items(found, pointer, "a list of tools")):
        if _is_ours(tool):
            made.append(tool)
        else:
            made += _read(tool, f"{pointer}/{index}")
    return tuple(made)


def _is_ours(tool: Any) -> bool:
    """Whether it is written already as it is to be."""
    if type(tool) is not dict or len(tool) != 2 or tool.get("type") != "function" or type(function := tool.get("function")) is not dict:
        return False
    name, description, parameters = function.get("name"), function.get("description"), function.get("parameters")
    said = bool(type(name) is str and name) + bool(type(description) is str and description) + (type(parameters) is dict)
    return bool(name) and said == len(function)


def _read(tool: Any, pointer: str) -> Iterator[Tool]:
    if isinstance(tool, str):  # each definition as JSON text of its own, as attributes of OTel have it
        tool = values.from_text(tool, pointer)
    if not isinstance(tool, dict):
        raise wrong(pointer, tool, "a tool")
    for key in _GEMINI:
        if key in tool:
            refuse_unread(tool, frozenset(_GEMINI), pointer)
            declared = values.items(tool[key], f"{pointer}/{key}", "a list of functions")
            yield from (_function(one, f"{pointer}/{key}/{index}") for index, one in enumerate(declared))
            return
    if tool.get("type") not in _FUNCTION_TYPES:
        raise _unsupported(tool, pointer)
    if "function" in tool:
        refuse_unread(tool, _ENTRY, pointer)
        yield _function(tool["function"], f"{pointer}/function")
    else:
        yield _function(tool, pointer)


def _function(found: Any, pointer: str) -> Tool:
    if not isinstance(found, dict):
        raise wrong(pointer, found, "a function with a name")
    if found.get("type") == "custom" and "input_schema" not in found:
        raise _unsupported(found, pointer)
    refuse_unread(found, _FUNCTION, pointer)
    made: Tool = {"name": values.name(found, pointer)}
    if description := values.text(found, "description", pointer):
        made["description"] = description
    for key in _SCHEMAS:
        if (schema := found.get(key)) is not None:
            if not isinstance(schema, dict):
                raise wrong(f"{pointer}/{key}", schema, "a JSON Schema")
            made["parameters"] = schema
            break
    return {"type": "function", "function": made}


def _unsupported(tool: Tool, pointer: str) -> Rejected:
    found = tool.get("type")
    what = repr(values.shortened(found)) if isinstance(found, str) else described(found)
    return reject(
        "unsupported_tool", f"{pointer}/type", f"Only functions with a JSON Schema can be written, but this tool is of type {what}."
    )
