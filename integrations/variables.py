"""Templates: JSON with `{{name}}` in its texts, and the values that take their places. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from evalplatform.errors import InvalidInput, Problem
from evalplatform.exact_json import escape_key

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]{0,63})\s*\}\}")
MAX_VALUE = 2000
_SCALARS = (str, int, float, bool, type(None))


def names(template: Any) -> set[str]:
    """Of all placeholders, keys of objects not looked at."""
    return {name for text in _texts(template) for name in PLACEHOLDER.findall(text)}


def filled(template: Any, variables: Any) -> Any:
    """The template with the values in their places: a text that is one placeholder alone becomes the value itself, of whatever type.

    Raises InvalidInput for a variable that is missing, unknown, or no text, number, boolean or null.
    """
    given = {} if variables is None else variables
    if not isinstance(given, dict):
        raise InvalidInput(Problem("/variables", "variables is an object.", "wrong_type"))
    if problems := [*_wrong(given), *_unfit(names(template), given)]:
        raise InvalidInput(*problems)
    return _filled(template, given)


def _wrong(given: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in given.items():
        if not isinstance(value, _SCALARS) or len(str(value)) > MAX_VALUE:
            detail = f"A variable is a text of at most {MAX_VALUE:,} characters, a number, true, false or null."
            yield Problem(f"/variables/{escape_key(name)}", detail, "wrong_type")


def _unfit(wanted: set[str], given: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(wanted - given.keys()):
        yield Problem(f"/variables/{name}", f"The variable {name} is needed.", "required")
    for name in sorted(given.keys() - wanted):
        detail = f"There is no such variable; known are {', '.join(sorted(wanted)) or 'none'}."
        yield Problem(f"/variables/{escape_key(name)}", detail, "unknown_field")


def _filled(value: Any, given: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, given) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, given) for one in value]
    if not isinstance(value, str):
        return value
    if alone := PLACEHOLDER.fullmatch(value):
        return given[alone[1]]
    return PLACEHOLDER.sub(lambda found: str(given[found[1]]), value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
