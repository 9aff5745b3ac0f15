"""What a caller may: a view declares the scope that each method needs, and a method without one is refused."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from evalplatform.projects.caller import caller_of

if TYPE_CHECKING:  # rest_framework.views imports this module through the settings
    from rest_framework.views import APIView


class HasScope(BasePermission):
    """Reads `view.scopes`, a mapping of HTTP method to scope such as `{"GET": "exports:read", "POST": "exports:write"}`.

    A tuple names several, all of which it needs.
    """

    message = "This API key does not have the scope that this call needs."
    code = "missing_scope"

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if request.auth is None:
            return False
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in view.allowed_methods:  # let the view answer 405
            return True
        needed: str | tuple[str, ...] = getattr(view, "scopes", {}).get(method) or ()
        every = (needed,) if isinstance(needed, str) else needed
        return bool(every) and caller_of(request).scopes.issuperset(every)
