"""The JSON texts inside of a ShareGPT line: calls and tools, written and checked."""

from typing import Any

from evalplatform import exact_json
from exports.finetuning.breaches import Breach, reject
from exports.finetuning.targets import checks

RESERVED = ("<think>", "<tool_call>")


def written(value: Any, pointer: str) -> str:
    """The value as JSON text. Raises Rejected."""
    try:
        return exact_json.dumps(value)
    except exact_json.NotJSON as error:
        raise reject("invalid_arguments", pointer, f"This cannot be written as JSON. {error}") from None


def check_call(text: str, pointer: str, found: list[Breach]) -> None:
    value = _read(text)
    calls = value if type(value) is list else [value]
    if not calls or not all(type(call) is dict and type(call.get("name")) is str and "arguments" in call for call in calls):
        message = "The value of a function_call must be JSON text: an object with name and arguments, or a list of such."
        found.append(Breach("invalid_call", pointer, message))
    for word in RESERVED:
        if word in text:
            found.append(Breach("reserved_words", pointer, f"The loader would cut {word} out of the call and fail."))


def check_tools(line: dict[str, Any], found: list[Breach]) -> None:
    """What is wrong with the line's `tools`, where it has them."""
    if "tools" not in line or not checks.is_text(line["tools"], "/tools", found):
        return
    tools = _read(line["tools"])
    if type(tools) is not list or not all(map(_is_tool, tools)):
        message = (
            "tools must be JSON text: a list of tools, each with a name and parameters, which are an object with properties;"
            " choices are texts. The repair complete_tools adds empty parameters."
        )
        found.append(Breach("invalid_tools", "/tools", message))


def _read(text: str) -> Any:
    """The value of the JSON text, None where it is none."""
    try:
        return exact_json.loads(text)
    except exact_json.NotJSON:
        return None


def _is_tool(tool: Any) -> bool:
    if type(tool) is not dict:
        return False
    function = tool.get("function") if tool.get("type") == "function" else tool
    if type(function) is not dict:
        return False
    parameters = function.get("parameters")
    if type(parameters) is not dict or type(parameters.get("properties")) is not dict:
        return False
    return type(function.get("name")) is str and all(map(_is_property, parameters["properties"].values()))


def _is_property(found: Any) -> bool:
    """The default tool formatter joins the choices and looks into the items."""
    if type(found) is not dict or type(found.get("items", {})) is not dict:
        return False
    choices = found.get("enum") or []
    return type(choices) is list and all(type(one) is str for one in choices)
