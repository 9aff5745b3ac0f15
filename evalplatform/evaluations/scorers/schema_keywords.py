"""Keywords of JSON Schema in place of jsonschema's own, which run expressions by Python's re, or compare every item with every other."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from jsonschema import ValidationError

from evalplatform.evaluations.scorers import patterns

Errors = Iterator[ValidationError]
Matches = Callable[[str, str], bool]


def compiled(pattern: str) -> Any:
    """Raises Flaw. An empty expression is valid in a schema, and matches everything."""
    return patterns.compiled(pattern or "(?:)")


def overrides(known: Mapping[str, Any], expressions: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords by name, those of the draft only. `expressions` are all that stand in the schema, compiled."""

    def matches(pattern: str, text: str) -> bool:
        return patterns.found(expressions[pattern], text)

    own = {
        "pattern": partial(_pattern, matches),
        "patternProperties": partial(_pattern_properties, matches),
        "additionalProperties": partial(_additional_properties, matches),
        "uniqueItems": _unique_items,
    }
    return {name: keyword for name, keyword in own.items() if name in known}


def _pattern(matches: Matches, validator: Any, wanted: str, instance: Any, schema: Any) -> Errors:
    if validator.is_type(instance, "string") and not matches(wanted, instance):
        yield ValidationError(f"{instance[:100]!r} does not match {wanted!r}")


def _pattern_properties(matches: Matches, validator: Any, wanted: Mapping[str, Any], instance: Any, schema: Any) -> Errors:
    if validator.is_type(instance, "object"):
        for one, inner in wanted.items():
            for key in [key for key in instance if matches(one, key)]:
                yield from validator.descend(instance[key], inner, path=key, schema_path=one)


def _additional_properties(matches: Matches, validator: Any, wanted: Any, instance: Any, schema: Any) -> Errors:
    if wanted is True or not validator.is_type(instance, "object"):
        return
    named, by_pattern = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in [key for key in instance if key not in named and not any(matches(one, key) for one in by_pattern)]:
        if wanted is False:
            yield ValidationError(f"Additional properties are not allowed ({key[:100]!r} was unexpected)")
        else:
            yield from validator.descend(instance[key], wanted, path=key)


def _unique_items(validator: Any, wanted: bool, instance: Any, schema: Any) -> Errors:
    if wanted and validator.is_type(instance, "array") and len({_hashable(item) for item in instance}) < len(instance):
        yield ValidationError("The items are not all different")


def _hashable(value: Any) -> Any:
    """Equal where the values are, as JSON Schema says: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict):
        return ("object", frozenset((key, _hashable(inner)) for key, inner in value.items()))
    if isinstance(value, list):
        return ("array", tuple(_hashable(inner) for inner in value))
    return ("boolean", value) if isinstance(value, bool) else value
