"""The secret of a project with which its callbacks are signed."""

from django.db import models

from evalplatform.projects.models import Project


class CallbackSecret(models.Model):
    """Sealed. After a change the old one signs beside the new one until `previous_until`."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed = models.TextField()
    previous_sealed = models.TextField(blank=True, default="")
    previous_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"callback secret of {self.project_id}"
