"""Reading attributes, which may hold anything under any name: what does not fit reads as absent, and stays in the span."""

import math
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from evalplatform.exact_json import NotJSON, loads
from evalplatform.tracing.otlp.received import Attributes
from evalplatform.tracing.values import MAX_COUNT

MAX_STEPS = 16  # of a name such as llm.input_messages.0.message.role; longer ones are somebody's own
MAX_DIGITS = 9


def first(attributes: Attributes, names: Iterable[str]) -> Any:
    """The value under the first of the names that has one, or None."""
    for name in names:
        if (value := attributes.get(name)) is not None:
            return value
    return None


def first_text(attributes: Attributes, names: Iterable[str], limit: int) -> str:
    """The first text, or number as text, that is neither empty nor longer than `limit`; else the empty text.

    A longer one is not cut: two sessions whose names begin alike must not become one.
    """
    for name in names:
        value = attributes.get(name)
        if type(value) is int:
            value = str(value)
        if isinstance(value, str) and 0 < len(value) <= limit:
            return value
    return ""


def first_count(attributes: Attributes, names: Iterable[str]) -> int | None:
    """The first number of something; JavaScript's senders write 7.0 for 7."""
    for name in names:
        value = attributes.get(name)
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is int and 0 <= value <= MAX_COUNT:
            return value
    return None


def finite(value: Any) -> float | int | None:
    """A number that a double holds, or None."""
    try:
        return value if type(value) in (int, float) and math.isfinite(value) and float(value) == value else None
    except OverflowError:
        return None


def structured(value: Any) -> Any:
    """What a text of JSON says, for senders that cannot send structures; any other value as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        return parsed(value)
    return value


def parsed(value: Any) -> Any:
    """What a text of JSON says, also a number or a text; any other value as it is."""
    if not isinstance(value, str):
        return value
    try:
        return loads(value)
    except NotJSON:
        return value


def take_indexed(attributes: Attributes, prefix: str) -> list[Any]:
    """Take out `prefix.0.a`, `prefix.0.b.1.c`, … as a list of objects, in the order of their numbers; gaps are closed.

    Lists within are objects by number: read them with `rows`. What contradicts itself (`prefix.0` beside `prefix.0.a`) stays where it is.
    """
    begin = f"{prefix}."
    tree: Attributes = {}
    for key in [key for key in attributes if key.startswith(begin)]:
        steps = key[len(begin) :].split(".")
        if len(steps) <= MAX_STEPS and _is_index(steps[0]) and _put(tree, steps, attributes[key]):
            del attributes[key]
    return rows(tree)


def rows(value: Any) -> list[Any]:
    """The values of an object whose keys are numbers, in their order; a list as it is; nothing of anything else."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and all(map(_is_index, value)):
        return [value[key] for key in sorted(value, key=int)]
    return []


def _is_index(step: str) -> bool:
    return step.isascii() and step.isdigit() and len(step) <= MAX_DIGITS


def _put(tree: Attributes, steps: list[str], value: Any) -> bool:
    node = tree
    for step in steps[:-1]:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            return False
    if steps[-1] in node:
        return False
    node[steps[-1]] = deepcopy(value) if isinstance(value, dict) else value  # others may grow into it
    return True
