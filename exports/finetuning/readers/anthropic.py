"""Calls of tools and their results as Anthropic's Messages API has them: blocks among the texts of a message.

Whether a result `is_error` has no place of its own: what went wrong stands in the result's text.
"""

from collections.abc import Callable
from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ToolCall, Turn
from exports.finetuning.readers import blocks, calls, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.values import refuse_unread

_CALL = frozenset(("type", "id", "name", "input", "cache_control"))
_RESULT = frozenset(("type", "tool_use_id", "content", "is_error", "cache_control"))


def _call(block: blocks.Block, pointer: str, draft: Draft) -> None:
    if isinstance(caller := block.get("caller"), dict) and caller.get("type") != "direct":
        raise reject("unsupported_part", f"{pointer}/caller", "This tool was called by code that ran at the provider, not by the model.")
    refuse_unread({key: value for key, value in block.items() if key != "caller"}, _CALL, pointer)
    made = ToolCall(values.text(block, "id", pointer), values.name(block, pointer), calls.arguments(block.get("input"), f"{pointer}/input"))
    draft.call(made, pointer)


def _result(block: blocks.Block, pointer: str, draft: Draft) -> None:
    refuse_unread(block, _RESULT, pointer)
    content = blocks.content(block.get("content"), f"{pointer}/content", "tool")
    draft.answer(Turn("tool", content, (), values.text(block, "tool_use_id", pointer)))


ACTIONS: dict[str, Callable[[dict[str, Any], str, Draft], None]] = {"tool_use": _call, "tool_result": _result}
