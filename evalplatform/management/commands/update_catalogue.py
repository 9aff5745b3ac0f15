"""`manage.py update_catalogue`: the models of this release into the catalogue; `up` does the same."""

from typing import Any

from django.core.management.base import BaseCommand

from evalplatform.tracing.catalogue.updating import update


class Command(BaseCommand):
    help = "Add the models of this release to the catalogue and bring those up to date that nobody edited."

    def handle(self, *args: Any, **options: Any) -> None:
        updated = update()
        if options["verbosity"]:
            self.stdout.write(f"{updated.added} added, {updated.changed} changed")
