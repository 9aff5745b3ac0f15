"""How much the keys of each tier may."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from external_api.admin import used
from external_api.models import Tier


@admin.register(Tier)
class TierAdmin(ModelAdmin):  # type: ignore[misc]
    """A change holds from the next call on, and what was used in the running hour stays used."""

    list_display = ["name", "requests", "exports", "streams", "batches", "running_exports", "rows_per_export"]

    change_form_outer_after_template = "admin/external_api/used.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        tier = self.get_object(request, unquote(object_id)) if self.has_view_permission(request) else None
        more = {**(extra_context or {}), "used": used.of_tier(tier, request.GET) if tier else None}
        found: HttpResponse = super().change_view(request, object_id, form_url, more)
        return found

    def get_readonly_fields(self, request: object, obj: Tier | None = None) -> list[str]:
        return ["name"] if obj else []  # another name would be another row
