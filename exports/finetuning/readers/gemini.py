"""Parts without a type, as Gemini's `contents` and `candidates` have them: what a part is, its key says.

https://ai.google.dev/api/caching#Part; keys come in camelCase from the API and in snake_case from Google's Python client.
"""

from typing import Any

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import ToolCall, Turn
from exports.finetuning.readers import blocks, calls, values
from exports.finetuning.readers.draft import Draft
from exports.finetuning.readers.values import described, refuse_unread, wrong

Part = dict[str, Any]

_BESIDE = ("thought", "thoughtSignature", "thought_signature")
_PART = frozenset(("text", "inlineData", "inline_data", "functionCall", "function_call", "functionResponse", "function_response", *_BESIDE))
_DATA = frozenset(("mimeType", "mime_type", "data"))
_CALL = frozenset(("id", "name", "args"))
_RESULT = frozenset(("id", "name", "response"))


def add_part(part: Part, pointer: str, draft: Draft) -> None:
    """Put a part into the open turn; thoughts are left out. Raises Rejected."""
    if part.get("thought") is True:
        return
    refuse_unread(part, _PART, pointer)
    said = {key: value for key, value in part.items() if key not in _BESIDE and value is not None}
    if len(said) != 1:
        raise reject("unsupported_part", pointer, f"A part holds one text, image, call or result, but this is {described(part)}.")
    ((key, value),) = said.items()
    at = f"{pointer}/{key}"
    if key == "text":
        if not isinstance(value, str):
            raise wrong(at, value, "text")
        draft.say(value, at)
    elif isinstance(value, dict):
        _add_object(key.replace("_", "").lower(), value, at, draft)
    else:
        raise wrong(at, value, "an object")


def _add_object(kind: str, found: Part, pointer: str, draft: Draft) -> None:
    if kind == "inlinedata":
        refuse_unread(found, _DATA, pointer)
        media_type = found.get("mimeType", found.get("mime_type"))
        draft.say(blocks.data_url(media_type, found.get("data"), pointer), pointer)
    elif kind == "functioncall":
        refuse_unread(found, _CALL, pointer)
        given = calls.arguments(found.get("args"), f"{pointer}/args")
        draft.call(ToolCall(values.text(found, "id", pointer), values.name(found, pointer), given), pointer)
    elif kind == "functionresponse":
        refuse_unread(found, _RESULT, pointer)
        content = values.as_text(found.get("response"), f"{pointer}/response")
        draft.answer(Turn("tool", content, (), values.text(found, "id", pointer), values.name(found, pointer)))
    else:
        raise reject("unsupported_part", pointer, f"A conversation has no place for {described({kind: found})}.")
