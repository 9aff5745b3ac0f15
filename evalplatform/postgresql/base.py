"""Where Django looks for the backend `evalplatform.postgresql`."""

from django.conf import settings
from django.db.backends.postgresql import base

from evalplatform.postgresql import answering


class DatabaseWrapper(base.DatabaseWrapper):
    def init_connection_state(self) -> None:
        """Called for each new connection, before its first transaction; as a statement, since connection poolers refuse it as an option."""
        super().init_connection_state()
        if answering.get():
            self.connection.execute(f"SET statement_timeout = '{settings.WEB_STATEMENT_TIMEOUT_SECONDS:d}s'")
