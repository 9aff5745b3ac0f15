"""Checks Gemini's contents: whose turn it is, what a part may be, and that calls are answered."""

from typing import Any

from exports.finetuning.breaches import Breach
from exports.finetuning.targets import checks, gemini_tools
from exports.finetuning.targets.checks import Rules

ROLES = ("user", "model")
KINDS = ("text", "functionCall", "functionResponse")
RULES: Rules = (
    ("unknown_role", "A role is user or model."),
    ("no_contents", "There is at least one content."),
    ("empty_parts", "A content has at least one part."),
    ("part_kind", "A part is one of text, functionCall and functionResponse."),
    ("misplaced_part", "The model calls functions; the user brings their results, and nothing else beside them."),
    ("empty_text", "No text is empty."),
    ("first_not_user", "The first content is the user's."),
    ("last_not_model", "The last content is the model's."),
    ("not_alternating", "User and model take turns."),
    ("unanswered_call", "After calls, the next content has a result for each, by name and in their order."),
    ("response_without_call", "Results of functions stand right after their calls."),
)
_CALL = ("name", "args")
_RESPONSE = ("name", "response")


def check(contents: Any, found: list[Breach]) -> None:
    """What is wrong with the line's `contents`."""
    if not checks.is_list(contents, "/contents", found):
        return
    if not contents:
        found.append(Breach("no_contents", "/contents", "There is no content at all."))
    role = ""
    called: list[Any] = []
    for number, content in enumerate(contents):
        pointer, before = f"/contents/{number}", role
        role, calls, answered = _plain(content) or _check_content(content, pointer, found)
        if role and role == before:
            message = f"Two contents of the {role} follow each other; the repair merge_turns makes one of two texts."
            found.append(Breach("not_alternating", f"{pointer}/role", message))
        elif number == 0 and role == "model":
            found.append(Breach("first_not_user", f"{pointer}/role", "The first content must be the user's."))
        _check_answers(called, answered, pointer, found)
        called = calls
    if role == "user":
        message = "The last content must be the model's; the repair drop_trailing_user cuts what comes after it."
        found.append(Breach("last_not_model", f"/contents/{len(contents) - 1}/role", message))


def check_instruction(value: Any, found: list[Breach]) -> None:
    """What is wrong with the line's `systemInstruction`."""
    pointer = "/systemInstruction"
    if checks.is_object(value, pointer, found, needed=("parts",), known=("parts",)) and "parts" in value:
        for number, part in enumerate(_parts(value["parts"], f"{pointer}/parts", found)):
            place = f"{pointer}/parts/{number}"
            if checks.is_object(part, place, found, needed=("text",), known=("text",)) and "text" in part:
                checks.is_word(part["text"], f"{place}/text", found, rule="empty_text")


def schema() -> dict[str, Any]:
    """JSON Schema of `contents`; the line's schema has `text` among its $defs."""
    name = {"type": "string", "pattern": f"^{gemini_tools.NAME}$"}
    called = checks.closed({"functionCall": checks.closed({"name": name, "args": {"type": "object"}}, *_CALL)}, "functionCall")
    response = checks.closed({"name": name, "response": {"type": "object"}}, *_RESPONSE)
    answered = checks.closed({"functionResponse": response}, "functionResponse")
    text = {"$ref": "#/$defs/text"}
    user = {"anyOf": [_content_schema("user", text), _content_schema("user", answered)]}
    content = {"anyOf": [*user["anyOf"], _content_schema("model", {"anyOf": [text, called]})]}
    return {"type": "array", "minItems": 1, "prefixItems": [user], "items": content}


def text_schema() -> dict[str, Any]:
    return checks.closed({"text": {"type": "string", "minLength": 1}}, "text")


def _content_schema(role: str, part: dict[str, Any]) -> dict[str, Any]:
    return checks.closed({"role": {"const": role}, "parts": {"type": "array", "minItems": 1, "items": part}}, "role", "parts")


def _plain(content: Any) -> tuple[str, list[Any], list[Any]] | None:
    """As `_check_content`, for the usual content of one text with which nothing is wrong."""
    if type(content) is not dict or len(content) != 2 or content.get("role") not in ROLES:
        return None
    parts = content.get("parts")
    if type(parts) is list and len(parts) == 1 and type(parts[0]) is dict and len(parts[0]) == 1:
        text = parts[0].get("text")
        if type(text) is str and text:
            return content["role"], [], []
    return None


def _check_content(content: Any, pointer: str, found: list[Breach]) -> tuple[str, list[Any], list[Any]]:
    """Its role, the names of the functions that it calls, and of those whose results it brings."""
    if not checks.is_object(content, pointer, found, needed=("role", "parts"), known=("role", "parts")):
        return "", [], []
    role = ""
    if "role" in content and checks.is_one_of(content["role"], ROLES, f"{pointer}/role", found, rule="unknown_role"):
        role = content["role"]
    names: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    first = ""
    for number, part in enumerate(_parts(content["parts"], f"{pointer}/parts", found) if "parts" in content else ()):
        place = f"{pointer}/parts/{number}"
        kind = _check_part(part, place, found)
        first = first or kind
        if kind and role and _is_misplaced(kind, role, first):
            found.append(Breach("misplaced_part", place, f"A {kind} has no place here, in a content of the {role}."))
        elif kind:
            names[kind].append(_name(part[kind]))
    return role, names["functionCall"], names["functionResponse"]


def _is_misplaced(kind: str, role: str, first: str) -> bool:
    """Whether such a part cannot stand in a content of that role that begins with a part of the kind `first`."""
    if role == "model":
        return kind == "functionResponse"
    return kind == "functionCall" or "functionResponse" in (kind, first) and kind != first


def _parts(value: Any, pointer: str, found: list[Breach]) -> list[Any]:
    if not checks.is_list(value, pointer, found):
        return []
    if not value:
        found.append(Breach("empty_parts", pointer, "There is no part; the repair drop_empty_turns leaves such turns out."))
    parts: list[Any] = value
    return parts


def _check_part(part: Any, pointer: str, found: list[Breach]) -> str:
    """What kind of part it is, empty where it is none."""
    if type(part) is not dict:
        checks.is_object(part, pointer, found, needed=(), known=())
        return ""
    if len(part) != 1 or next(iter(part)) not in KINDS:
        found.append(Breach("part_kind", pointer, f"A part has exactly one key of {', '.join(KINDS)}."))
        return ""
    kind, value = next(iter(part.items()))
    if kind == "text":
        checks.is_word(value, f"{pointer}/text", found, rule="empty_text")
    else:
        keys = _CALL if kind == "functionCall" else _RESPONSE
        _check_named(value, f"{pointer}/{kind}", keys, found)
    return str(kind)


def _check_named(value: Any, pointer: str, keys: tuple[str, str], found: list[Breach]) -> None:
    if not checks.is_object(value, pointer, found, needed=keys, known=keys):
        return
    if "name" in value:
        gemini_tools.check_name(value["name"], f"{pointer}/name", found)
    if keys[1] in value and type(value[keys[1]]) is not dict:
        checks.is_object(value[keys[1]], f"{pointer}/{keys[1]}", found, needed=(), known=())


def _name(value: Any) -> Any:
    return value.get("name") if type(value) is dict else None


def _check_answers(called: list[Any], answered: list[Any], pointer: str, found: list[Breach]) -> None:
    if answered == called:
        return
    if not called:
        found.append(Breach("response_without_call", pointer, "There is a result of a function, but no call of it right before."))
        return
    message = f"The calls before this want results of {', '.join(map(str, called))}, in this order; there are {len(answered)}."
    found.append(Breach("unanswered_call", pointer, message))
