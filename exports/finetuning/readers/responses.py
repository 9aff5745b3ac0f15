"""Items of OpenAI's Responses API that are no messages: calls of functions, their results, and reasoning, which is left out.

An item is one of many that make a turn: calls belong to the turn of the assistant before them.
https://platform.openai.com/docs/api-reference/responses
"""

from collections.abc import Callable
from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ToolCall, Turn
from exports.finetuning.readers import blocks, calls, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.values import refuse_unread

Item = dict[str, Any]

_CALL = frozenset(("type", "id", "call_id", "name", "arguments", "status", "created_by"))
_RESULT = frozenset(("type", "id", "call_id", "output", "status", "created_by"))


def _call(item: Item, pointer: str, draft: Draft) -> None:
    refuse_unread(item, _CALL, pointer)
    given = calls.arguments(item.get("arguments"), f"{pointer}/arguments")
    draft.go_on()
    draft.call(ToolCall(values.text(item, "call_id", pointer), values.name(item, pointer), given), pointer)


def _result(item: Item, pointer: str, draft: Draft) -> None:
    refuse_unread(item, _RESULT, pointer)
    content = blocks.content(item.get("output"), f"{pointer}/output", "tool")
    draft.append(Turn("tool", content, (), values.text(item, "call_id", pointer)))


def _reasoning(item: Item, pointer: str, draft: Draft) -> None:
    pass


def _reference(item: Item, pointer: str, draft: Draft) -> None:
    raise reject("earlier_turns_missing", pointer, "This refers to an item that lies at the provider; send the item itself.")


ITEMS: dict[str, Callable[[Item, str, Draft], None]] = {
    "function_call": _call,
    "function_call_output": _result,
    "reasoning": _reasoning,
    "item_reference": _reference,
}
