"""The roles of messages, in their newer and older words."""

from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Role
from exports.finetuning.readers.values import described, shortened

# Beside our own: `function` is OpenAI's before tools, `model` Gemini's, `human` and `ai` LangChain's, `bot` and `chatbot` of older chats.
ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "developer",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
    "human": "user",
    "ai": "assistant",
    "model": "assistant",
    "bot": "assistant",
    "chatbot": "assistant",
}


def role(found: Any, pointer: str) -> Role:
    """Raises Rejected."""
    if isinstance(found, str) and (known := ROLES.get(found)):
        return known
    what = repr(shortened(found)) if isinstance(found, str) else described(found)
    raise reject("unknown_role", pointer, f"{what} is no role that is known; known are {', '.join(ROLES)}.")
