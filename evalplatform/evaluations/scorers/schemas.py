"""JSON Schemas of users: compiled so that nothing is fetched, no expression runs outside RE2, and no schema takes for ever."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import specification_with

from evalplatform import exact_json
from evalplatform.evaluations.scorers import schema_keywords
from evalplatform.evaluations.scorers.parameters import Flaw
from evalplatform.evaluations.scorers.schema_walk import Found, walk

MAX_CHARACTERS = 100_000  # of a schema
MAX_STEPS = 300_000  # keywords that are applied to one output; some seconds. By $ref and allOf a short schema can ask for billions.
MAX_MESSAGE = 300

Keyword = Callable[[Any, Any, Any, Any], Iterator[ValidationError] | None]

_left: ContextVar[list[int]] = ContextVar("steps left")


class NotDecided(Exception):
    """Whether the value fits cannot be told."""


class Breach(NamedTuple):
    """A rule that a value breaks: the schema's keyword, and where and how."""

    rule: str
    detail: str


def read(schema: Any) -> Any:
    """The validator of the schema. Raises Flaw."""
    if not isinstance(schema, dict | bool):
        raise Flaw("A schema is an object, or true or false.", code="wrong_type")
    if len(exact_json.dumps(schema)) > MAX_CHARACTERS:
        raise Flaw(f"A schema has at most {MAX_CHARACTERS:,} characters.")
    try:
        return _compiled(schema)
    except RecursionError:
        raise Flaw("The schema is nested too deep.", code="too_deep") from None


def first_breach(validator: Any, value: Any) -> Breach | None:
    """The first rule that the value breaks. Raises NotDecided."""
    token = _left.set([MAX_STEPS])
    try:
        error = next(validator.iter_errors(value), None)
    except Unresolvable as unresolvable:
        raise NotDecided(f"A $ref of the schema leads nowhere: {unresolvable.ref}.") from None
    except RecursionError:
        raise NotDecided("The schema or the output is nested too deep, or a $ref leads to itself.") from None
    finally:
        _left.reset(token)
    return _breach(error) if error else None


def _breach(error: ValidationError) -> Breach:
    place = "".join(f"/{exact_json.escape_key(str(step))}" for step in error.absolute_path)
    return Breach(str(error.validator or "false"), f"{place or 'The whole'}: {error.message[:MAX_MESSAGE]}")


def _compiled(schema: dict[str, Any] | bool) -> Any:
    draft = _draft(schema)
    try:
        draft.check_schema(schema, format_checker=FormatChecker(()))  # its own would try expressions by Python's re
    except SchemaError as error:
        where = "".join(f"/{exact_json.escape_key(str(step))}" for step in error.absolute_path)
        raise Flaw(f"This is no valid schema: {error.message[:MAX_MESSAGE]}", code="invalid_schema", pointer=where) from None
    inside = walk(schema)
    _refuse_slow(inside)
    if isinstance(schema, dict):  # with it, jsonschema would leave our class for its own at every $ref to the root
        schema = {key: value for key, value in schema.items() if key != "$schema"}
    expressions = {one: _expression(one, where) for one, where in inside.patterns.items()}
    keywords = {**draft.VALIDATORS, **schema_keywords.overrides(draft.VALIDATORS, expressions)}
    limited = extend(draft, {name: _counted(keyword) for name, keyword in keywords.items()})
    _refuse_outside(schema, inside, draft)
    return limited(schema, registry=Registry())


def _draft(schema: dict[str, Any] | bool) -> Any:
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if named is None:
        return Draft202012Validator
    found = validator_for({"$schema": named}, default=None) if isinstance(named, str) else None
    if found is None:
        raise Flaw("This $schema is not known; 2020-12, 2019-09 and drafts 7, 6, 4 and 3 are.", code="invalid_schema", pointer="/$schema")
    return found


def _expression(pattern: str, where: str) -> Any:
    try:
        return schema_keywords.compiled(pattern)
    except Flaw as flaw:
        raise Flaw(flaw.detail, code=flaw.code, pointer=where) from None


def _refuse_slow(inside: Found) -> None:
    """What jsonschema does beside its keywords, where neither RE2 nor the count of steps would reach."""
    if inside.dialect is not None:
        raise Flaw("A $schema stands only at the top.", code="invalid_schema", pointer=inside.dialect)
    if inside.unevaluated is not None and (inside.references or inside.patterns_of_keys):
        detail = "unevaluatedProperties and unevaluatedItems are not supported beside $ref or patternProperties; use additionalProperties."
        raise Flaw(detail, code="invalid_schema", pointer=inside.unevaluated)


def _refuse_outside(schema: dict[str, Any] | bool, inside: Found, draft: Any) -> None:
    """Of each reference: it is to lead to a place in the schema itself."""
    if not inside.references:
        return
    resource = specification_with(draft.ID_OF(draft.META_SCHEMA)).create_resource(schema)
    root = resource.id() or ""
    resolver = Registry().with_resource(root, resource).resolver(root)
    for reference, where in inside.references.items():
        base = reference.partition("#")[0]
        if base and not any(base == name or name.endswith(f"/{base}") for name in inside.names):
            detail = f"{reference[:200]} lies outside of the schema, and nothing is fetched; put it under $defs."
            raise Flaw(detail, code="invalid_schema", pointer=where)
        if not base and inside.names <= {root}:  # else what it leads to depends on where it stands
            _refuse_unresolvable(reference, where, resolver)


def _refuse_unresolvable(reference: str, where: str, resolver: Any) -> None:
    try:
        resolver.lookup(reference)
    except Unresolvable:
        raise Flaw(f"{reference[:200]} leads nowhere.", code="invalid_schema", pointer=where) from None


def _counted(keyword: Keyword) -> Keyword:
    """Each call is a step, and so are each thousand characters of a message: jsonschema writes the whole value into it, at every branch."""

    def applied(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        _take(1)
        for error in keyword(validator, value, instance, schema) or ():
            _take(len(error.message) // 1_000)
            error.message = error.message[:MAX_MESSAGE]
            error.args = (error.message,)  # which would hold the long one, too
            yield error

    return applied


def _take(steps: int) -> None:
    left = _left.get()
    left[0] -= steps
    if left[0] < 0:
        raise NotDecided(f"This schema takes more than {MAX_STEPS:,} steps for this output.")
