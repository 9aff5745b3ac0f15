"""Which connections a delivery may be for: those that name the repository that its body names, which nobody has vouched for yet."""

from django.db import connection

from integrations.models import Connection

_NEEDED = ("id", "project_id", "kind", "sealed_secret", "sealed_former", "former_until", "received_at")
# SQL of our own: Django takes longer to write this query than PostgreSQL to answer it, and it is asked for every delivery
_OF_REPOSITORY = f"""
SELECT {", ".join(_NEEDED)} FROM integrations_connection
WHERE kind = %s AND deleted_at IS NULL AND repositories @> ARRAY[%s]::varchar[] ORDER BY id
"""  # noqa: S608 (names of ours)


def of_repository(kind: str, repository: str) -> list[Connection]:
    """With what it takes to know who sent a delivery, and nothing more; `repository` in lower case."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_REPOSITORY, [kind, repository])
        return [Connection.from_db(connection.alias, _NEEDED, row) for row in cursor.fetchall()]
