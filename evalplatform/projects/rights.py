"""What a person may do in the back office, project by project: what their role allows them over the API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Member, Project, Role, User

_KEPT = "evalplatform.rights"


@dataclass(frozen=True)
class Rights:
    """Scopes by project. `everywhere` are those that a superuser has in all of them."""

    by_project: Mapping[UUID, frozenset[str]]
    everywhere: frozenset[str] = frozenset()

    def may(self, scope: str, project_id: UUID) -> bool:
        return scope in self.everywhere or scope in self.by_project.get(project_id, frozenset())

    def may_anywhere(self, scope: str) -> bool:
        return scope in self.everywhere or any(scope in scopes for scopes in self.by_project.values())

    def projects(self, scope: str) -> list[UUID] | None:
        """Those in which it is allowed; None is all of them."""
        return None if scope in self.everywhere else [one for one, scopes in self.by_project.items() if scope in scopes]

    def scopes_in(self, project_id: UUID) -> frozenset[str]:
        return self.everywhere | self.by_project.get(project_id, frozenset())


def rights_of(request: HttpRequest) -> Rights:
    """Those of who is signed in; read once a request."""
    kept = vars(request)
    if _KEPT not in kept:
        kept[_KEPT] = _rights(request.user)
    found: Rights = kept[_KEPT]
    return found


def caller_in(request: HttpRequest, project: Project) -> Caller:
    """Who asks, as the API's own functions know callers."""
    return Caller(project=project, scopes=rights_of(request).scopes_in(project.id), user_id=request.user.pk)


def _rights(user: object) -> Rights:
    if not isinstance(user, User) or not (user.is_active and user.is_staff):
        return Rights({})
    scopes_of: Callable[[str], frozenset[str]] = import_string(settings.SCOPES_OF_ROLE)
    memberships = Member.objects.filter(user=user).values_list("project_id", "role")
    everywhere = scopes_of(Role.ADMIN) if user.is_superuser else frozenset()
    return Rights({project_id: scopes_of(role) for project_id, role in memberships}, everywhere)
