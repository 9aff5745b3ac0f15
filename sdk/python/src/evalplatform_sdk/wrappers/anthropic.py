"""How Anthropic's messages are read (https://docs.anthropic.com/en/api/messages)."""

from collections.abc import Mapping
from typing import Any

from evalplatform_sdk.tracing import Step
from evalplatform_sdk.wrappers.calls import Shape
from evalplatform_sdk.wrappers.reading import note_asked, note_usage, plain

_PARAMETERS = ("temperature", "top_p", "top_k", "max_tokens", "stream")
_GROWING = {"text_delta": "text", "input_json_delta": "input", "thinking_delta": "thinking"}


def _asked(step: Step, asked: Mapping[str, Any]) -> None:
    note_asked(step, asked, input="messages", parameters=_PARAMETERS)


def _answered(step: Step, answer: Any) -> None:
    said = plain(answer)
    step.model = said.get("model") or step.model
    note_usage(step, said.get("usage"), into="input_tokens", out_of="output_tokens")
    if said.get("content") is not None:
        step.output = {"role": said.get("role") or "assistant", "content": said["content"], "stop_reason": said.get("stop_reason")}


def join(pieces: list[Any]) -> dict[str, Any]:
    """The whole message that the events are parts of (https://docs.anthropic.com/en/api/messages-streaming)."""
    whole: dict[str, Any] = {"usage": {}}
    blocks: dict[int, dict[str, Any]] = {}
    for event in map(plain, pieces):
        match event.get("type"):
            case "message_start":
                whole |= event.get("message") or {}
            case "content_block_start":
                blocks[event.get("index") or 0] = dict(event.get("content_block") or {})
            case "content_block_delta":
                _grow(blocks.setdefault(event.get("index") or 0, {}), event.get("delta") or {})
            case "message_delta":
                whole |= event.get("delta") or {}
                whole["usage"] = {**(whole.get("usage") or {}), **(event.get("usage") or {})}
    return {**whole, "content": [blocks[index] for index in sorted(blocks)]}


def _grow(block: dict[str, Any], delta: dict[str, Any]) -> None:
    """Arguments of a tool come as pieces of JSON text, and stay text."""
    name = _GROWING.get(str(delta.get("type")))
    if name:
        before = block.get(name)
        piece = delta.get("partial_json" if name == "input" else name) or ""
        block[name] = (before if isinstance(before, str) else "") + str(piece)


SHAPES = (Shape(("messages", "create"), "llm", "anthropic", _asked, _answered, join),)
