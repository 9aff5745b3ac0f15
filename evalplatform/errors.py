"""DomainError: the root of every failure that we expect and can explain to the person who caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what was sent: where (an RFC 6901 pointer), what, and a stable code."""

    pointer: str
    detail: str
    code: str = "invalid"


class DomainError(Exception):
    """An expected failure with a stable `code`, a message for the user and the HTTP status that says the same.

    DomainError
      InvalidInput    400  what was sent breaks a rule; `problems` says where
      NotFound        404  it is not there, or not yours
      Conflict        409  it is in a state that does not allow this
      Unavailable     503  something that we need does not answer; later it may
    """

    status = 400
    headers: Mapping[str, str] = MappingProxyType({})  # more of the answer over HTTP

    def __init__(self, code: str, message: str, *, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.problems = problems


class InvalidInput(DomainError):
    """What was sent breaks a rule; `problems` says where."""

    def __init__(self, *problems: Problem, code: str = "invalid", message: str = "") -> None:
        super().__init__(code, message or "; ".join(problem.detail for problem in problems), problems=problems)


class NotFound(DomainError):
    status = 404

    def __init__(self, message: str = "There is no such object in this project.", *, code: str = "not_found") -> None:
        super().__init__(code, message)


class Conflict(DomainError):
    status = 409


class Unavailable(DomainError):
    status = 503
