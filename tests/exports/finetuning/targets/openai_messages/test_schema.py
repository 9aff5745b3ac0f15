from typing import Any

import jsonschema
import pytest

from exports.finetuning.targets import get
from tests.exports.finetuning.targets import openai_examples as examples

CHATS = ("openai-chat", "mistral", "together", "fireworks")
NAMES = (*CHATS, "openai-dpo")

# Rules of which a schema says nothing: those of order, of several things at once, and of what stands inside a text.
UNSAID = {
    *("unasked_tool", "unanswered_call", "system_first", "alternation", "last_not_assistant", "nothing_to_learn"),
    *("repeated_call_id", "repeated_tool", "unknown_tool", "too_many_images", "mixed_content", "parts_without_image"),
    *("arguments_json", "image_size"),
}


@pytest.mark.parametrize("name", NAMES)
def test_the_documented_schema_is_that_of_the_code(name: str) -> None:
    schema = get(name).schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert examples.documented(name) == schema


@pytest.mark.parametrize("name", CHATS)
def test_schema_and_check_agree(name: str) -> None:
    target: Any = get(name)
    validator = jsonschema.Draft202012Validator(target.schema())
    for case in examples.cases_of(target.RULES):
        assert validator.is_valid(case.keeps), case.rule
        assert validator.is_valid(case.breaks) == (case.rule in UNSAID), case.rule
