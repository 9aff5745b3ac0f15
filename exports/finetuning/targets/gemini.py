"""Gemini's contents on Vertex AI: roles user and model, parts of text, function calls and their results.

Sources: "Prepare supervised fine-tuning data for Gemini models", "Tune function calling" and the limits in "About supervised fine-tuning
for Gemini models" (docs.cloud.google.com/vertex-ai/generative-ai/docs/models/…); the names and counts of calls: the API's own errors.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from evalplatform import exact_json
from exports.finetuning.breaches import Breach
from exports.finetuning.conversation import Example, ToolCall, Turn
from exports.finetuning.targets import Limits, Needs, Status, checks, gemini_contents, gemini_declarations, gemini_tools
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.checks import Features, Rules

KEYS = ("systemInstruction", "contents", "tools")


class Target:
    """Results of functions are `{"output": text}`, as in Google's examples, with the role user, which those leave out.

    Calls have no ids here: results stand in the order of their calls.
    """

    name = "gemini"
    title = "Gemini on Vertex AI"
    rules_version = "2026-11"
    source = "https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare"
    status = Status.CURRENT
    deprecated_after: date | None = None
    needs = Needs.CONVERSATION
    limits = Limits(advised_rows=100, max_rows=1_000_000, max_validation_rows=5_000, max_file_bytes=10**9, max_tokens=131_072)
    repairs: tuple[str, ...] = (*plain.REPAIRS, "stringify_arguments", "fill_tool_ids")
    features: Features = (
        {"name": "systemInstruction", "dtype": "json"},
        {"name": "contents", "list": "json"},
        {"name": "tools", "list": "json"},
    )

    # What render finds: the conversation cannot be said in this form.
    REFUSALS: Rules = (
        plain.NEEDS,
        plain.ROLE,
        plain.IMAGE,
        plain.NAME,
        plain.WEIGHT,
        plain.SYSTEMS,
        plain.SYSTEM_PLACE,
        plain.ARGUMENTS,
        ("unsupported_schema", "Parameters are described with the keywords of Gemini's Schema."),
    )
    RULES: Rules = (
        ("not_an_object", checks.OBJECT),
        ("missing_key", checks.MISSING),
        ("unknown_key", checks.UNKNOWN),
        ("wrong_type", checks.TYPE),
        *gemini_contents.RULES,
        ("bad_function_name", "A function's name has at most 64 letters, digits, full stops, _ and -, and begins with a letter or _."),
        ("duplicate_function", "No function is declared twice."),
        *REFUSALS,
    )

    def render(self, example: Example) -> dict[str, Any]:
        found = plain.conversation(example)
        system, turns = plain.split_system(found.turns, "/contents")
        line: dict[str, Any] = {} if system is None else {"systemInstruction": {"parts": [{"text": system}]}}
        line["contents"] = _contents(turns)
        if found.tools:
            line["tools"] = gemini_declarations.declared(found.tools)
        return line

    def check(self, line: Any) -> list[Breach]:
        found: list[Breach] = []
        if checks.is_object(line, "", found, needed=("contents",), known=KEYS):
            if "systemInstruction" in line:
                gemini_contents.check_instruction(line["systemInstruction"], found)
            if "contents" in line:
                gemini_contents.check(line["contents"], found)
            if "tools" in line:
                gemini_tools.check_tools(line["tools"], found)
        return found

    def texts(self, line: Mapping[str, Any]) -> list[str]:
        parts = [part for content in line["contents"] for part in content["parts"]]
        parts += line.get("systemInstruction", {}).get("parts", ())
        made = [part["text"] if "text" in part else exact_json.dumps(part) for part in parts]
        return [*made, exact_json.dumps(line["tools"])] if "tools" in line else made

    def schema(self) -> dict[str, Any]:
        instruction = checks.closed({"parts": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}}, "parts")
        properties = {"systemInstruction": instruction, "contents": gemini_contents.schema(), "tools": gemini_tools.schema()}
        defs = {"text": gemini_contents.text_schema(), "parameter": gemini_tools.parameter_schema()}
        return {**checks.of_line(self.title, checks.closed(properties, "contents")), "$defs": defs}


def _contents(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """Neighbouring results of functions are one content, as the calls were."""
    made: list[dict[str, Any]] = []
    calls: tuple[ToolCall, ...] = ()
    number = 0
    while number < len(turns):
        turn = turns[number]
        if turn.role == "tool":
            end = next((end for end in range(number, len(turns)) if turns[end].role != "tool"), len(turns))
            made.append({"role": "user", "parts": _results(turns[number:end], calls, f"/contents/{len(made)}")})
            number = end
            continue
        made.append(_content(turn, f"/contents/{len(made)}"))
        calls = turn.calls
        number += 1
    return made


def _content(turn: Turn, pointer: str) -> dict[str, Any]:
    content = turn.content
    if type(content) is str and not turn.calls and not turn.name and turn.weight != 0:
        if turn.role == "user":
            return {"role": "user", "parts": [{"text": content}]}
        if turn.role == "assistant":
            return {"role": "model", "parts": [{"text": content}]}
    plain.refuse_system(turn, pointer)
    plain.refuse_marks(turn, pointer)
    text = plain.text(turn, f"{pointer}/parts")
    parts: list[dict[str, Any]] = [{"text": text}] if text or not turn.calls else []
    for call in turn.calls:
        place = f"{pointer}/parts/{len(parts)}/functionCall/args"
        parts.append({"functionCall": {"name": call.name, "args": plain.arguments(call, place)}})
    return {"role": "user" if turn.role == "user" else "model", "parts": parts}


def _results(turns: Sequence[Turn], calls: Sequence[ToolCall], pointer: str) -> list[dict[str, Any]]:
    places = {call.id: place for place, call in enumerate(calls) if call.id}
    ordered = sorted(turns, key=lambda turn: places.get(turn.call_id, len(calls)))
    parts = []
    for place, turn in enumerate(ordered):
        name = turn.name or (calls[places.get(turn.call_id, place)].name if place < len(calls) else "")
        parts.append({"functionResponse": {"name": name, "response": {"output": plain.text(turn, f"{pointer}/parts/{place}")}}})
    return parts
