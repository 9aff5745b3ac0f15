"""API keys, bound to one project, and the tiers that say how much they may."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from rest_framework_api_key.models import AbstractAPIKey, BaseAPIKeyManager

from evalplatform.projects.caller import Limits
from evalplatform.projects.models import Project
from external_api.key_format import KeyGenerator


class Tier(models.Model):
    """How much a key may. Empty is without end; `unlimited` has nothing but empty ones."""

    name = models.SlugField(max_length=32, primary_key=True)
    requests = models.PositiveIntegerField("requests an hour", null=True, blank=True)
    exports = models.PositiveIntegerField("exports an hour", null=True, blank=True)
    streams = models.PositiveIntegerField("streams an hour", null=True, blank=True)
    batches = models.PositiveIntegerField("batches an hour", null=True, blank=True)
    running_exports = models.PositiveIntegerField("exports of the project under way at once", null=True, blank=True)
    streams_at_once = models.PositiveIntegerField(null=True, blank=True)
    rows_per_export = models.PositiveBigIntegerField(null=True, blank=True)
    items_per_batch = models.PositiveIntegerField(null=True, blank=True, help_text="never more than the API's own limit of 1,000")
    body_bytes = models.PositiveBigIntegerField(null=True, blank=True, help_text="never more than INGEST_MAX_BYTES")

    class Meta:
        ordering = ["requests", "name"]

    def __str__(self) -> str:
        return self.name

    def limits(self) -> Limits:
        return Limits(
            tier=self.name,
            requests=self.requests,
            exports=self.exports,
            streams=self.streams,
            batches=self.batches,
            running_exports=self.running_exports,
            streams_at_once=self.streams_at_once,
            rows_per_export=self.rows_per_export,
            items_per_batch=self.items_per_batch,
            body_bytes=self.body_bytes,
        )


class ApiKeyManager(BaseAPIKeyManager):
    key_generator = KeyGenerator()

    def assign_key(self, key: AbstractAPIKey) -> str:
        """The package would put the hash into the primary key, which then stands in every address and log line."""
        secret: str
        secret, key.prefix, key.hashed_key = self.key_generator.generate()
        return secret


class ApiKey(AbstractAPIKey):
    """A key of a project; outside, `id` and `prefix` name it.

    A key with an owner may no more than its owner may now; one without belongs to the project.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)  # type: ignore[assignment]  # not the package's text
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="api_keys")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys")
    tier = models.ForeignKey(Tier, on_delete=models.PROTECT, related_name="api_keys")
    scopes = ArrayField(models.CharField(max_length=50), default=list)
    networks = ArrayField(models.CharField(max_length=43), default=list, blank=True)
    note = models.TextField(blank=True, default="")
    last_used_at = models.DateTimeField(null=True, editable=False)
    rotated_from = models.CharField(max_length=8, blank=True, default="", editable=False)

    objects = ApiKeyManager()  # type: ignore[misc, assignment]

    class Meta(AbstractAPIKey.Meta):
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        indexes = [models.Index(fields=["project"], condition=Q(revoked=False), name="api_key_usable")]
