"""Repairs of conversations, each done only where the request names it. What one leaves out or adds, its sentence says."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from exports.finetuning.conversation import Example
from exports.finetuning.repairs import calls, reach, turns


class Repair(NamedTuple):
    """`do` gives the same object where there is nothing to repair."""

    do: Callable[[Example], Example]
    says: str


REPAIRS = {
    "developer_to_system": Repair(partial(reach.each_turn, change=turns.as_system), "Messages of the developer become the system's."),
    "drop_names": Repair(partial(reach.each_turn, change=turns.without_name), "The names of who speaks are left out."),
    "drop_empty_turns": Repair(
        partial(reach.structure, change=turns.without_empty),
        "Turns without any text, image or call are left out, but for the answers of tools; an answer is never emptied.",
    ),
    "system_first": Repair(
        partial(reach.structure, change=turns.with_system_first),
        "System messages move to the front and become one, their texts joined by an empty line.",
    ),
    "drop_leading_assistant": Repair(
        partial(reach.structure, change=turns.without_leading),
        "What the assistant says before a user has spoken, as a greeting, is left out; never the answer itself.",
    ),
    "drop_trailing_user": Repair(
        partial(reach.structure, change=turns.without_trailing),
        "Turns after the last message of the assistant are left out: a user's, a tool's, the system's.",
    ),
    "merge_turns": Repair(
        partial(reach.structure, change=turns.merged),
        "Neighbours of one role, name and weight become one turn, their texts joined by an empty line; never those of tools.",
    ),
    "stringify_arguments": Repair(
        partial(reach.each_turn, change=calls.with_text_arguments),
        "Arguments of calls that are objects are written as JSON text; those that are an empty text become {}.",
    ),
    "fill_tool_ids": Repair(
        partial(reach.all_turns, change=calls.with_ids),
        "Calls without an id get one, and the answers without an id that follow them get those ids in their order.",
    ),
    "shorten_tool_ids": Repair(
        partial(reach.all_turns, change=calls.with_short_ids),
        "Ids of calls and of their answers become nine letters and digits, always the same ones for the same id.",
    ),
    "complete_tools": Repair(
        partial(reach.each_tool, change=calls.complete_tool),
        "Tools without description or parameters get an empty description and parameters of an object without properties.",
    ),
    "drop_text_beside_calls": Repair(
        partial(reach.each_turn, change=turns.without_text_beside_calls),
        "Where the assistant calls tools, its text beside that is left out.",
    ),
}


def apply(example: Example, names: Iterable[str]) -> tuple[Example, list[str]]:
    """The example repaired, always in the order of REPAIRS, and the names of those that changed it. Raises KeyError for another name."""
    wanted = {name: REPAIRS[name] for name in names}
    done = []
    for name in REPAIRS:
        if name in wanted and (repaired := wanted[name].do(example)) is not example:
            example = repaired
            done.append(name)
    return example, done
