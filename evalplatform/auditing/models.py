"""The audit log: who did what, when, and from where (Entry). Rows are added, and removed when their time is over; nobody changes one."""

from django.db import models
from django.db.models.functions import Now

from evalplatform.projects.models import Project


class Who(models.TextChoices):
    PERSON = "person"
    KEY = "key", "API key"
    COMMAND = "command", "command of manage.py"
    NOBODY = "nobody", "somebody who is not signed in"
    SYSTEM = "system", "the server itself"


class Entry(models.Model):
    """Written by triggers in the transaction of what it tells, so it is there exactly when that is (migration 0002).

    `project` has no constraint and may name one that is gone: the entry outlives it. `details` has `fields`, the names of what was changed,
    and of harmless ones in `values` what was there and what is there; never a secret, an address of a hook or a payload.
    """

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField(db_default=Now())
    project = models.ForeignKey(
        Project,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="null: of the server",
    )
    who_kind = models.CharField(max_length=8, choices=Who)
    who_id = models.CharField(max_length=100, help_text="of a person the id, of a key its prefix, the name of a command")
    who = models.CharField(max_length=300, help_text="the name at that time")
    action = models.CharField(max_length=100)
    object_type = models.CharField(max_length=50)
    object_id = models.CharField(max_length=100)
    object_label = models.CharField(max_length=300)
    details = models.JSONField()
    request_id = models.CharField(max_length=64)
    address = models.CharField(max_length=45, help_text="of the client")

    class Meta:
        verbose_name_plural = "audit log"
        indexes = [
            models.Index(fields=["project", "id"], name="audit_project_id"),
            models.Index(fields=["object_id", "id"], name="audit_object_id"),
            models.Index(fields=["who_id", "id"], name="audit_who_id"),
            models.Index(fields=["object_type", "id"], name="audit_object_type_id"),
            models.Index(fields=["created_at"], name="audit_created_at"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(who_kind__in=Who.values), name="audit_who_known")]

    def __str__(self) -> str:
        return f"{self.who} {self.action} {self.object_label or self.object_id}"
