"""Keeps what a new row names from being deleted before that row is there: a foreign key is checked at the end only, and fails then."""

from uuid import UUID

from django.db import connection
from django.db.models import Model


def held(model: type[Model], id: UUID) -> bool:
    """Whether the row is there. If so it cannot be deleted until the running transaction ends; others may change it."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" WHERE id = %s FOR KEY SHARE', [id])  # noqa: S608 (our own name)
        return cursor.fetchone() is not None
