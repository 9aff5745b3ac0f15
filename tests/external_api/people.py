"""People of a project who call with tokens."""

from functools import cache

from django.contrib.auth.hashers import make_password
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import RefreshToken

from evalplatform.projects.models import Member, Project, Role, User
from external_api import tokens

PASSWORD = "correct horse battery"  # noqa: S105


def person(name: str, *memberships: tuple[Project, Role]) -> User:
    user = User.objects.create(username=name, password=_hashed())
    for project, role in memberships:
        Member.objects.create(project=project, user=user, role=role)
    return user


@cache
def _hashed() -> str:
    return make_password(PASSWORD)  # slow on purpose, so once for all


def token_client(user: User, project: Project) -> APIClient:
    """A client that calls with a token of the person in the project."""
    token = RefreshToken.for_user(user)
    token[tokens.PROJECT_CLAIM] = str(project.id)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.access_token}")
    return client
