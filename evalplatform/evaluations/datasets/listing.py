"""A list of examples in a request: what it may say, and its rows."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.datasets.changing import Asked, Change, change_examples
from evalplatform.evaluations.datasets.publishing import MAX_NOTE
from evalplatform.evaluations.datasets.rows import ExampleRow, read_example
from evalplatform.evaluations.models import Dataset
from evalplatform.evaluations.reading import Reader

MAX_PROBLEMS = 100


def change_by_list(dataset: Dataset, body: dict[str, Any], *, most: int, whose: str = "") -> Change:
    """What a request says: `examples`, `remove`, `replace`, `publish`, `note`. All goes in, or nothing.

    `most` bounds both lists, and `whose` says whose limit that is. Raises InvalidInput.
    """
    reader = Reader(body)
    examples, ids = _list(reader, "examples", most, whose), _list(reader, "remove", most, whose)
    asked = Asked(flag(reader, "replace", default=False), _ids(reader, ids), flag(reader, "publish", default=True), note_of(reader))
    reader.refuse_unknown()
    if not (examples or ids or asked.replace or reader.problems):
        reader.refuse("", "Send examples to put in, or ids to remove.", "required")
    reader.raise_if_any()
    return change_examples(dataset, list(_rows(examples)), asked)


def parse_note(body: dict[str, Any]) -> str:
    """Of a request that says nothing else. Raises InvalidInput."""
    reader = Reader(body)
    note = note_of(reader)
    reader.refuse_unknown()
    reader.raise_if_any()
    return note


def note_of(reader: Reader) -> str:
    return reader.text("note", most=MAX_NOTE)


def flag(reader: Reader, key: str, *, default: bool) -> bool:
    value = reader.get(key)
    if value is not None and not isinstance(value, bool):
        reader.refuse(key, f"{key} is true or false.", "wrong_type")
    return value if isinstance(value, bool) else default


def _rows(examples: list[Any]) -> Iterator[tuple[int, ExampleRow]]:
    """Raises InvalidInput with what is wrong with all of them, up to MAX_PROBLEMS."""
    problems: list[Problem] = []
    for place, item in enumerate(examples):
        row = read_example(item)
        if isinstance(row, ExampleRow):
            yield place, row
        else:
            problems += (Problem(f"/examples/{place}{one.pointer}", one.detail, one.code) for one in row)
        if len(problems) >= MAX_PROBLEMS:
            break
    if problems:
        raise InvalidInput(*problems[:MAX_PROBLEMS])


def _list(reader: Reader, key: str, most: int, whose: str) -> list[Any]:
    value = reader.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        reader.refuse(key, f"{key} is a list.", "wrong_type")
        return []
    if len(value) > most:
        reader.refuse(key, f"{key} has {len(value):,} items; at most {most:,} are taken at once{whose}.", "too_many_items")
        return []
    return value


def _ids(reader: Reader, given: list[Any]) -> tuple[UUID, ...]:
    try:
        return tuple(dict.fromkeys(UUID(one) for one in given))
    except (ValueError, TypeError, AttributeError):
        reader.refuse("remove", "remove is a list of ids of examples.", "wrong_type")
        return ()
