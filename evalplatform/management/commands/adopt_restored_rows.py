"""Run once after a dump was loaded into another PostgreSQL; without it, exports would leave the restored rows out."""

from typing import Any

from django.core.management.base import BaseCommand

from evalplatform.tracing import restored


class Command(BaseCommand):
    help = "After loading a dump into another PostgreSQL: mark the restored rows as older than all new ones. Harmless at any other time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{restored.adopt():,} marks of rows are set.")
