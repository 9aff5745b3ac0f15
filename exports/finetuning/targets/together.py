"""Together's fine-tuning of chat models; preferences go there as openai-dpo.

Sources: docs.together.ai/docs/fine-tuning/data-preparation (system or user first, then in turn; weight 0 or 1), …/function-calling,
…/vision (10 images of 10 MB, as data only, of users only); src/together/lib/utils/files.py of github.com/togethercomputer/together-py,
which the SDK runs before an upload: no other columns than messages and tools, calls of known tools with the JSON of an object as
arguments, and in a line either all contents are lists of parts, one of them an image, or none is.
"""

from datetime import date

from exports.finetuning.targets import Limits, Needs, Status
from exports.finetuning.targets.openai_messages.chat import ChatLines
from exports.finetuning.targets.openai_messages.dialect import CHAT_KEYS, Dialect, Images, without

DIALECT = Dialect(
    keys=without(CHAT_KEYS, "developer"),
    images=Images(("jpeg", "png", "webp"), addresses=False, at_most=10, max_bytes=10 * 1024 * 1024),
    alternates=True,
    system_first=True,
    calls_known_tools=True,
    tool_parts=True,
    all_parts_or_none=True,
)


class Target(ChatLines):
    rules_version = "2026-11"
    source = "https://docs.together.ai/docs/fine-tuning/data-preparation"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits(min_rows=1, max_file_bytes=50 * 1024**3)  # the SDK stops at 50.1 GB, their documents say 100 GB
    repairs: tuple[str, ...] = (
        "developer_to_system",
        "drop_empty_turns",
        "system_first",
        "drop_leading_assistant",
        "drop_trailing_user",
        "merge_turns",
        "stringify_arguments",
        "fill_tool_ids",
        "drop_names",
    )

    def __init__(self) -> None:
        super().__init__(DIALECT, name="together", title="Together chat")
