"""Fireworks' supervised fine-tuning; preferences go there as openai-dpo.

Sources: docs.fireworks.ai/fine-tuning/fine-tuning-models (3 to 3 million examples; system, user, assistant, tools; the system message
first; weight 0 or 1; files for OpenAI work as they are) and …/fine-tuning-vlm (images as data only: PNG, JPG, JPEG).
"""

from datetime import date

from exports.finetuning.targets import Limits, Needs, Status
from exports.finetuning.targets.openai_messages.chat import ChatLines
from exports.finetuning.targets.openai_messages.dialect import CHAT_KEYS, Dialect, Images, without

DIALECT = Dialect(
    keys=without(CHAT_KEYS, "developer"),
    line_keys=("messages", "tools", "parallel_tool_calls"),
    images=Images(("png", "jpg", "jpeg"), addresses=False),
    system_first=True,
)


class Target(ChatLines):
    rules_version = "2026-11"
    source = "https://docs.fireworks.ai/fine-tuning/fine-tuning-models"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits(min_rows=3, max_rows=3_000_000)
    repairs: tuple[str, ...] = (
        "developer_to_system",
        "drop_empty_turns",
        "system_first",
        "drop_trailing_user",
        "merge_turns",
        "stringify_arguments",
        "fill_tool_ids",
        "drop_names",
    )

    def __init__(self) -> None:
        super().__init__(DIALECT, name="fireworks", title="Fireworks chat")
