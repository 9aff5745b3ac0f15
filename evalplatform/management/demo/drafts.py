"""Draft: what was asked and answered, before a time, costs and scores are put to it; and the small parts of all conversations."""

from dataclasses import dataclass, field
from typing import Any

from evalplatform.management.demo.catalogue import LanguageModelProfile

Message = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """One interaction. Drafts of a session share messages, so none is ever changed in place.

    `correct` is what a scorer would find (None where there is nothing to compare with); `passages` are what a retriever found.
    """

    name: str
    task: str
    model: LanguageModelProfile
    input: Any
    output: Any
    facts: dict[str, Any]
    tags: list[str]
    reference: Any = None
    tools: list[dict[str, Any]] = field(default_factory=list)
    correct: bool | None = None
    passages: tuple[str, ...] = ()


def system(content: str) -> Message:
    return {"role": "system", "content": content}


def user(content: str) -> Message:
    return {"role": "user", "content": content}


def assistant(content: str) -> Message:
    return {"role": "assistant", "content": content}


def function(name: str, description: str, **parameters: str) -> dict[str, Any]:
    """A tool in OpenAI's shape; all parameters are required text."""
    properties = {key: {"type": "string", "description": text} for key, text in parameters.items()}
    schema = {"type": "object", "properties": properties, "required": [*parameters]}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


def call(identifier: str, name: str, arguments: str) -> Message:
    """A turn of the assistant that calls one tool; `arguments` is JSON text."""
    called = {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}
    return {"role": "assistant", "content": None, "tool_calls": [called]}


def tool_result(identifier: str, content: str) -> Message:
    return {"role": "tool", "tool_call_id": identifier, "content": content}
