"""Messages of a role and parts, as OpenTelemetry's GenAI conventions have them in `gen_ai.input.messages` and `gen_ai.output.messages`.

https://github.com/open-telemetry/semantic-conventions-genai; older senders write `result` for `response`, and `file_data` for `uri`.
"""

from collections.abc import Callable
from typing import Any

from evalplatform import exact_json
from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ToolCall, Turn
from exports.finetuning.readers import blocks, calls, gemini, roles, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.values import refuse_unread, wrong

Part = dict[str, Any]

_MESSAGE = frozenset(("role", "parts", "name", "finish_reason", "id"))
_TEXT = frozenset(("type", "state"))
_CALL = frozenset(("type", "id", "name", "arguments"))
_RESULT = frozenset(("type", "id", "name", "response", "result"))
_BINARY = frozenset(("type", "modality", "mime_type", "content", "uri"))


def from_text(found: str) -> Any:
    """The messages in JSON text of such messages, as senders write it whose attributes hold nothing else; any other text as it is."""
    if not found.startswith("[") or '"parts"' not in found or '"role"' not in found:
        return found
    try:
        inner = exact_json.loads(found)
    except exact_json.NotJSON:
        return found
    if isinstance(inner, list) and all(isinstance(one, dict) and "parts" in one and "role" in one for one in inner):
        return inner
    return found


def add(message: dict[str, Any], pointer: str, draft: Draft) -> None:
    """Raises Rejected."""
    role = roles.role(message.get("role"), f"{pointer}/role")
    refuse_unread(message, _MESSAGE, pointer)
    draft.begin(role, name=values.text(message, "name", pointer))
    add_parts(message["parts"], f"{pointer}/parts", draft)


def add_parts(found: Any, pointer: str, draft: Draft) -> None:
    """Put parts into the open turn. Raises Rejected."""
    for index, part in enumerate(values.items(found, pointer, "a list of parts")):
        at = f"{pointer}/{index}"
        if isinstance(part, dict) and "type" not in part:
            gemini.add_part(part, at, draft)
            continue
        kind = blocks.kind(part, at)
        if kind not in PARTS:
            raise reject(
                "unsupported_part",
                f"{at}/type",
                f"A conversation has no place for {values.shortened(kind)!r}; understood are {', '.join(PARTS)}.",
            )
        PARTS[kind](part, at, draft)


def _text(part: Part, pointer: str, draft: Draft) -> None:
    key = "text" if "text" in part and "content" not in part else "content"  # Vercel's AI SDK has it as `text`
    refuse_unread(part, _TEXT | {key}, pointer)
    found = part.get(key)
    if not isinstance(found, str):
        raise wrong(f"{pointer}/{key}", found, "text")
    draft.say(found, f"{pointer}/{key}")


def _call(part: Part, pointer: str, draft: Draft) -> None:
    refuse_unread(part, _CALL, pointer)
    given = calls.arguments(part.get("arguments"), f"{pointer}/arguments")
    draft.call(ToolCall(values.text(part, "id", pointer), values.name(part, pointer), given), pointer)


def _result(part: Part, pointer: str, draft: Draft) -> None:
    refuse_unread(part, _RESULT, pointer)
    key = "response" if "response" in part else "result"
    if key not in part:
        raise wrong(f"{pointer}/response", None, "what the tool answered")
    content = values.as_text(part[key], f"{pointer}/{key}")
    draft.answer(Turn("tool", content, (), values.text(part, "id", pointer), values.text(part, "name", pointer)))


def _blob(part: Part, pointer: str, draft: Draft) -> None:
    _refuse_other(part, pointer)
    draft.say(blocks.data_url(part.get("mime_type"), part.get("content"), pointer), pointer)


def _uri(part: Part, pointer: str, draft: Draft) -> None:
    _refuse_other(part, pointer)
    draft.say(blocks.address(part.get("uri"), f"{pointer}/uri"), pointer)


def _refuse_other(part: Part, pointer: str) -> None:
    refuse_unread(part, _BINARY, pointer)
    if (found := part.get("modality")) != "image":
        what = repr(values.shortened(found)) if isinstance(found, str) else values.described(found)
        raise reject("unsupported_part", f"{pointer}/modality", f"Of data only images are understood; the modality is {what}.")


def _reasoning(part: Part, pointer: str, draft: Draft) -> None:
    pass


PARTS: dict[str, Callable[[Part, str, Draft], None]] = {
    "text": _text,
    "tool_call": _call,
    "tool_call_response": _result,
    "blob": _blob,
    "uri": _uri,
    "file_data": _uri,
    "reasoning": _reasoning,
}
