"""`manage.py reseal_secrets`: seals all stored secrets with the first of SECRETS_KEYS, so that the keys behind it can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalplatform.evaluations import sealing
from exports import destinations
from external_api.batches import callback_secrets


class Command(BaseCommand):
    help = "Seal all stored secrets with the first of SECRETS_KEYS (or SECRET_KEY); then the other keys can be taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        resealed, lost = destinations.reseal()
        self.stdout.write(f"{resealed} destinations resealed")
        resealed, unsigned = callback_secrets.reseal()
        self.stdout.write(f"the callback secrets of {resealed} projects resealed")
        resealed, keyless = sealing.reseal()
        self.stdout.write(f"the keys of {resealed} evaluations resealed")
        complaints = [
            f"No key opens the secrets of these destinations; enter them anew: {', '.join(lost)}." if lost else "",
            f"No key opens the callback secrets of these projects; make new ones: {', '.join(unsigned)}." if unsigned else "",
            f"No key opens the keys of these evaluations; begin them anew: {', '.join(keyless)}." if keyless else "",
        ]
        if any(complaints):
            raise CommandError(" ".join(filter(None, complaints)))
