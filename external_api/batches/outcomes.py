"""What became of one operation: the status and the body, or the problem, that a call of its own would have been answered with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from typing import Any

from evalplatform.errors import DomainError, Problem


@dataclass(frozen=True)
class Result:
    """Either `body` or, from status 400 on, `problem`. Pointers in a problem lead into the operation."""

    status: int
    body: Any = None
    problem: Mapping[str, Any] | None = None

    @property
    def has_failed(self) -> bool:
        return self.status >= 400


def refused(status: int, code: str, detail: str, problems: tuple[Problem, ...] = ()) -> Result:
    problem = {"type": f"urn:evalplatform:problem:{code}", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    places = {"errors": [asdict(one) for one in problems]} if problems else {}
    return Result(status, problem={**problem, "code": code, **places})


def of_error(error: DomainError) -> Result:
    return refused(error.status, error.code, error.message, error.problems)


def below(pointer: str, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems of what stands at `pointer`."""
    return tuple(replace(one, pointer=f"{pointer}{one.pointer}") for one in problems)


def entry(index: int, result: Result) -> dict[str, Any]:
    """The result as it stands in an answer, where pointers lead into the whole request."""
    if result.problem is None:
        return {"index": index, "status": result.status, "body": result.body}
    problem = dict(result.problem)
    if places := problem.get("errors"):
        problem["errors"] = [{**one, "pointer": f"/operations/{index}{one['pointer']}"} for one in places]
    return {"index": index, "status": result.status, "problem": problem}
