"""Keys that may be used now: not revoked, not expired, and their owner, if they have one, is still a member who may sign in.

The look-up is one SQL text and not the ORM's: it runs at every call, and building it took longer than the query of a list.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db import connection

from evalplatform.projects.caller import Caller, Limits
from evalplatform.projects.models import Member, Project, User
from external_api import scopes
from external_api.key_format import KeyGenerator
from external_api.models import ApiKey, Tier

_TIER = [field.attname for field in Tier._meta.fields if field.name != "name"]
_GENERATOR = KeyGenerator()


@dataclass(frozen=True)
class UsableKey:
    """A key's row with what belongs to it; `role` is the owner's, empty without an owner."""

    id: UUID
    prefix: str
    hashed_key: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    last_used_at: datetime | None
    owner_id: int | None
    role: str
    project: Project
    limits: Limits

    def opens_with(self, secret: str) -> bool:
        """Compared in constant time."""
        return bool(_GENERATOR.verify(secret, self.hashed_key))

    def caller(self) -> Caller:
        """A key of a person may no more than that person may now."""
        may = frozenset(self.scopes) & (scopes.of_role(self.role) if self.owner_id is not None else scopes.SCOPES.keys())
        return Caller(project=self.project, scopes=may, key_prefix=self.prefix, user_id=self.owner_id, role=self.role, limits=self.limits)


def find(prefix: str) -> UsableKey | None:
    """The key that is named so, if it may be used now."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_query()} AND k.prefix = %s", [prefix])
        row = cursor.fetchone()
    if row is None:
        return None
    id, hashed_key, its_scopes, networks, last_used_at, owner_id, role, *rest = row
    project = Project.from_db(connection.alias, _names(Project), rest[: len(_names(Project))])
    tier, *limits = rest[len(_names(Project)) :]
    return UsableKey(
        id=id,
        prefix=prefix,
        hashed_key=hashed_key,
        scopes=tuple(its_scopes),
        networks=tuple(networks),
        last_used_at=last_used_at,
        owner_id=owner_id,
        role=role or "",
        project=project,
        limits=Limits(tier=tier, **dict(zip(_TIER, limits, strict=True))),
    )


def count(project_id: UUID) -> int:
    """How many keys of the project may be used now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_query()} AND k.project_id = %s) AS usable", [project_id])  # noqa: S608 (our names)
        return int(cursor.fetchone()[0])


@cache
def _query() -> str:
    key, project, tier, member, user = (f'"{model._meta.db_table}"' for model in (ApiKey, Project, Tier, Member, User))
    columns = ", ".join(
        [
            *("k.id", "k.hashed_key", "k.scopes", "k.networks", "k.last_used_at", "k.owner_id", "m.role"),
            *(f"p.{name}" for name in _names(Project)),
            *("t.name", *(f"t.{name}" for name in _TIER)),
        ]
    )
    return (
        f"SELECT {columns} FROM {key} k JOIN {project} p ON p.id = k.project_id JOIN {tier} t ON t.name = k.tier_id"  # noqa: S608 (our names)
        f" LEFT JOIN ({member} m JOIN {user} u ON u.id = m.user_id AND u.is_active)"
        " ON m.project_id = k.project_id AND m.user_id = k.owner_id"
        " WHERE NOT k.revoked AND (k.expiry_date IS NULL OR k.expiry_date > statement_timestamp())"
        " AND (k.owner_id IS NULL OR m.role IS NOT NULL)"
    )


@cache
def _names(model: type[Project]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
