"""Tries whether a connection's provider answers as it must."""

from evalplatform.errors import Conflict, DomainError
from integrations import connections
from integrations.models import Connection

MOST = 5  # repositories of one try


def probe(connection: Connection) -> None:
    """Ask for the first repositories, and note what came of it. Raises Conflict where no API is called."""
    client = connections.client_of(connection)
    if client is None:
        raise Conflict("no_token", "The connection has no token, so nothing is called that could be tested.")
    try:
        for repository in connection.repositories[:MOST]:
            client.probe(repository)
    except DomainError as error:
        connections.note_failure(connection, error)
    else:
        connections.note_success(connection)
