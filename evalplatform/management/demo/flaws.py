"""What real data has and nobody wants: errors, duplicates, and conversations that break the rules of fine-tuning."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from evalplatform.management.demo.dice import Dice, weighted
from evalplatform.management.demo.drafts import Draft, Message, assistant, user

_ERRORS = weighted(
    {
        "ReadTimeout: no answer from the provider within 60 s": 5,
        "429 Too Many Requests: rate limit of 10000 tokens per minute reached, retry after 12 s": 5,
        'content_filter: the answer was withheld, category "self-harm", severity medium': 2,
        "503 Service Unavailable: the model is overloaded": 3,
        "400 context_length_exceeded: 131,902 tokens were sent, 131,072 are allowed": 1,
        'InvalidJSON: Expecting \',\' delimiter: line 1 column 18\nthe answer was: {"order": "A-1042" "city"': 1,
    }
)


def error(dice: Dice, error_rate: float) -> str | None:
    """What went wrong with a call, if it did."""
    return dice.pick(_ERRORS) if dice.chance(error_rate) else None


def broken(dice: Dice, draft: Draft) -> Draft:
    """A chat that at least one target of fine-tuning refuses; drafts that are no chat stay as they are."""
    if not isinstance(draft.input, list) or not isinstance(draft.output, dict):
        return draft
    return replace(dice.pick(_BREAKS)(draft), correct=None)


def exact_duplicate(_: Dice, draft: Draft) -> Draft:
    return draft


def near_duplicate(dice: Dice, draft: Draft) -> Draft:
    """The same question and answer with a word more."""
    more = dice.pick((" Thanks a lot!", " Please.", " (asked again)", "!!"))
    return replace(draft, input=with_more_text(draft.input, more, last=True))


def with_more_text(asked: Any, more: str, *, last: bool) -> Any:
    """The input with text after its last or its first message, or after the prompt."""
    if isinstance(asked, str):
        return asked + more
    if isinstance(asked, dict):
        return {**asked, "prompt": asked["prompt"] + more}
    place = len(asked) - 1 if last else 0
    longer = {**asked[place], "content": f"{asked[place]['content']}{more}"}
    return [*asked[:place], longer, *asked[place + 1 :]]


def _two_user_turns(draft: Draft) -> Draft:
    return replace(draft, input=[*draft.input, user("Are you still there?")])


def _ends_with_user(draft: Draft) -> Draft:
    return replace(draft, input=[*draft.input, draft.output, user("And what else?")], output=None)


def _empty_answer(draft: Draft) -> Draft:
    return replace(draft, output=assistant(""))


def _starts_with_assistant(draft: Draft) -> Draft:
    return replace(draft, input=[assistant("Welcome! What can I do for you?"), *draft.input])


def _orphaned_tool_result(draft: Draft) -> Draft:
    lost: Message = {"role": "tool", "tool_call_id": "call_lost", "content": '{"state": "unknown"}'}
    return replace(draft, input=[*draft.input, lost])


def _arguments_that_are_no_json(draft: Draft) -> Draft:
    called = {"id": "call_cut", "type": "function", "function": {"name": "get_order", "arguments": '{"order": "A-10'}}
    return replace(draft, output={"role": "assistant", "content": None, "tool_calls": [called]})


_BREAKS: tuple[Callable[[Draft], Draft], ...] = (
    _two_user_turns,
    _two_user_turns,
    _ends_with_user,
    _ends_with_user,
    _empty_answer,
    _empty_answer,
    _starts_with_assistant,
    _orphaned_tool_result,
    _arguments_that_are_no_json,
)
