"""OpenAI's supervised fine-tuning: a conversation a line. Azure, and by and large everyone who speaks of the OpenAI format, take it too.

Sources: developers.openai.com/api/docs/guides/supervised-fine-tuning and …/vision-fine-tuning (images; 10 a line is OpenAI's limit, Azure
has 64); FineTuneChatRequestInput and FineTuneChatCompletionRequestAssistantMessage in github.com/openai/openai-openapi (keys, weight,
arguments, names, 128 tools); the checks of cookbook.openai.com/examples/chat_finetuning_data_prep (unknown keys, content that is missing
or empty, no assistant); community.openai.com/t/965584 (the content of a tool message must be one text). Ours beyond these: arguments
have to be the JSON of an object, each call has its answer, the last message is an assistant's, and something has to be learned.
"""

from datetime import date

from exports.finetuning.targets import Limits, Needs, Status
from exports.finetuning.targets.openai_messages.chat import ChatLines
from exports.finetuning.targets.openai_messages.dialect import CHAT_KEYS, Dialect, Images

DIALECT = Dialect(
    keys=CHAT_KEYS,
    line_keys=("messages", "tools", "parallel_tool_calls"),
    images=Images(("jpeg", "png", "webp"), at_most=10, max_bytes=10 * 1024 * 1024),
    max_tools=128,
)


class Target(ChatLines):
    rules_version = "2026-11"
    source = "https://developers.openai.com/api/docs/guides/supervised-fine-tuning"
    status = Status.CURRENT
    deprecated_after: date | None = date(2027, 1, 6)  # no new jobs at OpenAI from then on; the format lives on elsewhere
    needs = Needs.CONVERSATION
    limits = Limits(min_rows=10, advised_rows=50, max_file_bytes=512_000_000)
    repairs: tuple[str, ...] = (
        "drop_empty_turns",
        "drop_trailing_user",
        "merge_turns",
        "stringify_arguments",
        "fill_tool_ids",
        "drop_names",
    )

    def __init__(self) -> None:
        super().__init__(DIALECT, name="openai-chat", title="OpenAI chat (SFT)")
