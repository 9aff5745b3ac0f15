from typing import Any

import pytest

from exports.finetuning import readers
from exports.finetuning.breaches import Rejected

ASKED: list[Any] = [{"role": "user", "content": "Hi"}]
TOLD = {"role": "assistant", "content": "Hello"}


def asked(message: Any) -> dict[str, Any]:
    return {"input": [message], "output": TOLD}


def nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"a": value}
    return value


def part(block: Any) -> dict[str, Any]:
    return asked({"role": "user", "content": [{"type": "text", "text": "See"}, block]})


def parts(*found: Any) -> dict[str, Any]:
    return asked({"role": "user", "parts": [*found]})


CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no input": ({"input": None, "output": TOLD}, "no_input", "/input"),
    "an empty input": ({"input": "", "output": TOLD}, "no_input", "/input"),
    "an empty list": ({"input": [], "output": TOLD}, "no_input", "/input"),
    "nothing but reasoning": ({"input": [{"type": "reasoning", "summary": []}], "output": TOLD}, "no_input", "/input"),
    "an input that is the output": ({"input": [TOLD], "output": TOLD}, "no_input", "/input"),
    "no output": ({"input": ASKED, "output": None}, "no_output", "/output"),
    "an empty output": ({"input": ASKED, "output": {}}, "no_output", "/output"),
    "no choice": ({"input": ASKED, "output": {"choices": [None]}}, "no_output", "/output/choices"),
    "a number as output": ({"input": ASKED, "output": 0}, "unknown_shape", "/output"),
    "an output that is no text": ({"input": ASKED, "output": {"answer": 42}}, "unknown_shape", "/output/answer"),
    "fields": ({"input": ASKED, "output": {"answer": "Paris", "confidence": 0.9}}, "unknown_shape", "/output"),
    "fields of a content": ({"input": ASKED, "output": {"content": "Paris", "sure": True}}, "unknown_shape", "/output"),
    "an unknown object": ({"input": {"city": "Paris"}, "output": TOLD}, "unknown_shape", "/input"),
    "a list of texts": ({"input": ["Hi"], "output": TOLD}, "unknown_shape", "/input/0"),
    "a message without role": (asked({"content": "Hi"}), "unknown_shape", "/input/0"),
    "an output of the user": ({"input": ASKED, "output": {"role": "user", "content": "And?"}}, "no_answer", "/output"),
    "an answer without text": ({"input": ASKED, "output": {"role": "assistant", "content": ""}}, "empty_answer", "/output"),
    "two choices": ({"input": ASKED, "output": {"choices": [{"message": TOLD}] * 2}}, "several_answers", "/output/choices"),
    "two candidates": (
        {"input": ASKED, "output": [{"role": "assistant", "parts": [], "finish_reason": "stop"}] * 2},
        "several_answers",
        "/output",
    ),
    "tools and functions": (
        {"input": {"messages": ASKED, "tools": [{"name": "f"}], "functions": [{"name": "g"}]}, "output": TOLD},
        "unknown_key",
        "/input/functions",
    ),
    "turns elsewhere": (
        {"input": {"input": "And?", "previous_response_id": "resp_1"}, "output": "Yes"},
        "earlier_turns_missing",
        "/input/previous_response_id",
    ),
    "an item elsewhere": (asked({"type": "item_reference", "id": "msg_1"}), "earlier_turns_missing", "/input/0"),
    "an unknown role": (asked({"role": "critic", "content": "Hi"}), "unknown_role", "/input/0/role"),
    "a role that is no text": (asked({"role": ["user"], "content": "Hi"}), "unknown_role", "/input/0/role"),
    "a result of the user": (asked({"role": "user", "content": "1", "tool_call_id": "c"}), "unknown_role", "/input/0/role"),
    "an unknown key": (asked({"role": "user", "content": "Hi", "a/b": "x"}), "unknown_key", "/input/0/a~1b"),
    "calls in two words": (
        asked({"role": "assistant", "tool_calls": [CALL], "function_call": CALL["function"]}),
        "unknown_key",
        "/input/0/function_call",
    ),
    "an unknown field": ({"input": {"question": "Where?", "context": ["Here."]}, "output": "Here"}, "unknown_key", "/input/context"),
    "audio": (part({"type": "input_audio", "input_audio": {"data": "AA"}}), "unsupported_part", "/input/0/content/1/type"),
    "a document": (part({"type": "document", "source": {}}), "unsupported_part", "/input/0/content/1/type"),
    "an uploaded image": (part({"type": "input_image", "file_id": "f"}), "unsupported_part", "/input/0/content/1/file_id"),
    "an image of a file": (
        part({"type": "image", "source": {"type": "file", "file_id": "f"}}),
        "unsupported_part",
        "/input/0/content/1/source/type",
    ),
    "a cited text": (part({"type": "text", "text": "a", "citations": [{"url": "x"}]}), "unsupported_part", "/input/0/content/1/citations"),
    "a refusal": (
        {"input": ASKED, "output": {"role": "assistant", "content": None, "refusal": "No"}},
        "unsupported_part",
        "/output/refusal",
    ),
    "a video": (parts({"type": "uri", "modality": "video", "uri": "https://x/y"}), "unsupported_part", "/input/0/parts/0/modality"),
    "a sound as blob": (
        parts({"type": "blob", "modality": "image", "mime_type": "audio/wav", "content": "AA"}),
        "unsupported_part",
        "/input/0/parts/0",
    ),
    "a part of two": (parts({"text": "a", "functionCall": {"name": "f"}}), "unsupported_part", "/input/0/parts/0"),
    "a call by code": (
        asked({"role": "assistant", "content": [{"type": "tool_use", "name": "f", "caller": {"type": "code_execution"}}]}),
        "unsupported_part",
        "/input/0/content/0/caller",
    ),
    "a search": (asked({"type": "web_search_call", "id": "ws_1"}), "unsupported_part", "/input/0/type"),
    "a call of no function": (
        asked({"role": "assistant", "tool_calls": [{"type": "custom", "custom": {}}]}),
        "unsupported_part",
        "/input/0/tool_calls/0/type",
    ),
    "a server's tool": ({"input": ASKED, "output": TOLD, "tools": [{"type": "web_search"}]}, "unsupported_tool", "/tools/0/type"),
    "a call of the user": (asked({"role": "user", "tool_calls": [CALL]}), "call_not_by_assistant", "/input/0/tool_calls/0"),
    "a call of a tool": (asked({"role": "tool", "tool_calls": [CALL]}), "call_not_by_assistant", "/input/0"),
    "text after a call": (
        asked(
            {"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "f", "input": {}}, {"type": "text", "text": "So"}]}
        ),
        "text_after_call",
        "/input/0/content/1",
    ),
    "a content of numbers": (asked({"role": "user", "content": 5}), "wrong_type", "/input/0/content"),
    "a weight of text": (asked({"role": "assistant", "content": "a", "weight": "1"}), "wrong_type", "/input/0/weight"),
    "a weight that is a flag": (asked({"role": "assistant", "content": "a", "weight": True}), "wrong_type", "/input/0/weight"),
    "a call without name": (asked({"role": "assistant", "function_call": {}}), "wrong_type", "/input/0/function_call/name"),
    "a list of arguments": (
        asked({"role": "assistant", "function_call": {"name": "f", "arguments": []}}),
        "wrong_type",
        "/input/0/function_call/arguments",
    ),
    "tools that are no list": ({"input": ASKED, "output": TOLD, "tools": {"f": 1}}, "wrong_type", "/tools"),
    "tools that are no JSON": ({"input": ASKED, "output": TOLD, "tools": "[{"}, "not_json", "/tools"),
    "a result that is no JSON": (
        asked({"role": "tool", "parts": [{"type": "tool_call_response", "response": {"a": float("nan")}}]}),
        "not_json",
        "/input/0/parts/0/response/a",
    ),
    "a deep result": (
        asked({"role": "tool", "parts": [{"type": "tool_call_response", "response": nested(900)}]}),
        "too_deep",
        "/input/0/parts/0/response" + "/a" * 200,
    ),
    "a deep comparison": (
        {"input": [*ASKED, *({"role": "assistant", "function_call": {"name": "f", "arguments": nested(20_000)}} for _ in "1")]}
        | {"output": {"role": "assistant", "function_call": {"name": "f", "arguments": nested(20_000)}}},
        "too_deep",
        "",
    ),
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.replace(" ", "_"))
def test_what_cannot_be_read_is_rejected_with_rule_and_place(case: str) -> None:
    row, rule, pointer = REFUSED[case]
    with pytest.raises(Rejected) as rejected:
        readers.read(row)
    ((found, at, message),) = rejected.value.breaches
    assert (found, at) == (rule, pointer)
    assert message.endswith(".")


def test_each_rule_has_a_case() -> None:
    assert {rule for _, rule, _ in REFUSED.values()} == set(readers.RULES)
