"""Destinations in the back office."""

from django.contrib import admin

from exports.admin.reading import ReadOnly
from exports.models import Destination


@admin.register(Destination)
class DestinationAdmin(ReadOnly):
    """To look at, without its secrets; they are made and changed through the API."""

    reads = "destinations:read"
    list_display = ["name", "project", "kind", "tested_at", "test_code", "deleted_at"]
    list_filter = ["kind"]
    fields = readonly_fields = [
        "id", "project", "name", "kind", "settings", "secret_names", "tested_at", "test_code", "test_message",
        "created_at", "updated_at", "deleted_at",
    ]  # fmt: skip
