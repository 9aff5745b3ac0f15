"""What a caller may: a view declares the scope that each method needs, and a method without one is refused."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from evalplatform.projects.caller import Caller, caller_of
from external_api.scopes import TABLE

if TYPE_CHECKING:  # rest_framework.views imports this module through the settings
    from rest_framework.views import APIView


class AnyOf(tuple[str, ...]):
    """Scopes of which one is enough to call; what else a call needs, its view looks at."""

    __slots__ = ()


class HasScope(BasePermission):
    """Reads `view.scopes`, a mapping of HTTP method to scope such as `{"GET": "exports:read", "POST": "exports:write"}`.

    A tuple names several, all of which it needs, and `AnyOf` several of which it needs one. Keys have the scopes that they name, people
    those of their role.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.auth is None:
            return False
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in view.allowed_methods or method == "OPTIONS":  # let the view answer 405
            return True
        caller, needed = caller_of(request), needed_scopes(view, method)
        if not allows(needed, caller.scopes):
            raise PermissionDenied(_why(caller, needed), code="missing_scope")
        return True


def needed_scopes(view: "APIView | type[APIView]", method: str) -> tuple[str, ...]:
    """The scopes that a call of `method` needs, all of them or, in an AnyOf, one; none means that nobody may."""
    needed: str | tuple[str, ...] = getattr(view, "scopes", {}).get(method) or ()
    return (needed,) if isinstance(needed, str) else needed


def allows(needed: tuple[str, ...], scopes: frozenset[str]) -> bool:
    """Whether who has these scopes has those that are needed."""
    return not scopes.isdisjoint(needed) if isinstance(needed, AnyOf) else bool(needed) and scopes.issuperset(needed)


def _why(caller: Caller, needed: tuple[str, ...]) -> str:
    missing = [scope for scope in needed if scope not in caller.scopes]
    if any(not TABLE[scope].for_keys for scope in missing) and caller.key_prefix:
        return "No API key may do this: sign in, or use a token of /api/external/auth/token."
    which = f"any of {', '.join(missing)}" if isinstance(needed, AnyOf) else ", ".join(missing)
    if caller.key_prefix:
        return f"This API key lacks {which}, or its owner's role in the project does not allow it."
    return f"Your role in this project, {caller.role}, does not allow {which}."
