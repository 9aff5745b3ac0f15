"""What a request says of a training file, checked against the target and the resource: target, curation, and the fields to read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from evalplatform import filtering
from evalplatform.errors import InvalidInput, Problem
from evalplatform.fields import Column, Resource
from exports.finetuning import request, rows, targets
from exports.finetuning.asked import Curate, Redact, Tokens
from exports.finetuning.targets import Needs, Target

FORMATS = ("jsonl",)
T = TypeVar("T")
OF_RECORDS = ("fields", "exclude", "rename")


@dataclass(frozen=True)
class Training:
    """`conditions` are in the filter language and stand beside the request's own filter."""

    target: Target
    curate: Curate
    columns: tuple[Column, ...]
    conditions: tuple[dict[str, Any], ...] = ()


def read(body: dict[str, Any], shape: str, resource: Resource) -> Training:
    """Raises InvalidInput with a pointer for each thing that is wrong with the body."""
    problems = list(_misplaced(body, shape, resource))
    target = _gathered(problems, lambda: _target(body, shape))
    curate = _gathered(problems, lambda: _under("/curate", lambda: _curate(body, resource)))
    columns = tuple[Column, ...]()
    if curate and resource.name in rows.RESOURCES:
        columns = rows.columns(resource, curate, lambda one: problems.append(_moved("/curate", one)))
        problems += _conditions_problems(curate, resource)
    if target and curate:
        problems += _unfit(target, curate)
    if problems or target is None or curate is None:
        raise InvalidInput(*problems)
    return Training(target, curate, columns, tuple(_conditions(curate)))


def _curate(body: dict[str, Any], resource: Resource) -> Curate:
    given = body.get("curate") or {}
    asked = request.curate(given)
    if resource.name == "spans" and "group_by" not in given:
        return replace(asked, group_by="trace.session_id")
    return asked


def _gathered(problems: list[Problem], work: Callable[[], T]) -> T | None:
    try:
        return work()
    except InvalidInput as error:
        problems += error.problems
        return None


def _misplaced(body: dict[str, Any], shape: str, resource: Resource) -> Any:
    if resource.name not in rows.RESOURCES:
        yield Problem("/resource", f"A training file is made of {' or '.join(rows.RESOURCES)}.", "unfit_resource")
    if body.get("format", "jsonl") not in FORMATS:
        yield Problem("/format", "A training file is written as jsonl.", "unfit_format")
    for key in OF_RECORDS:
        if body.get(key):
            yield Problem(f"/{key}", f"{key} is for the shape records; the columns of {shape} are its own.", "unfit_key")


def _target(body: dict[str, Any], shape: str) -> Target:
    template = body.get("template")
    if shape == "custom":
        from exports.finetuning.targets import custom

        return _under("/template", lambda: custom.parse(template))
    if template is not None:
        raise InvalidInput(Problem("/template", "template is for the shape custom.", "unfit_key"))
    return targets.get(shape)


def _unfit(target: Target, asked: Curate) -> Any:
    """What the target or this server has no use for, and what the target needs."""
    if target.needs is Needs.PREFERENCE and asked.pairs is None:
        yield Problem("/curate/pairs", f"{target.name} needs pairs: say where the better and the worse answer come from.", "missing")
    if target.needs is Needs.LABEL and asked.label is None:
        yield Problem("/curate/label", f"{target.name} needs a label: say which score it comes from.", "missing")
    if target.needs is not Needs.PREFERENCE and asked.pairs:
        yield Problem("/curate/pairs", f"{target.name} has no pairs.", "unfit_key")
    if target.needs is not Needs.LABEL and asked.label:
        yield Problem("/curate/label", f"{target.name} has no labels.", "unfit_key")
    for name in sorted(asked.repairs - set(target.repairs)):
        known = ", ".join(target.repairs) or "none"
        yield Problem("/curate/repairs", f"There is no repair {name!r} for {target.name}; there are: {known}.", "unknown_repair")
    if asked.tokens:
        yield from _token_problems(asked.tokens)
    if asked.redact:
        yield from _redact_problems(asked.redact)


def _token_problems(asked: Tokens) -> Any:
    from exports.finetuning import tokens

    if asked.vocabulary not in tokens.vocabularies():
        yield Problem("/curate/tokens/vocabulary", f"vocabulary is one of {', '.join(tokens.vocabularies())}.", "unknown_vocabulary")


def _redact_problems(asked: Redact) -> Any:
    from exports.finetuning import redact

    try:
        redact.Redactor(asked, key=b"only to see whether it can be made")
    except InvalidInput as error:
        yield from (_moved("/curate/redact", one) for one in error.problems)


def _conditions_problems(asked: Curate, resource: Resource) -> Any:
    """Spans have no scores of their own, so what asks for one is refused here."""
    for one in _conditions(asked):
        try:
            filtering.build(resource, one)
        except InvalidInput as error:
            yield from (Problem("/curate/min_score", problem.detail, problem.code) for problem in error.problems)
    if asked.keep_out_traces is not None:
        try:
            filtering.build(resource, asked.keep_out_traces)
        except InvalidInput as error:
            yield from (_moved("/curate/keep_out_traces", problem) for problem in error.problems)


def _conditions(asked: Curate) -> Any:
    for name, least in asked.min_score:
        yield {"field": f"score.{name}", "op": "gte", "value": least}


def _under(pointer: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except InvalidInput as error:
        raise InvalidInput(*(_moved(pointer, one) for one in error.problems)) from None


def _moved(pointer: str, one: Problem) -> Problem:
    return Problem(f"{pointer}{one.pointer}", one.detail, one.code)
