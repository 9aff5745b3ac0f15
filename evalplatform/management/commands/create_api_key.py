"""Make an API key and print it, alone on its line, for scripts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evalplatform.errors import DomainError
from evalplatform.projects.models import Project
from external_api.keys import create_key
from external_api.scopes import SCOPES


class Command(BaseCommand):
    help = "Make an API key of a project and print it. It cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--project", required=True, metavar="SLUG")
        parser.add_argument("--scopes", required=True, help=f"separated by commas: {', '.join(SCOPES)}")
        parser.add_argument("--tier", default="unlimited")

    def handle(self, *, name: str, project: str, scopes: str, tier: str, **options: Any) -> None:
        owner = Project.objects.filter(slug=project).first()
        if owner is None:
            raise CommandError(f"There is no project {project!r}.")
        try:
            key = create_key(project=owner, name=name, scopes=[scope.strip() for scope in scopes.split(",") if scope.strip()], tier=tier)
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(key)
