"""An export that repeats (Schedule)."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class WindowKind(models.TextChoices):
    WHOLE = "whole"
    CREATED = "created"
    CHANGED = "changed"


class Schedule(models.Model):
    """When an export is asked for again, and which rows it holds then: all, or those `created` or `changed` since the last one.

    `next_at` is when it is due; null while it is paused, or when no moment comes any more. `runs` rises with every run and makes of two
    starters one. `done_up_to` is where the next window begins: the end of the last one whose export completed, as the text of an
    xid8 of the PostgreSQL `cluster`; empty while there is none. `generation` rises when it starts over, so that an export of an
    earlier question cannot move it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="schedules", db_index=False)
    name = models.CharField(max_length=100)
    request = models.JSONField()
    cron = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    window = models.CharField(max_length=16, choices=WindowKind, default=WindowKind.WHOLE)
    paused = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    runs = models.PositiveIntegerField(default=0)
    done_up_to = models.CharField(max_length=20, default="")
    cluster = models.CharField(max_length=20, default="", help_text="PostgreSQL's system_identifier")
    generation = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=list, help_text="the resource's own fields at the last run")
    note = models.TextField(default="", help_text="what was out of the ordinary at the last run")
    last_slot = models.DateTimeField(null=True, help_text="the moment that the last run was due")
    last_run_at = models.DateTimeField(null=True)
    last_completed_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_with = models.CharField(max_length=16, default="", help_text="prefix of the API key")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="schedule_name_once"),
            models.CheckConstraint(condition=Q(window__in=WindowKind.values), name="schedule_window_known"),
            models.CheckConstraint(condition=Q(paused=False) | Q(next_at__isnull=True), name="schedule_paused_is_never_due"),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="schedule_project_id"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="schedule_due"),
        ]

    def __str__(self) -> str:
        return self.name
