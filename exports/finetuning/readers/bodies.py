"""Whole requests and responses of APIs, and other objects around messages or a text; the first key that says something tells which."""

from collections.abc import Callable
from typing import Any, NamedTuple

from exports.finetuning.breaches import Rejected, reject
from exports.finetuning.conversation import Turn
from exports.finetuning.readers import chat, messages, values
from exports.finetuning.readers.messages import Turns
from exports.finetuning.readers.values import described, refuse_unread

Body = dict[str, Any]


class Side(NamedTuple):
    """What an input or an output holds. `rules` are instructions that stand apart from the turns; `tools` as they came, from `tools_at`."""

    turns: Turns
    rules: Turns = ()
    tools: Any = None
    tools_at: str = ""
    parallel: bool | None = None


# What a request may say beside its messages that the model does not read as text of the conversation.
_PARAMETERS = frozenset(
    (
        *("model", "stream", "stream_options", "stop", "stop_sequences", "seed", "user", "metadata", "logit_bias", "response_format"),
        *("tool_choice", "toolConfig", "tool_config", "function_call", "parallel_tool_calls", "modalities", "prediction", "service_tier"),
        *("reasoning", "reasoning_effort", "thinking", "verbosity", "store", "include", "truncation", "safety_identifier"),
        *("prompt_cache_key", "prompt_cache_retention", "cache_control", "context_management", "output_config", "output_format", "betas"),
        *("generationConfig", "generation_config", "safetySettings", "safety_settings", "extra_body", "extra_headers"),
        *("format", "keep_alive", "provider", "route", "models", "transforms", "guardrails", "api_base", "custom_llm_provider"),
        *("anthropic_version", "inference_geo", "speed", "container", "headers"),
    )
)
_RULES = ("system", "instructions", "systemInstruction", "system_instruction")
_ELSEWHERE = ("previous_response_id", "conversation", "cachedContent", "cached_content")
_OBJECTS = ("text", "options", "parameters", "labels")  # of settings; as text or a list they would be something to read


def request(found: Body, key: str, pointer: str) -> Side:
    """`{"messages"}` of chat and Anthropic, `{"input"}` of Responses, `{"contents"}` of Gemini, `{"prompt"}`. Raises Rejected."""
    for missing in _ELSEWHERE:
        if found.get(missing):
            raise reject(
                "earlier_turns_missing", f"{pointer}/{missing}", "The turns before these lie at the provider; send the whole conversation."
            )
    rules_key = next((one for one in _RULES if found.get(one)), "")
    settings = {one for one in _OBJECTS if isinstance(found.get(one), dict)}
    tools_key = "tools" if found.get("tools") else "functions"
    refuse_unread(found, _PARAMETERS | settings | {key, rules_key, tools_key}, pointer)
    return Side(
        _asked(found[key], f"{pointer}/{key}"),
        _instructions(found[rules_key], f"{pointer}/{rules_key}") if rules_key else (),
        found.get(tools_key),
        f"{pointer}/{tools_key}",
        _parallel(found),
    )


def _asked(value: Any, pointer: str) -> Turns:
    if isinstance(value, str):
        return (Turn("user", value),)
    if isinstance(value, list):
        return messages.of_blocks(value, pointer, "user") if messages.are_blocks(value) else messages.read(value, pointer)
    if isinstance(value, dict) and "role" in value:
        return messages.one(value, pointer)
    raise reject("unknown_shape", pointer, f"There should be text or messages, but here is {described(value)}.")


def _instructions(value: Any, pointer: str) -> Turns:
    """Text, Anthropic's blocks, Gemini's content, or messages of Responses."""
    if isinstance(value, dict) and "parts" in value:
        return messages.of_parts(value["parts"], f"{pointer}/parts", "system")
    if isinstance(value, list) and not messages.are_blocks(value):
        return messages.read(value, pointer)
    return messages.of_blocks(value, pointer, "system")


def _parallel(found: Body) -> bool | None:
    choice = found.get("tool_choice")
    if isinstance(choice, dict) and isinstance(disabled := choice.get("disable_parallel_tool_use"), bool):
        return not disabled
    said = found.get("parallel_tool_calls")
    return said if isinstance(said, bool) else None


def chat_response(found: Body, key: str, pointer: str) -> Side:
    """`{"choices": [{"message"}]}`, or of older completions `{"choices": [{"text"}]}`. What else stands around them is about the call."""
    choice, at = _only(found, key, pointer)
    if isinstance(choice.get("message"), dict):
        return Side(_answer(choice["message"], f"{at}/message"))
    if isinstance(choice.get("text"), str):
        return Side((Turn("assistant", choice["text"]),))
    raise reject("unknown_shape", at, f"A choice has a message or a text, but this is {described(choice)}.")


def gemini_response(found: Body, key: str, pointer: str) -> Side:
    """`{"candidates": [{"content": {"role", "parts"}}]}`."""
    candidate, at = _only(found, key, pointer)
    content = candidate.get("content")
    if not isinstance(content, dict) or "parts" not in content:
        raise reject("unknown_shape", at, f"A candidate has a content with parts, but this is {described(candidate)}.")
    return Side(messages.of_parts(content["parts"], f"{at}/content/parts", "assistant"))


def responses_response(found: Body, key: str, pointer: str) -> Side:
    """`{"output": [items]}`, which repeats instructions and tools of the request; or an object around an answer."""
    at = f"{pointer}/{key}"
    if found.get("object") != "response":
        return wrapped(found, key, pointer)
    rules = found.get("instructions")
    return Side(
        _answers(found[key], at),
        _instructions(rules, f"{pointer}/instructions") if rules else (),
        found.get("tools"),
        f"{pointer}/tools",
    )


def wrapped(found: Body, key: str, pointer: str) -> Side:
    """One key that holds the answer; beside it only what is about the call."""
    refuse_unread(found, _ABOUT | {key}, pointer)
    _refuse_fields(found, key, pointer)
    return Side(_answers(found[key], f"{pointer}/{key}"))


_ABOUT = frozenset(
    (
        *("id", "object", "created", "created_at", "model", "usage", "type", "stop", "stop_reason", "finish_reason", "done", "done_reason"),
        *("logprobs", "status", "metadata", "response_metadata", "usage_metadata", "total_duration", "load_duration", "index"),
        *("prompt_eval_count", "prompt_eval_duration", "eval_count", "eval_duration", "truncated", "log_id", "finishReason", "latency_ms"),
        *("reasoning", "thinking", "system_fingerprint", "provider", "remote_model", "remote_host"),
    )
)


def _refuse_fields(found: Body, key: str, pointer: str) -> None:
    """An object of several fields, such as {"answer": "Paris", "confidence": 0.9}, is what a model wrote, decoded, and no text of it."""
    for other, value in found.items():
        if other != key and other not in _ABOUT and isinstance(value, int | float):
            raise reject(
                "unknown_shape",
                pointer,
                f"The output is {described(found)}: which of it the model wrote cannot be told. Send its text, or a message.",
            )


def _answers(value: Any, pointer: str) -> Turns:
    if isinstance(value, str):
        return (Turn("assistant", value),)
    if isinstance(value, list):
        return messages.of_blocks(value, pointer, "assistant") if messages.are_blocks(value) else messages.read(value, pointer)
    if isinstance(value, dict) and ("role" in value or "content" in value):
        return _answer(value, pointer)
    raise reject("unknown_shape", pointer, f"There should be text, a message or messages, but here is {described(value)}.")


def _answer(message: Body, pointer: str) -> Turns:
    if chat.is_one(message):
        return messages.one(message, pointer)
    _refuse_fields(message, "content", pointer)
    return messages.one({**message, "role": "assistant"}, pointer)


def _only(found: Body, key: str, pointer: str) -> tuple[Body, str]:
    several = values.items(found[key], f"{pointer}/{key}", "a list")
    if len(several) > 1:
        raise several_answers(f"{pointer}/{key}", len(several))
    if not several or not isinstance(several[0], dict):
        raise reject("no_output", f"{pointer}/{key}", f"There should be an answer, but here is {described(several)}.")
    return several[0], f"{pointer}/{key}/0"


def several_answers(pointer: str, count: int) -> Rejected:
    return reject(
        "several_answers", pointer, f"Here are {count} answers to one question; send each as a trace of its own, with the same input."
    )


Reader = Callable[[Body, str, str], Side]

_REQUESTS = ("messages", "contents", "input", "inputs", "prompt", "question", "query", "instruction")
INPUTS: dict[str, Reader] = dict.fromkeys(_REQUESTS, request)
OUTPUTS: dict[str, Reader] = {
    "choices": chat_response,
    "candidates": gemini_response,
    "output": responses_response,
    "message": wrapped,
    "messages": wrapped,
    "completion": wrapped,
    "response": wrapped,
    "text": wrapped,
    "output_text": wrapped,
    "generated_text": wrapped,
    "answer": wrapped,
}


def read_input(found: Body, pointer: str) -> Side:
    """Raises Rejected."""
    if "role" in found:
        return Side(messages.one(found, pointer))
    for key, reader in INPUTS.items():
        if found.get(key):
            return reader(found, key, pointer)
    raise _unknown(found, pointer, "text, a list of messages, or an object with one of", INPUTS)


def read_output(found: Body, pointer: str) -> Side:
    """Raises Rejected."""
    if "role" in found or "content" in found:
        return Side(_answer(found, pointer))
    for key, reader in OUTPUTS.items():
        if found.get(key):
            return reader(found, key, pointer)
    raise _unknown(found, pointer, "text, a message, a list of messages, or an object with one of", OUTPUTS)


def _unknown(found: Body, pointer: str, wanted: str, known: dict[str, Reader]) -> Rejected:
    return reject("unknown_shape", pointer, f"Here is {described(found)}; understood is {wanted} {', '.join(known)}.")
