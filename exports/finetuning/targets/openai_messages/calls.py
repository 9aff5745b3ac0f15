"""Checks tool calls, and the tools that can be called."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from exports.finetuning.breaches import Breach
from exports.finetuning.targets.openai_messages.content import shown, unknown_key
from exports.finetuning.targets.openai_messages.dialect import NAME, Dialect

_CALL_KEYS = frozenset({"id", "type", "function"})
_CALLED_KEYS = frozenset({"name", "arguments"})
_TOOL_KEYS = frozenset({"type", "function"})
_FUNCTION_KEYS = frozenset({"name", "description", "parameters", "strict"})


def breaches(calls: Any, at: str, dialect: Dialect, known: frozenset[str] | None) -> Iterator[Breach]:
    """Each thing that is wrong with `tool_calls`; `known` are the names of the tools, None where any name will do."""
    if not isinstance(calls, list) or not calls:
        yield Breach("calls_type", at, "tool_calls is a list of at least one call; leave it out where nothing is called.")
        return
    seen: set[str] = set()
    for index, call in enumerate(calls):
        if not isinstance(call, dict):
            yield Breach("call_type", f"{at}/{index}", 'A call is {"id", "type": "function", "function": {"name", "arguments"}}.')
            continue
        yield from _call(call, f"{at}/{index}", dialect, known)
        found = call.get("id")
        if isinstance(found, str) and found in seen:
            yield Breach("repeated_call_id", f"{at}/{index}/id", f"Another call of this message has the id {shown(found)} too.")
        elif isinstance(found, str):
            seen.add(found)


def id_breaches(found: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    """What is wrong with an id of a call, in the call itself or in its answer."""
    if not isinstance(found, str) or not found:
        yield Breach("call_id", at, "The id of a call is a text that is not empty (repair fill_tool_ids).")
    elif dialect.call_id and not dialect.call_id.fullmatch(found):
        yield Breach("call_id", at, f"The id {shown(found)} is not made of nine letters and digits (repair shorten_tool_ids).")


def tool_breaches(tools: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    """Each thing that is wrong with `tools`."""
    if not isinstance(tools, list) or not (tools or dialect.tools_may_be_empty):
        yield Breach("tools_type", at, "tools is a list of at least one tool; leave it out where there are none.")
        return
    if dialect.max_tools and len(tools) > dialect.max_tools:
        yield Breach("too_many_tools", at, f"There are {len(tools)} tools, and at most {dialect.max_tools} are taken.")
    seen: set[str] = set()
    for index, tool in enumerate(tools):
        yield from _tool(tool, f"{at}/{index}", dialect)
        name = tool_name(tool)
        if name in seen:
            yield Breach("repeated_tool", f"{at}/{index}/function/name", f"Another tool has the name {shown(name)} too.")
        elif name is not None:
            seen.add(name)


def tool_name(tool: Any) -> str | None:
    """The name of the function, if there is one."""
    function = tool.get("function") if isinstance(tool, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else None


def _call(call: Mapping[str, Any], at: str, dialect: Dialect, known: frozenset[str] | None) -> Iterator[Breach]:
    for key in call:
        if key not in _CALL_KEYS:
            yield unknown_key(key, at, "a tool call")
    yield from id_breaches(call.get("id"), f"{at}/id" if "id" in call else at, dialect)
    if call.get("type") != "function":
        yield Breach("call_type", f"{at}/type" if "type" in call else at, 'The type of a call is "function".')
    function = call.get("function")
    if not isinstance(function, dict):
        yield Breach("call_type", f"{at}/function" if "function" in call else at, 'function is {"name", "arguments"}.')
        return
    for key in function:
        if key not in _CALLED_KEYS:
            yield unknown_key(key, f"{at}/function", "the function of a call")
    yield from _name(function, f"{at}/function", "call_type")
    if known is not None and isinstance(function.get("name"), str) and function["name"] not in known:
        yield Breach("unknown_tool", f"{at}/function/name", f"{shown(function['name'])} is not among the tools of this line.")
    yield from _arguments(function, f"{at}/function")


def _arguments(function: Mapping[str, Any], at: str) -> Iterator[Breach]:
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        place = f"{at}/arguments" if "arguments" in function else at
        yield Breach("arguments_type", place, "arguments is JSON text, not an object (repair stringify_arguments).")
        return
    try:
        value = orjson.loads(arguments)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        yield Breach("arguments_json", f"{at}/arguments", "arguments is the JSON text of an object, which this text is not.")


def _name(function: Mapping[str, Any], at: str, missing: str) -> Iterator[Breach]:
    name = function.get("name")
    if not isinstance(name, str):
        yield Breach(missing, f"{at}/name" if "name" in function else at, "A function has a name, which is a text.")
    elif not NAME.fullmatch(name):
        yield Breach("function_name", f"{at}/name", "The name of a function has 1 to 64 letters, digits, underscores and hyphens.")


def _tool(tool: Any, at: str, dialect: Dialect) -> Iterator[Breach]:
    function = tool.get("function") if isinstance(tool, dict) else None
    if not isinstance(function, dict):
        yield Breach("tool_type", at, 'A tool is {"type": "function", "function": {"name", "description", "parameters"}}.')
        return
    for key in tool:
        if key not in _TOOL_KEYS:
            yield unknown_key(key, at, "a tool")
    if tool.get("type") != "function":
        yield Breach("tool_type", f"{at}/type" if "type" in tool else at, 'The type of a tool is "function".')
    yield from _function(function, f"{at}/function", dialect)


def _function(function: Mapping[str, Any], at: str, dialect: Dialect) -> Iterator[Breach]:
    for key in function:
        if key not in _FUNCTION_KEYS:
            yield unknown_key(key, at, "the function of a tool")
    yield from _name(function, at, "tool_type")
    for key in dialect.tool_needs:
        if key not in function and key != "name":
            yield Breach("tool_needs", at, f"The function of a tool has a {key} here (repair complete_tools).")
    if not isinstance(function.get("description", ""), str):
        yield Breach("tool_type", f"{at}/description", "description is a text.")
    if not isinstance(function.get("parameters", {}), dict):
        yield Breach("tool_type", f"{at}/parameters", "parameters is a JSON Schema, which is an object.")
    if not isinstance(function.get("strict"), bool | None):
        yield Breach("tool_type", f"{at}/strict", "strict is true or false.")
