"""The key of a project's pseudonyms, so that one value has one pseudonym in all of its training files."""

from django.db import models

from evalplatform.projects.models import Project


class PseudonymKey(models.Model):
    """Made once for a project and never changed: with another key the files of before and after could not be joined."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed = models.TextField(help_text="evalplatform.sealed, 32 bytes in hex")

    def __str__(self) -> str:
        return f"pseudonyms of {self.project_id}"
