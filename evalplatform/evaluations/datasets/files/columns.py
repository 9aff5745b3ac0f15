"""Which column of a file is which field of an example, and a row of the file to an example in the API's shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalplatform.errors import Problem
from evalplatform.evaluations.datasets.rows import FIELDS, IGNORED
from evalplatform.exact_json import NotJSON, escape_key, loads

OTHERS = ("refuse", "ignore", "metadata")
CELLS = ("auto", "text", "json")
INSIDE = "metadata."
_BEGINS_JSON = ("{", "[", '"')


@dataclass(frozen=True)
class Columns:
    """`names` says which column holds a field, where that is not the field's own name.

    `others` says what to do with columns that are no field: `refuse`, `ignore`, or keep them in `metadata`. `cells` says what a cell of
    text is: `json`, `text`, or with `auto` JSON where it is a whole object, list or quoted text, and else text.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    others: str = "refuse"
    cells: str = "auto"

    def field_of(self, column: str) -> str | None:
        """The field that the column holds: a name, `metadata.` and a path, or None for none."""
        for name, held_by in self.names.items():
            if held_by == column:
                return name
        if (column in FIELDS and column not in self.names) or (column.startswith(INSIDE) and all(column.split("."))):
            return column
        return f"{INSIDE}{column}" if self.others == "metadata" and column not in IGNORED else None


def example_of(row: Mapping[str, Any], columns: Columns) -> dict[str, Any] | tuple[Problem, ...]:
    """The example in the API's shape, or what is wrong with the row. A cell without a value is one that is not there."""
    example: dict[str, Any] = {}
    inside: dict[str, Any] = {}
    problems = []
    for column, value in row.items():
        name = columns.field_of(column)
        if name is None:
            if columns.others == "refuse" and column not in IGNORED:
                problems.append(_unknown(column))
        elif name.startswith(INSIDE):
            problems += _put(inside, name.removeprefix(INSIDE).split(".") if column == name else [column], value, column)
        else:
            example[name] = value
    if inside and not problems:
        problems += _join(example, inside)
    return tuple(problems) if problems else example


def cell(text: str | None, *, how: str, name: str | None) -> Any:
    """What a cell of text holds in a field. Raises NotJSON."""
    if text is None or name in (None, "external_id", "split"):
        return text
    if how == "json":
        return loads(text)
    if how == "auto" and text.lstrip().startswith(_BEGINS_JSON):
        try:
            return loads(text)
        except NotJSON:
            return text
    return text


def _put(inside: dict[str, Any], path: list[str], value: Any, column: str) -> list[Problem]:
    """Put a value at its path, unless there is none."""
    if value is None:
        return []
    *above, last = path
    place: Any = inside
    for key in above:
        place = place.setdefault(key, {})
        if not isinstance(place, dict):
            return [_twice(column)]
    if last in place:
        return [_twice(column)]
    place[last] = value
    return []


def _join(example: dict[str, Any], inside: dict[str, Any]) -> list[Problem]:
    """Columns of their own beside a whole `metadata`."""
    whole = example.get("metadata")
    if whole is None:
        whole = {}
    if not isinstance(whole, dict):
        return [Problem("/metadata", "This must be an object.", "type")]
    if both := sorted(whole.keys() & inside.keys()):
        return [_twice(f"{INSIDE}{both[0]}")]
    example["metadata"] = {**whole, **inside}
    return []


def _unknown(column: str) -> Problem:
    said = "This is no field of an example. Say which field it holds, or that other columns are to be ignored or kept in metadata."
    return Problem(f"/{escape_key(column[:200])}", said, "unknown_field")


def _twice(column: str) -> Problem:
    return Problem(f"/{escape_key(column[:200])}", "The same place in metadata has two values.", "duplicate")
