"""Answers kept under their keys for a day, and the lock that lets one call with a key run at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models.functions import Now

from evalplatform import sealed
from external_api.models import IdempotencyRecord

LIVES = timedelta(hours=24)
PURPOSE = "idempotency"
PURGED_AT_ONCE = 1000


@dataclass(frozen=True)
class Answer:
    """`caller` is who may have it again where it holds a secret (`Cache-Control: no-store`); any other the whole project may."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    caller: str = ""


@dataclass(frozen=True)
class Stored(Answer):
    fingerprint: bytes = b""


def lock(project_id: UUID, key: str) -> bool:
    """Keep the key to this transaction until it ends; False when another one has it, which is not waited for."""
    name = blake2b(b"idempotency" + project_id.bytes + key.encode(), digest_size=8).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(name, "big", signed=True)])
        return bool(cursor.fetchone()[0])


def find(project_id: UUID, key: str) -> Stored | None:
    """What was answered under the key within the last day. Look after `lock`: a statement sees what was committed before it began."""
    found = IdempotencyRecord.objects.filter(project_id=project_id, key=key, created_at__gt=Now() - LIVES).first()
    if found is None:
        return None
    body, caller = bytes(found.body), ""
    if _is_secret(found.headers):
        caller, _, text = sealed.unseal(body.decode(), purpose=PURPOSE).partition("\n")
        body = text.encode("latin-1")
    return Stored(found.status, found.headers, body, caller, bytes(found.fingerprint))


def keep(project_id: UUID, key: str, fingerprint: bytes, answer: Answer) -> None:
    """Write the answer down, in the transaction that has the lock, in the place of one whose day is over."""
    body = answer.body
    if _is_secret(answer.headers):
        body = sealed.seal(f"{answer.caller}\n{body.decode('latin-1')}", purpose=PURPOSE).encode()
    IdempotencyRecord.objects.bulk_create(
        [
            IdempotencyRecord(
                **{"project_id": project_id, "key": key, "fingerprint": fingerprint, "created_at": Now()},
                **{"status": answer.status, "headers": dict(answer.headers), "body": body},
            )
        ],
        update_conflicts=True,
        unique_fields=["project", "key"],
        update_fields=["fingerprint", "status", "headers", "body", "created_at"],
    )


def lacks_project(error: Exception) -> bool:
    """Whether the record was refused at the commit since its project is gone; it refers to nothing else."""
    cause = error.__cause__
    return isinstance(cause, psycopg.errors.ForeignKeyViolation) and cause.diag.table_name == IdempotencyRecord._meta.db_table


def purge() -> int:
    """Remove what has lived for its day, some at a time; how many."""
    removed = 0
    while ids := list(IdempotencyRecord.objects.filter(created_at__lte=Now() - LIVES).values_list("id", flat=True)[:PURGED_AT_ONCE]):
        removed += IdempotencyRecord.objects.filter(id__in=ids, created_at__lte=Now() - LIVES).delete()[0]
    return removed


def _is_secret(headers: Mapping[str, str]) -> bool:
    return "no-store" in headers.get("Cache-Control", "")
