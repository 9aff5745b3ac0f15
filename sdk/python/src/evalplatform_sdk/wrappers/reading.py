"""Answers of clients read as plain JSON, whatever objects they are."""

from collections.abc import Mapping
from typing import Any

from evalplatform_sdk.tracing import Step, captured

_LONGEST = 1_000_000


def plain(value: Any) -> dict[str, Any]:
    """The answer as a dict; empty for what is none, such as a raw HTTP answer."""
    found = captured(value, _LONGEST)
    if not isinstance(found, dict):
        found = captured(getattr(value, "__dict__", None), _LONGEST)
    return found if isinstance(found, dict) else {}


def note_usage(step: Step, usage: Any, *, into: str, out_of: str) -> None:
    """Counts of tokens under the names that the provider has for them."""
    if isinstance(usage, dict):
        counts = {"input_tokens": usage.get(into), "output_tokens": usage.get(out_of)}
        step.usage = {name: count for name, count in counts.items() if isinstance(count, int)}


def note_asked(step: Step, asked: Mapping[str, Any], *, input: str, parameters: tuple[str, ...]) -> None:
    """What is the same of all: model, input, tools, and the parameters that change an answer."""
    step.model = str(asked.get("model") or "")
    system = asked.get("system") or asked.get("instructions")
    step.input = captured({"system": system, input: asked.get(input)} if isinstance(system, str | list) else asked.get(input))
    if isinstance(tools := asked.get("tools"), list):
        step.metadata["tools"] = captured(tools)
    step.metadata |= {name: captured(asked[name]) for name in parameters if isinstance(asked.get(name), str | int | float | bool)}
