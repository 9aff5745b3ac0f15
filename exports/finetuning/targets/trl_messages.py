"""Messages as TRL's trainers hand them to the chat template of a model: calls have arguments that are objects, and may have no id.

Sources: docs/source/dataset_formats.md and trl/data_utils.py of github.com/huggingface/trl. What only the templates of some models
refuse, as two turns of one role or a system message that is not the first, is not checked, since other templates take it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from evalplatform import exact_json
from evalplatform.exact_json import escape_key
from exports.finetuning.breaches import Breach, reject
from exports.finetuning.conversation import ToolCall, Turn
from exports.finetuning.targets import checks
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

ROLES = ("system", "user", "assistant", "tool")
REPAIRS = (*plain.REPAIRS, "stringify_arguments", "fill_tool_ids", "complete_tools")
RULES: Rules = (
    ("not_an_object", checks.OBJECT),
    ("missing_key", checks.MISSING),
    ("unknown_key", checks.UNKNOWN),
    ("wrong_type", checks.TYPE),
    ("no_messages", "A list of messages has at least one."),
    ("unknown_role", "A role is system, user, assistant or tool."),
    ("missing_content", "A message has a content; an assistant's has a content or calls."),
    ("empty_content", "A content is not empty, but for a tool's, or beside calls."),
    ("calls_place", "Only the assistant calls tools."),
    ("no_calls", "A list of calls has at least one."),
    ("empty_name", "The name of a function is not empty."),
    ("large_integer", "Integers have at most 64 bits, since `datasets`, by which TRL loads files, reads no others."),
)
REFUSALS: Rules = (plain.NEEDS, plain.IMAGE, plain.ARGUMENTS, ("unsupported_tools", "Tools are functions with a name."))
_KEYS = ("role", "content", "tool_calls", "tool_call_id", "name")
_CALL = ("type", "function", "id")
_FUNCTION = ("name", "arguments")


def render(turns: Iterable[Turn], pointer: str, *, learned: bool = True) -> list[dict[str, Any]]:
    """The messages at `pointer`; `learned` where a weight of 0 would be overridden. Raises Rejected."""
    made: list[dict[str, Any]] = []
    for turn in turns:
        role, content, calls, call_id, name, weight = turn
        if type(content) is str and not calls and not call_id and not name and weight != 0:
            made.append({"role": role, "content": content})
        else:
            made.append(_message(turn, f"{pointer}/{len(made)}", learned))
    return made


def render_tools(tools: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The line's `tools`, and no such key where there are none. Raises Rejected."""
    for number, tool in enumerate(tools):
        function = tool.get("function")
        if tool.get("type") != "function" or not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise reject("unsupported_tools", f"/tools/{number}", "Only tools that are functions with a name can be written.")
    return {"tools": list(tools)} if tools else {}


def check(messages: Any, pointer: str, found: list[Breach]) -> None:
    """What is wrong with a list of messages."""
    if not checks.is_list(messages, pointer, found):
        return
    if not messages:
        found.append(Breach("no_messages", pointer, "There is no message."))
    for number, message in enumerate(messages):
        if type(message) is dict and len(message) == 2 and message.get("role") in ("system", "user", "assistant"):
            content = message.get("content")
            if type(content) is str and content:
                continue
        _check_message(message, f"{pointer}/{number}", found)


def check_tools(line: dict[str, Any], found: list[Breach]) -> None:
    """What is wrong with the line's `tools`, where it has them."""
    if "tools" not in line or not checks.is_list(line["tools"], "/tools", found):
        return
    _check_integers(line["tools"], "/tools", found)
    for number, tool in enumerate(line["tools"]):
        pointer, keys = f"/tools/{number}", ("type", "function")
        if not checks.is_object(tool, pointer, found, needed=keys, known=tool):
            continue
        if "type" in tool:
            checks.is_one_of(tool["type"], ("function",), f"{pointer}/type", found, rule="wrong_type")
        if "function" in tool:
            _check_function(tool["function"], f"{pointer}/function", ("name",), found)


def features(*columns: str) -> Features:
    """Of the columns that are lists of messages, and of `tools`."""
    return tuple({"name": name, "list": "json"} for name in (*columns, "tools"))


def texts(messages: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """All that the model would read or write of the messages."""
    for message in messages:
        if "content" in message:
            yield message["content"]
        for call in message.get("tool_calls", ()):
            yield exact_json.dumps(call["function"])


def tool_texts(line: Mapping[str, Any]) -> Iterator[str]:
    return map(exact_json.dumps, line.get("tools", ()))


def schema() -> dict[str, Any]:
    """JSON Schema of a list of messages."""
    text, word = {"type": "string"}, {"type": "string", "minLength": 1}
    function = checks.closed({"name": word, "arguments": {"type": "object"}}, *_FUNCTION)
    call = checks.closed({"type": {"const": "function"}, "function": function, "id": text}, "type", "function")
    marks = {"name": text, "tool_call_id": text}
    calls = {"type": "array", "minItems": 1, "items": call}
    forms = [
        checks.closed({"role": {"enum": ["system", "user", "assistant"]}, "content": word, **marks}, "role", "content"),
        checks.closed({"role": {"const": "tool"}, "content": text, **marks}, "role", "content"),
        checks.closed({"role": {"const": "assistant"}, "content": text, "tool_calls": calls, **marks}, "role", "tool_calls"),
    ]
    return {"type": "array", "minItems": 1, "items": {"anyOf": forms}}


def tools_schema() -> dict[str, Any]:
    """JSON Schema of `tools`."""
    function = {"type": "object", "properties": {"name": {"type": "string", "minLength": 1}}, "required": ["name"]}
    tool = {"type": "object", "properties": {"type": {"const": "function"}, "function": function}, "required": ["type", "function"]}
    return {"type": "array", "items": tool}


def _message(turn: Turn, pointer: str, learned: bool) -> dict[str, Any]:
    if learned:
        plain.refuse_weight(turn, pointer)
    made: dict[str, Any] = {"role": turn.role}
    if turn.content is not None:
        made["content"] = plain.text(turn, f"{pointer}/content")
    if turn.calls:
        made["tool_calls"] = [_call(call, f"{pointer}/tool_calls/{number}") for number, call in enumerate(turn.calls)]
    if turn.call_id:
        made["tool_call_id"] = turn.call_id
    if turn.name:
        made["name"] = turn.name
    return made


def _call(call: ToolCall, pointer: str) -> dict[str, Any]:
    function = {"name": call.name, "arguments": plain.arguments(call, f"{pointer}/function/arguments")}
    made: dict[str, Any] = {"type": "function", "function": function}
    return {"id": call.id, **made} if call.id else made


def _check_message(message: Any, pointer: str, found: list[Breach]) -> None:
    if not checks.is_object(message, pointer, found, needed=("role",), known=_KEYS):
        return
    role = message.get("role")
    if "role" in message:
        checks.is_one_of(role, ROLES, f"{pointer}/role", found, rule="unknown_role")
    if "content" in message:
        _check_content(message, role, pointer, found)
    elif "tool_calls" not in message:
        found.append(Breach("missing_content", f"{pointer}/content", "The message has neither a content nor calls."))
    if "tool_calls" in message:
        _check_calls(message["tool_calls"], role, f"{pointer}/tool_calls", found)
    for key in ("tool_call_id", "name"):
        if key in message:
            checks.is_text(message[key], f"{pointer}/{key}", found)


def _check_content(message: dict[str, Any], role: Any, pointer: str, found: list[Breach]) -> None:
    content = message["content"]
    if not checks.is_text(content, f"{pointer}/content", found) or content:
        return
    if role != "tool" and "tool_calls" not in message:
        text = "This content is empty; the repair drop_empty_turns leaves such turns out."
        found.append(Breach("empty_content", f"{pointer}/content", text))


def _check_calls(calls: Any, role: Any, pointer: str, found: list[Breach]) -> None:
    if role in ROLES and role != "assistant":
        found.append(Breach("calls_place", pointer, f"Only the assistant calls tools, not the {role}."))
    if not checks.is_list(calls, pointer, found):
        return
    if not calls:
        found.append(Breach("no_calls", pointer, "There is no call in this list; leave it out."))
    for number, call in enumerate(calls):
        _check_call(call, f"{pointer}/{number}", found)


def _check_call(call: Any, pointer: str, found: list[Breach]) -> None:
    if not checks.is_object(call, pointer, found, needed=("type", "function"), known=_CALL):
        return
    if "type" in call:
        checks.is_one_of(call["type"], ("function",), f"{pointer}/type", found, rule="wrong_type")
    if "id" in call:
        checks.is_text(call["id"], f"{pointer}/id", found)
    if "function" in call:
        _check_called(call["function"], f"{pointer}/function", found)


def _check_called(function: Any, pointer: str, found: list[Breach]) -> None:
    if not _check_function(function, pointer, _FUNCTION, found):
        return
    checks.is_object(function, pointer, found, needed=(), known=_FUNCTION)
    if "arguments" in function:
        place = f"{pointer}/arguments"
        if checks.is_object(function["arguments"], place, found, needed=(), known=function["arguments"]):
            _check_integers(function["arguments"], place, found)


def _check_integers(value: Any, pointer: str, found: list[Breach]) -> None:
    try:
        orjson.dumps(value)
    except TypeError:  # an integer beyond 64 bits, or what else it cannot write
        found.extend(_large_integers(value, pointer))


def _large_integers(top: Any, at: str) -> Iterator[Breach]:
    waiting: list[tuple[Any, str]] = [(top, at)]
    while waiting:
        value, pointer = waiting.pop()
        if type(value) is int and not -(2**63) <= value < 2**64:
            yield Breach("large_integer", pointer, "This integer has more than 64 bits; let it be a text.")
        steps = value.items() if type(value) is dict else enumerate(value) if type(value) is list else ()
        waiting.extend(reversed([(inner, f"{pointer}/{escape_key(str(step))}") for step, inner in steps]))


def _check_function(function: Any, pointer: str, needed: tuple[str, ...], found: list[Breach]) -> bool:
    """Whether it is an object; its name is checked."""
    if not checks.is_object(function, pointer, found, needed=needed, known=function):
        return False
    if "name" in function:
        checks.is_word(function["name"], f"{pointer}/name", found, rule="empty_name")
    return True
