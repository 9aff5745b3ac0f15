"""A conversation in one form, whatever its client sent: what every reader makes, and what every target renders.

Tuples and not dataclasses: a shard makes some hundred thousand of them a second.
"""

from typing import Any, Literal, NamedTuple

Role = Literal["system", "developer", "user", "assistant", "tool"]
ROLES: tuple[Role, ...] = ("system", "developer", "user", "assistant", "tool")


class Text(NamedTuple):
    text: str


class Image(NamedTuple):
    """`url` is an address or a `data:` URL; `detail` is OpenAI's low, high or auto, empty where nothing was said."""

    url: str
    detail: str = ""


Part = Text | Image


class ToolCall(NamedTuple):
    """`arguments` as they came: JSON text, or what that text would hold. `id` is empty where the client sent none."""

    id: str
    name: str
    arguments: str | dict[str, Any]


class Turn(NamedTuple):
    """One message. `content` is a text wherever there is nothing but text, None where there is none at all.

    `call_id` is of the call that a turn of role tool answers; `name` who speaks, where that was said; `weight` 0 for a turn of an
    assistant that is not to be learned.
    """

    role: Role
    content: str | tuple[Part, ...] | None
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""
    name: str = ""
    weight: int | None = None


class Conversation(NamedTuple):
    """Turns in their order; those from `answer_at` on are what the model answered. `tools` have OpenAI's shape:
    `{"type": "function", "function": {"name", "description", "parameters"}}`.
    """

    turns: tuple[Turn, ...]
    answer_at: int
    tools: tuple[dict[str, Any], ...] = ()
    parallel_tool_calls: bool | None = None

    @property
    def prompt(self) -> tuple[Turn, ...]:
        return self.turns[: self.answer_at]

    @property
    def answer(self) -> tuple[Turn, ...]:
        return self.turns[self.answer_at :]


class Preference(NamedTuple):
    """Two answers to one prompt, the better one first."""

    prompt: tuple[Turn, ...]
    chosen: tuple[Turn, ...]
    rejected: tuple[Turn, ...]
    tools: tuple[dict[str, Any], ...] = ()
    parallel_tool_calls: bool | None = None


class Labelled(NamedTuple):
    """An answer, and whether it is a good one."""

    conversation: Conversation
    label: bool


Example = Conversation | Preference | Labelled


def plain_text(content: str | tuple[Part, ...] | None) -> str:
    """The text of a turn; of several parts, joined by LF. Images are left out."""
    if isinstance(content, str):
        return content
    return "\n".join(part.text for part in content or () if isinstance(part, Text))
