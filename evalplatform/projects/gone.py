"""A project that was deleted while something was written into it: PostgreSQL finds out at the commit."""

import psycopg
from django.db import IntegrityError

MESSAGE = "The project was deleted meanwhile."


def is_project(error: IntegrityError) -> bool:
    """Whether a row was refused since its project is no longer there."""
    cause = error.__cause__
    return isinstance(cause, psycopg.errors.ForeignKeyViolation) and (cause.diag.constraint_name or "").endswith("_fk_projects_project_id")
