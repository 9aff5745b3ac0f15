"""The life of API keys."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.errors import InvalidInput, Problem
from evalplatform.projects.models import Project
from external_api.models import ApiKey, Tier
from external_api.scopes import SCOPES


def create_key(*, project: Project, name: str, scopes: Iterable[str], tier: str = "unlimited") -> str:
    """The secret of a new key, which nobody can read again. Raises InvalidInput."""
    wanted = tuple(dict.fromkeys(scopes))
    _check(name, wanted)
    row, _ = Tier.objects.get_or_create(name=tier)
    _, secret = ApiKey.objects.create_key(project=project, name=name, scopes=list(wanted), tier=row)
    return str(secret)


def key_is_usable(prefix: str, *, project_id: UUID, scope: str) -> bool:
    """Whether the key of that prefix may still do what `scope` names in the project: not revoked, expired, deleted or cut down."""
    in_time = Q(expiry_date__isnull=True) | Q(expiry_date__gt=Now())
    return ApiKey.objects.filter(in_time, prefix=prefix, project_id=project_id, revoked=False, scopes__contains=[scope]).exists()


def _check(name: str, scopes: tuple[str, ...]) -> None:
    problems = [
        Problem("/scopes", f"There is no scope {scope!r}. There are: {', '.join(SCOPES)}.") for scope in scopes if scope not in SCOPES
    ]
    if not 1 <= len(name) <= 50:
        problems.append(Problem("/name", "A name has 1 to 50 characters."))
    if not scopes:
        problems.append(Problem("/scopes", f"A key needs a scope. There are: {', '.join(SCOPES)}."))
    if problems:
        raise InvalidInput(*problems, code="invalid_key_request")
