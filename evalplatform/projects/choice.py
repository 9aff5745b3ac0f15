"""In which project a person works: the one that they chose in the dashboard, or the only one they have."""

from uuid import UUID

from django.http import HttpRequest

from evalplatform.errors import DomainError
from evalplatform.projects.models import Member, User

SESSION_KEY = "project"


class ProjectRequired(DomainError):
    """A person of several projects has to name one."""

    def __init__(self, slugs: list[str]) -> None:
        super().__init__("project_required", f"You are a member of several projects. Name one: {', '.join(slugs)}.")


class NotMember(DomainError):
    status = 403

    def __init__(self) -> None:
        super().__init__("not_a_member", "You are not a member of this project, or of any. Ask its admin to add you.")


def membership(request: HttpRequest, user: User) -> Member:
    """The person's membership in the project of their session. Raises ProjectRequired and NotMember."""
    chosen = request.session.get(SESSION_KEY)
    found = named(user, project_id=UUID(chosen)) if chosen else None
    return found or only(user)


def only(user: User) -> Member:
    """The membership of a person who has just one. Raises ProjectRequired and NotMember."""
    found = list(Member.objects.select_related("project", "user").filter(user=user).order_by("project__slug"))
    if not found:
        raise NotMember
    if len(found) > 1:
        raise ProjectRequired([one.project.slug for one in found])
    return found[0]


def named(user: User, *, slug: str = "", project_id: UUID | None = None) -> Member | None:
    """The membership in the project of that name or id; None when there is none."""
    which = {"project__slug": slug} if slug else {"project_id": project_id}
    return Member.objects.select_related("project", "user").filter(user=user, **which).first()


def choose(request: HttpRequest, user: User, slug: str) -> Member:
    """Work in this project from now on. Raises NotMember."""
    found = named(user, slug=slug) if slug else None
    if found is None:
        raise NotMember
    request.session[SESSION_KEY] = str(found.project_id)
    return found
