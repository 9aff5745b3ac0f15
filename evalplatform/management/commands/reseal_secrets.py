"""`manage.py reseal_secrets`: seals all stored secrets with the first of SECRETS_KEYS, so that the keys behind it can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exports import destinations


class Command(BaseCommand):
    help = "Seal all stored secrets with the first of SECRETS_KEYS (or SECRET_KEY); then the other keys can be taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        resealed, lost = destinations.reseal()
        self.stdout.write(f"{resealed} destinations resealed")
        if lost:
            raise CommandError(f"No key opens the secrets of these destinations; enter them anew: {', '.join(lost)}.")
