"""The kinds of operations of a batch: a table of names, to which other apps' resources add theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evalplatform.errors import DomainError, InvalidInput, Problem
from evalplatform.exact_json import escape_key, find_flaw
from external_api.batches.outcomes import Result, of_error, refused

MAX_READ_BYTES = 32 * 1024 * 1024  # of all that a batch reads, since its answer is held in memory as a whole
MAX_SCORES = 1000  # of all its operations, since they are written one by one


@dataclass
class Work:
    """What operations of one batch share: their project, and how many bytes they may still read and scores still add."""

    project_id: UUID
    bytes_left: int = MAX_READ_BYTES
    scores_left: int = MAX_SCORES


Arguments = Mapping[str, Any]
Run = Callable[[Work, Sequence[Arguments]], list[Result]]


@dataclass(frozen=True)
class Kind:
    """One kind of operation. `names` are the keys that it may have beside `op`, `required` those that it must.

    `run` gets the arguments of operations of this kind that follow each other, and gives a result for each, in order. It runs in a
    transaction, and what it refuses it must leave undone. With `refuses_flaws` it sees to text that cannot be stored itself.
    """

    scope: str
    run: Run
    names: frozenset[str]
    required: frozenset[str] = frozenset()
    refuses_flaws: bool = False


@dataclass(frozen=True)
class Operation:
    """A well-formed operation that the caller may do."""

    name: str
    arguments: Arguments


def one_by_one(work: Callable[[Work, Arguments], Result]) -> Run:
    """A Kind's `run` of a function for one operation, which says what is wrong by raising a DomainError and has then changed nothing."""

    def attempted(shared: Work, arguments: Arguments) -> Result:
        try:
            return work(shared, arguments)
        except DomainError as error:
            return of_error(error)

    return lambda shared, all_arguments: [attempted(shared, arguments) for arguments in all_arguments]


def read(sent: Any, kinds: Mapping[str, Kind], scopes: frozenset[str]) -> Operation | Result:
    """The operation in `sent`, or its refusal."""
    try:
        name = _name(sent, kinds)
    except InvalidInput as error:
        return of_error(error)
    kind = kinds[name]
    if kind.scope not in scopes:
        return refused(403, "missing_scope", f"This operation needs the scope {kind.scope}.")
    arguments = {key: value for key, value in sent.items() if key != "op"}
    problems = [*_wrong_keys(name, kind, arguments), *([] if kind.refuses_flaws else _flaws(arguments))]
    return of_error(InvalidInput(*problems)) if problems else Operation(name, arguments)


def _name(sent: Any, kinds: Mapping[str, Kind]) -> str:
    if not isinstance(sent, dict):
        raise InvalidInput(Problem("", "An operation is an object with `op`.", "wrong_type"))
    name = sent.get("op")
    if not isinstance(name, str) or name not in kinds:
        raise InvalidInput(Problem("/op", f"op is one of {', '.join(sorted(kinds))}.", "unknown_operation"))
    return name


def _wrong_keys(name: str, kind: Kind, arguments: Arguments) -> list[Problem]:
    known = ", ".join(sorted(kind.names))
    unknown = [
        Problem(f"/{escape_key(key)}", f"{name} has no such key; it has {known}.", "unknown_field") for key in arguments.keys() - kind.names
    ]
    return unknown + [Problem(f"/{key}", f"{name} needs {key}.", "required") for key in sorted(kind.required - arguments.keys())]


def _flaws(arguments: Arguments) -> list[Problem]:
    flaw = find_flaw(arguments)
    return [flaw] if flaw else []
