"""Who calls: API keys, bound to one project."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from rest_framework_api_key.models import AbstractAPIKey

from evalplatform.projects.models import Project


class Tier(models.Model):
    """How much a key may. `unlimited` has no quota and no cap on running exports."""

    name = models.SlugField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return self.name


class ApiKey(AbstractAPIKey):
    """A key of a project. Its primary key contains the hash, so it is never shown or logged: `prefix` names the key."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="api_keys")
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="api_keys")
    scopes = ArrayField(models.CharField(max_length=50), default=list)

    class Meta(AbstractAPIKey.Meta):
        verbose_name = "API key"
        verbose_name_plural = "API keys"
