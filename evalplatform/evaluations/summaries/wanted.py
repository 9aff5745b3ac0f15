"""What a suite's gate says as JSON: its rules, and what it compares with; checked once and frozen."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from evalplatform.errors import InvalidInput, Problem
from evalplatform.evaluations.gate.rules import FixedMeans, Gate, Rule
from evalplatform.exact_json import escape_key

Made = TypeVar("Made", Gate, Rule)
_KEYS = frozenset(("rules", "max_unpaired", "no_verdict_counts_as", "baseline", "first_passes"))
_RULE_KEYS = frozenset(one.name for one in fields(Rule))
_TEXTS = frozenset(("metric", "direction", "question"))


@dataclass(frozen=True)
class GateSettings:
    """`branch_or_id` or `fixed` is the baseline where a request names none. `first_passes`: an evaluation of that very branch, of which
    none has passed yet, is judged without a comparison, so that it can become the baseline.
    """

    gate: Gate
    branch_or_id: str = ""
    fixed: FixedMeans | None = None
    first_passes: bool = False


def parse_gate(given: Any, *, pointer: str = "/gate") -> GateSettings:
    """Of `{"rules": [{"metric": "exact_match", …}], "baseline": "main" | {"exact_match": 0.7}}`. Raises InvalidInput."""
    body = _object(given, _KEYS, pointer)
    listed = body.get("rules", [])
    if not isinstance(listed, list):
        raise InvalidInput(Problem(f"{pointer}/rules", "rules is a list of objects with a metric.", "wrong_type"))
    rules = tuple(_rule(one, f"{pointer}/rules/{index}") for index, one in enumerate(listed))
    first = body.get("first_passes", False)
    if not isinstance(first, bool):
        raise InvalidInput(Problem(f"{pointer}/first_passes", "first_passes is true or false.", "wrong_type"))
    max_unpaired = _number(body.get("max_unpaired", 0.0), f"{pointer}/max_unpaired")
    counts_as = body.get("no_verdict_counts_as", "fail")
    gate = _made(lambda: Gate(rules, max_unpaired, counts_as), pointer)
    named, fixed = _baseline(body.get("baseline"), f"{pointer}/baseline")
    return GateSettings(gate, named, fixed, first)


def _rule(given: Any, pointer: str) -> Rule:
    body = _object(given, _RULE_KEYS, pointer)
    for key, value in body.items():
        if key in _TEXTS:
            if not isinstance(value, str):
                raise InvalidInput(Problem(f"{pointer}/{key}", f"{key} is a text.", "wrong_type"))
        elif value is not None or key not in ("allowed_loss", "floor"):
            _number(value, f"{pointer}/{key}")
    if "metric" not in body:
        raise InvalidInput(Problem(f"{pointer}/metric", "A rule names its metric.", "required"))
    if not isinstance(body.get("min_examples", 1), int):
        raise InvalidInput(Problem(f"{pointer}/min_examples", "min_examples is a whole number from 1.", "wrong_type"))
    return _made(lambda: Rule(**body), pointer)


def _baseline(given: Any, pointer: str) -> tuple[str, FixedMeans | None]:
    if given is None:
        return "", None
    if isinstance(given, str):
        return given, None
    if not isinstance(given, Mapping) or not given:
        raise InvalidInput(Problem(pointer, "baseline is an evaluation's id, a branch, or an object of means by metric.", "wrong_type"))
    return "", {name: _number(value, f"{pointer}/{escape_key(name)}") for name, value in given.items()}


def _object(given: Any, known: frozenset[str], pointer: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise InvalidInput(Problem(pointer, f"This is an object with {', '.join(sorted(known))}.", "wrong_type"))
    if unknown := sorted(given.keys() - known):
        text = f"There is no such key; known are {', '.join(sorted(known))}."
        raise InvalidInput(*(Problem(f"{pointer}/{escape_key(key)}", text, "unknown_field") for key in unknown))
    return given


def _number(given: Any, pointer: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or abs(given) > 1e100 or not math.isfinite(given):
        raise InvalidInput(Problem(pointer, "This is a finite number.", "wrong_type"))
    return given


def _made(make: Callable[[], Made], pointer: str) -> Made:
    try:
        return make()
    except InvalidInput as error:
        raise InvalidInput(*(Problem(pointer + one.pointer, one.detail, one.code) for one in error.problems)) from None
