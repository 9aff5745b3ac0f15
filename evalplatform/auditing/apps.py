import sys

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.backends.signals import connection_created


class AuditingConfig(AppConfig):
    name = "evalplatform.auditing"
    verbose_name = "Audit"

    def ready(self) -> None:
        """Have each connection tell the database who acts, and keep who signs in."""
        from evalplatform.auditing import acting, recording

        acting.by_command(sys.argv)
        connection_created.connect(acting.tell_connection, dispatch_uid=self.name)
        user_logged_in.connect(recording.record_sign_in, dispatch_uid=self.name)
