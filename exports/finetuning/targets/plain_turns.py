"""Takes turns apart for targets with fewer words than a conversation has, and rejects what they cannot say.

`parallel_tool_calls` and the weight 1 are dropped: the one is a setting of the request and no text, the other what every target does
anyway. Nothing else is left out in silence.
"""

from collections.abc import Sequence
from typing import Any

from evalplatform import exact_json
from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Conversation, Example, Image, ToolCall, Turn, plain_text

# What a request may have repaired for any of them (exports.finetuning.repairs).
REPAIRS = (
    "developer_to_system",
    "drop_empty_turns",
    "system_first",
    "drop_leading_assistant",
    "drop_trailing_user",
    "merge_turns",
    "drop_names",
)

# What `render` of such targets refuses, by rule, beside the target's own refusals.
IMAGE = ("unsupported_image", "Content is text; there is no place for images.")
NAME = ("unsupported_name", "There is no place for the name of who speaks.")
WEIGHT = ("unsupported_weight", "There is no place for the weight 0, so an answer that is not to be learned would be.")
TOOLS = ("unsupported_tools", "There is no place for tools, calls and their results.")
SYSTEMS = ("several_systems", "There is place for one system text.")
SYSTEM_PLACE = ("system_not_first", "The system text stands before all turns.")
ARGUMENTS = ("invalid_arguments", "The arguments of a call are a JSON object.")
ROLE = ("unsupported_role", "There is no place for the role developer.")
NEEDS = ("wrong_example", "The example is of the kind that the target needs.")


def conversation(example: Example) -> Conversation:
    """The example, where it is a conversation. Raises Rejected."""
    if type(example) is not Conversation:
        raise wrong_example(example, "conversations")
    return example


def wrong_example(example: Example, needed: str) -> Exception:
    return reject("wrong_example", "", f"The target is made of {needed}, not of {type(example).__name__.lower()} examples.")


def split_system(turns: Sequence[Turn], pointer: str) -> tuple[str | None, Sequence[Turn]]:
    """The system text, None where there is none, and the other turns. `pointer` is where those stand in the line. Raises Rejected."""
    if not turns or turns[0].role != "system":
        return None, turns
    first, others = turns[0], turns[1:]
    refuse_marks(first, "/system")
    if others and others[0].role == "system":
        raise reject("several_systems", f"{pointer}/0", "There is place for one system text; the repair system_first makes one of several.")
    return text(first, "/system"), others


def refuse_system(turn: Turn, pointer: str) -> None:
    """Raises Rejected for a system text that is not the first turn, and for a developer's."""
    if turn.role == "system":
        raise reject("system_not_first", pointer, "A system text stands before all turns; the repair system_first puts it there.")
    if turn.role == "developer":
        raise reject("unsupported_role", pointer, "The target has no role developer; the repair developer_to_system makes it the system's.")


def text(turn: Turn, pointer: str) -> str:
    """The turn's text, empty where it has none. Raises Rejected for an image."""
    content = turn.content
    if isinstance(content, str):
        return content
    if any(isinstance(part, Image) for part in content or ()):
        raise reject("unsupported_image", pointer, "The target takes text only; this has an image.")
    return plain_text(content)


def refuse_marks(turn: Turn, pointer: str) -> None:
    """Raises Rejected for a speaker's name and for a weight of 0."""
    if turn.name and turn.role != "tool":
        raise reject("unsupported_name", pointer, "The target has no place for a name; the repair drop_names leaves it out.")
    refuse_weight(turn, pointer)


def refuse_weight(turn: Turn, pointer: str) -> None:
    """Raises Rejected for a weight of 0."""
    if turn.weight is not None and turn.weight != 1:
        raise reject("unsupported_weight", pointer, "The target would learn this turn; it has no place for a weight of 0.")


def refuse_tools(example: Conversation) -> None:
    """Raises Rejected where the model was offered tools, or used them."""
    if example.tools:
        raise reject("unsupported_tools", "/tools", "The target has no place for tools.")


def refuse_calls(turn: Turn, pointer: str) -> None:
    """Raises Rejected for a call or its result."""
    if turn.calls:
        raise reject("unsupported_tools", pointer, "The target has no place for tool calls.")
    if turn.role == "tool":
        raise reject("unsupported_tools", pointer, "The target has no place for results of tools.")


def arguments(call: ToolCall, pointer: str) -> dict[str, Any]:
    """The arguments as an object, read from JSON text where they came as such. Raises Rejected."""
    found = call.arguments
    if isinstance(found, dict):
        return found
    if not found:
        raise reject("invalid_arguments", pointer, "The arguments are empty; the repair stringify_arguments writes {} for them.")
    try:
        value = exact_json.loads(found)
    except exact_json.NotJSON as error:
        raise reject("invalid_arguments", pointer, f"The arguments must be a JSON object. {error}") from None
    if (found.count("{") + found.count("[") > exact_json.MAX_DEPTH) and (flaw := exact_json.find_flaw(value)):
        raise reject("invalid_arguments", pointer, f"The arguments cannot be written. {flaw.detail}")
    if type(value) is not dict:
        raise reject("invalid_arguments", pointer, "The arguments must be a JSON object; this is JSON, but no object.")
    return value
