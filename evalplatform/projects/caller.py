"""Who makes a request, and in which project: what authentication finds out and views go by."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from rest_framework.request import Request

from evalplatform.projects.models import Project


@dataclass(frozen=True)
class Limits:
    """How much a caller may; None is without end. The first four are calls an hour, of all kinds and of three heavy ones."""

    tier: str = "unlimited"
    requests: int | None = None
    exports: int | None = None
    streams: int | None = None
    batches: int | None = None
    running_exports: int | None = None  # of the project, when one of this caller starts
    streams_at_once: int | None = None
    rows_per_export: int | None = None
    items_per_batch: int | None = None
    body_bytes: int | None = None


@dataclass(frozen=True)
class Caller:
    """The project is the border of every query; `scopes` say what may be done in it. Either a key or a person calls."""

    project: Project
    scopes: frozenset[str]
    key_prefix: str = ""
    user_id: int | None = None
    role: str = ""  # of a person, or of the person who owns the key
    limits: Limits = Limits()

    @property
    def project_id(self) -> UUID:
        return self.project.id

    @property
    def name(self) -> str:
        """What is counted together: all calls of a key, or all of a person in a project."""
        return f"key:{self.key_prefix}" if self.key_prefix else f"user:{self.user_id}:{self.project.id.hex}"


def caller_of(request: Request) -> Caller:
    """The caller of an authenticated request."""
    caller = request.auth
    if not isinstance(caller, Caller):
        raise TypeError("A view that needs a caller was reached without authentication")
    return caller


def count_items(request: Request | HttpRequest, items: int) -> None:
    """Say how many things this request brought or fetched, for the usage of its caller."""
    plain = request._request if isinstance(request, Request) else request
    plain.META["evalplatform.items"] = plain.META.get("evalplatform.items", 0) + items
