"""Who makes a request, and in which project: what authentication finds out and views go by."""

from dataclasses import dataclass
from uuid import UUID

from rest_framework.request import Request

from evalplatform.projects.models import Project


@dataclass(frozen=True)
class Caller:
    """The project is the border of every query; `scopes` say what may be done in it. Either a key or a person calls."""

    project: Project
    scopes: frozenset[str]
    key_prefix: str = ""
    user_id: int | None = None
    running_exports: int | None = None  # how many exports of the project may be under way when one of this caller starts; None: any number

    @property
    def project_id(self) -> UUID:
        return self.project.id


def caller_of(request: Request) -> Caller:
    """The caller of an authenticated request."""
    caller = request.auth
    if not isinstance(caller, Caller):
        raise TypeError("A view that needs a caller was reached without authentication")
    return caller
