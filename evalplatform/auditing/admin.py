"""The audit log in the back office: to read, and no more."""

import json
from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evalplatform.auditing.models import Entry
from evalplatform.auditing.watched import OBJECT_TYPES
from evalplatform.projects.held import HeldByProject


class OfObject(admin.SimpleListFilter):
    """By what it was done to; Django would read the whole table for what occurs."""

    title = "object"
    parameter_name = "object"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [(one, one.replace("_", " ")) for one in OBJECT_TYPES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(object_type=self.value()) if self.value() else queryset


class Since(admin.SimpleListFilter):
    title = "time"
    parameter_name = "since"
    hours: ClassVar = {"hour": 1, "day": 24, "week": 168, "month": 720}

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("hour", "the last hour"), ("day", "the last day"), ("week", "the last 7 days"), ("month", "the last 30 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        hours = self.hours.get(self.value() or "")
        return queryset.filter(created_at__gte=timezone.now() - timedelta(hours=hours)) if hours else queryset


@admin.register(Entry)
class EntryAdmin(HeldByProject):
    """Admins see what was done in their projects, superusers also what was done to the server."""

    reads = "audit:read"
    list_display = ["created_at", "project", "who", "action", "object_label", "object_id", "address"]
    list_display_links = ["created_at"]
    list_filter = [Since, OfObject, "who_kind"]
    linked = ("who_id", "object_id")
    list_select_related = ["project"]
    search_fields = ["object_id__exact", "who_id__exact"]
    search_help_text = "the whole id of an object or of a person, or the prefix of a key"
    sortable_by: Any = ()
    ordering = ["-id"]
    list_per_page = 50
    actions = None
    fields = readonly_fields = [
        "created_at", "project", "who", "who_kind", "who_id", "action", "object_type", "object_label", "object_id", "what",
        "request_id", "address",
    ]  # fmt: skip

    @admin.display(description="details")
    def what(self, entry: Entry) -> str:
        return json.dumps(entry.details, ensure_ascii=False, indent=1) if entry.details else ""
