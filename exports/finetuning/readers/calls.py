"""Calls of tools as messages have them: OpenAI's `tool_calls`, its older `function_call`, and LangChain's `args`."""

from collections.abc import Iterator
from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ToolCall
from exports.finetuning.readers import values
from exports.finetuning.readers.values import refuse_unread, shortened, wrong

_CALL = frozenset(("id", "type", "function", "index"))
_FUNCTION = frozenset(("name", "arguments"))
_LANGCHAIN = frozenset(("id", "type", "name", "args", "index"))


def read(message: dict[str, Any], pointer: str) -> Iterator[tuple[ToolCall, str]]:
    """Each call of the message, and where it stands. Raises Rejected."""
    found, older = message.get("tool_calls"), message.get("function_call")
    if found and older is not None:
        raise reject("unknown_key", f"{pointer}/function_call", "A message has `tool_calls` or `function_call`, not both.")
    if found is not None:
        for index, one in enumerate(values.items(found, f"{pointer}/tool_calls", "a list of tool calls")):
            at = f"{pointer}/tool_calls/{index}"
            yield _call(one, at), at
    if older is not None:
        at = f"{pointer}/function_call"
        yield _function(older, "", at), at


def arguments(found: Any, pointer: str) -> str | dict[str, Any]:
    """Text or an object as it is; nothing is an object without keys. Raises Rejected."""
    if found is None:
        return {}
    if not isinstance(found, str | dict):
        raise wrong(pointer, found, "arguments as JSON text or as an object")
    return found


def _call(found: Any, pointer: str) -> ToolCall:
    if not isinstance(found, dict):
        raise wrong(pointer, found, "a tool call")
    if "args" in found and "function" not in found:
        refuse_unread(found, _LANGCHAIN, pointer)
        return ToolCall(values.text(found, "id", pointer), values.name(found, pointer), arguments(found["args"], f"{pointer}/args"))
    if (kind := found.get("type")) not in ("function", None):
        what = repr(shortened(kind)) if isinstance(kind, str) else values.described(kind)
        raise reject("unsupported_part", f"{pointer}/type", f"Only calls of functions are understood, but this is one of type {what}.")
    refuse_unread(found, _CALL, pointer)
    return _function(found.get("function"), values.text(found, "id", pointer), f"{pointer}/function")


def _function(found: Any, identifier: str, pointer: str) -> ToolCall:
    if not isinstance(found, dict):
        raise wrong(pointer, found, "a function with name and arguments")
    refuse_unread(found, _FUNCTION, pointer)
    return ToolCall(identifier, values.name(found, pointer), arguments(found.get("arguments"), f"{pointer}/arguments"))
