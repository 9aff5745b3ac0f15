"""Mistral's fine-tuning, at their API and with mistral-finetune. Both are no longer maintained, so it is a legacy format.

Sources: finetune/data/tokenize.py of github.com/mistralai/mistral-finetune (one system message; tools with description and parameters;
arguments as text) with MistralRequestValidatorV3 of github.com/mistralai/mistral-common in its mode finetuning (ids of nine letters and
digits, text or calls, last message an assistant's, weight 0 or 1); docs.mistral.ai/capabilities/finetuning/text_vision_finetuning
(roles, images). Newer versions of mistral-common let neighbours have one role; the older ones, and the API's check of a file, do not.
"""

import re
from datetime import date

from exports.finetuning.targets import Limits, Needs, Status
from exports.finetuning.targets.openai_messages.chat import ChatLines
from exports.finetuning.targets.openai_messages.dialect import Dialect, Images

# MistralBase forbids other keys; a name is known for the answers of tools alone.
_KEYS = {
    "system": frozenset({"role", "content"}),
    "user": frozenset({"role", "content"}),
    "assistant": frozenset({"role", "content", "tool_calls", "weight"}),
    "tool": frozenset({"role", "content", "tool_call_id", "name"}),
}
DIALECT = Dialect(
    keys=_KEYS,
    images=Images(("jpeg", "png", "webp", "gif")),
    call_id=re.compile("[A-Za-z0-9]{9}"),
    tool_needs=("name", "description", "parameters"),
    alternates=True,
    system_first=True,
    text_or_calls=True,
)


class Target(ChatLines):
    rules_version = "2026-11"
    source = "https://docs.mistral.ai/capabilities/finetuning/text_vision_finetuning"
    status = Status.LEGACY
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits(max_file_bytes=512_000_000)
    repairs: tuple[str, ...] = (
        "developer_to_system",
        "drop_empty_turns",
        "system_first",
        "drop_leading_assistant",
        "drop_trailing_user",
        "merge_turns",
        "stringify_arguments",
        "fill_tool_ids",
        "shorten_tool_ids",
        "drop_names",
        "complete_tools",
        "drop_text_beside_calls",
    )

    def __init__(self) -> None:
        super().__init__(DIALECT, name="mistral", title="Mistral chat")
