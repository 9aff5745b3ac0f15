"""What the placeholders of a template stand for, taken from an example."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from exports.finetuning.breaches import reject
from exports.finetuning.conversation import Conversation, Example, Labelled, Preference, Turn
from exports.finetuning.targets import Needs
from exports.finetuning.targets import plain_turns as plain
from exports.finetuning.targets.openai_messages import rendering


class Placeholder(NamedTuple):
    """`take` gets the place in the line, for what it rejects. `kind` is the value's type; only a text may stand inside of a longer one."""

    take: Callable[[Example, str], Any]
    kind: str
    says: str
    needs: Needs | None = None  # None: any example has it
    may_be_empty: bool = False


SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "messages": {"type": "array", "items": {"type": "object", "required": ["role"]}},
    "tools": {"type": "array", "items": {"type": "object"}},
}


def prompt(example: Example) -> Sequence[Turn]:
    return example.conversation.prompt if isinstance(example, Labelled) else example.prompt


def answer(example: Example) -> Sequence[Turn]:
    return example.chosen if isinstance(example, Preference) else _conversation(example).answer


def _conversation(example: Conversation | Labelled) -> Conversation:
    return example.conversation if isinstance(example, Labelled) else example


def _tools(example: Example, _: str) -> list[dict[str, Any]]:
    return list(example.tools if isinstance(example, Preference) else _conversation(example).tools)


def _system(example: Example, pointer: str) -> str:
    found = [turn for turn in prompt(example) if turn.role in ("system", "developer")]
    if len(found) > 1:
        raise reject("several_systems", pointer, "${system} is one text; the repair system_first makes one of several.")
    return plain.text(found[0], pointer) if found else ""


def _question(example: Example, pointer: str) -> str:
    turn = next((turn for turn in reversed(prompt(example)) if turn.role == "user"), None)
    if turn is None:
        raise reject("no_user_turn", pointer, "${prompt} is the text of the last user's turn; there is none.")
    return plain.text(turn, pointer)


def _text(turns: Sequence[Turn], name: str, pointer: str) -> str:
    """The text of an answer, which is one turn without calls."""
    if len(turns) != 1 or turns[0].role != "assistant" or turns[0].calls:
        message = f"${{{name}}} is the text of an answer of one turn without calls; ${{{name}_messages}} holds any answer."
        raise reject("not_one_text", pointer, message)
    plain.refuse_weight(turns[0], pointer)
    return plain.text(turns[0], pointer)


def _whole(example: Example, _: str) -> list[dict[str, Any]]:
    return rendering.messages((*prompt(example), *answer(example)))


def _label(example: Example, _: str) -> bool:
    assert isinstance(example, Labelled), "the template's needs were looked at"
    return example.label


def _rejected(example: Example) -> Sequence[Turn]:
    assert isinstance(example, Preference), "the template's needs were looked at"
    return example.rejected


PLACEHOLDERS = {
    "messages": Placeholder(_whole, "messages", "the whole conversation, as OpenAI's messages"),
    "prompt_messages": Placeholder(lambda one, _: rendering.messages(prompt(one)), "messages", "what was before the answer"),
    "prompt": Placeholder(_question, "text", "the text of the last user's turn"),
    "system": Placeholder(_system, "text", "the system text, empty where there is none", may_be_empty=True),
    "tools": Placeholder(_tools, "tools", "the tools that the model was offered", may_be_empty=True),
    "answer_messages": Placeholder(lambda one, _: rendering.messages(answer(one)), "messages", "the answer"),
    "answer": Placeholder(lambda one, at: _text(answer(one), "answer", at), "text", "the text of the answer"),
    "chosen_messages": Placeholder(lambda one, _: rendering.messages(answer(one)), "messages", "the better answer", Needs.PREFERENCE),
    "chosen": Placeholder(lambda one, at: _text(answer(one), "chosen", at), "text", "the better answer's text", Needs.PREFERENCE),
    "rejected_messages": Placeholder(lambda one, _: rendering.messages(_rejected(one)), "messages", "the worse answer", Needs.PREFERENCE),
    "rejected": Placeholder(lambda one, at: _text(_rejected(one), "rejected", at), "text", "the worse answer's text", Needs.PREFERENCE),
    "label": Placeholder(_label, "boolean", "whether the answer is good", Needs.LABEL),
}
