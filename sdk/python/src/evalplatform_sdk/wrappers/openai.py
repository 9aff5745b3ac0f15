"""How OpenAI's chat completions, responses and embeddings are read (https://platform.openai.com/docs/api-reference)."""

from collections.abc import Mapping
from typing import Any

from evalplatform_sdk.tracing import Step
from evalplatform_sdk.wrappers.calls import Shape
from evalplatform_sdk.wrappers.reading import note_asked, note_usage, plain

_PARAMETERS = ("temperature", "top_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "seed", "tool_choice", "stream")


def _asked_chat(step: Step, asked: Mapping[str, Any]) -> None:
    note_asked(step, asked, input="messages", parameters=_PARAMETERS)


def _asked_input(step: Step, asked: Mapping[str, Any]) -> None:
    note_asked(step, asked, input="input", parameters=_PARAMETERS)


def _answered_chat(step: Step, answer: Any) -> None:
    said = plain(answer)
    step.model = said.get("model") or step.model
    note_usage(step, said.get("usage"), into="prompt_tokens", out_of="completion_tokens")
    messages = [choice.get("message") for choice in said.get("choices") or []]
    step.output = messages[0] if len(messages) == 1 else messages or None


def _answered_response(step: Step, answer: Any) -> None:
    said = plain(answer)
    step.model = said.get("model") or step.model
    note_usage(step, said.get("usage"), into="input_tokens", out_of="output_tokens")
    step.output = said.get("output")


def _answered_embeddings(step: Step, answer: Any) -> None:
    """How many vectors of how many numbers; the numbers themselves say nothing to a reader."""
    said = getattr(answer, "data", None) or []
    note_usage(step, plain(getattr(answer, "usage", None)), into="prompt_tokens", out_of="-")
    step.output = {"vectors": len(said), "dimensions": len(getattr(said[0], "embedding", ())) if said else 0}


def join_chat(pieces: list[Any]) -> dict[str, Any]:
    """The whole answer that the chunks are parts of."""
    whole: dict[str, Any] = {"choices": []}
    messages: dict[int, dict[str, Any]] = {}
    for chunk in map(plain, pieces):
        whole |= {name: chunk[name] for name in ("model", "usage") if chunk.get(name)}
        for choice in chunk.get("choices") or []:
            _add(messages.setdefault(choice.get("index") or 0, {"role": "assistant", "content": None}), choice.get("delta") or {})
    whole["choices"] = [{"message": messages[index]} for index in sorted(messages)]
    return whole


def _add(message: dict[str, Any], delta: dict[str, Any]) -> None:
    for name in ("content", "refusal"):
        if delta.get(name):
            message[name] = (message.get(name) or "") + delta[name]
    for part in delta.get("tool_calls") or []:
        calls = message.setdefault("tool_calls", [])
        at = part.get("index") or 0
        while len(calls) <= at:
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        calls[at]["id"] = part.get("id") or calls[at]["id"]
        for name, text in (part.get("function") or {}).items():
            calls[at]["function"][name] = calls[at]["function"].get(name, "") + (text or "")


def join_response(pieces: list[Any]) -> Any:
    """The last event that brings the whole answer with it: completed, incomplete or failed."""
    return next((getattr(one, "response", None) for one in reversed(pieces) if getattr(one, "response", None) is not None), None)


SHAPES = (
    Shape(("chat", "completions", "create"), "llm", "openai", _asked_chat, _answered_chat, join_chat),
    Shape(("chat", "completions", "parse"), "llm", "openai", _asked_chat, _answered_chat, join_chat),
    Shape(("responses", "create"), "llm", "openai", _asked_input, _answered_response, join_response),
    Shape(("responses", "parse"), "llm", "openai", _asked_input, _answered_response, join_response),
    Shape(("embeddings", "create"), "embedding", "openai", _asked_input, _answered_embeddings, lambda pieces: None),
)
