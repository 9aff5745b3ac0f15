"""Formats of training files. Each is one module with a class `Target`; the table names it, and it is imported on first use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from django.utils.module_loading import import_string

from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example

TARGETS = {
    "openai-chat": "exports.finetuning.targets.openai_chat.Target",
    "openai-dpo": "exports.finetuning.targets.openai_dpo.Target",
    "anthropic": "exports.finetuning.targets.anthropic.Target",
    "gemini": "exports.finetuning.targets.gemini.Target",
    "mistral": "exports.finetuning.targets.mistral.Target",
    "together": "exports.finetuning.targets.together.Target",
    "fireworks": "exports.finetuning.targets.fireworks.Target",
    "trl-sft": "exports.finetuning.targets.trl_sft.Target",
    "trl-dpo": "exports.finetuning.targets.trl_dpo.Target",
    "trl-kto": "exports.finetuning.targets.trl_kto.Target",
    "sharegpt": "exports.finetuning.targets.sharegpt.Target",
    "alpaca": "exports.finetuning.targets.alpaca.Target",
    "custom": "exports.finetuning.targets.custom.Target",
}


class Status(StrEnum):
    CURRENT = "current"
    LEGACY = "legacy"


class Needs(StrEnum):
    """What a line is made of: a Conversation, a Preference or a Labelled."""

    CONVERSATION = "conversation"
    PREFERENCE = "preference"
    LABEL = "label"


@dataclass(frozen=True)
class Limits:
    """What the target says of files; null where it says nothing. A breach of the `advised` one is a warning."""

    min_rows: int | None = None
    advised_rows: int | None = None
    max_rows: int | None = None
    max_validation_rows: int | None = None
    max_file_bytes: int | None = None
    max_tokens: int | None = None  # of one line


class Target(Protocol):
    """One format of lines. All methods are pure, so a row gives the same line wherever and whenever it is compiled.

    `repairs` are the names (exports.finetuning.repairs) of those that can help a row here; one is done only where the request allows it.
    """

    name: str
    title: str
    rules_version: str  # year and month in which the rules were last compared with their source
    source: str  # where the rules stand
    status: Status
    deprecated_after: date | None
    needs: Needs
    limits: Limits
    repairs: tuple[str, ...]
    features: tuple[dict[str, Any], ...]  # the columns, as checks.Features says
    RULES: tuple[tuple[str, str], ...]  # name and sentence of each rule that `check` and `render` know

    def render(self, example: Example) -> dict[str, Any]:
        """The line. Raises Rejected where the target has no words for what is in the example."""

    def check(self, line: Any) -> list[Breach]:
        """Each rule that the line breaks, in the order of their places; nothing for a line that the target takes."""

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        """All texts of the line that the model would read or write, for counting tokens and characters."""

    def schema(self) -> dict[str, Any]:
        """JSON Schema (2020-12) of a line."""


def names() -> tuple[str, ...]:
    return tuple(TARGETS)


@cache
def get(name: str) -> Target:
    """The target. Raises KeyError."""
    made: Target = import_string(TARGETS[name])()
    return made
