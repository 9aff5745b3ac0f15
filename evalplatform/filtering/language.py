"""The grammar of a filter: comparisons joined by and, or, not; its limits; and where in it something is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from evalplatform.errors import InvalidInput, Problem
from evalplatform.fields import Field, Resource, UnknownField
from evalplatform.filtering import expressions, values
from evalplatform.filtering.comparisons import Refused, compare

MAX_DEPTH = 20
MAX_CONDITIONS = 200
MAX_NAME = 500


def build(resource: Resource, spec: Any) -> Q:
    """The condition on the resource's rows that the filter `spec` (JSON, parsed) says, for `queryset.filter(...)`.

    Raises InvalidInput with the pointer into the filter and one of the codes malformed_filter, filter_too_large, unknown_field,
    unknown_operator and wrong_type.
    """
    if spec is None or spec == {}:
        return Q()
    _refuse_oversized(spec)
    return _node(resource, spec, "", negated=False)


def _refuse_oversized(spec: Any) -> None:
    level, parts = [spec], 0
    for _ in range(MAX_DEPTH):
        parts += sum(1 for node in level if not _is_joint(node))
        level = [inner for node in level for inner in _within(node)]
        if parts > MAX_CONDITIONS or len(level) > 10 * MAX_CONDITIONS:
            break
    if level or parts > MAX_CONDITIONS:
        raise _invalid("", f"A filter has at most {MAX_CONDITIONS} conditions and is at most {MAX_DEPTH} deep.", "filter_too_large")


def _is_joint(node: Any) -> bool:
    return isinstance(node, dict) and not node.keys().isdisjoint(("and", "or", "not"))


def _within(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        for word in ("and", "or", "not"):
            inner = node.get(word, [])
            yield from inner if isinstance(inner, list) else [inner]


def _node(resource: Resource, node: Any, pointer: str, *, negated: bool) -> Q:
    """`negated` is pushed down to the comparisons, where it can be exact and still leave PostgreSQL its indexes and joins."""
    if node == {}:
        return Q(expressions.FALSE if negated else expressions.TRUE)
    match node:
        case {"and": list(parts), **others} if not others:
            return _joined(resource, parts, f"{pointer}/and", conjunction=not negated, negated=negated)
        case {"or": list(parts), **others} if not others:
            return _joined(resource, parts, f"{pointer}/or", conjunction=negated, negated=negated)
        case {"not": inner, **others} if not others:
            return _node(resource, inner, f"{pointer}/not", negated=not negated)
        case {"field": str(name), "op": str(operator), **given} if given.keys() <= {"value"}:
            return _comparison(resource, name, operator, given, pointer, negated=negated)
    raise _invalid(
        pointer,
        'Each part of a filter is {"field": …, "op": …, "value": …}, {"and": […]}, {"or": […]}, {"not": …} or {}, and has no other keys.',
        "malformed_filter",
    )


def _joined(resource: Resource, parts: list[Any], pointer: str, *, conjunction: bool, negated: bool) -> Q:
    if not parts:
        return Q(expressions.TRUE if conjunction else expressions.FALSE)
    conditions = [_node(resource, part, f"{pointer}/{number}", negated=negated) for number, part in enumerate(parts)]
    return Q(*conditions, _connector=Q.AND if conjunction else Q.OR)


def _comparison(resource: Resource, name: str, operator: str, given: Mapping[Any, Any], pointer: str, *, negated: bool) -> Q:
    if operator != "exists" and "value" not in given:
        raise _invalid(pointer, f"{operator} needs a value.", "malformed_filter")
    field = _field(resource, name, f"{pointer}/field")
    try:
        return compare(field, operator, given.get("value", True), negated=negated)
    except Refused as error:
        raise _invalid(pointer + error.pointer, str(error), error.code) from None


def _field(resource: Resource, name: str, pointer: str) -> Field:
    try:
        if len(name) > MAX_NAME:
            raise UnknownField(f"A field's name has at most {MAX_NAME} characters.")
        found = resource.field(values.text(name))
    except UnknownField as error:
        raise _invalid(pointer, str(error), "unknown_field") from None
    except values.WrongType as error:
        raise _invalid(pointer, f"Needs {error}.", "unknown_field") from None
    if not found.filterable:
        raise _invalid(pointer, f"{name} cannot be filtered by.", "unknown_field")
    return found


def _invalid(pointer: str, detail: str, code: str) -> InvalidInput:
    return InvalidInput(Problem(pointer, detail, code), code="invalid_filter")
