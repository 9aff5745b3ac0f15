"""Repairs of tool calls, of their answers, and of the tools."""

import hashlib
import operator
import re
import string
from collections.abc import Iterator
from itertools import count
from typing import Any

from evalplatform import exact_json
from exports.finetuning.conversation import ToolCall, Turn

SHORT = re.compile("[A-Za-z0-9]{9}")
_LENGTH = 9
_LETTERS = string.digits + string.ascii_letters
_NO_PARAMETERS = {"type": "object", "properties": {}}


def with_text_arguments(turn: Turn) -> Turn:
    calls = tuple(map(_stringified, turn.calls))
    return turn if all(map(operator.is_, calls, turn.calls)) else turn._replace(calls=calls)


def with_ids(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """An answer without an id is that of the first call before it which is not answered yet."""
    if not any(turn.calls for turn in turns):
        return turns
    taken = {call.id for turn in turns for call in turn.calls}
    fresh = (name for number in count(1) if (name := f"call_{number}") not in taken)
    made: list[Turn] = []
    waiting: list[str] = []
    for turn in turns:
        if turn.role != "tool":
            made.append(_with_call_ids(turn, fresh))
            waiting = [call.id for call in made[-1].calls]
            continue
        made.append(turn if turn.call_id or not waiting else turn._replace(call_id=waiting[0]))
        if made[-1].call_id in waiting:
            waiting.remove(made[-1].call_id)
    return tuple(made)


def with_short_ids(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Ids that are short enough stay, and no other becomes one of them."""
    ids = dict.fromkeys(one for turn in turns for one in (*(call.id for call in turn.calls), turn.call_id) if one)
    short = {one: one for one in ids if SHORT.fullmatch(one)}
    if len(short) == len(ids):
        return turns
    taken = set(short)
    for one in ids:
        if one not in short:
            short[one] = next(name for name in _names(one) if name not in taken)
            taken.add(short[one])
    return tuple(_renamed(turn, short) for turn in turns)


def complete_tool(tool: dict[str, Any]) -> dict[str, Any]:
    function = tool.get("function")
    if not isinstance(function, dict) or {"description", "parameters"} <= function.keys():
        return tool
    return {**tool, "function": {"description": "", "parameters": _NO_PARAMETERS, **function}}


def _stringified(call: ToolCall) -> ToolCall:
    if isinstance(call.arguments, str):
        return call if call.arguments.strip() else call._replace(arguments="{}")
    try:
        return call._replace(arguments=exact_json.dumps(call.arguments))
    except exact_json.NotJSON:  # the target's check says what is wrong with it
        return call


def _with_call_ids(turn: Turn, fresh: Iterator[str]) -> Turn:
    if all(call.id for call in turn.calls):
        return turn
    return turn._replace(calls=tuple(call if call.id else call._replace(id=next(fresh)) for call in turn.calls))


def _renamed(turn: Turn, short: dict[str, str]) -> Turn:
    if all(short.get(one, one) == one for one in (*(call.id for call in turn.calls), turn.call_id)):
        return turn
    calls = tuple(call._replace(id=short.get(call.id, call.id)) for call in turn.calls)
    return turn._replace(calls=calls, call_id=short.get(turn.call_id, turn.call_id))


def _names(one: str) -> Iterator[str]:
    """Nine letters and digits made of the id, then others, for the rare case that those are taken."""
    for number in count():
        digest = hashlib.blake2b(f"{number} {one}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
        value = int.from_bytes(digest)
        yield "".join(_LETTERS[value // 62**place % 62] for place in range(_LENGTH))
