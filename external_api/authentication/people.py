"""A person, by a token or by a session of the dashboard, in one project of which they are a member."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from evalplatform.projects import choice
from evalplatform.projects.caller import Caller
from evalplatform.projects.models import Member, User
from external_api import scopes
from external_api.tiers import tier_named
from external_api.tokens import PASSWORD_CLAIM, PROJECT_CLAIM, USER_CLAIM


class TokenAuthentication(JWTAuthentication):
    """`Authorization: Bearer …`. The project that the token names is checked against the membership on each call."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:  # type: ignore[override]
        header = self.get_header(request)
        token = self.get_raw_token(header) if header else None
        if token is None:
            return None
        try:
            claims = AccessToken(token)  # type: ignore[arg-type]  # bytes, as the package itself passes them
            membership = _memberships().get(user_id=claims[USER_CLAIM], project_id=UUID(claims[PROJECT_CLAIM]))
        except (TokenError, KeyError, ValueError, Member.DoesNotExist):
            raise _refused() from None
        if not constant_time_compare(claims.get(PASSWORD_CLAIM, ""), get_md5_hash_password(membership.user.password)):
            raise _refused()
        return membership.user, _caller(membership)


class SessionOfDashboard(SessionAuthentication):
    """The dashboard's own session, with its CSRF token; the project is the one that the person has chosen there."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user: Any = found[0]
        return user, _caller(choice.membership(request._request, user))


def _memberships() -> QuerySet[Member]:
    return Member.objects.select_related("project", "user").filter(user__is_active=True)


def _caller(membership: Member) -> Caller:
    return Caller(
        project=membership.project,
        scopes=scopes.of_role(membership.role),
        user_id=membership.user_id,
        role=membership.role,
        limits=tier_named(settings.PEOPLE_TIER).limits(),
    )


def _refused() -> AuthenticationFailed:
    detail = "This token is not valid: expired, revoked, or its owner is no longer a member. Obtain another at /api/external/auth/token."
    return AuthenticationFailed(detail, code="invalid_token")
