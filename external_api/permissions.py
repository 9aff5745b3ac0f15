"""What a caller may: a view declares the scope that each method needs, and a method without one is refused."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from evalplatform.projects.caller import Caller, caller_of
from external_api.scopes import TABLE

if TYPE_CHECKING:  # rest_framework.views imports this module through the settings
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """Reads `view.scopes`, a mapping of HTTP method to scope such as `{"GET": "exports:read", "POST": "exports:write"}`.

    A tuple names several, all of which it needs. Keys have the scopes that they name, people those of their role.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.auth is None:
            return False
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in view.allowed_methods:  # let the view answer 405
            return True
        caller, needed = caller_of(request), needed_scopes(view, method)
        if not needed or not caller.scopes.issuperset(needed):
            raise PermissionDenied(_why(caller, [scope for scope in needed if scope not in caller.scopes]), code="missing_scope")
        return True


def needed_scopes(view: "APIView | type[APIView]", method: str) -> tuple[str, ...]:
    """The scopes that a call of `method` needs, all of them; none means that nobody may."""
    needed: str | tuple[str, ...] = getattr(view, "scopes", {}).get(method) or ()
    return (needed,) if isinstance(needed, str) else needed


def _why(caller: Caller, missing: list[str]) -> str:
    if any(not TABLE[scope].for_keys for scope in missing) and caller.key_prefix:
        return "No API key may do this: sign in, or use a token of /api/external/auth/token."
    which = ", ".join(missing)
    if caller.key_prefix:
        return f"This API key lacks {which}, or its owner's role in the project does not allow it."
    return f"Your role in this project, {caller.role}, does not allow {which}."
