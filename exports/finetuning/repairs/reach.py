"""Takes a change of turns to where the turns are: in a conversation, a labelled one, or a prompt with two answers."""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from exports.finetuning.conversation import Conversation, Example, Labelled, Preference, Turn

Turns = tuple[Turn, ...]


class Placed(NamedTuple):
    """A turn, and whether it is of the answer."""

    turn: Turn
    answers: bool


Structure = Callable[[Sequence[Placed]], Iterable[Placed]]


def each_turn(example: Example, *, change: Callable[[Turn], Turn]) -> Example:
    """The example with each turn changed by itself; the same object where all turns stay the same objects."""
    return all_turns(example, change=lambda turns: tuple(map(change, turns)))


def all_turns(example: Example, *, change: Callable[[Turns], Turns]) -> Example:
    """The example with all turns changed at once, as many as there were: what prompt and both answers of a pair share stays the same."""
    if isinstance(example, Labelled):
        return _relabelled(example, all_turns(example.conversation, change=change))
    if isinstance(example, Conversation):
        turns = change(example.turns)
        return example if _are_same(turns, example.turns) else example._replace(turns=turns)
    before = (*example.prompt, *example.chosen, *example.rejected)
    turns = change(before)
    if _are_same(turns, before):
        return example
    first = len(example.prompt)
    second = first + len(example.chosen)
    return example._replace(prompt=turns[:first], chosen=turns[first:second], rejected=turns[second:])


def structure(example: Example, *, change: Structure) -> Example:
    """The example with turns left out, moved or joined. Prompt and answer of a conversation go in together, those of a pair one by one."""
    if isinstance(example, Labelled):
        return _relabelled(example, structure(example.conversation, change=change))
    if isinstance(example, Preference):
        prompt, chosen = _changed(example.prompt, False, change), _changed(example.chosen, True, change)
        rejected = _changed(example.rejected, True, change)
        whole = prompt is example.prompt and chosen is example.chosen and rejected is example.rejected
        return example if whole else example._replace(prompt=prompt, chosen=chosen, rejected=rejected)
    made = tuple(change([Placed(turn, index >= example.answer_at) for index, turn in enumerate(example.turns)]))
    turns = tuple(one.turn for one in made)
    if _are_same(turns, example.turns):
        return example
    return example._replace(turns=turns, answer_at=next((index for index, one in enumerate(made) if one.answers), len(made)))


def each_tool(example: Example, *, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Example:
    """The example with each tool changed by itself."""
    if isinstance(example, Labelled):
        return _relabelled(example, each_tool(example.conversation, change=change))
    tools = tuple(map(change, example.tools))
    return example if _are_same(tools, example.tools) else example._replace(tools=tools)


def _relabelled(example: Labelled, inner: Example) -> Labelled:
    assert isinstance(inner, Conversation)
    return example if inner is example.conversation else example._replace(conversation=inner)


def _changed(turns: Turns, answers: bool, change: Structure) -> Turns:
    made = tuple(one.turn for one in change([Placed(turn, answers) for turn in turns]))
    return turns if _are_same(made, turns) else made


def _are_same(made: Sequence[object], before: Sequence[object]) -> bool:
    return len(made) == len(before) and all(map(operator.is_, made, before))
