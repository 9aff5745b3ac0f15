"""What the text of an output or a reference is, whatever shape it came in: the one place that says so.

A text is itself; a number or a boolean is as JSON writes it; a message is the texts of its content; a list of messages is its last
one of the assistant; a response of an API is its one answer. Reasoning, calls of tools and images beside a text are no part of it.
Nothing is guessed: of an object with several fields nobody can tell which of them is meant.
"""

from typing import Any

from evalplatform import exact_json
from evalplatform.evaluations.scorers.scorer import Answer, CannotScore

_ASSISTANT = frozenset(("assistant", "model", "ai", "bot", "chatbot"))
_REASONING = ("thinking", "redacted_thinking", "reasoning")
_AROUND = ("message", "messages", "output", "content", "completion", "response", "text", "output_text", "generated_text", "answer")
# What APIs tell of a call beside its answer, in the objects that have the answer under one key.
_ABOUT = frozenset(
    (
        *("id", "object", "created", "created_at", "model", "usage", "type", "stop", "stop_reason", "finish_reason", "done", "done_reason"),
        *("logprobs", "status", "metadata", "index", "latency_ms", "reasoning", "thinking", "system_fingerprint", "provider"),
        *("response_metadata", "usage_metadata", "total_duration", "load_duration", "prompt_eval_count", "prompt_eval_duration"),
        *("eval_count", "eval_duration"),
    )
)
_WANTED = "send a text, a message with role and content, or a list of messages"
MAX_WRAPPERS = 8


def text_of(output: Any) -> str:
    """The text of an output. Raises CannotScore (`no_output`, `no_text`)."""
    if type(output) is str:
        return output
    if output is None:
        raise CannotScore("no_output", "There is no output.")
    found = _text(output)
    if found is None:
        raise CannotScore("no_text", f"No text is in the output, which is {described(output)}; {_WANTED}.")
    return found


def references(answer: Answer) -> tuple[str, ...]:
    """The texts of the reference: one, or where it is a list of texts, each of them. Raises CannotScore."""
    reference = answer.reference
    if type(reference) is str:
        return (reference,)
    if reference is None or reference == []:
        raise CannotScore("missing_reference", "The example has no reference.")
    if isinstance(reference, list) and all(isinstance(one, str) for one in reference):
        return tuple(reference)
    found = _text(reference)
    if found is None:
        raise CannotScore("bad_reference", f"No text is in the reference, which is {described(reference)}; {_WANTED}.")
    return (found,)


def is_message(value: Any) -> bool:
    """Whether this is a message, a list of them or of parts, or a response, and not what a model wrote as JSON, decoded."""
    if isinstance(value, dict):
        return (
            "role" in value
            or "parts" in value
            or value.get("object") == "response"
            or any(isinstance(value.get(key), list) for key in ("choices", "candidates"))
        )
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) for one in value)
        and (_are_parts(value) or any("role" in one for one in value))
    )


def described(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, dict):
        names = ", ".join(str(key)[:40] for key in list(value)[:8])
        return f"an object with {names}{', …' if len(value) > 8 else ''}" if value else "an empty object"
    if isinstance(value, list):
        return f"a list of {len(value)}" if value else "an empty list"
    return type(value).__name__ if value is not None else "null"


def _text(value: Any, depth: int = 0) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return exact_json.dumps(value)
    if depth > MAX_WRAPPERS:
        return None
    if isinstance(value, dict):
        return _of_object(value, depth + 1)
    return _of_list(value) if isinstance(value, list) else None


def _of_object(found: dict[str, Any], depth: int) -> str | None:
    if "role" in found or "parts" in found:
        return _of_content(found.get("content", found.get("parts")))
    for key in ("choices", "candidates"):
        if isinstance(several := found.get(key), list):
            return _of_choice(several[0], depth) if len(several) == 1 else None
    if found.get("object") == "response":
        return _text(found.get("output"), depth)
    said = [key for key in _AROUND if found.get(key) is not None]
    if len(said) != 1 or not found.keys() <= _ABOUT | {said[0]}:
        return None
    return _text(found[said[0]], depth)


def _of_choice(choice: Any, depth: int) -> str | None:
    """Of a chat, of older completions, or Gemini's."""
    if not isinstance(choice, dict):
        return None
    found = choice.get("message", choice.get("content", choice.get("text")))
    return _text(found, depth)


def _of_list(found: list[Any]) -> str | None:
    if _are_parts(found):
        return _of_content(found)
    spoken = [one for one in found if isinstance(one, dict) and _speaker(one) in _ASSISTANT]
    return _of_content(spoken[-1].get("content", spoken[-1].get("parts"))) if spoken else None


def _speaker(message: dict[str, Any]) -> str:
    """LangChain has the role as the type."""
    said = message.get("role", message.get("type"))
    return said if isinstance(said, str) else ""


def _are_parts(found: list[Any]) -> bool:
    return bool(found) and all(isinstance(one, dict) and "role" not in one and _of_part(one) is not None for one in found)


def _of_content(content: Any) -> str | None:
    """The texts as they follow each other, since APIs cut one text into parts, as at citations; None where there is none."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return None
    texts = [text for part in content if (text := _of_part(part)) is not None]
    return "".join(texts) if texts else None


def _of_part(part: Any) -> str | None:
    """OpenAI, Anthropic and Gemini have the text under `text`, OpenTelemetry under `content`."""
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or part.get("type") in _REASONING or part.get("thought") is True:
        return None
    found = part.get("text", part.get("content") if part.get("type") == "text" else None)
    return found if isinstance(found, str) else None
