"""Tokens for people: obtained with a password for one project, refreshed by a refresh token that works once."""

from types import MappingProxyType
from typing import NamedTuple

from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, UntypedToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from evalplatform.errors import DomainError
from evalplatform.projects import choice, guessing
from evalplatform.projects.models import Member, User

USER_CLAIM, PROJECT_CLAIM, PASSWORD_CLAIM = "user_id", "project", "hash_password"


class Pair(NamedTuple):
    access: str
    refresh: str


class NotSignedIn(DomainError):
    status = 401
    headers = MappingProxyType({"WWW-Authenticate": 'Bearer realm="api"'})


def obtain(request: HttpRequest, *, username: str, password: str, project: str = "") -> Pair:
    """Tokens for the person in the project of that slug, or in the only one they have.

    Raises guessing.TooManyGuesses, NotSignedIn, choice.ProjectRequired, choice.NotMember.
    """
    guessing.count(request, username)
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        raise NotSignedIn("wrong_credentials", "There is no active account with this name and password.")
    membership = choice.named(user, slug=project) if project else choice.only(user)
    if membership is None:
        raise choice.NotMember
    token = RefreshToken.for_user(user)
    token[PROJECT_CLAIM] = str(membership.project_id)
    return Pair(str(token.access_token), str(token))


def refresh(text: str) -> Pair:
    """New tokens for an old refresh token, which is worth nothing from then on. Raises NotSignedIn."""
    try:
        token = RefreshToken(text)  # type: ignore[arg-type]  # the package's stub asks for a Token
        membership = Member.objects.select_related("user").get(
            user_id=token[USER_CLAIM], project_id=token[PROJECT_CLAIM], user__is_active=True
        )
        if not constant_time_compare(token[PASSWORD_CLAIM], get_md5_hash_password(membership.user.password)):
            raise TokenError
        with transaction.atomic():
            is_first = token.blacklist()[1]  # type: ignore[index]  # the stub knows nothing of get_or_create's pair
        if not is_first:  # another call with the same token was faster
            raise TokenError
    except (TokenError, KeyError, ValueError, Member.DoesNotExist, IntegrityError):
        raise NotSignedIn("invalid_token", "This refresh token is not valid: expired, used before, or its owner has left.") from None
    following = RefreshToken.for_user(membership.user)
    following[PROJECT_CLAIM] = token[PROJECT_CLAIM]
    return Pair(str(following.access_token), str(following))


def verify(text: str) -> None:
    """Raises NotSignedIn when the token is none of ours, has expired or was blacklisted."""
    try:
        token = UntypedToken(text)  # type: ignore[arg-type]
        if token.payload.get("token_type") == RefreshToken.token_type:
            RefreshToken(text)  # type: ignore[arg-type]  # looks at the blacklist
    except TokenError:
        raise NotSignedIn("invalid_token", "This token is not valid, or no longer.") from None


def purge() -> int:
    """Remove refresh tokens that have expired, and with them what is known of their use; how many."""
    return OutstandingToken.objects.filter(expires_at__lte=Now()).delete()[0]
