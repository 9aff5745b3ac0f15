"""A project that was deleted while something was written into it: PostgreSQL finds out at the commit."""

import re

import psycopg
from django.db import IntegrityError

# by Django's rule for names, of which PostgreSQL keeps the first 63 bytes, so the end may be missing
_CONSTRAINT = re.compile(r"_project_id_[0-9a-f]{8}_fk")
MESSAGE = "The project was deleted meanwhile."


def is_project(error: IntegrityError) -> bool:
    """Whether a row was refused since its project is no longer there."""
    cause = error.__cause__
    return isinstance(cause, psycopg.errors.ForeignKeyViolation) and bool(_CONSTRAINT.search(cause.diag.constraint_name or ""))
