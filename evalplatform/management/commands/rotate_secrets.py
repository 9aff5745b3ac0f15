"""`manage.py rotate_secrets`: seals all stored secrets with the first of SECRETS_KEYS, so that the keys behind it can go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalplatform.evaluations import sealing
from exports import destinations
from external_api.batches import callback_secrets
from integrations import connections
from integrations.webhooks import endpoints


class Command(BaseCommand):
    help = "Seal all stored secrets with the first of SECRETS_KEYS (or SECRET_KEY); then the other keys can be taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        resealed, lost = destinations.reseal()
        self.stdout.write(f"{resealed} destinations resealed")
        resealed, unsigned = callback_secrets.reseal()
        self.stdout.write(f"the callback secrets of {resealed} projects resealed")
        resealed, keyless = sealing.reseal()
        self.stdout.write(f"the keys of {resealed} evaluations resealed")
        resealed, suiteless = sealing.reseal_suites()
        self.stdout.write(f"the keys of {resealed} suites resealed")
        resealed, unheard = endpoints.reseal()
        self.stdout.write(f"the secrets of {resealed} endpoints resealed")
        resealed, unread = connections.reseal()
        self.stdout.write(f"the secrets of {resealed} connections resealed")
        complaints = [
            f"No key opens the secrets of these destinations; enter them anew: {', '.join(lost)}." if lost else "",
            f"No key opens the callback secrets of these projects; make new ones: {', '.join(unsigned)}." if unsigned else "",
            f"No key opens the keys of these evaluations; begin them anew: {', '.join(keyless)}." if keyless else "",
            f"No key opens the keys of these suites; enter them anew: {', '.join(suiteless)}." if suiteless else "",
            f"No key opens the secrets of these endpoints; enter them anew: {', '.join(unheard)}." if unheard else "",
            f"No key opens the secrets of these connections; enter them anew: {', '.join(unread)}." if unread else "",
        ]
        if any(complaints):
            raise CommandError(" ".join(filter(None, complaints)))
