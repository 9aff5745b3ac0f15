"""What a person may do with the thing of a page: each step asks first, then goes through the same function as the API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from evalplatform.errors import DomainError
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Project

_FIELD_OF_CODE = {"name_taken": "name", "status_name_taken": "status_name"}


@dataclass(frozen=True)
class Asked:
    """What a person asks to be done with `one`, or in the project; `form` has been found valid."""

    request: HttpRequest
    caller: Caller
    one: Any
    form: Any


@dataclass(frozen=True)
class Done:
    """`to` is where to go on, the page of the thing itself if it is empty; `secret` is shown at once, and never again."""

    says: str
    to: str = ""
    secret: str = field(default="", repr=False)
    secret_of: str = ""


class MakesForm(Protocol):
    def __call__(self, project: Project, one: Any, data: Any) -> forms.Form: ...


@dataclass(frozen=True)
class Step:
    """`says` is what it will do, in words, before it is done."""

    name: str
    label: str
    says: str
    scope: str
    run: Callable[[Asked], Done]
    form: MakesForm | None = None
    offered: Callable[[Any], bool] = lambda one: True
    is_grave: bool = False


class NoFields(forms.Form):
    """Of a step that only asks whether it is meant."""


def plain_form(project: Project, one: Model, data: Any) -> forms.Form:
    return NoFields(data)


def tell(form: forms.Form, error: DomainError) -> None:
    """Put what was refused at the fields that it is about, and the rest above them."""
    if not error.problems:
        name = _FIELD_OF_CODE.get(error.code)
        form.add_error(name if name in form.fields else None, ValidationError(error.message, code=error.code))
    for problem in error.problems:
        first = problem.pointer.removeprefix("/").split("/")[0]
        form.add_error(
            first if first in form.fields else None, ValidationError(_placed(problem.pointer, problem.detail), code=problem.code)
        )


def _placed(pointer: str, detail: str) -> str:
    """In a list the reader has to know which of its lines is meant."""
    parts = pointer.removeprefix("/").split("/")
    return f"Line {int(parts[1]) + 1}: {detail}" if len(parts) == 2 and parts[1].isdecimal() else detail
