"""Messages and tools spread over attributes with numbers in their names, as OpenInference and OpenLLMetry write them."""

from typing import Any

from evalplatform.tracing.otlp.attributes import rows, structured, take_indexed
from evalplatform.tracing.otlp.messages import Message, tool_call
from evalplatform.tracing.otlp.received import Attributes

_TAKEN = ("role", "content", "contents", "tool_calls", "function_call_name", "function_call_arguments_json")


def take_openinference(attributes: Attributes, prefix: str) -> list[Message]:
    """Take out `prefix.N.message.role`, `.content`, `.contents`, `.tool_calls` … of https://github.com/Arize-ai/openinference."""
    return [_openinference(_inner(one, "message")) for one in take_indexed(attributes, prefix)]


def take_openllmetry(attributes: Attributes, prefix: str) -> list[Message]:
    """Take out `prefix.N.role`, `.content`, `.tool_calls.M.name` …; the finish reasons go where the conventions have them."""
    found = [one for one in take_indexed(attributes, prefix) if isinstance(one, dict)]
    if reasons := [one.pop("finish_reason") for one in found if "finish_reason" in one]:
        attributes.setdefault("gen_ai.response.finish_reasons", reasons)
    for message in found:
        if calls := [one for one in rows(message.get("tool_calls")) if isinstance(one, dict)]:
            message["tool_calls"] = [tool_call(one.get("id"), one.get("name"), one.get("arguments")) for one in calls]
    return found


def _openinference(message: Message) -> Message:
    read = {"role": message.get("role"), "content": _content(message)}
    if calls := [_call(_inner(one, "tool_call")) for one in rows(message.get("tool_calls"))]:
        read["tool_calls"] = calls
    elif name := message.get("function_call_name"):
        read["tool_calls"] = [tool_call(None, name, message.get("function_call_arguments_json"))]
    return {**read, **{key: value for key, value in message.items() if key not in _TAKEN}}


def _call(call: Attributes) -> Message:
    function = _inner(call, "function")
    return tool_call(call.get("id"), function.get("name"), function.get("arguments"))


def _content(message: Message) -> Any:
    parts = [_part(_inner(one, "message_content")) for one in rows(message.get("contents"))]
    return parts or message.get("content")


def _part(part: Attributes) -> Attributes:
    url = _inner(_inner(part, "image"), "image").get("url")
    if part.get("type") == "image" and isinstance(url, str):
        return {"type": "image_url", "image_url": {"url": url}}
    return part


def _inner(holder: Any, name: str) -> Attributes:
    inner = holder.get(name) if isinstance(holder, dict) else None
    return inner if isinstance(inner, dict) else {}


def read_tools(attributes: Attributes) -> list[Any]:
    """The tools that a model could call, in OpenAI's shape where there is one; they stay among the attributes."""
    defined = structured(attributes.get("gen_ai.tool.definitions"))
    if isinstance(defined, list):
        return [_tool(structured(one)) for one in defined]
    copy = {key: value for key, value in attributes.items() if key.startswith(("llm.tools.", "llm.request.functions."))}
    schemas = [structured(_inner(one, "tool").get("json_schema")) for one in take_indexed(copy, "llm.tools")]
    return [_tool(one) for one in schemas or take_indexed(copy, "llm.request.functions")]


def _tool(tool: Any) -> Any:
    """A flat definition as OpenAI nests it; Anthropic's `input_schema` is its `parameters`."""
    if not isinstance(tool, dict) or "function" in tool or "name" not in tool or tool.get("type", "function") not in ("function", "custom"):
        return tool
    inner = {key: structured(value) for key, value in tool.items() if key not in ("type", "input_schema")}
    if "input_schema" in tool:
        inner["parameters"] = structured(tool["input_schema"])
    return {"type": "function", "function": inner}
