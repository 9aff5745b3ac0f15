"""JSON Schema (2020-12) of messages and of the lines that hold them, by a dialect's rules."""

from collections.abc import Sequence
from typing import Any

from exports.finetuning.targets.openai_messages.content import DETAILS
from exports.finetuning.targets.openai_messages.dialect import NAME, Dialect, Images

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NAME = {"type": "string", "pattern": f"^{NAME.pattern}$"}
_TEXT = {"type": "string", "minLength": 1}


def of_chat(dialect: Dialect, *, title: str, name: str) -> dict[str, Any]:
    """Of a line that is one conversation."""
    line = _object(_properties(dialect), ["messages"])
    line["properties"]["messages"]["contains"] = {"properties": {"role": {"const": "assistant"}}}
    return {"$schema": DRAFT, "$id": f"{name}.json", "title": title, **line, "$defs": definitions(dialect)}


def of_pairs(dialect: Dialect, *, title: str, name: str) -> dict[str, Any]:
    """Of a line that is a prompt with two answers."""
    output = {"type": "array", "items": {"$ref": "#/$defs/assistant"}, "minItems": 1, "maxItems": 1}
    prompt = _object(_properties(dialect), ["messages"])
    line = _object(
        {"input": prompt, "preferred_output": output, "non_preferred_output": output},
        ["input", "preferred_output", "non_preferred_output"],
    )
    return {"$schema": DRAFT, "$id": f"{name}.json", "title": title, **line, "$defs": definitions(dialect)}


def definitions(dialect: Dialect) -> dict[str, Any]:
    """Of the message of each role, of calls and of tools."""
    found = {role: _message(role, dialect) for role in dialect.keys}
    return {**found, "call": _call(dialect), "function": _tool(dialect.tool_needs)}


def _properties(dialect: Dialect) -> dict[str, Any]:
    messages = {"type": "array", "minItems": 1, "items": {"anyOf": [{"$ref": f"#/$defs/{role}"} for role in dialect.keys]}}
    tools: dict[str, Any] = {"type": "array", "items": {"$ref": "#/$defs/function"}}
    if not dialect.tools_may_be_empty:
        tools["minItems"] = 1
    if dialect.max_tools:
        tools["maxItems"] = dialect.max_tools
    known = {"messages": messages, "tools": tools, "parallel_tool_calls": {"type": "boolean"}}
    return {key: known[key] for key in dialect.line_keys}


def _message(role: str, dialect: Dialect) -> dict[str, Any]:
    parts = {
        "role": {"const": role},
        "content": _content(role, dialect),
        "name": _NAME,
        "tool_calls": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/call"}},
        "tool_call_id": _id(dialect),
        "weight": {"type": "integer", "enum": [0, 1]},
    }
    properties = {key: part for key, part in parts.items() if key in dialect.keys[role]}
    if role == "assistant":
        told: dict[str, Any] = {"properties": {"content": {"minLength": 1}}, "required": ["content"], "not": {"required": ["tool_calls"]}}
        called = {"required": ["tool_calls"], **({"properties": {"content": {"enum": ["", None]}}} if dialect.text_or_calls else {})}
        return {**_object(properties, ["role"]), "anyOf": [told, called]}
    return _object(properties, ["role", "content", *(["tool_call_id"] if role == "tool" else [])])


def _content(role: str, dialect: Dialect) -> dict[str, Any]:
    if role == "tool":
        return {"anyOf": [{"type": "string"}, _parts(None)]} if dialect.tool_parts else {"type": "string"}
    if role == "assistant":
        return {"anyOf": [{"type": "string"}, {"type": "null"}, _parts(None)]}
    return {"anyOf": [_TEXT, _parts(dialect.images if role == "user" else None)]}


def _parts(images: Images | None) -> dict[str, Any]:
    text = _object({"type": {"const": "text"}, "text": {"type": "string"}}, ["type", "text"])
    kinds = [text, _image(images)] if images else [text]
    return {"type": "array", "minItems": 1, "items": {"anyOf": kinds}}


def _image(images: Images) -> dict[str, Any]:
    forms = [f"data:image/({'|'.join(images.formats)});base64,", *([r"https?://\S+$"] if images.addresses else [])]
    url = {"type": "string", "pattern": f"^({'|'.join(forms)})"}
    image = _object({"url": url, "detail": {"enum": list(DETAILS)}}, ["url"])
    return _object({"type": {"const": "image_url"}, "image_url": image}, ["type", "image_url"])


def _id(dialect: Dialect) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{dialect.call_id.pattern}$"} if dialect.call_id else _TEXT


def _call(dialect: Dialect) -> dict[str, Any]:
    arguments = {"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}
    function = _object({"name": _NAME, "arguments": arguments}, ["name", "arguments"])
    return _object({"id": _id(dialect), "type": {"const": "function"}, "function": function}, ["id", "type", "function"])


def _tool(needs: Sequence[str]) -> dict[str, Any]:
    function = _object(
        {"name": _NAME, "description": {"type": "string"}, "parameters": {"type": "object"}, "strict": {"type": ["boolean", "null"]}},
        list(needs),
    )
    return _object({"type": {"const": "function"}, "function": function}, ["type", "function"])


def _object(properties: dict[str, Any], required: Sequence[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}
