"""In what the targets of OpenAI's chat shape differ: one record each, which checks, schema and list of rules read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What the chat API of OpenAI says of functions, and mistral-common of tools: its pattern for the names of both is the same.
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

CHAT_KEYS: Mapping[str, frozenset[str]] = {
    "system": frozenset({"role", "content", "name"}),
    "developer": frozenset({"role", "content", "name"}),
    "user": frozenset({"role", "content", "name"}),
    "assistant": frozenset({"role", "content", "name", "tool_calls", "weight"}),
    "tool": frozenset({"role", "content", "name", "tool_call_id"}),
}


@dataclass(frozen=True)
class Images:
    """`formats` are subtypes of the media type image. None: the target says nothing of it."""

    formats: tuple[str, ...]
    addresses: bool = True  # an https address will do, and not only the data itself
    at_most: int | None = None  # in a line
    max_bytes: int | None = None


@dataclass(frozen=True)
class Dialect:
    """`keys` are those of a message, by its role. `images` None: text only."""

    keys: Mapping[str, frozenset[str]]
    images: Images | None
    line_keys: tuple[str, ...] = ("messages", "tools")
    call_id: re.Pattern[str] | None = None
    max_tools: int | None = None
    tools_may_be_empty: bool = False
    tool_needs: tuple[str, ...] = ("name",)
    alternates: bool = False
    system_first: bool = False
    text_or_calls: bool = False  # an assistant either says something or calls tools
    calls_known_tools: bool = False
    tool_parts: bool = False  # the content of a tool message may be a list of parts
    all_parts_or_none: bool = False  # contents are lists in all messages, with an image among them, or in none

    @property
    def has_weights(self) -> bool:
        return "weight" in self.keys["assistant"]


def without(keys: Mapping[str, frozenset[str]], *roles: str) -> dict[str, frozenset[str]]:
    """The keys without those of some roles, which the target does not know."""
    return {role: names for role, names in keys.items() if role not in roles}
