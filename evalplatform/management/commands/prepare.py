"""`manage.py prepare`: what a release does to the database before its server starts; `up` does the same."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate the database, and bring the models of this release into the catalogue. Once for all machines; again is harmless."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        call_command("update_catalogue", verbosity=options["verbosity"])
