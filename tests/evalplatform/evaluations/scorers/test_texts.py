from typing import Any

import pytest

from evalplatform.evaluations.scorers.scorer import Answer, CannotScore
from evalplatform.evaluations.scorers.texts import described, is_message, references, text_of

USER = {"role": "user", "content": "Capital of France?"}
PARIS = {"role": "assistant", "content": "Paris"}
CALL = {"role": "assistant", "content": None, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}
TEXT = {"type": "text", "text": "Paris"}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}

TEXTS: list[tuple[str, Any, str]] = [
    ("text", "Paris", "Paris"),
    ("empty", "", ""),
    ("number", 42, "42"),
    ("float", 0.1, "0.1"),
    ("boolean", True, "true"),
    ("message", PARIS, "Paris"),
    ("blocks", {"role": "assistant", "content": [{"type": "text", "text": "Pa"}, {"type": "text", "text": "ris"}]}, "Paris"),
    ("strings", {"role": "assistant", "content": ["Pa", "ris"]}, "Paris"),
    ("reasoning", {"role": "assistant", "content": [{"type": "thinking", "thinking": "Hm", "text": "Hm"}, TEXT]}, "Paris"),
    ("with_call", {"role": "assistant", "content": [TEXT, {"type": "tool_use", "id": "1", "name": "f", "input": {}}]}, "Paris"),
    ("with_image", {"role": "assistant", "content": [IMAGE, TEXT]}, "Paris"),
    ("gemini", {"role": "model", "parts": [{"text": "Hm", "thought": True}, {"text": "Paris"}]}, "Paris"),
    ("otel", [{"role": "assistant", "parts": [{"type": "text", "content": "Paris"}], "finish_reason": "stop"}], "Paris"),
    ("parts", [TEXT], "Paris"),
    ("messages", [USER, {"role": "assistant", "content": "Wait"}, USER, PARIS], "Paris"),
    ("then_tool", [USER, PARIS, {"role": "tool", "content": "done"}], "Paris"),
    ("langchain", [{"type": "human", "content": "Hi"}, {"type": "ai", "content": "Paris"}], "Paris"),
    ("chat", {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": PARIS}], "usage": {}}, "Paris"),
    ("completion", {"choices": [{"text": "Paris", "finish_reason": "stop"}]}, "Paris"),
    ("candidates", {"candidates": [{"content": {"role": "model", "parts": [{"text": "Paris"}]}}], "usageMetadata": {}}, "Paris"),
    (
        "responses",
        {
            "object": "response",
            "output": [
                {"type": "reasoning", "summary": []},
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Paris", "annotations": []}]},
            ],
            "text": {"format": {"type": "text"}},
        },
        "Paris",
    ),
    ("ollama", {"model": "llama", "created_at": "…", "message": PARIS, "done": True, "eval_count": 3}, "Paris"),
    ("wrapped", {"answer": "Paris"}, "Paris"),
    ("wrapped_twice", {"output": {"text": "Paris"}}, "Paris"),
]
NONE: list[tuple[str, Any]] = [
    ("call_only", CALL),
    ("last_is_call", [USER, PARIS, CALL]),
    ("image_only", {"role": "assistant", "content": [IMAGE]}),
    ("no_assistant", [USER]),
    ("fields", {"answer": "Paris", "explanation": "I know."}),
    ("field_and_number", {"answer": "Paris", "confidence": 0.9}),
    ("two_choices", {"choices": [{"message": PARIS}, {"message": PARIS}]}),
    ("no_choices", {"choices": []}),
    ("odd_choice", {"choices": [7]}),
    ("empty_object", {}),
    ("empty_list", []),
    ("texts", ["Paris", "Lyon"]),
    ("odd_role", [{"role": 7, "content": "Paris"}]),
    ("odd_part", [{"role": "assistant", "content": [{"type": ["text"]}, 7]}]),
    ("odd_content", {"role": "assistant", "content": {"a": 1}}),
]


@pytest.mark.parametrize(("output", "text"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_shapes_that_have_a_text(output: Any, text: str) -> None:
    assert text_of(output) == text


@pytest.mark.parametrize("output", [case[1] for case in NONE], ids=[case[0] for case in NONE])
def test_shapes_that_have_none(output: Any) -> None:
    with pytest.raises(CannotScore) as refused:
        text_of(output)
    assert refused.value.code == "no_text"


def test_no_output() -> None:
    with pytest.raises(CannotScore, match="There is no output."):
        text_of(None)


def test_wrappers_without_end() -> None:
    nested: Any = "Paris"
    for _ in range(100_000):
        nested = {"output": nested}
    with pytest.raises(CannotScore):
        text_of(nested)


def test_references() -> None:
    assert references(Answer(reference="Paris")) == ("Paris",)
    assert references(Answer(reference=["Paris", "Lyon"])) == ("Paris", "Lyon")
    assert references(Answer(reference=[USER, PARIS])) == ("Paris",)
    assert references(Answer(reference=False)) == ("false",)


def test_messages_and_json_that_a_model_wrote() -> None:
    messages: list[Any] = [PARIS, [USER, PARIS], [TEXT], {"choices": []}, {"parts": []}]
    others: list[Any] = [{"answer": 1}, [], [1], [{"a": 1}], {"choices": 3}, "text", None]
    assert [is_message(one) for one in messages + others] == [True] * 5 + [False] * 7


def test_what_is_there_is_named_and_not_shown() -> None:
    assert described({"a": 1, "b" * 50: 2}) == f"an object with a, {'b' * 40}"
    empty: list[Any] = [{}, [], [1, 2], None]
    assert [described(one) for one in empty] == ["an empty object", "an empty list", "a list of 2", "null"]
