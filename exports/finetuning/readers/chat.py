"""Messages of a role and a content: OpenAI's chat, Anthropic's with blocks, and LangChain's, which have the role as their type."""

from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Role, Turn
from exports.finetuning.readers import anthropic, blocks, calls, roles, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.values import refuse_unread, wrong

Message = dict[str, Any]

# After the first line: what an API or a client writes beside a message, and reasoning, which blocks.py tells why it is left out.
_READ = frozenset(
    (
        *("role", "content", "name", "weight", "tool_calls", "function_call", "tool_call_id", "annotations", "refusal", "type"),
        *("id", "object", "model", "created", "created_at", "createdAt", "timestamp", "status", "phase", "usage", "usage_metadata"),
        *("finish_reason", "stop_reason", "stop_sequence", "stop_details", "logprobs", "cache_control", "container", "context_management"),
        *(
            "response_metadata",
            "reasoning",
            "reasoning_content",
            "reasoning_details",
            "thinking",
            "thinking_blocks",
            "provider_specific_fields",
        ),
    )
)
_NO_PLACE = {"refusal": "a refusal", "annotations": "the sources of a text"}


def is_one(message: Message) -> bool:
    """Whether it says its role, as `role` or in LangChain's way."""
    if "role" in message:
        return True
    kind = message.get("type")
    return "content" in message and isinstance(kind, str) and kind in roles.ROLES


def add(message: Message, pointer: str, draft: Draft) -> None:
    """Raises Rejected."""
    key = "role" if "role" in message else "type"
    role = roles.role(message[key], f"{pointer}/{key}")
    refuse_unread(message, _READ, pointer)
    for unsaid, what in _NO_PLACE.items():
        if message.get(unsaid):
            raise reject("unsupported_part", f"{pointer}/{unsaid}", f"A conversation has no place for {what}.")
    if role == "tool":
        draft.append(_result(message, pointer))
        return
    _add_turn(message, role, pointer, draft)


def add_content(found: Any, pointer: str, draft: Draft) -> None:
    """Put text or blocks into the open turn. Raises Rejected."""
    if found is None:
        return
    if isinstance(found, str):
        draft.say(found, pointer)
        return
    for index, block in enumerate(values.items(found, pointer, "text, a list of blocks or null")):
        at = f"{pointer}/{index}"
        if isinstance(block, dict) and (act := anthropic.ACTIONS.get(blocks.kind(block, at))):
            act(block, at, draft)
        elif (piece := blocks.simple(block, at)) is not None:
            draft.say(piece, at)


def _add_turn(message: Message, role: Role, pointer: str, draft: Draft) -> None:
    if message.get("tool_call_id"):
        raise reject("unknown_role", f"{pointer}/role", f"This answers a tool call, but its role is {role}; it should be tool.")
    draft.begin(role, name=values.text(message, "name", pointer), weight=_weight(message.get("weight"), f"{pointer}/weight"))
    add_content(message.get("content"), f"{pointer}/content", draft)
    for call, at in calls.read(message, pointer):
        draft.call(call, at)


def _result(message: Message, pointer: str) -> Turn:
    if message.get("tool_calls") or message.get("function_call"):
        raise reject("call_not_by_assistant", pointer, "Only the assistant calls tools, but this is a turn of role tool.")
    content = blocks.content(message.get("content"), f"{pointer}/content", "tool")
    return Turn("tool", content, (), values.text(message, "tool_call_id", pointer), values.text(message, "name", pointer))


def _weight(found: Any, pointer: str) -> int | None:
    if found is not None and (not isinstance(found, int) or isinstance(found, bool)):
        raise wrong(pointer, found, "0 or 1")
    return found
