"""After a dump was loaded into another PostgreSQL: its rows carry transaction ids of the old one, which the new one has not reached.

Exports tell by those ids what was there when they were asked for, and windows what is new. So such a row would be left out until the
new server's own transactions have counted that far, and then look new.
"""

from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils.module_loading import import_string

from evalplatform.projects.models import Project

COLUMNS = ("created_xid", "changed_xid")
BATCH_ROWS = 10_000
# Whatever this statement can see was written before its snapshot; an id from beyond its end cannot be one of this server. Once for each
# project, since the indexes begin with it.
_FOREIGN = "project_id = %s AND {column} >= pg_snapshot_xmax(pg_current_snapshot())"
# The second condition leaves alone what somebody has changed, and so marked as his, since the first one was read.
_ADOPT = """
    UPDATE {table} SET {column} = %s FROM (SELECT id, {column} AS was FROM {table} WHERE {foreign} LIMIT %s) AS found
    WHERE {table}.id = found.id AND {table}.{column} = found.was
"""
_OLDER_THAN_ALL = "3"  # the first that a server ever gives, long before it has projects


def adopt() -> int:
    """Mark all such rows as older than everything that this server wrote; how many columns of rows that were.

    In short transactions; it may be ended and started again, and run beside everything else.
    """
    projects = list(Project.objects.values_list("id", flat=True))
    return sum(_adopted(model, column, project) for model in _exported() for column in COLUMNS for project in projects)


def has_foreign(model: type[Model], column: str, project_id: UUID) -> bool:
    """Whether a row of the project has an id in `column` that this server has not given; one look into an index."""
    foreign = _FOREIGN.format(column=column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {model._meta.db_table} WHERE {foreign})", [project_id])  # noqa: S608 (our own names)
        (found,) = cursor.fetchone()
    return bool(found)


def _exported() -> list[type[Model]]:
    """The models of all resources that can be exported."""
    return [apps.get_model(import_string(path).model) for path in settings.EXPORT_RESOURCES.values()]


def _adopted(model: type[Model], column: str, project_id: UUID) -> int:
    statement = _ADOPT.format(table=model._meta.db_table, column=column, foreign=_FOREIGN.format(column=column))
    done = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [_OLDER_THAN_ALL, project_id, BATCH_ROWS])
            if not cursor.rowcount:
                return done
            done += cursor.rowcount
